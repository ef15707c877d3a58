// SPDX-License-Identifier: Apache-2.0
// The check of a relay against a real one (coturn), against others that only look like one, and against nobody.
#include "core/net/relay_check.h"
#include "tests/net/tls_fixture.h"
#include "tests/support/turn_server.h"

#include <QNetworkDatagram>
#include <QtTest>

using namespace bedside;
using namespace bedside::net;
using test::TurnServer;

namespace {

constexpr Milliseconds kTime{15'000};

std::string outcome(std::uint16_t port, RelayWay way, Milliseconds time = kTime, const QString &authority = QStringLiteral("current"))
{
    std::optional<Result<Milliseconds>> answer;
    const RelayCheck check({"localhost", port}, way, test::derOf(authority), TransactionId{1, 2, 3}, time,
                           [&](Result<Milliseconds> result) { answer = result; });
    if (!QTest::qWaitFor([&] { return answer.has_value(); }, 30'000))
        return "no outcome";
    return answer->ok() ? "answers" : std::string(errorName(answer->error().code()));
}

} // namespace

class RelayCheckTest : public QObject {
    Q_OBJECT
    TurnServer m_relay;

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(m_relay.start(QStringLiteral(BEDSIDE_TLS_FIXTURES "/current")), "turnserver (Debian: coturn) does not start");
    }
    void hearsARelayOnEveryWay()
    {
        QCOMPARE(outcome(m_relay.port(), RelayWay::Udp), std::string("answers"));
        QCOMPARE(outcome(m_relay.port(), RelayWay::Tcp), std::string("answers"));
        QCOMPARE(outcome(m_relay.tlsPort(), RelayWay::Tls), std::string("answers"));
    }
    void saysWhatIsWrong()
    {
        const auto nobody = TurnServer::freePort();
        QCOMPARE(outcome(nobody, RelayWay::Tcp), std::string("ServerUnreachable"));
        QCOMPARE(outcome(nobody, RelayWay::Tls), std::string("ServerUnreachable"));
        QCOMPARE(outcome(m_relay.tlsPort(), RelayWay::Tls, kTime, QStringLiteral("other")), std::string("ServerCertificateChanged"));
        QUdpSocket silent;
        QVERIFY(silent.bind(QHostAddress::LocalHost));
        QCOMPARE(outcome(silent.localPort(), RelayWay::Udp, Milliseconds(1200)), std::string("TimedOut"));
        QVERIFY(silent.hasPendingDatagrams());
        silent.receiveDatagram();
        QVERIFY(silent.hasPendingDatagrams()); // asked again
    }
    void isNotTakenInByAnotherServer()
    {
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        connect(&other, &QTcpServer::newConnection, &other, [&] {
            auto *socket = other.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [socket] { socket->write(QByteArray(1500, 'x')); });
        });
        QCOMPARE(outcome(other.serverPort(), RelayWay::Tcp), std::string("Malformed"));
    }
    void knowsAnAnswer()
    {
        TransactionId id{};
        id.fill(7);
        const auto message = [&](std::uint16_t type, std::uint32_t cookie, const Bytes &body) {
            return ByteWriter().u16(type).u16(static_cast<std::uint16_t>(body.size())).u32(cookie).raw(id).raw(body).bytes();
        };
        const Bytes good = message(0x0113, 0x2112a442, Bytes(8));
        QVERIFY(isAllocateAnswer(good, id));
        QVERIFY(isAllocateAnswer(message(0x0103, 0x2112a442, {}), id));
        QVERIFY(!isAllocateAnswer(message(0x0101, 0x2112a442, {}), id)); // of a binding
        QVERIFY(!isAllocateAnswer(message(0x0113, 0x2112a443, {}), id));
        for (std::size_t size = 0; size < good.size(); ++size)
            QVERIFY(!isAllocateAnswer(ByteSpan(good).first(size), id));
        QVERIFY(!isAllocateAnswer(message(0x0113, 0x2112a442, Bytes{0, 9, 0, 8, 0, 0, 4, 1}), id)); // an attribute runs over
        id[3] = 8;
        QVERIFY(!isAllocateAnswer(good, id));
    }
};

QTEST_GUILESS_MAIN(RelayCheckTest)
#include "relay_check_test.moc"
