// SPDX-License-Identifier: Apache-2.0
// The whole way from this computer's own media to the other's screen: LocalMedia without devices (drawn picture and
// sound), a call, and what arrives compared with what the sender shows itself.
#include "core/media/initialize.h"
#include "core/media/local/local_media.h"
#include "tests/media/call_fixture.h"
#include "tests/media/lossy_relay.h"

#include <QTest>

#include <array>
#include <cmath>

using namespace bedside;
using namespace bedside::media;
using namespace bedside::media::test;

namespace {

constexpr int kCells = 4;
using Cells = std::array<double, kCells * kCells * 3>;

// Mean color of each of 16 cells.
Cells cells(const Picture &picture)
{
    Cells out{};
    for (int cell = 0; cell < kCells * kCells; ++cell) {
        const int left = cell % kCells * picture.width / kCells, top = cell / kCells * picture.height / kCells;
        int count = 0;
        for (int y = top; y < top + picture.height / kCells; y += 2)
            for (int x = left; x < left + picture.width / kCells; x += 2, ++count)
                for (int c = 0; c < 3; ++c)
                    out[static_cast<std::size_t>(cell * 3 + c)] +=
                        picture.pixels[static_cast<std::size_t>(y * picture.stride + 4 * x + c)];
        for (int c = 0; c < 3; ++c)
            out[static_cast<std::size_t>(cell * 3 + c)] /= std::max(count, 1);
    }
    return out;
}

double difference(const std::shared_ptr<const Picture> &a, const std::shared_ptr<const Picture> &b)
{
    if (!a || !b)
        return 255;
    const Cells first = cells(*a), second = cells(*b);
    double sum = 0;
    for (std::size_t i = 0; i < first.size(); ++i)
        sum += std::abs(first[i] - second[i]);
    return sum / static_cast<double>(first.size());
}

struct Person {
    Person(SignalBoard &board, Leaf leaf) : participant(board, leaf)
    {
        LocalMediaOptions options;
        options.generatedVariant = leaf;
        options.withoutSpeaker = true;
        local = LocalMedia::create(options, board.executor).value();
        local->setSink(participant.call.get());
        participant.askForKeyFrame = [this] { local->requestKeyFrame(); };
        participant.applyTarget = [this](VideoTarget target) { local->setVideoTarget(target); };
        local->start();
    }
    ~Person() { local->setSink(nullptr); }
    std::shared_ptr<const Picture> sees(Leaf other) const
    {
        auto *from = participant.call->picture(other, Context::Camera);
        return from ? from->latest() : nullptr;
    }
    Participant participant;
    std::unique_ptr<LocalMedia> local;
};

struct Two {
    SignalBoard board;
    Person host{board, 0}, guest{board, 1};

    void connect()
    {
        const Epoch epoch = makeEpoch(crypto::randomId<InstanceId>(), 1);
        for (Person *one : {&host, &guest}) {
            install(epoch, one->participant, {0, 1});
            switchTo(epoch, one->participant);
        }
        test::connect(host.participant, guest.participant);
        QTRY_VERIFY_WITH_TIMEOUT(host.participant.call->state(1) == PeerState::Live
                                     && guest.participant.call->state(0) == PeerState::Live,
                                 kWait);
    }
    void send()
    {
        host.local->setSending(true);
        guest.local->setSending(true);
    }
};

} // namespace

class CallLocalMediaTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY(media::initialize().ok()); }

    void showsTheOtherWhatTheSenderShowsItself()
    {
        Two two;
        auto &[board, host, guest] = two;
        two.connect();
        two.send();
        QTRY_VERIFY_WITH_TIMEOUT(difference(host.sees(1), guest.local->selfView().latest()) < 12, kWait);
        QTRY_VERIFY_WITH_TIMEOUT(difference(guest.sees(0), host.local->selfView().latest()) < 12, kWait);
        const double own = difference(host.sees(1), host.local->selfView().latest());
        const double others = difference(host.sees(1), guest.local->selfView().latest());
        qInfo("difference to the sender's self view %.1f, to our own %.1f", others, own);
        QVERIFY(own > others + 2);
        QTRY_VERIFY_WITH_TIMEOUT(host.participant.of(1).pictureWidth == 640, kWait); // grew from 320x180
        QTRY_VERIFY_WITH_TIMEOUT(host.participant.of(1).audio.decoded > 50, kWait);
        QTRY_VERIFY_WITH_TIMEOUT(host.participant.playback.heard->peak > 100, kWait);
        const auto seen = host.participant.of(1);
        QCOMPARE(seen.video.refused + seen.audio.refused, 0u);
        QVERIFY(seen.video.received - seen.video.opened <= 1); // one may be in hand
    }

    void sendsWhatThePathCarriesAndMoreWhenItCan()
    {
        LossyRelay relay(0, 1);
        Two two;
        auto &[board, host, guest] = two;
        relay.standBetween(board);
        two.connect();
        constexpr std::int64_t kThin = 150'000;
        relay.setRate(kThin);
        two.send();
        const auto path = [&] { return host.participant.of(1); };
        // It finds the rate: what it sends on passes, and hardly waits. Several looks: it moves.
        const auto fits = [&] {
            const auto now = path();
            return now.sendRate > kThin / 3 && now.sendRate < kThin * 5 / 4 && now.queueMs < 250;
        };
        QVERIFY2(QTest::qWaitFor(fits, kWait), qPrintable(QString::number(path().sendRate)));
        const auto decoded = guest.participant.of(0).video.decoded;
        QVERIFY(QTest::qWaitFor([&] { return guest.participant.of(0).video.decoded > decoded + 60; }, kWait));
        QVERIFY(!host.participant.targets.empty());
        QVERIFY(host.participant.targets.back().box.width <= 480);
        relay.setRate(0);
        // On a busy computer the picture may have gone meanwhile, and is tried again after ten seconds.
        QVERIFY2(QTest::qWaitFor([&] { return path().sendRate > 3 * kThin; }, 3 * kWait), qPrintable(QString::number(path().sendRate)));
        QCOMPARE(guest.participant.of(0).video.refused, 0u);
        qInfo("afterwards %lld kbit/s, %d targets", static_cast<long long>(path().sendRate / 1000), int(host.participant.targets.size()));
    }

    // Too thin for any picture: it goes, the sound stays; once there is room, it comes back by itself.
    void keepsTheSoundWhereThePictureDoesNotFitAndBringsItBack()
    {
        LossyRelay relay(0, 1);
        Two two;
        auto &[board, host, guest] = two;
        relay.standBetween(board);
        two.connect();
        relay.setRate(60'000);
        two.send();
        QTRY_VERIFY_WITH_TIMEOUT(!host.participant.rungs.empty() && host.participant.rungs.back() == (RungChoice{Rung::Sound, RungReason::Slow}), kWait);
        // Once what was under way has come, nothing but sound comes; before it is tried again after 10 s.
        PeerMeasures before, after;
        for (int second = 0; second < 8 && (second == 0 || after.video.decoded != before.video.decoded); ++second) {
            before = guest.participant.of(0);
            QTest::qWait(1000);
            after = guest.participant.of(0);
        }
        QCOMPARE(after.video.decoded, before.video.decoded);
        QTRY_VERIFY(guest.participant.of(0).audio.received > before.audio.received + 30);
        relay.setRate(0);
        // Ten seconds until it is tried, some until the rate is enough, and all of it again, longer, where a busy computer spoils a try.
        QTRY_VERIFY_WITH_TIMEOUT(host.participant.rungs.back().rung == Rung::Video, 3 * kWait);
        QTRY_VERIFY_WITH_TIMEOUT(guest.participant.of(0).video.decoded > after.video.decoded + 30, kWait);
        QTRY_VERIFY_WITH_TIMEOUT(host.participant.of(1).sendRate > 400'000, kWait);
        QCOMPARE(host.participant.rungs.back().rung, Rung::Video);
    }

    void sendsNoMoreThanThePersonChose()
    {
        Two two;
        auto &[board, host, guest] = two;
        host.participant.call->pinRung(Rung::Sound);
        two.connect();
        two.send();
        QTRY_VERIFY_WITH_TIMEOUT(guest.participant.of(0).audio.decoded > 100 && host.participant.of(1).video.decoded > 30, kWait);
        QCOMPARE(guest.participant.of(0).video.received, 0u);
        QCOMPARE(host.participant.rungs, (std::vector<RungChoice>{{Rung::Sound, RungReason::Chosen}}));
        host.participant.call->pinRung(Rung::Video);
        QTRY_VERIFY_WITH_TIMEOUT(guest.participant.of(0).video.decoded > 30, kWait);
    }
};

QTEST_GUILESS_MAIN(CallLocalMediaTest)
#include "call_local_media_test.moc"
