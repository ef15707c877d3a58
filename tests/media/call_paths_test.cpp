// SPDX-License-Identifier: Apache-2.0
// How a connection comes about on a path that loses packets, and how a second one takes over from a first: over loopback
// with the real parts. Each connection goes through a relay of its own, so that one can die and the other live.
#include "core/crypto/dtls_handshake.h"
#include "core/media/initialize.h"
#include "tests/media/call_fixture.h"
#include "tests/media/lossy_relay.h"

#include <QElapsedTimer>
#include <QTest>
#include <QtEndian>

#include <set>

using namespace bedside;
using namespace bedside::media;
using namespace bedside::media::test;

namespace {

constexpr int kCameraPayload = 97;

// A pair whose connections are told apart by their order.
struct Paths : Pair {
    std::vector<ConnectionId> connections;
    std::vector<std::unique_ptr<LossyRelay>> relays;
    std::vector<Signal> first; // what the host said of its first connection
    // May change or lose a signal of the connection with this number.
    std::function<bool(std::size_t number, Leaf from, Signal &signal)> meddle;

    Paths()
    {
        board.filter = [this](Leaf from, Leaf to, Signal &signal) {
            const std::size_t number = numberOf(signal.connection);
            if (from == 0 && number == 0)
                first.push_back(signal);
            return (!meddle || meddle(number, from, signal)) && relays[number]->rewrite(from, to, signal);
        };
    }
    std::size_t numberOf(const ConnectionId &connection)
    {
        const auto found = std::find(connections.begin(), connections.end(), connection);
        if (found != connections.end())
            return static_cast<std::size_t>(found - connections.begin());
        connections.push_back(connection);
        relays.push_back(std::make_unique<LossyRelay>(0, 1));
        return connections.size() - 1;
    }
    std::uint64_t least() const { return std::min(host.of(1).video.decoded, guest.of(0).video.decoded); }
    // That many more pictures arrive at both sides.
    bool goesOn(std::uint64_t pictures)
    {
        const auto host0 = host.of(1).video.decoded, guest0 = guest.of(0).video.decoded;
        return QTest::qWaitFor([&] { return host.of(1).video.decoded >= host0 + pictures && guest.of(0).video.decoded >= guest0 + pictures; },
                               kWait);
    }
    // The relay of this connection carries less than the few packets that belong to no media.
    bool isQuiet(std::size_t number)
    {
        return QTest::qWaitFor([&] {
            const int before = relays[number]->carried();
            QTest::qWait(500);
            return relays[number]->carried() - before < 5;
        }, kWait);
    }
};

ErrorCode refusal(Participant &of, Leaf from, const Signal &signal)
{
    const auto taken = of.call->onSignal(from, signal);
    return taken.ok() ? ErrorCode::Internal : taken.error().code(); // Internal: it was not refused
}

} // namespace

class CallPathsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY(media::initialize().ok()); }

    void joinsThroughLoss_data()
    {
        QTest::addColumn<double>("loss");
        QTest::addColumn<unsigned>("seed");
        for (const unsigned seed : {1u, 2u, 3u, 4u}) {
            QTest::addRow("10 percent, seed %u", seed) << 0.1 << seed;
            QTest::addRow("20 percent, seed %u", seed) << 0.2 << seed;
        }
    }
    void joinsThroughLoss()
    {
        QFETCH(double, loss);
        QFETCH(unsigned, seed);
        Pair pair;
        LossyRelay relay(0, 1, seed);
        relay.setLossOfAll(loss);
        relay.standBetween(pair.board);
        const auto hastened = crypto::hastenedDtlsHandshakes();
        pair.start();
        QTRY_VERIFY_WITH_TIMEOUT(pair.bothSee(), kWait);
        QVERIFY(relay.lost() > 0);
        QVERIFY(crypto::hastenedDtlsHandshakes() >= hastened + 2); // the plugin's own would wait a second for a lost flight
        for (const auto &seen : {pair.host.of(1), pair.guest.of(0)})
            qInfo("connected after %lld ms, first picture after %lld ms", static_cast<long long>((*seen.connectedAt - *seen.startedAt).count()),
                  static_cast<long long>((*seen.firstPictureAt - *seen.startedAt).count()));
    }

    void connectsOverALongWay()
    {
        LossyRelay relay(0, 1);
        relay.setDelay(std::chrono::milliseconds(300)); // libnice forgets a check after 500 ms
        Pair pair;
        relay.standBetween(pair.board);
        pair.start();
        QTRY_VERIFY_WITH_TIMEOUT(pair.bothSee(), kWait);
        QVERIFY(pair.host.errors.empty() && pair.guest.errors.empty());
    }

    // With a report of arrivals for every picture, which nobody reads, rtpsession would send a compound each time.
    void sendsFewSenderReports()
    {
        constexpr unsigned kSenderReport = 200; // RFC 3550 section 6.4.1; the header of SRTCP stays in the clear
        Pair pair;
        LossyRelay relay(0, 1);
        int reports = 0;
        relay.loses = [&reports](Leaf, const QByteArray &packet) {
            reports += packet.size() > 8 && static_cast<unsigned char>(packet[1]) == kSenderReport ? 1 : 0;
            return false;
        };
        relay.standBetween(pair.board);
        pair.start();
        QTRY_VERIFY_WITH_TIMEOUT(pair.bothSee(), kWait);
        reports = 0;
        const auto from = pair.host.of(1).video.decoded;
        QElapsedTimer timer;
        timer.start();
        QTRY_VERIFY_WITH_TIMEOUT(pair.host.of(1).video.decoded > from + 90, kWait);
        const double seconds = double(std::max<qint64>(timer.elapsed(), 3000)) / 1000;
        QVERIFY2(reports < 5 * seconds, QByteArray::number(reports)); // of both sides; 13 a second otherwise
    }

    // The second packet of each side's camera: nothing has been asked for before it.
    void repairsTheFirstLoss()
    {
        Pair pair;
        LossyRelay relay(0, 1);
        std::map<Leaf, std::vector<quint16>> seen; // sequence numbers of the camera's packets
        relay.loses = [&seen](Leaf from, const QByteArray &packet) {
            if (packet.size() < 12 || (packet[1] & 0x7f) != kCameraPayload)
                return false;
            const auto sequence = qFromBigEndian<quint16>(packet.constData() + 2);
            auto &all = seen[from];
            if (std::find(all.begin(), all.end(), sequence) == all.end())
                all.push_back(sequence);
            return all.size() > 1 && sequence == all[1];
        };
        relay.standBetween(pair.board);
        pair.start();
        QTRY_VERIFY_WITH_TIMEOUT(pair.bothSee(), kWait);
        QVERIFY(relay.lost() >= 2);
        QTRY_VERIFY_WITH_TIMEOUT(std::min(pair.host.of(1).video.decoded, pair.guest.of(0).video.decoded) > 40, kWait);
        const auto gone = [](const PeerMeasures &from, const PeerMeasures &at) { return from.video.sent - at.video.decoded; };
        const auto most = std::max(gone(pair.host.of(1), pair.guest.of(0)), gone(pair.guest.of(0), pair.host.of(1)));
        QVERIFY2(most < 8, QByteArray::number(qulonglong(most))); // without the repair all until the next key frame are
    }
    void movesToASecondConnection_data()
    {
        QTest::addColumn<bool>("host");
        QTest::addColumn<bool>("guest");
        QTest::newRow("the side that offers notices") << true << false;
        QTest::newRow("the side that answers notices") << false << true;
        QTest::newRow("both notice at once") << true << true;
    }
    void movesToASecondConnection()
    {
        QFETCH(bool, host);
        QFETCH(bool, guest);
        Paths pair;
        pair.start();
        QTRY_VERIFY_WITH_TIMEOUT(pair.bothSee(), kWait);
        auto *picture = pair.guest.call->picture(0, Context::Camera);
        pair.relays[0]->setLossOfAll(1);
        if (host)
            pair.host.call->networkChanged();
        if (guest)
            pair.guest.call->networkChanged();
        QVERIFY(pair.goesOn(30));
        QVERIFY(pair.connections.size() >= 2);
        QVERIFY(pair.bothLive() && pair.bothSee());
        QVERIFY(pair.host.errors.empty() && pair.guest.errors.empty());
        QCOMPARE(pair.guest.call->picture(0, Context::Camera), picture); // what a screen holds stays good
        QCOMPARE(pair.guest.firstPictures.size(), 1u);
        QCOMPARE(pair.host.of(1).video.refused + pair.guest.of(0).video.refused, 0u); // the same keys, no counter twice
        const auto heard = pair.guest.playback.heard->samples.load();
        QTRY_VERIFY_WITH_TIMEOUT(pair.guest.playback.heard->samples > heard + 48'000, kWait);
        QTRY_VERIFY_WITH_TIMEOUT(pair.host.call->sendMessage(1, asBytes("on the second")).ok(), kWait);
        QTRY_VERIFY_WITH_TIMEOUT(!pair.guest.messages.empty(), kWait);
    }

    void keepsTheFirstUntilTheSecondIsVerified()
    {
        Paths pair;
        pair.meddle = [](std::size_t number, Leaf, Signal &signal) { return number == 0 || signal.kind != SignalKind::Fingerprint; };
        pair.start();
        QTRY_VERIFY_WITH_TIMEOUT(pair.bothSee(), kWait);
        pair.host.call->networkChanged(); // nobody signs for the second connection
        QTRY_VERIFY_WITH_TIMEOUT(pair.connections.size() >= 2, kWait);
        QTRY_VERIFY_WITH_TIMEOUT(pair.relays[1]->carried() > 10, kWait); // it is there, as far as webrtcbin knows
        const auto before = pair.relays[0]->carried();
        QVERIFY(pair.goesOn(60));
        QVERIFY(pair.relays[0]->carried() > before + 100);
        QVERIFY(pair.bothLive());
        QVERIFY(pair.host.errors.empty() && pair.guest.errors.empty());
        pair.meddle = nullptr;
        pair.guest.call->networkChanged();
        QVERIFY(pair.isQuiet(0)); // since a later one works
        QVERIFY(pair.goesOn(30));
        QCOMPARE(pair.host.of(1).video.refused + pair.guest.of(0).video.refused, 0u);
    }

    void noticesByItselfThatNothingComesAnyMore()
    {
        Paths pair;
        pair.start();
        QTRY_VERIFY_WITH_TIMEOUT(pair.bothSee(), kWait);
        QVERIFY(pair.goesOn(30)); // reports go to and fro
        pair.relays[0]->setLossOfAll(1);
        QVERIFY(pair.goesOn(30));
        QVERIFY(pair.connections.size() >= 2);
        QVERIFY(pair.host.errors.empty() && pair.guest.errors.empty());
    }

    void asksRarelyForAPathToOneThatIsGone()
    {
        Paths pair;
        int asked = 0;
        pair.meddle = [&](std::size_t, Leaf, Signal &signal) {
            asked += signal.kind == SignalKind::Renew;
            return true;
        };
        pair.start();
        QTRY_VERIFY_WITH_TIMEOUT(pair.bothSee(), kWait);
        pair.host.call->removePeer(1); // without a word to the guest, whose group has not said so yet either
        QTRY_COMPARE_WITH_TIMEOUT(pair.guest.call->state(0), PeerState::Lost, kWait);
        QTRY_VERIFY_WITH_TIMEOUT(asked >= 1, kWait);
        QTest::qWait(1000);
        QVERIFY(asked <= 5);
        QCOMPARE(pair.connections.size(), 1u); // the other side offers
        QVERIFY(pair.guest.errors.empty());
    }

    void endsOverASecondCertificateThatNobodySigned_data()
    {
        QTest::addColumn<int>("from");
        QTest::newRow("the offerer's was replaced") << 0;
        QTest::newRow("the answerer's was replaced") << 1;
    }
    void endsOverASecondCertificateThatNobodySigned()
    {
        QFETCH(int, from);
        Paths pair;
        pair.meddle = [&](std::size_t number, Leaf sender, Signal &signal) {
            if (number > 0 && sender == static_cast<Leaf>(from) && signal.kind == SignalKind::Fingerprint)
                signal.body[5] ^= 1;
            return true;
        };
        pair.start();
        QTRY_VERIFY_WITH_TIMEOUT(pair.bothSee(), kWait);
        pair.host.call->networkChanged();
        Participant &victim = from == 0 ? pair.guest : pair.host;
        const Leaf other = static_cast<Leaf>(from);
        QTRY_COMPARE_WITH_TIMEOUT(victim.call->state(other), PeerState::Failed, kWait);
        QTRY_VERIFY_WITH_TIMEOUT(victim.errors.contains(other), kWait);
        QVERIFY(victim.errors.at(other).code() == ErrorCode::CertificateMismatch);
        QTest::qWait(300); // what was decoded before
        const auto before = victim.of(other).video.decoded;
        QTest::qWait(700);
        QCOMPARE(victim.of(other).video.decoded, before);
    }

    void beginsFewConnectionsHoweverOftenItIsTold()
    {
        Paths pair;
        pair.start();
        QTRY_VERIFY_WITH_TIMEOUT(pair.bothSee(), kWait);
        for (int i = 0; i < 40; ++i) {
            pair.host.call->networkChanged();
            pair.guest.call->networkChanged();
            QTest::qWait(10);
        }
        QVERIFY(pair.goesOn(30));
        QVERIFY2(pair.connections.size() <= 14, std::to_string(pair.connections.size()).c_str()); // 4 own, 8 asked for, the first
        QVERIFY(pair.bothLive());
    }

    void acceptsFewConnectionsHoweverOftenTheyAreBegun()
    {
        Paths pair;
        pair.start();
        QTRY_VERIFY_WITH_TIMEOUT(pair.bothSee(), kWait);
        int accepted = 0;
        for (int i = 0; i < 40; ++i) { // a member that floods; the server could not sign these
            const Signal begins{crypto::randomId<ConnectionId>(), SignalKind::Fingerprint, Bytes(32, static_cast<std::uint8_t>(i))};
            const auto code = refusal(pair.guest, 0, begins);
            QVERIFY(code == ErrorCode::Internal || code == ErrorCode::TooLarge);
            accepted += code == ErrorCode::Internal;
        }
        QVERIFY(accepted >= 1 && accepted <= 10);
        QVERIFY(pair.goesOn(30)); // on the first connection
        QVERIFY(pair.bothLive());
    }

    void refusesSignalsOfConnectionsThatAreGone()
    {
        Paths pair;
        pair.start();
        QTRY_VERIFY_WITH_TIMEOUT(pair.bothSee(), kWait);
        const ConnectionId old = pair.connections[0];
        QVERIFY(refusal(pair.guest, 0, {old, SignalKind::Renew, {}}) == ErrorCode::NotInState);   // it does not offer
        QVERIFY(refusal(pair.host, 1, {old, SignalKind::Renew, Bytes(1, 0)}) == ErrorCode::Malformed);
        QVERIFY(refusal(pair.host, 1, {crypto::randomId<ConnectionId>(), SignalKind::Renew, {}}) == ErrorCode::WrongSender);
        QVERIFY(refusal(pair.guest, 0, {crypto::randomId<ConnectionId>(), SignalKind::Candidate, Bytes(2, 0)}) == ErrorCode::WrongSender);
        QVERIFY(refusal(pair.host, 1, {crypto::randomId<ConnectionId>(), SignalKind::Fingerprint, Bytes(32, 1)}) == ErrorCode::WrongSender);
        pair.host.call->networkChanged();
        QTRY_VERIFY_WITH_TIMEOUT(pair.connections.size() >= 2, kWait);
        QVERIFY(pair.first.size() >= 3); // fingerprint, offer, candidate
        const auto isGone = [&] { return refusal(pair.guest, 0, {old, SignalKind::Offer, {}}) == ErrorCode::WrongSender; };
        QVERIFY(QTest::qWaitFor(isGone, kWait));
        for (const Signal &stale : pair.first)
            QVERIFY(refusal(pair.guest, 0, stale) == ErrorCode::WrongSender);
        const auto isGoneThere = [&] { return refusal(pair.host, 1, {old, SignalKind::Answer, {}}) == ErrorCode::WrongSender; };
        QVERIFY(QTest::qWaitFor(isGoneThere, kWait));
        QVERIFY(refusal(pair.host, 1, {old, SignalKind::Renew, {}}) == ErrorCode::WrongSender);
        const auto connections = pair.connections.size();
        QVERIFY(pair.goesOn(30));
        QCOMPARE(pair.connections.size(), connections);
    }
};

QTEST_GUILESS_MAIN(CallPathsTest)
#include "call_paths_test.moc"
