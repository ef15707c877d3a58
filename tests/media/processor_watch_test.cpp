// SPDX-License-Identifier: Apache-2.0
#include "core/media/local/processor_watch.h"

#include <QTest>

using namespace bedside::media;

namespace {

constexpr PictureSize kCaptured{1280, 720};

bool isWithin(PictureSize size, PictureSize box) { return size.width <= box.width && size.height <= box.height; }

// A camera of 30 pictures a second and an encoder that manages so many pixels a second.
class Computer {
public:
    explicit Computer(double pixelsPerSecond, PictureSize box = kCaptured) : m_pixelsPerSecond(pixelsPerSecond), m_box(box) {}

    void setSpeed(double pixelsPerSecond) { m_pixelsPerSecond = pixelsPerSecond; }
    PictureSize size() const
    {
        const PictureSize most = m_watch.largest();
        return isWithin(m_box, most) ? m_box : most;
    }
    void run(int seconds)
    {
        for (const std::int64_t end = m_now + seconds * 1'000'000'000LL; m_now < end; m_now += 33'333'333) {
            ++m_arrived;
            if (m_now < m_busyUntil)
                continue;
            m_changes += m_watch.take(m_arrived, size(), m_now) ? 1 : 0;
            m_busyUntil = m_now + static_cast<std::int64_t>(size().width * size().height / m_pixelsPerSecond * 1e9);
        }
    }
    int changes() const { return m_changes; }
    ProcessorWatch &watch() { return m_watch; }
    std::int64_t now() const { return m_now; }
    std::uint64_t arrived() const { return m_arrived; }

private:
    double m_pixelsPerSecond;
    PictureSize m_box;
    ProcessorWatch m_watch;
    std::uint64_t m_arrived = 0;
    std::int64_t m_now = 0, m_busyUntil = 0;
    int m_changes = 0;
};

constexpr double pixelsPerSecond(PictureSize size, double frames) { return size.width * size.height * frames; }

} // namespace

class ProcessorWatchTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void leavesAComputerAloneThatKeepsUp()
    {
        for (const double frames : {200.0, 31.0}) {
            Computer computer(pixelsPerSecond(kCaptured, frames));
            computer.run(120);
            QCOMPARE(computer.size(), kCaptured);
            QCOMPARE(computer.changes(), 0);
        }
    }

    void makesThePictureSmallerUntilItMovesAgain()
    {
        Computer computer(pixelsPerSecond({640, 360}, 40));
        computer.run(8);
        QCOMPARE(computer.size(), (PictureSize{640, 360}));
        computer.run(8);
        QCOMPARE(computer.size(), (PictureSize{640, 360}));
    }

    void aShortHitchIsNoReason()
    {
        Computer computer(pixelsPerSecond(kCaptured, 60));
        for (int i = 0; i < 10; ++i) {
            computer.setSpeed(pixelsPerSecond(kCaptured, 10));
            computer.run(1);
            computer.setSpeed(pixelsPerSecond(kCaptured, 60));
            computer.run(3);
        }
        QCOMPARE(computer.changes(), 0);
    }

    void goesUpAgainWhenTheProcessorIsFree()
    {
        Computer computer(pixelsPerSecond({640, 360}, 40));
        computer.run(10);
        computer.setSpeed(pixelsPerSecond(kCaptured, 60));
        computer.run(30);
        QCOMPARE(computer.size(), (PictureSize{960, 540}));
        computer.run(30);
        QCOMPARE(computer.size(), kCaptured);
    }

    void triesLessAndLessOftenWhatDoesNotHold()
    {
        Computer computer(pixelsPerSecond({640, 360}, 40));
        computer.run(600);
        QVERIFY2(computer.changes() < 16, qPrintable(QString::number(computer.changes()))); // every 23 s they would be 50
    }

    void beginsBelowWhatThePathAllows()
    {
        Computer computer(pixelsPerSecond({480, 270}, 40), {640, 360});
        computer.run(5);
        QCOMPARE(computer.size(), (PictureSize{480, 270})); // not first two steps that change nothing
    }

    void endsAtTheSmallest()
    {
        Computer computer(pixelsPerSecond({320, 180}, 10));
        computer.run(60);
        QCOMPARE(computer.size(), (PictureSize{320, 180}));
    }

    void aPauseIsNoShortage()
    {
        Computer computer(pixelsPerSecond(kCaptured, 60));
        computer.run(5);
        computer.watch().restart(computer.arrived() + 3'000, computer.now()); // on hold for 100 s
        QVERIFY(!computer.watch().take(computer.arrived() + 3'001, kCaptured, computer.now() + 2'000'000'000));
        computer.run(1);
        QCOMPARE(computer.changes(), 0);
    }
};

QTEST_GUILESS_MAIN(ProcessorWatchTest)
#include "processor_watch_test.moc"
