// SPDX-License-Identifier: Apache-2.0
// Measuring a line against the real program: what it gives and takes, from whom, how much, and what is left of it.
#include "core/crypto/self_test.h"
#include "core/wire/http.h"
#include "tests/support/server_fixture.h"

#include <QtTest>

using namespace bedside;
using namespace bedside::test;

class NetworkProbeTest : public QObject {
    Q_OBJECT

    static constexpr std::size_t kMost = wire::limit::kNetworkProbeBytes;
    std::optional<ServerProcess> m_server;
    std::optional<TestPractice> m_practice;
    std::unique_ptr<TlsClient> m_client;

    Answer get(const std::string &query)
    {
        auto answer = m_client->request("GET", "/v1/network-probe" + query);
        return answer ? *answer : Answer();
    }
    Answer post(const std::string &body)
    {
        auto answer = m_client->request("POST", "/v1/network-probe", body);
        return answer ? *answer : Answer();
    }
    std::int64_t metric(const std::string &name)
    {
        const auto answer = m_client->request("GET", "/v1/metrics");
        const auto at = answer ? answer->body.find("\n" + name + " ") : std::string::npos;
        return at == std::string::npos ? -1 : std::atoll(answer->body.c_str() + at + name.size() + 2);
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(crypto::selfTest().ok()); }
    void init()
    {
        m_server.emplace();
        m_server->setConfig("requests_per_second = 1000\n");
        QVERIFY2(m_server->start(), m_server->errors().constData());
        m_practice.emplace(*m_server);
        m_client = TlsClient::connect(m_server->port());
        QVERIFY(m_client);
    }
    void cleanup()
    {
        m_client.reset();
        QVERIFY2(m_server->leftNoComplaint(), m_server->errors().constData());
    }

    void givesAsManyOctetsAsAskedFor()
    {
        for (const std::size_t size : {std::size_t(1), std::size_t(64), std::size_t(8'192), kMost}) {
            const Answer answer = get("?bytes=" + std::to_string(size));
            QCOMPARE(answer.status, 200);
            QCOMPARE(answer.body.size(), size);
            QCOMPARE(answer.headers.at("content-type"), std::string("application/octet-stream"));
            QCOMPARE(answer.headers.at("cache-control"), std::string("no-store"));
        }
        const std::string noise = get("?bytes=" + std::to_string(kMost)).body;
        const QByteArray packed = qCompress(QByteArray::fromStdString(noise), 9);
        QVERIFY(std::size_t(packed.size()) >= kMost); // nothing on the way makes it smaller
    }
    void givesNothingElse()
    {
        for (const char *query :
             {"", "?", "?bytes", "?bytes=", "?bytes=0", "?bytes=-1", "?bytes=262145", "?bytes=99999999999999999999",
              "?bytes=1.5", "?bytes=0x10", "?bytes=%31", "?bytes=one", "?Bytes=1", "?bytes=1+1"}) {
            const Answer answer = get(query);
            QVERIFY2(answer.status == 400 && answer.error() == "Malformed", query);
        }
        for (const char *method : {"PUT", "DELETE", "PATCH"}) {
            const auto client = TlsClient::connect(m_server->port());
            const auto answer = client->request(method, "/v1/network-probe", "x");
            QVERIFY2(answer && answer->status == 405, method);
        }
        QCOMPARE(m_client->request("GET", "/v1/network-probe/1")->status, 404);
    }
    void takesABodyThatIsNoJson()
    {
        for (const std::string &body :
             {std::string(), std::string("{"), std::string(1, '\0'), std::string(kMost, '\xff')}) {
            const Answer answer = post(body);
            QCOMPARE(answer.status, 200);
            QCOMPARE(answer.body, std::string("{}"));
        }
    }
    void takesNoMoreThanItsLimit()
    {
        QCOMPARE(post(std::string(kMost + 1, 'x')).status, 413);
        auto announced = TlsClient::connect(m_server->port());
        QVERIFY(announced->write("POST /v1/network-probe HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n"));
        const auto refused = announced->readAnswer(5'000);
        QVERIFY(refused && refused->status == 413);
        // The larger limit is of this path alone.
        auto other = TlsClient::connect(m_server->port());
        QCOMPARE(other->request("POST", "/v1/network-probe/x", std::string(kMost, 'x'))->status, 413);
    }
    void keepsNothingOfIt()
    {
        QVERIFY(m_practice->setUp());
        const auto entries = metric("bedside_log_entries"), probes = metric("bedside_network_probes_total"),
                   bytes = metric("bedside_network_probe_bytes_total");
        QCOMPARE(probes, std::int64_t(0));
        QCOMPARE(get("?bytes=1000").status, 200);
        QCOMPARE(post(std::string(500, 'x')).status, 200);
        QCOMPARE(get("?bytes=0").status, 400);
        QCOMPARE(metric("bedside_network_probes_total"), probes + 2);
        QCOMPARE(metric("bedside_network_probe_bytes_total"), bytes + 1'500);
        QCOMPARE(metric("bedside_log_entries"), entries);
        QVERIFY(!m_server->errors().contains("probe"));
    }
    // Eight megabytes at once from one address, and then as much as the allowance grows.
    void endsAtWhatAnAddressMayMeasure()
    {
        int given = 0;
        Answer answer;
        for (; given < 200; ++given) {
            answer = given % 2 ? get("?bytes=" + std::to_string(kMost)) : post(std::string(kMost, 'x'));
            if (answer.status != 200)
                break;
        }
        QVERIFY2(given >= 32 && given < 200, std::to_string(given).c_str());
        QCOMPARE(answer.status, 429);
        QCOMPARE(answer.error(), std::string("TooManyAttempts"));
        QVERIFY(std::atoi(answer.headers.at("retry-after").c_str()) >= 1);
        QCOMPARE(m_client->request("GET", "/v1/health")->status, 200); // nothing else is held back
        QVERIFY(metric("bedside_throttled_total") >= 1);
    }
};

QTEST_GUILESS_MAIN(NetworkProbeTest)
#include "network_probe_test.moc"
