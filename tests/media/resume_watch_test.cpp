// SPDX-License-Identifier: Apache-2.0
#include "core/media/resume_watch.h"

#include <QTest>

using namespace bedside::media;
using namespace std::chrono_literals;
using Advice = ResumeWatch::Advice;

namespace {

struct Stream {
    ResumeWatch watch;
    ResumeWatch::Time now{};
    Advice packet(std::uint16_t sequence, std::chrono::milliseconds later)
    {
        now += later;
        return watch.arrived(sequence, now);
    }
};

} // namespace

class ResumeWatchTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void shortensTheWaitAfterAPauseWithLossAndEndsIt()
    {
        Stream s;
        QVERIFY(s.packet(65'530, 0ms) == Advice::Nothing);
        QVERIFY(s.packet(20, 3000ms) == Advice::WaitShortly);
        QVERIFY(s.packet(21, 33ms) == Advice::Nothing);
        QVERIFY(s.packet(22, 600ms) == Advice::Nothing);
        QVERIFY(s.packet(23, 100ms) == Advice::WaitAsUsual);
        QVERIFY(s.packet(24, 33ms) == Advice::Nothing);
    }
    void doesNothingAfterAPauseInWhichNothingWasSent() // a still screen
    {
        Stream s;
        QVERIFY(s.packet(65'535, 0ms) == Advice::Nothing);
        QVERIFY(s.packet(0, 2000ms) == Advice::Nothing);
        QVERIFY(s.packet(1, 2000ms) == Advice::Nothing);
    }
    void doesNothingOverLossWithoutAPause()
    {
        Stream s;
        QVERIFY(s.packet(1, 0ms) == Advice::Nothing);
        QVERIFY(s.packet(9, 33ms) == Advice::Nothing);
        QVERIFY(s.packet(5, 1ms) == Advice::Nothing);
    }
    void shortensTheWaitForAMomentWhereAKeyFrameRenewsAll()
    {
        Stream s;
        QVERIFY(s.packet(1, 0ms) == Advice::Nothing);
        s.now += 33ms;
        QVERIFY(s.watch.arrived(9, s.now, true) == Advice::WaitShortly);
        QVERIFY(s.packet(10, 290ms) == Advice::Nothing);
        QVERIFY(s.packet(11, 290ms) == Advice::Nothing);
        QVERIFY(s.packet(12, 130ms) == Advice::WaitAsUsual);
    }
    void beginsAnewWithASecondPause()
    {
        Stream s;
        QVERIFY(s.packet(1, 0ms) == Advice::Nothing);
        QVERIFY(s.packet(9, 400ms) == Advice::WaitShortly);
        QVERIFY(s.packet(30, 650ms) == Advice::WaitShortly);
        QVERIFY(s.packet(31, 650ms) == Advice::Nothing);
        QVERIFY(s.packet(32, 60ms) == Advice::WaitAsUsual);
    }
};

QTEST_GUILESS_MAIN(ResumeWatchTest)
#include "resume_watch_test.moc"
