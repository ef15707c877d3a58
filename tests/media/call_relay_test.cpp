// SPDX-License-Identifier: Apache-2.0
// Calls over a real relay (coturn), by every way to it, with nothing else allowed; and what is left where it refuses or
// is dead. What counts is the picture that arrives, the path that it took and what the others were told of addresses.
#include "core/crypto/hmac_sha1.h"
#include "core/media/initialize.h"
#include "core/net/tunnel.h"
#include "tests/media/call_fixture.h"
#include "tests/net/tls_fixture.h"
#include "tests/support/turn_server.h"

#include <QNetworkDatagram>
#include <QTest>

using namespace bedside;
using namespace bedside::media;
using namespace bedside::media::test;
using bedside::test::kTurnSecret;
using bedside::test::TurnServer;
using namespace std::chrono_literals;

namespace {

struct Credential {
    std::string username, password;
};

Credential credential(std::chrono::seconds life = 10min, std::string_view secret = kTurnSecret)
{
    const auto ends = toUnixMilliseconds(SystemClock().now() + life) / 1000;
    Credential out{std::to_string(ends) + ":test", {}};
    out.password = toBase64(crypto::hmacSha1(asBytes(secret), asBytes(out.username)));
    return out;
}

Relay relayAt(std::uint16_t port, RelayTransport transport, const Credential &with = credential(),
              const char *host = "127.0.0.1")
{
    return {host, port, transport, with.username, Secret::copyOf(asBytes(with.password))};
}

template <class... Servers>
SharedRelays only(Servers... servers)
{
    auto relays = std::make_shared<Relays>();
    (relays->servers.push_back(std::move(servers)), ...);
    relays->only = true;
    return relays;
}

CallOptions with(SharedRelays relays)
{
    CallOptions options = Participant::loopback();
    options.relays = std::move(relays);
    return options;
}

// Keeps what the two tell each other.
struct Listening {
    explicit Listening(SignalBoard &board)
    {
        board.filter = [this](Leaf, Leaf, Signal &signal) {
            if (signal.kind == SignalKind::Candidate)
                candidates.emplace_back(asText(ByteSpan(signal.body).subspan(2)));
            else if (signal.kind != SignalKind::Fingerprint)
                descriptions.emplace_back(asText(signal.body));
            return true;
        };
    }
    // Candidates of relays alone, none with the address that it was made from, and none in a description.
    bool showNoAddress() const
    {
        for (const auto &candidate : candidates)
            if (candidate.find(" typ relay raddr 0.0.0.0 rport 9") == std::string::npos)
                return false;
        for (const auto &description : descriptions)
            if (description.find("candidate:") != std::string::npos ||
                description.find("127.0.0.1") != std::string::npos)
                return false;
        return !candidates.empty() && descriptions.size() == 2;
    }
    std::vector<std::string> candidates, descriptions;
};

bool areRelayed(const Pair &pair)
{
    return pair.host.of(1).route == Route::Relayed && pair.guest.of(0).route == Route::Relayed;
}

// With the first candidate of `from` the other side hears of one more, which is nobody's: a port of this computer.
std::shared_ptr<bool> addBait(SignalBoard &board, Leaf from, Participant &to, std::uint16_t port)
{
    auto offered = std::make_shared<bool>(false);
    board.filter = [&to, from, port, offered](Leaf sender, Leaf, Signal &signal) {
        if (sender != from || signal.kind != SignalKind::Candidate || std::exchange(*offered, true))
            return true;
        const std::string text = "candidate:77 1 UDP 2130706431 127.0.0.1 " + std::to_string(port) + " typ host";
        return to.call->onSignal(from, {signal.connection, signal.kind, ByteWriter().u16(0).raw(asBytes(text)).bytes()}).ok();
    };
    return offered;
}

// The guest comes to see what the host sends.
bool shows(Participant &host, Participant &guest)
{
    const Epoch epoch = makeEpoch(crypto::randomId<InstanceId>(), 1);
    for (Participant *one : {&host, &guest}) {
        install(epoch, *one, {0, 1});
        switchTo(epoch, *one);
    }
    host.startSource({kRed, 440});
    media::test::connect(host, guest);
    return QTest::qWaitFor([&] { return isColor(guest.colorOf(0), kRed); }, kWait);
}

} // namespace

class CallRelayTest : public QObject {
    Q_OBJECT
    TurnServer m_relay;

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(media::initialize().ok());
        QVERIFY2(m_relay.start(QStringLiteral(BEDSIDE_TLS_FIXTURES "/current")),
                 "turnserver (Debian: coturn) does not start");
    }

    void carriesACallWithNothingElse_data()
    {
        QTest::addColumn<QString>("way");
        for (const char *way : {"udp", "tcp", "tls", "udp by name", "tcp by name"})
            QTest::newRow(way) << QString::fromLatin1(way);
    }
    void carriesACallWithNothingElse()
    {
        QFETCH(QString, way);
        std::unique_ptr<net::Tunnel> tunnel; // outlives the calls
        if (way == QLatin1String("tls"))
            tunnel = net::Tunnel::toRelay({"localhost", m_relay.tlsPort()},
                                            bedside::test::derOf(QStringLiteral("current")))
                         .value();
        const auto port = tunnel ? tunnel->port() : m_relay.port();
        const auto transport = way.startsWith(QLatin1String("udp")) ? RelayTransport::Udp : RelayTransport::Tcp;
        const char *host = way.endsWith(QLatin1String("name")) ? "localhost" : "127.0.0.1";
        // Not on this stack, here and below: ThreadSanitizer takes what an earlier frame wrote there for a race.
        const auto owned = std::make_unique<Pair>(with(only(relayAt(port, transport, credential(), host))));
        Pair &pair = *owned;
        const Listening heard(pair.board);
        pair.start();
        QTRY_VERIFY_WITH_TIMEOUT(pair.bothSee(), kWait);
        QVERIFY(areRelayed(pair));
        QVERIFY(heard.showNoAddress());
        const auto before = pair.decoded();
        QTRY_VERIFY_WITH_TIMEOUT(pair.decoded() > before + 100, kWait);
        QVERIFY(!tunnel || tunnel->connections() > 0);
        QVERIFY(pair.host.errors.empty() && pair.guest.errors.empty() && pair.board.refusals.empty());
    }

    void givesBackWhatItHeld()
    {
        TurnServer relay; // of its own: tests that did not close their calls leave allocations that end by themselves
        QVERIFY(relay.start(QStringLiteral(BEDSIDE_TLS_FIXTURES "/current")));
        {
            const auto owned = std::make_unique<Pair>(with(only(relayAt(relay.port(), RelayTransport::Udp))));
            Pair &pair = *owned;
            pair.start();
            QTRY_VERIFY_WITH_TIMEOUT(pair.bothSee(), kWait);
            QVERIFY(relay.allocations() >= 2);
            int closed = 0;
            for (Participant *one : {&pair.host, &pair.guest}) {
                one->stopSource();
                one->call->close([&] { ++closed; });
            }
            QTRY_COMPARE_WITH_TIMEOUT(closed, 2, kWait);
        }
        QTRY_COMPARE_WITH_TIMEOUT(relay.allocations(), 0, kWait);
    }

    void preparesAgainWhenTheRelaysCome()
    {
        const auto owned = std::make_unique<Pair>();
        Pair &pair = *owned;
        const Listening heard(pair.board);
        pair.host.call->prepare(Role::Offerer);
        pair.guest.call->prepare(Role::Answerer);
        QTest::qWait(500); // with addresses of this computer: they must not get out
        for (Participant *one : {&pair.host, &pair.guest})
            one->call->setRelays(only(relayAt(m_relay.port(), RelayTransport::Udp)));
        pair.start();
        QTRY_VERIFY_WITH_TIMEOUT(pair.bothSee(), kWait);
        QVERIFY(areRelayed(pair));
        QVERIFY(heard.showNoAddress());
    }

    // A member that wants to know an address offers one where it listens. The relay's ports are 20000 to 29999.
    void sendsNothingFromAnAddressOfItsOwn()
    {
        QUdpSocket trap;
        QVERIFY(trap.bind(QHostAddress::LocalHost));
        SignalBoard board;
        Participant host(board, 0), guest(board, 1, with(only(relayAt(m_relay.port(), RelayTransport::Udp))));
        const auto offered = addBait(board, 0, guest, trap.localPort());
        QVERIFY(shows(host, guest));
        QVERIFY(guest.of(0).route == Route::Relayed && host.of(1).route == Route::Relayed);
        QVERIFY(*offered);
        QTRY_VERIFY_WITH_TIMEOUT(trap.hasPendingDatagrams(), kWait); // it was tried
        while (trap.hasPendingDatagrams()) {
            const int port = trap.receiveDatagram().senderPort();
            QVERIFY2(port >= 20000 && port <= 29999, QByteArray::number(port).constData());
        }
    }

    void takesTheRelayThatAnswers()
    {
        Pair pair(with(only(relayAt(TurnServer::freePort(), RelayTransport::Udp),
                            relayAt(TurnServer::freePort(), RelayTransport::Tcp),
                            relayAt(m_relay.port(), RelayTransport::Tcp, credential(10min, "another secret")),
                            relayAt(m_relay.port(), RelayTransport::Udp))));
        pair.start();
        QTRY_VERIFY_WITH_TIMEOUT(pair.bothSee(), kWait);
        QVERIFY(areRelayed(pair));
    }

    void saysSoWhereNoRelayHelps_data()
    {
        QTest::addColumn<int>("seconds");
        QTest::addColumn<QByteArray>("secret");
        QTest::addColumn<bool>("dead");
        QTest::newRow("wrong secret") << 600 << QByteArray("another secret") << false;
        QTest::newRow("expired") << -5 << QByteArray(kTurnSecret) << false;
        QTest::newRow("dead") << 600 << QByteArray(kTurnSecret) << true;
    }
    void saysSoWhereNoRelayHelps()
    {
        QFETCH(int, seconds);
        QFETCH(QByteArray, secret);
        QFETCH(bool, dead);
        const auto refused = credential(std::chrono::seconds(seconds), secret.toStdString());
        const auto port = dead ? TurnServer::freePort() : m_relay.port();
        const auto owned = std::make_unique<Pair>(with(only(relayAt(port, RelayTransport::Udp, refused), relayAt(port, RelayTransport::Tcp, refused))));
        Pair &pair = *owned;
        std::vector<std::string> told;
        pair.board.filter = [&](Leaf, Leaf, Signal &signal) {
            if (signal.kind == SignalKind::Candidate)
                told.emplace_back(asText(signal.body));
            return true;
        };
        pair.start();
        QTRY_VERIFY_WITH_TIMEOUT(pair.host.errors.contains(1) && pair.guest.errors.contains(0), 2 * kWait);
        QCOMPARE(std::string(errorName(pair.host.errors.at(1).code())), std::string("NoPath"));
        QCOMPARE(std::string(errorName(pair.guest.errors.at(0).code())), std::string("NoPath"));
        QVERIFY(told.empty());
    }

    // As behind a firewall: nothing says that the straight way is shut, and the relay is the only one that answers.
    void takesTheRelayWhereTheRestIsSilent()
    {
        QUdpSocket silent;
        QVERIFY(silent.bind(QHostAddress::LocalHost));
        auto relays = std::make_shared<Relays>();
        relays->servers.push_back(relayAt(m_relay.port(), RelayTransport::Udp));
        const auto owned = std::make_unique<Pair>(with(relays));
        Pair &pair = *owned;
        pair.board.filter = [&silent](Leaf, Leaf, Signal &signal) {
            if (signal.kind != SignalKind::Candidate)
                return true;
            auto words = QString::fromLatin1(reinterpret_cast<const char *>(signal.body.data()) + 2, int(signal.body.size()) - 2).split(u' ');
            if (words.size() < 8 || words[7] != QLatin1String("host"))
                return words.size() >= 8 && words[7] == QLatin1String("relay");
            words[5] = QString::number(silent.localPort());
            const QByteArray line = words.join(u' ').toLatin1();
            signal.body.resize(2);
            signal.body.insert(signal.body.end(), line.begin(), line.end());
            return true;
        };
        pair.start();
        QTRY_VERIFY_WITH_TIMEOUT(pair.bothSee(), kWait); // by the relay, which may tell them a straight way by then
        QVERIFY(silent.hasPendingDatagrams());
    }

    void goesStraightWhereItMayAndTheRelayRefuses()
    {
        auto relays = std::make_shared<Relays>();
        relays->servers.push_back(relayAt(m_relay.port(), RelayTransport::Udp, credential(-5s)));
        const auto owned = std::make_unique<Pair>(with(relays));
        Pair &pair = *owned;
        pair.start();
        QTRY_VERIFY_WITH_TIMEOUT(pair.bothSee(), kWait);
        QCOMPARE(int(pair.host.of(1).route), int(Route::Direct));
    }
};

QTEST_GUILESS_MAIN(CallRelayTest)
#include "call_relay_test.moc"
