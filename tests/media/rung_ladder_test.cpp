// SPDX-License-Identifier: Apache-2.0
// When the picture goes, when the sound goes, and when they are tried again.
#include "core/media/congestion/rung_ladder.h"

#include <QTest>

using namespace bedside::media;
using namespace std::chrono_literals;

namespace {

constexpr PathState kGood{.rate = 1'000'000}, kSlow{.rate = 60'000}, kLossy{.rate = 1'000'000, .loss = 0.5},
    kHopeless{.rate = 60'000, .loss = 0.9};

struct Line {
    RungLadder ladder;
    Microseconds now{1'000'000'000};
    // The choice after `time` of this; how long until `rung`, at most 200 s.
    RungChoice after(PathState path, Microseconds time)
    {
        RungChoice choice;
        for (const auto end = now + time; now < end; now += 100ms)
            choice = ladder.next(path, now);
        return choice;
    }
    std::chrono::seconds until(Rung rung, PathState path)
    {
        const auto from = now;
        while (ladder.next(path, now).rung != rung && now - from < 200s)
            now += 100ms;
        return std::chrono::duration_cast<std::chrono::seconds>(now - from);
    }
};

} // namespace

class RungLadderTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keepsThePictureOnAGoodLine()
    {
        Line line;
        QVERIFY(line.after(kGood, 60s) == RungChoice{});
    }
    void givesUpThePictureForTheSoundAndSaysWhy()
    {
        Line slow;
        QVERIFY(slow.after(kSlow, 2s) == RungChoice{});
        QVERIFY((slow.after(kSlow, 2s) == RungChoice{Rung::Sound, RungReason::Slow}));
        Line lossy;
        QVERIFY((lossy.after(kLossy, 4s) == RungChoice{Rung::Sound, RungReason::Loss}));
        Line full; // it loses because it is slow
        QVERIFY((full.after({.rate = 60'000, .loss = 0.5}, 4s) == RungChoice{Rung::Sound, RungReason::Slow}));
    }
    void passesOverAShortDip()
    {
        Line line;
        for (int i = 0; i < 10; ++i) {
            QVERIFY(line.after(kSlow, 2s) == RungChoice{});
            QVERIFY(line.after(kGood, 1s) == RungChoice{});
        }
    }
    void triesThePictureAgainAndLessOftenWhereItDoesNotHold()
    {
        Line line;
        line.after(kSlow, 4s);
        QVERIFY(line.until(Rung::Video, kSlow) <= 10s); // sound alone says nothing of the rate
        QCOMPARE(line.until(Rung::Sound, kSlow), 10s);  // a probe has had its time
        QCOMPARE(line.until(Rung::Video, kSlow), 20s);
        QCOMPARE(line.until(Rung::Sound, kSlow), 10s);
        QCOMPARE(line.until(Rung::Video, kSlow), 40s);
        line.until(Rung::Sound, kSlow);
        QCOMPARE(line.until(Rung::Video, kSlow), 60s);
        line.until(Rung::Sound, kSlow);
        QCOMPARE(line.until(Rung::Video, kSlow), 60s);
        QVERIFY(line.after(kGood, 60s) == RungChoice{});
        line.until(Rung::Sound, kSlow);
        QCOMPARE(line.until(Rung::Video, kSlow), 10s); // it had held
    }
    void doesNotTryThePictureWhileTheSoundSuffers()
    {
        Line line;
        line.after(kSlow, 4s);
        QVERIFY(line.after({.rate = 60'000, .loss = 0.3}, 60s).rung == Rung::Sound);
        QVERIFY(line.after({.rate = 60'000, .queue = 500ms}, 60s).rung == Rung::Sound);
    }
    void givesUpTheSoundForTextAndTriesItAgain()
    {
        Line line;
        line.after(kSlow, 4s);
        QCOMPARE(line.until(Rung::Text, kHopeless), 4s);
        QVERIFY((line.after(kHopeless, 1s) == RungChoice{Rung::Text, RungReason::Loss}));
        QVERIFY(line.until(Rung::Sound, kGood) <= 10s);
        QVERIFY(line.until(Rung::Video, kGood) <= 11s);
    }
    void comesOutOfTextAlthoughNothingIsHeardThere()
    {
        Line line;
        line.after(kSlow, 4s);
        line.until(Rung::Text, kHopeless);
        QVERIFY(line.until(Rung::Sound, {.rate = 60'000, .loss = 0.9, .stalled = true}) <= 10s);
    }
    void decidesNothingWhileNothingIsHeard()
    {
        Line line;
        QVERIFY(line.after({.rate = 60'000, .loss = 0.9, .stalled = true}, 60s) == RungChoice{});
    }
    void saysWhenThePictureIsSmallForLong()
    {
        Line line;
        const PathState small{.rate = 150'000, .smallPicture = true};
        QVERIFY(line.after(small, 4s) == RungChoice{});
        QVERIFY((line.after(small, 2s) == RungChoice{Rung::LowVideo, RungReason::Slow}));
        QVERIFY(line.after(kGood, 1s) == RungChoice{});
    }
    void keepsToWhatThePersonChose()
    {
        Line line;
        line.ladder.pin(Rung::Sound);
        QVERIFY((line.after(kGood, 30s) == RungChoice{Rung::Sound, RungReason::Chosen}));
        line.ladder.pin(Rung::LowVideo);
        QVERIFY((line.after(kGood, 1s) == RungChoice{Rung::LowVideo, RungReason::Chosen}));
        QVERIFY((line.after(kSlow, 4s) == RungChoice{Rung::Sound, RungReason::Slow})); // further down, if the line is worse
        line.ladder.pin(Rung::Video);
        QVERIFY(line.until(Rung::Video, kGood) <= 10s);
    }
};

QTEST_GUILESS_MAIN(RungLadderTest)
#include "rung_ladder_test.moc"
