// SPDX-License-Identifier: Apache-2.0
// Which size and frame rate the camera is sent with, as the rate moves.
#include "core/media/congestion/video_ladder.h"

#include <QTest>

using namespace bedside::media;
using namespace std::chrono_literals;

class VideoLadderTest : public QObject {
    Q_OBJECT
    static constexpr BitsPerSecond kKbit = 1'000;

    // The width after `time` at this rate, looked at ten times a second as a call does.
    static int widthAfter(VideoLadder &ladder, BitsPerSecond rate, Microseconds &now, Microseconds time, bool queueEmpty = true)
    {
        int width = 0;
        for (const Microseconds end = now + time; now < end; now += 100ms)
            width = ladder.next(rate, queueEmpty, now).box.width;
        return width;
    }

private Q_SLOTS:
    void beginsSmallAndIsSoonAsLargeAsTheRateAllows()
    {
        VideoLadder ladder;
        Microseconds now = 10s;
        QCOMPARE(ladder.next(2'000 * kKbit, true, now).box.width, 320);
        QCOMPARE(widthAfter(ladder, 2'000 * kKbit, now, 300ms), 1280);
    }
    void fallsAtOnceAndRisesLater()
    {
        VideoLadder ladder;
        Microseconds now = 10s;
        QCOMPARE(widthAfter(ladder, 300 * kKbit, now, 8s), 640);
        QCOMPARE(ladder.next(140 * kKbit, true, now).box.width, 480);
        QCOMPARE(widthAfter(ladder, 200 * kKbit, now, 2s), 480);
        QCOMPARE(widthAfter(ladder, 200 * kKbit, now, 2s), 640);
    }
    void keepsItsSizeWithinAFewPercent()
    {
        VideoLadder ladder;
        Microseconds now = 10s;
        QCOMPARE(widthAfter(ladder, 300 * kKbit, now, 8s), 640);
        QCOMPARE(widthAfter(ladder, 170 * kKbit, now, 1s), 640);
        QCOMPARE(widthAfter(ladder, 160 * kKbit, now, 1s), 480);
    }
    void waitsLongerAfterAStepThatDidNotHold()
    {
        VideoLadder ladder;
        Microseconds now = 10s;
        QCOMPARE(widthAfter(ladder, 200 * kKbit, now, 4s), 640);
        QCOMPARE(widthAfter(ladder, 140 * kKbit, now, 100ms), 480);
        QCOMPARE(widthAfter(ladder, 200 * kKbit, now, 9s), 480);
        QCOMPARE(widthAfter(ladder, 200 * kKbit, now, 2s), 640);
    }
    void waitsHardlyWhereThereIsPlenty()
    {
        VideoLadder ladder;
        Microseconds now = 10s;
        QCOMPARE(widthAfter(ladder, 200 * kKbit, now, 4s), 640);
        QCOMPARE(widthAfter(ladder, 140 * kKbit, now, 100ms), 480);
        QCOMPARE(widthAfter(ladder, 1'500 * kKbit, now, 700ms), 960); // for 1280 it is just enough
    }
    void staysWhileSomethingWaits()
    {
        VideoLadder ladder;
        Microseconds now = 10s;
        QCOMPARE(widthAfter(ladder, 2'000 * kKbit, now, 10s, false), 320);
    }
    void beginsAnewAtTheSmallestPicture()
    {
        VideoLadder ladder;
        Microseconds now = 10s;
        QCOMPARE(widthAfter(ladder, 300 * kKbit, now, 8s), 640);
        ladder.restart(now);
        QCOMPARE(widthAfter(ladder, 150 * kKbit, now, 2s), 320);
        QCOMPARE(widthAfter(ladder, 150 * kKbit, now, 2s), 480);
    }
};

QTEST_GUILESS_MAIN(VideoLadderTest)
#include "video_ladder_test.moc"
