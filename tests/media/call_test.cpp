// SPDX-License-Identifier: Apache-2.0
// Calls over loopback with real encoders, webrtcbin and decoders. What counts is the pixels and the tone that arrive.
#include "core/media/initialize.h"
#include "tests/media/call_fixture.h"

#include <QElapsedTimer>
#include <QTest>

#include <cstdlib>

using namespace bedside;
using namespace bedside::media;
using namespace bedside::media::test;

namespace {

constexpr int kWait = 30'000; // the machine is shared
constexpr Color kRed{200, 30, 30}, kBlue{30, 30, 200}, kGreen{30, 180, 30};

bool isColor(const std::optional<Color> &seen, const Color &expected)
{
    const auto near = [](int a, int b) { return std::abs(a - b) <= 20; };
    return seen && near(seen->red, expected.red) && near(seen->green, expected.green) && near(seen->blue, expected.blue);
}

// Two who know the keys of epoch 1.
struct Pair {
    SignalBoard board;
    Participant host{board, 0};
    Participant guest{board, 1};
    InstanceId instance = crypto::randomId<InstanceId>();
    Epoch epoch = makeEpoch(instance, 1);

    void installBoth(const Epoch &e)
    {
        install(e, host, {0, 1});
        install(e, guest, {0, 1});
    }
    void start()
    {
        installBoth(epoch);
        switchTo(epoch, host);
        switchTo(epoch, guest);
        begin();
    }
    void begin()
    {
        host.startSource({kRed, 440});
        guest.startSource({kBlue, 1000});
        test::connect(host, guest);
    }
    bool bothLive() const
    {
        return host.call->state(1) == PeerState::Live && guest.call->state(0) == PeerState::Live;
    }
    bool bothSee() const { return isColor(host.colorOf(1), kBlue) && isColor(guest.colorOf(0), kRed); }
    bool nothingDecoded() const
    {
        return host.of(1).video.decoded + host.of(1).audio.decoded + guest.of(0).video.decoded
                   + guest.of(0).audio.decoded
               == 0;
    }
};

} // namespace

class CallTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QElapsedTimer timer;
        timer.start();
        const auto initialized = media::initialize();
        qInfo("initialize: %lld ms", static_cast<long long>(timer.elapsed()));
        QVERIFY2(initialized.ok(), initialized.ok() ? "" : initialized.error().why());
    }

    void showsAndPlaysWhatTheOtherSends()
    {
        Pair pair;
        pair.host.call->prepare(Role::Offerer);
        pair.guest.call->prepare(Role::Answerer);
        QTest::qWait(500); // in the waiting room
        QElapsedTimer timer;
        timer.start();
        pair.start();
        QTRY_VERIFY_WITH_TIMEOUT(pair.bothSee(), kWait);
        qInfo("both see each other after %lld ms", static_cast<long long>(timer.elapsed()));
        QTRY_VERIFY_WITH_TIMEOUT(pair.host.playback.heard->peak > 1000 && pair.guest.playback.heard->peak > 1000, kWait);
        QTRY_VERIFY_WITH_TIMEOUT(std::abs(pair.host.playback.heard->hertz - 1000) < 100, kWait);
        QTRY_VERIFY_WITH_TIMEOUT(std::abs(pair.guest.playback.heard->hertz - 440) < 100, kWait);
        QTest::qWait(3000);
        for (const auto &seen : {pair.host.of(1), pair.guest.of(0)}) {
            qInfo("video sealed %llu sent %llu received %llu opened %llu refused %llu decoded %llu, audio sealed %llu "
                  "sent %llu received %llu opened %llu refused %llu decoded %llu, rtt %.1f ms, connected %lld first %lld",
                  (unsigned long long)seen.video.sealed, (unsigned long long)seen.video.sent,
                  (unsigned long long)seen.video.received, (unsigned long long)seen.video.opened,
                  (unsigned long long)seen.video.refused, (unsigned long long)seen.video.decoded,
                  (unsigned long long)seen.audio.sealed, (unsigned long long)seen.audio.sent,
                  (unsigned long long)seen.audio.received, (unsigned long long)seen.audio.opened,
                  (unsigned long long)seen.audio.refused, (unsigned long long)seen.audio.decoded, seen.roundTripMs,
                  (long long)(*seen.connectedAt - *seen.startedAt).count(),
                  (long long)(*seen.firstPictureAt - *seen.startedAt).count());
            QCOMPARE(seen.video.refused + seen.audio.refused, 0u);
            QCOMPARE(seen.video.opened, seen.video.received);
            QVERIFY(seen.video.decoded > 60);
            QVERIFY(seen.audio.opened > 120);
            QVERIFY(seen.audioSamples > 120 * 960);
            QCOMPARE(seen.pictureWidth, 320);
            QCOMPARE(seen.pictureHeight, 180);
        }
        QCOMPARE(pair.host.firstPictures, std::vector<Leaf>{1});
        QVERIFY(pair.host.measureTicks >= 2);
        QVERIFY(pair.host.errors.empty() && pair.guest.errors.empty());
        QVERIFY(pair.board.refusals.empty());
    }
};

QTEST_GUILESS_MAIN(CallTest)
#include "call_test.moc"
