// SPDX-License-Identifier: Apache-2.0
// 2,000 idle TLS sockets in at most 200 MB, and the server still answers at once.
#include "core/crypto/self_test.h"
#include "core/wire/messages.h"
#include "tests/support/server_fixture.h"

#include <QElapsedTimer>
#include <QtTest>
#include <sys/resource.h>

using namespace bedside;
using namespace bedside::test;

class IdleTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void holdsTwoThousandIdleSocketsInLittleMemory()
    {
        constexpr int kSockets = 2'000;
        struct rlimit files{};
        QCOMPARE(::getrlimit(RLIMIT_NOFILE, &files), 0);
        files.rlim_cur = files.rlim_max;
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &files), 0);
        QVERIFY(files.rlim_cur > kSockets + 100);
        QVERIFY(crypto::selfTest().ok());
        ServerProcess server;
        server.setConfig("max_sockets = 3000\nmax_sockets_per_address = 3000\nrequests_per_second = 100000\n");
        QVERIFY2(server.start(), server.errors().constData());
        TestPractice practice(server);
        QVERIFY(practice.setUp());
        auto http = TlsClient::connect(server.port());
        std::vector<std::unique_ptr<TlsClient>> sockets;
        for (int i = 0; i < kSockets; ++i) {
            auto answer = http->request("POST", "/v1/ticket", "{}", practice.admin.token);
            QVERIFY(answer && answer->status == 200);
            sockets.push_back(practice.socketWith(*fromBase64(answer->json()["ticket"].get<std::string>())));
            QVERIFY2(sockets.back(), std::to_string(i).c_str());
        }
        const auto resident = server.residentKib();
        qInfo("%d idle sockets: %lld KiB resident", kSockets, resident);
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
        constexpr qint64 kMost = 1'000'000; // a sanitizer's own bookkeeping
#else
        constexpr qint64 kMost = 200 * 1000 * 1000 / 1024;
#endif
        QVERIFY(resident > 0 && resident <= kMost);
        QElapsedTimer timer;
        timer.start();
        QVERIFY(http->request("GET", "/v1/health")->status == 200);
        QVERIFY(timer.elapsed() < 500);
        QVERIFY(http->request("GET", "/v1/metrics")->body.find("bedside_open_sockets 2000\n") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(IdleTest)
#include "idle_test.moc"
