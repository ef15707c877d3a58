// SPDX-License-Identifier: Apache-2.0
#include "core/platform/qt_executor.h"

#include <QElapsedTimer>
#include <QThread>
#include <QtTest>
#include <atomic>
#include <thread>

using namespace bedside;
using platform::QtExecutor;

class QtExecutorTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void runsPostedTasksLaterAndInOrder()
    {
        QtExecutor executor;
        std::vector<int> seen;
        for (int i = 0; i < 5; ++i)
            executor.post([&seen, i] { seen.push_back(i); });
        QVERIFY(seen.empty());
        QTRY_COMPARE(seen.size(), std::size_t(5));
        QCOMPARE(seen, (std::vector<int>{0, 1, 2, 3, 4}));
    }
    void runsTasksOfAnotherThreadOnItsOwn()
    {
        QtExecutor executor;
        const QThread *ours = QThread::currentThread();
        std::atomic<const QThread *> ran = nullptr;
        std::thread([&] { executor.post([&] { ran = QThread::currentThread(); }); }).join();
        QTRY_VERIFY(ran != nullptr);
        QCOMPARE(ran.load(), ours);
    }
    void dropsWhatIsQueuedWhenItDies()
    {
        bool ran = false;
        {
            QtExecutor executor;
            executor.post([&] { ran = true; });
            executor.startTimer(Milliseconds(0), [&] { ran = true; });
        }
        QTest::qWait(20);
        QVERIFY(!ran);
    }
    void firesATimerOnceAndNotEarly()
    {
        QtExecutor executor;
        int fired = 0;
        QElapsedTimer clock;
        clock.start();
        executor.startTimer(Milliseconds(30), [&] { ++fired; });
        QTRY_COMPARE(fired, 1);
        QVERIFY(clock.elapsed() >= 29);
        QTest::qWait(60);
        QCOMPARE(fired, 1);
    }
    void firesNoCancelledTimer()
    {
        QtExecutor executor;
        bool fired = false;
        const auto id = executor.startTimer(Milliseconds(5), [&] { fired = true; });
        executor.cancelTimer(id);
        executor.cancelTimer(id);
        executor.cancelTimer(12345);
        QTest::qWait(30);
        QVERIFY(!fired);
    }
    void letsATimerCancelItselfAndStartTheNext()
    {
        QtExecutor executor;
        int fired = 0;
        Executor::TimerId id = 0;
        id = executor.startTimer(Milliseconds(1), [&] {
            executor.cancelTimer(id);
            executor.startTimer(Milliseconds(1), [&] { ++fired; });
            ++fired;
        });
        QTRY_COMPARE(fired, 2);
    }
    void letsATimerDestroyTheExecutor()
    {
        auto executor = std::make_unique<QtExecutor>();
        bool fired = false;
        executor->startTimer(Milliseconds(1), [&] { fired = true; executor.reset(); });
        QTRY_VERIFY(fired);
        QTest::qWait(10);
    }
};

QTEST_GUILESS_MAIN(QtExecutorTest)
#include "qt_executor_test.moc"
