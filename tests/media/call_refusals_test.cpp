// SPDX-License-Identifier: Apache-2.0
// What a call does not let through: frames that do not open, certificates that nobody signed, signals that make no
// sense. Over loopback with the real parts; everywhere "nothing decoded" means the decoders' own output.
#include "core/media/initialize.h"
#include "tests/media/call_fixture.h"

#include <QTest>

using namespace bedside;
using namespace bedside::media;
using namespace bedside::media::test;

class CallRefusalsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY(media::initialize().ok()); }

    void decodesNothingUnderAWrongKey()
    {
        Pair pair;
        install(pair.epoch, pair.host, {0, 1});
        const Epoch other = makeEpoch(pair.instance, 1);
        install(other, pair.guest, {0, 1});
        switchTo(pair.epoch, pair.host);
        switchTo(other, pair.guest);
        pair.begin();
        QTRY_VERIFY_WITH_TIMEOUT(pair.guest.of(0).audio.refused > 50 && pair.host.of(1).audio.refused > 50, kWait);
        QTRY_VERIFY_WITH_TIMEOUT(pair.guest.of(0).video.refused > 0 && pair.host.of(1).video.refused > 0, kWait);
        QCOMPARE(pair.decoded(), 0u);
        const auto seen = pair.guest.of(0);
        QCOMPARE(seen.video.refused, seen.video.received);
        QCOMPARE(seen.audio.refused, seen.audio.received);
        QCOMPARE(seen.video.opened + seen.audio.opened, 0u);
        QVERIFY(!pair.guest.colorOf(0) && !pair.host.colorOf(1));
        QCOMPARE(pair.guest.playback.heard->samples.load(), 0u);
    }

    void decodesNothingAfterTheEpochIsWiped()
    {
        Pair pair;
        pair.start();
        QTRY_VERIFY_WITH_TIMEOUT(pair.bothSee(), kWait);
        pair.guest.keys.wipeEpoch(pair.instance, 1);
        const auto wiped = pair.guest.of(0);
        QTRY_VERIFY_WITH_TIMEOUT(pair.guest.of(0).audio.refused > 30, kWait);
        QVERIFY(pair.guest.of(0).video.decoded <= wiped.video.decoded + 3); // what was on its way to the decoder
        // And what the guest would send now is dropped, not sent in clear.
        const auto sealed = pair.guest.of(0).video.sealed;
        QTest::qWait(500);
        QCOMPARE(pair.guest.of(0).video.sealed, sealed);
    }

    void dropsFramesWhoseKeyNeverComes()
    {
        Pair pair;
        install(pair.epoch, pair.host, {0, 1});
        switchTo(pair.epoch, pair.host);
        pair.host.startSource({kRed, 440}); // the guest never gets a key
        test::connect(pair.host, pair.guest);
        QTRY_VERIFY_WITH_TIMEOUT(pair.guest.of(0).held > 20, kWait);
        QTRY_VERIFY_WITH_TIMEOUT(pair.guest.of(0).audio.refused > 20 && pair.guest.of(0).video.refused > 20, kWait);
        QVERIFY(pair.guest.of(0).held <= 110); // 25 of sound, 60 of video, and some of slack
        QCOMPARE(pair.decoded(), 0u);
        QTRY_VERIFY_WITH_TIMEOUT(pair.guest.unknownKeys >= 1, kWait);
    }

    void sendsNothingSealedBeforeTheNewcomersEpoch()
    {
        Pair pair;
        pair.installBoth(pair.epoch);
        switchTo(pair.epoch, pair.host);
        const Epoch next = makeEpoch(pair.instance, 2);
        pair.host.startSource({kRed, 440});
        test::connect(pair.host, pair.guest, 2); // the guest belongs to epoch 2
        QTRY_VERIFY_WITH_TIMEOUT(pair.bothLive(), kWait);
        QTest::qWait(700);
        QCOMPARE(pair.host.of(1).video.sent + pair.host.of(1).audio.sent, 0u);
        pair.installBoth(next);
        switchTo(next, pair.host);
        QTRY_VERIFY_WITH_TIMEOUT(isColor(pair.guest.colorOf(0), kRed), kWait);
    }

    void dropsFramesOfAnotherLeafThanTheConnections()
    {
        SignalBoard board;
        Participant host(board, 0), guest(board, 1);
        const Epoch epoch = makeEpoch(crypto::randomId<InstanceId>(), 1);
        install(epoch, host, {0, 1, 2});
        // The guest seals as leaf 2 on the connection of leaf 1.
        std::vector<sframe::LeafAccess> all{{0, sframe::kAllContexts}, {1, sframe::kAllContexts}, {2, sframe::kAllContexts}};
        QVERIFY(guest.keys.installEpoch(epoch.instance, 1, epoch.baseKey, 2, all).ok());
        switchTo(epoch, guest);
        guest.startSource({kBlue, 1000});
        test::connect(host, guest);
        QTRY_VERIFY_WITH_TIMEOUT(host.of(1).wrongLeaf > 50, kWait);
        QCOMPARE(host.of(1).video.decoded + host.of(1).audio.decoded, 0u);
    }

    void endsTheConnectionOverAForeignFingerprint_data()
    {
        QTest::addColumn<int>("from");
        QTest::newRow("the offerer's was replaced") << 0;
        QTest::newRow("the answerer's was replaced") << 1;
    }
    void endsTheConnectionOverAForeignFingerprint()
    {
        QFETCH(int, from);
        Pair pair;
        pair.board.filter = [&](Leaf sender, Leaf, Signal &signal) {
            if (signal.kind == SignalKind::Fingerprint && sender == static_cast<Leaf>(from))
                signal.body[5] ^= 1;
            return true;
        };
        pair.start();
        Participant &victim = from == 0 ? pair.guest : pair.host;
        const Leaf other = static_cast<Leaf>(from);
        QTRY_COMPARE_WITH_TIMEOUT(victim.call->state(other), PeerState::Failed, kWait);
        QTRY_VERIFY_WITH_TIMEOUT(victim.errors.contains(other), kWait);
        QVERIFY(victim.errors.at(other).code() == ErrorCode::CertificateMismatch);
        QTest::qWait(500);
        QCOMPARE(pair.decoded(), 0u);
        QCOMPARE(victim.of(other).video.sent + victim.of(other).audio.sent, 0u);
    }

    void sendsAndDecodesNothingWithoutAFingerprint()
    {
        Pair pair;
        pair.board.filter = [](Leaf, Leaf, Signal &signal) { return signal.kind != SignalKind::Fingerprint; };
        pair.start();
        QTest::qWait(2500);
        QVERIFY(pair.host.call->state(1) == PeerState::Connecting);
        QVERIFY(pair.guest.call->state(0) == PeerState::Connecting);
        QCOMPARE(pair.decoded(), 0u);
        QCOMPARE(pair.host.of(1).video.sent + pair.host.of(1).audio.sent, 0u);
        QVERIFY(!pair.host.call->sendMessage(1, asBytes("no")).ok());
    }

    void endsTheConnectionOverOurOwnFingerprint()
    {
        Pair pair;
        Bytes own;
        pair.board.filter = [&](Leaf from, Leaf, Signal &signal) {
            if (signal.kind != SignalKind::Fingerprint)
                return true;
            if (from == 0)
                own = signal.body;
            else
                signal.body = own; // reflected
            return true;
        };
        pair.start();
        QTRY_COMPARE_WITH_TIMEOUT(pair.host.call->state(1), PeerState::Failed, kWait);
        QTRY_VERIFY_WITH_TIMEOUT(pair.host.errors.contains(1), kWait);
        QVERIFY(pair.host.errors.at(1).code() == ErrorCode::CertificateMismatch);
        QCOMPARE(pair.decoded(), 0u);
    }

    void refusesAFingerprintThatAnotherLeafHasClaimed()
    {
        SignalBoard board;
        Participant host(board, 0), guest(board, 1), thief(board, 2);
        const Epoch epoch = makeEpoch(crypto::randomId<InstanceId>(), 1);
        for (Participant *one : {&host, &guest, &thief}) {
            install(epoch, *one, {0, 1, 2});
            switchTo(epoch, *one);
        }
        Bytes claimed;
        board.filter = [&](Leaf from, Leaf to, Signal &signal) {
            if (signal.kind == SignalKind::Fingerprint && to == 0) {
                if (from == 1)
                    claimed = signal.body;
                else
                    signal.body = claimed;
            }
            return true;
        };
        guest.startSource({kBlue, 1000});
        thief.startSource({kGreen, 700});
        test::connect(host, guest);
        QTRY_VERIFY_WITH_TIMEOUT(isColor(host.colorOf(1), kBlue), kWait);
        test::connect(host, thief);
        QTRY_COMPARE_WITH_TIMEOUT(host.call->state(2), PeerState::Failed, kWait);
        QTRY_VERIFY_WITH_TIMEOUT(host.errors.contains(2), kWait);
        QVERIFY(host.errors.at(2).code() == ErrorCode::CertificateMismatch);
        QVERIFY(host.call->state(1) == PeerState::Live); // the one that was first is not harmed
        QVERIFY(!host.colorOf(2));
    }

    void refusesASecondFingerprint()
    {
        Pair pair;
        pair.start();
        QTRY_VERIFY_WITH_TIMEOUT(pair.bothSee(), kWait);
        ConnectionId connection;
        pair.board.filter = [&](Leaf, Leaf, Signal &signal) {
            connection = signal.connection;
            return true;
        };
        pair.host.call->removePeer(1);
        pair.guest.call->removePeer(0);
        test::connect(pair.host, pair.guest);
        QTRY_VERIFY_WITH_TIMEOUT(pair.bothLive(), kWait);
        (void)pair.host.call->onSignal(1, {connection, SignalKind::Fingerprint, Bytes(32, 9)});
        QTRY_COMPARE_WITH_TIMEOUT(pair.host.call->state(1), PeerState::Failed, kWait);
    }

    void refusesSignalsThatMakeNoSense()
    {
        SignalBoard board;
        Participant host(board, 0);
        QVERIFY(host.call->addPeer(1, Role::Answerer, 1).ok());
        QVERIFY(host.call->addPeer(1, Role::Answerer, 1).error().code() == ErrorCode::AlreadyExists);
        const auto refusal = [&](Leaf from, Signal signal) { return host.call->onSignal(from, signal).error().code(); };
        const auto id = crypto::randomId<ConnectionId>();
        QVERIFY(refusal(2, {id, SignalKind::Offer, {}}) == ErrorCode::NotFound);
        QVERIFY(refusal(1, {{}, SignalKind::Offer, {}}) == ErrorCode::Malformed);
        QVERIFY(refusal(1, {id, SignalKind::Offer, toBytes(asBytes("v=0 and nothing else"))}) == ErrorCode::Malformed);
        QVERIFY(refusal(1, {id, SignalKind::Offer, Bytes(kMaxSignalBody + 1, 'v')}) == ErrorCode::TooLarge);
        QVERIFY(refusal(1, {id, SignalKind::Answer, {}}) == ErrorCode::NotInState);
        QVERIFY(refusal(1, {id, SignalKind::Fingerprint, Bytes(31, 1)}) == ErrorCode::Malformed);
        QVERIFY(refusal(1, {id, SignalKind::Candidate, Bytes(1, 0)}) == ErrorCode::Truncated);
        QVERIFY(refusal(1, {id, static_cast<SignalKind>(9), {}}) == ErrorCode::UnknownType);
        const Bytes name = ByteWriter().u16(0).raw(asBytes("candidate:1 1 UDP 1 spy.example.org 9 typ host")).bytes();
        QVERIFY(refusal(1, {id, SignalKind::Candidate, name}) == ErrorCode::Malformed);
        QVERIFY(host.call->onSignal(1, {id, SignalKind::Fingerprint, Bytes(32, 1)}).ok());
        QVERIFY(refusal(1, {crypto::randomId<ConnectionId>(), SignalKind::Offer, {}}) == ErrorCode::WrongSender);
        QVERIFY(host.call->state(1) == PeerState::Negotiating); // none of it did anything
        QVERIFY(host.call->state(7) == PeerState::Closed);
        QCOMPARE(host.call->picture(7, Context::Camera), nullptr);
    }

    void endsOverAnOfferThatWebrtcbinCannotUse()
    {
        SignalBoard board;
        Participant host(board, 0);
        QVERIFY(host.call->addPeer(1, Role::Answerer, 1).ok());
        const std::string sdp = "v=0\r\no=- 0 0 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=audio 9 X 96\r\nm=video 9 X 97\r\n"
                                "m=video 9 X 98\r\nm=audio 9 X 99\r\nm=application 9 X 1\r\n";
        (void)host.call->onSignal(1, {crypto::randomId<ConnectionId>(), SignalKind::Offer, toBytes(asBytes(sdp))});
        QTRY_COMPARE_WITH_TIMEOUT(host.call->state(1), PeerState::Failed, kWait);
        QTRY_VERIFY_WITH_TIMEOUT(host.errors.contains(1), kWait);
        QVERIFY(host.errors.at(1).code() == ErrorCode::NegotiationFailed);
    }
};

QTEST_GUILESS_MAIN(CallRefusalsTest)
#include "call_refusals_test.moc"
