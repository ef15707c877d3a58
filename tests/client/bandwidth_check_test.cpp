// SPDX-License-Identifier: Apache-2.0
// Measuring a line against a server that is as slow as the test says. A busy computer makes any line slower: no test
// here fails for that.
#include "core/client/bandwidth_check.h"
#include "tests/net/tls_fixture.h"

#include <QSslServer>
#include <QTcpSocket>
#include <QTimer>
#include <QtTest>

using namespace bedside;
using namespace bedside::client;

namespace {

// Answers each request of the measure after the time that its octets would take.
class SlowServer {
public:
    int kilobitsPerSecond = 0; // 0: at once
    int silentFrom = INT_MAX;  // pieces of so many octets get no answer
    QByteArray status = "200 OK";
    int shortBy = 0;           // octets that an answer lacks
    std::vector<int> down, up; // the pieces that were asked for

    SlowServer()
    {
        m_server.setSslConfiguration(test::tlsOf(QStringLiteral("current")));
        m_server.listen(QHostAddress::LocalHost);
        QObject::connect(&m_server, &QSslServer::pendingConnectionAvailable, &m_server, [this] {
            QTcpSocket *socket = m_server.nextPendingConnection();
            auto received = std::make_shared<QByteArray>();
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket, received] {
                *received += socket->readAll();
                const auto head = received->indexOf("\r\n\r\n");
                if (head < 0)
                    return;
                if (received->startsWith("GET ")) {
                    const int size = received->mid(received->indexOf("bytes=") + 6).split(' ')[0].toInt();
                    received->clear();
                    down.push_back(size);
                    return answer(socket, size, QByteArray(std::max(0, size - shortBy), 'x'));
                }
                const auto length = received->indexOf("Content-Length: ");
                const int size = received->mid(length + 16).split('\r')[0].toInt();
                if (received->size() < head + 4 + size)
                    return;
                received->clear();
                up.push_back(size);
                answer(socket, size, "{}");
            });
        });
    }
    net::ServerAddress address() const { return {"127.0.0.1", m_server.serverPort()}; }

private:
    void answer(QTcpSocket *socket, int size, const QByteArray &body)
    {
        if (size >= silentFrom)
            return;
        const QByteArray whole =
            "HTTP/1.1 " + status + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
        const int after = kilobitsPerSecond > 0 ? size * 8 / kilobitsPerSecond : 0;
        QTimer::singleShot(after, Qt::PreciseTimer, socket, [socket, whole] { socket->write(whole); });
    }

    QSslServer m_server;
};

} // namespace

class BandwidthCheckTest : public QObject {
    Q_OBJECT
    const SystemClock m_clock;

    std::optional<Bandwidth> measure(const SlowServer &server)
    {
        auto http = net::HttpClient::create(server.address()).value();
        http->setPins(test::pinsTo({QStringLiteral("current")}));
        std::optional<Bandwidth> found;
        BandwidthCheck check(*http, m_clock, [&](const Bandwidth &bandwidth, bool over) {
            if (over)
                found = bandwidth;
        });
        check.start();
        return QTest::qWaitFor([&] { return found.has_value(); }, 30'000) ? found : std::nullopt;
    }

private Q_SLOTS:
    void measuresBothWaysInPiecesThatDouble()
    {
        SlowServer server;
        const auto found = measure(server);
        QVERIFY(found && found->downKbps && found->upKbps && found->roundTrip);
        QVERIFY(*found->downKbps > 0 && *found->upKbps > 0);
        QVERIFY(server.down.size() >= 3 && server.down[0] == 64 && server.down[1] == 64);
        for (const auto &pieces : {std::vector<int>(server.down.begin() + 2, server.down.end()), server.up}) {
            int total = 0;
            for (std::size_t i = 0; i < pieces.size(); ++i) {
                QCOMPARE(pieces[i], 8192 << i);
                total += pieces[i];
            }
            QVERIFY(total <= 504 * 1024);
        }
    }
    void asksAThinLineForLittle()
    {
        SlowServer server;
        server.kilobitsPerSecond = 100;
        const auto found = measure(server);
        QVERIFY(found && found->downKbps && found->upKbps);
        QVERIFY2(*found->downKbps <= 400 && *found->upKbps <= 400,
                 std::to_string(*found->downKbps).c_str()); // 100, if not busy
        QVERIFY(server.down.back() <= 16'384 && server.up.back() <= 16'384);
    }
    void saysWhatALineDoesNotCarry()
    {
        SlowServer server;
        server.silentFrom = 8'192;
        const auto found = measure(server);
        QVERIFY(found && found->downKbps && found->upKbps);
        QVERIFY(*found->downKbps <= 17 && *found->upKbps <= 17); // 8 KiB in over four seconds
    }
    void measuresNothingWhereTheServerDoesNot_data()
    {
        QTest::addColumn<QByteArray>("status");
        QTest::newRow("older") << QByteArray("404 Not Found");
        QTest::newRow("asked too often") << QByteArray("429 Too Many Requests");
        QTest::newRow("broken") << QByteArray("500 x");
    }
    void measuresNothingWhereTheServerDoesNot()
    {
        QFETCH(QByteArray, status);
        SlowServer server;
        server.status = status;
        const auto found = measure(server);
        QVERIFY(found && !found->downKbps && !found->upKbps && !found->roundTrip);
        QCOMPARE(server.down.size(), std::size_t(1));
    }
    void isNotTakenInByAnAnswerThatIsTooShort()
    {
        SlowServer server;
        server.shortBy = 1;
        const auto found = measure(server);
        QVERIFY(found && !found->downKbps && !found->upKbps);
    }
    void isNotCalledBackOnceDestroyed()
    {
        auto server = std::make_unique<SlowServer>();
        server->silentFrom = 8 * 1024; // the first piece: its answer is waited for
        auto http = net::HttpClient::create(server->address()).value();
        http->setPins(test::pinsTo({QStringLiteral("current")}));
        bool called = false;
        auto check = std::make_unique<BandwidthCheck>(*http, m_clock, [&](const Bandwidth &, bool) { called = true; });
        check->start();
        QTRY_VERIFY(!server->down.empty() && server->down.back() == server->silentFrom);
        check.reset();
        server.reset(); // which would have been an answer
        QTest::qWait(100);
        QVERIFY(!called);
    }
    void reckonsRates()
    {
        QCOMPARE(kilobitsPerSecond(1'000, Milliseconds(8), Milliseconds(0)), 1'000);
        QCOMPARE(kilobitsPerSecond(1'000, Milliseconds(108), Milliseconds(100)), 1'000);
        QCOMPARE(kilobitsPerSecond(262'144, Milliseconds(5), Milliseconds(10)),
                 2'097'152); // faster than the round trip
        QCOMPARE(kilobitsPerSecond(8'192, Milliseconds(4'000), Milliseconds(0)), 16);
    }
};

QTEST_GUILESS_MAIN(BandwidthCheckTest)
#include "bandwidth_check_test.moc"
