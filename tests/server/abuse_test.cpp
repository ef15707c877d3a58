// SPDX-License-Identifier: Apache-2.0
// What hostile or broken peers do to the port: slowness, endlessness, floods, numbers. Others are served meanwhile.
#include "core/crypto/random.h"
#include "core/crypto/self_test.h"
#include "core/wire/messages.h"
#include "tests/support/server_fixture.h"

#include <QElapsedTimer>
#include <QtTest>
#include <arpa/inet.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace bedside;
using namespace bedside::test;
using nlohmann::json;

class AbuseTest : public QObject {
    Q_OBJECT

    ServerProcess m_server;
    std::optional<TestPractice> m_practice;

    bool isServing()
    {
        auto answer = m_practice->call("GET", "/v1/health");
        return answer && answer->status == 200;
    }
    std::int64_t metric(const std::string &name)
    {
        auto answer = m_practice->call("GET", "/v1/metrics");
        const auto at = answer ? answer->body.find("\n" + name + " ") : std::string::npos;
        return at == std::string::npos ? -1 : std::atoll(answer->body.c_str() + at + name.size() + 2);
    }
    bool restart(const QByteArray &config)
    {
        m_server.stop();
        m_server.setConfig(config);
        return m_server.start();
    }
    // Writes until the server stops taking it; how much it took. What it answers is read as it comes.
    std::size_t pour(TlsClient &client, const std::string &piece, std::size_t most, std::string &answer)
    {
        std::size_t taken = 0;
        while (taken < most && !client.isClosed()) {
            if (!client.write(piece))
                break;
            taken += piece.size();
            answer += client.read(0);
        }
        answer += client.read(1'000);
        return taken;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(crypto::selfTest().ok());
        m_server.setConfig("header_timeout_seconds = 2\nbody_timeout_seconds = 2\nkeep_alive_seconds = 2\nrequests_per_second = 1000\n");
        QVERIFY2(m_server.start(), m_server.errors().constData());
        m_practice.emplace(m_server);
        QVERIFY(m_practice->setUp());
    }

    void closesOnSlowHeadersHoweverManyThereAre()
    {
        std::vector<std::unique_ptr<TlsClient>> slow;
        for (int i = 0; i < 100; ++i) {
            slow.push_back(TlsClient::connect(m_server.port()));
            QVERIFY(slow.back() && slow.back()->write("GET /v1/health HTTP/1.1\r\nX-A: "));
        }
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < 12; ++i) {
            for (auto &client : slow)
                (void)client->write("b");
            QVERIFY(isServing());
            QTest::qWait(250);
        }
        for (auto &client : slow)
            QVERIFY(client->closesWithin(2'000));
        QVERIFY(timer.elapsed() < 10'000);
        QVERIFY(metric("bedside_timeouts_total") >= 100);
    }
    void closesOnASilentHandshakeAndASlowBody()
    {
        const int silent = ::socket(AF_INET, SOCK_STREAM, 0);
        struct sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(m_server.port());
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        QCOMPARE(::connect(silent, reinterpret_cast<struct sockaddr *>(&address), sizeof address), 0);
        const struct timeval limit{6, 0};
        ::setsockopt(silent, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        char byte = 0;
        QCOMPARE(int(::recv(silent, &byte, 1, 0)), 0);
        ::close(silent);
        auto body = TlsClient::connect(m_server.port());
        QVERIFY(body->write("POST /v1/sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"));
        QVERIFY(body->closesWithin(6'000));
        auto idle = TlsClient::connect(m_server.port());
        QVERIFY(idle->request("GET", "/v1/health")->status == 200);
        QVERIFY(idle->closesWithin(6'000));
    }
    void refusesEndlessHeadersAndBodies()
    {
        const auto before = m_server.residentKib();
        std::string answer;
        auto header = TlsClient::connect(m_server.port());
        QVERIFY(header->write("GET /v1/health HTTP/1.1\r\nX-A: "));
        QVERIFY(pour(*header, std::string(4096, 'a'), 100'000'000, answer) < 10'000'000);
        QVERIFY2(answer.starts_with("HTTP/1.1 431") || header->isClosed(), answer.c_str());

        answer.clear();
        auto announced = TlsClient::connect(m_server.port());
        QVERIFY(announced->write("POST /v1/sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n"));
        auto refused = announced->readAnswer(5'000);
        QVERIFY(refused && refused->status == 413);

        answer.clear();
        auto chunked = TlsClient::connect(m_server.port());
        QVERIFY(chunked->write("POST /v1/sign-in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"));
        QVERIFY(pour(*chunked, "1000\r\n" + std::string(4096, 'a') + "\r\n", 100'000'000, answer) < 10'000'000);
        QVERIFY2(answer.starts_with("HTTP/1.1 413") || chunked->isClosed(), answer.c_str());
        QVERIFY(m_server.residentKib() - before < 20'000);
    }
    void holdsTheBodyLimitOfEachPath()
    {
        const std::string visit = crypto::randomId<VisitId>().text();
        for (const auto &[path, size, status] : {std::tuple{"/v1/sign-in", 65'537, 413}, {"/v1/sign-in", 65'536, 400},
                                                 {"/v1/appointments/x", 262'145, 413}, {"/v1/invites", 65'537, 413}}) {
            auto client = TlsClient::connect(m_server.port());
            const bool put = std::string_view(path).starts_with("/v1/app");
            auto answer = client->request(put ? "PUT" : "POST", path, std::string(std::size_t(size), ' '));
            QVERIFY2(answer && answer->status == status, path);
        }
    }
    void answersGarbageWithARefusal()
    {
        for (const std::string &garbage : {std::string("\x16\x03\x01garbage\r\n\r\n"), std::string("GET\r\n\r\n"),
                                    std::string("GET / HTTP/9.9\r\n\r\n"), std::string(5000, '\0'),
                                    std::string("POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"),
                                    std::string("POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
                                    std::string("POST /v1/join HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nabc")}) {
            auto client = TlsClient::connect(m_server.port());
            QVERIFY(client->write(garbage));
            auto answer = client->readAnswer(4'000);
            QVERIFY(client->isClosed() || (answer && answer->status >= 400));
        }
        // And in clear, to the TLS port.
        const int clear = ::socket(AF_INET, SOCK_STREAM, 0);
        struct sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(m_server.port());
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        QCOMPARE(::connect(clear, reinterpret_cast<struct sockaddr *>(&address), sizeof address), 0);
        const char request[] = "GET /v1/health HTTP/1.1\r\n\r\n";
        QVERIFY(::send(clear, request, sizeof request - 1, MSG_NOSIGNAL) > 0);
        char reply[512];
        const auto got = ::recv(clear, reply, sizeof reply, 0);
        QVERIFY(got <= 0 || std::string_view(reply, std::size_t(got)).find("HTTP/1.1 200") == std::string_view::npos);
        ::close(clear);
        QVERIFY(isServing());
    }
    void dropsWhoFloodsASocket()
    {
        auto flooder = m_practice->socketWith(m_practice->ticketOf(m_practice->admin));
        const Bytes frame = *wire::makeFrame(wire::GroupMessageRequest{{}, {}, Bytes(10)});
        bool dropped = false;
        for (int i = 0; i < 5'000 && !dropped; ++i)
            dropped = !flooder->sendFrame(frame);
        QVERIFY(dropped || flooder->closesWithin(5'000));
        QVERIFY(isServing());
    }
    void dropsWhoDoesNotRead()
    {
        // A member that floods its room, and one that reads nothing of it.
        QVERIFY(restart("write_queue_kib = 512\nframes_per_second = 100000\nrequests_per_second = 1000\n"));
        const VisitId visit = *m_practice->appointment(m_practice->admin);
        const auto invite = *m_practice->invite(m_practice->admin, visit);
        const auto instance = crypto::randomId<InstanceId>();
        auto host = m_practice->socketWith(m_practice->ticketOf(m_practice->admin));
        std::uint64_t id = 0;
        auto guest = m_practice->socketWith(*m_practice->join(invite), &id);
        const int small = 4096;
        ::setsockopt(guest->socket(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
        QVERIFY(guest->sendFrame(*wire::makeFrame(wire::FrameType::LobbyHello, Bytes(10))));
        QVERIFY(host->sendFrame(*wire::makeFrame(wire::VisitOpen{visit, instance})));
        QTest::qWait(300);
        QVERIFY(host->sendFrame(*wire::makeFrame(wire::WelcomeRequest{visit, instance, id, Bytes(10)})));
        const Bytes message = *wire::makeFrame(wire::GroupMessageRequest{visit, instance, Bytes(wire::kMaxGroupPayload)});
        QElapsedTimer timer;
        timer.start();
        while (metric("bedside_slow_readers_dropped_total") == 0 && timer.elapsed() < 30'000) {
            for (int i = 0; i < 16; ++i)
                QVERIFY(host->sendFrame(message));
            QTest::qWait(150); // within the byte rate
        }
        QCOMPARE(metric("bedside_slow_readers_dropped_total"), std::int64_t(1));
        QVERIFY(host->sendFrame(*wire::makeFrame(wire::VisitEnd{visit, instance, {}})));
        bool ended = false;
        for (int i = 0; i < 100 && !ended; ++i) {
            auto frame = host->receiveFrame(2'000);
            QVERIFY(frame);
            ended = wire::parseFrame(*frame)->type == wire::FrameType::VisitEnd;
        }
        QVERIFY(ended);
    }
    void holdsTheCapsOnConnections()
    {
        QVERIFY(restart("max_sockets_per_address = 20\nrequests_per_second = 1000\n"));
        std::vector<std::unique_ptr<TlsClient>> held;
        for (int i = 0; i < 20; ++i) {
            held.push_back(TlsClient::connect(m_server.port()));
            QVERIFY(held.back() && held.back()->request("GET", "/v1/health")->status == 200);
        }
        for (int i = 0; i < 5; ++i)
            QVERIFY(!TlsClient::connect(m_server.port()));
        held.resize(10);
        QTest::qWait(300);
        QVERIFY(isServing());
        QVERIFY(metric("bedside_connections_refused_total") >= 5);
    }
    void comesBackWhenFileDescriptorsRunOut()
    {
        // UBSan's check of virtual calls opens a pipe to probe memory and ends the program when it cannot: nothing is
        // to be learned about ours without file descriptors in such a build.
#if !defined(__SANITIZE_ADDRESS__)
        QVERIFY(restart("max_sockets = 100000\nmax_sockets_per_address = 100000\nheader_timeout_seconds = 3\nrequests_per_second = 1000\n"));
        struct rlimit files{60, 60};
        QCOMPARE(::prlimit(pid_t(m_server.pid()), RLIMIT_NOFILE, &files, nullptr), 0);
        std::vector<int> held;
        struct sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(m_server.port());
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        for (int i = 0; i < 120; ++i) {
            const int one = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
            QCOMPARE(::connect(one, reinterpret_cast<struct sockaddr *>(&address), sizeof address), 0);
            held.push_back(one);
        }
        QTest::qWait(500);
        QVERIFY(m_server.isRunning());
        for (int one : held)
            ::close(one);
        QElapsedTimer timer;
        timer.start();
        bool serving = false;
        while (!serving && timer.elapsed() < 15'000)
            serving = isServing();
        QVERIFY2(serving, m_server.errors().constData());
#endif
    }
    void slowsDownWhoAsksTooOften()
    {
        QVERIFY(restart("requests_per_second = 5\n"));
        auto client = TlsClient::connect(m_server.port());
        int refused = 0;
        for (int i = 0; i < 80; ++i)
            refused += client->request("GET", "/v1/health")->status == 429;
        QVERIFY(refused >= 20 && refused <= 30 + 5);
    }
    void triesNoMorePasswordsAtOnceThanInTurn()
    {
        QVERIFY(restart("requests_per_second = 1000\n"));
        const std::string body = json{{"login", "admin"}, {"password", "guess"}, {"code", "000000"}, {"deviceId", crypto::randomId<DeviceId>().text()}}.dump();
        const std::string request = "POST /v1/sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
        std::vector<std::unique_ptr<TlsClient>> guessers;
        for (int i = 0; i < 40; ++i) {
            guessers.push_back(TlsClient::connect(m_server.port()));
            QVERIFY(guessers.back());
        }
        QElapsedTimer timer;
        timer.start();
        for (auto &client : guessers)
            QVERIFY(client->write(request));
        int tried = 0, held = 0;
        for (auto &client : guessers) {
            const auto answer = client->readAnswer(20'000);
            QVERIFY(answer && (answer->status == 401 || answer->status == 429));
            ++(answer->status == 401 ? tried : held);
        }
        // Five are free; the sixth, and one more after each wait that a slow computer lets pass, is tried alone.
        int allowed = 6;
        for (qint64 wait = 2'000, passed = timer.elapsed(); passed >= wait; wait *= 2) {
            passed -= wait;
            ++allowed;
        }
        QVERIFY2(tried >= 5 && tried <= allowed, std::to_string(tried).c_str());
        QVERIFY(held >= 1);
    }
    void saysInWordsWhyItDoesNotStart()
    {
        m_server.stop();
        const auto run = [](const QStringList &arguments) {
            QProcess process;
            process.start(QString::fromUtf8(qgetenv("BEDSIDE_SERVER_PROGRAM")), arguments);
            process.waitForFinished(20'000);
            return std::pair(process.exitCode(), process.readAllStandardError());
        };
        QCOMPARE(run({QStringLiteral("--nonsense")}).first, 2);
        QCOMPARE(run({}).first, 2);
        QCOMPARE(run({QStringLiteral("--data"), QStringLiteral("/x"), QStringLiteral("--listen"), QStringLiteral("nowhere")}).first, 2);
        QCOMPARE(run({QStringLiteral("--data"), QStringLiteral("/proc/nowhere"), QStringLiteral("--listen"), QStringLiteral("127.0.0.1:0")}).first, 3);
        QCOMPARE(run({QStringLiteral("--version")}).first, 0);
        QCOMPARE(run({QStringLiteral("--help")}).first, 0);
        QFile key(m_server.dataFolder() + QStringLiteral("/bedside.key"));
        QVERIFY(key.open(QIODevice::ReadWrite));
        const QByteArray kept = key.readAll();
        QVERIFY(key.seek(0) && key.putChar(char(kept[0] ^ 1)));
        key.close();
        const auto damaged = run({QStringLiteral("--data"), m_server.dataFolder(), QStringLiteral("--listen"), QStringLiteral("127.0.0.1:0")});
        QCOMPARE(damaged.first, 3);
        QVERIFY(damaged.second.contains("nothing was changed"));
        QVERIFY(key.open(QIODevice::ReadWrite) && key.write(kept) == 32);
        key.close();
        QVERIFY(m_server.start() && isServing());
        const auto taken = run({QStringLiteral("--data"), m_server.dataFolder() + QStringLiteral("2"), QStringLiteral("--listen"),
                                QStringLiteral("127.0.0.1:%1").arg(m_server.port())});
        QCOMPARE(taken.first, 3);
    }
    void cleanupTestCase() { QVERIFY2(m_server.leftNoComplaint(), m_server.errors().constData()); }
};

QTEST_GUILESS_MAIN(AbuseTest)
#include "abuse_test.moc"
