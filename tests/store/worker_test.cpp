// SPDX-License-Identifier: Apache-2.0
#include "core/store/worker.h"

#include <QtTest>
#include <atomic>
#include <thread>

using namespace bedside;
using store::Worker;

namespace {
// Runs posted tasks when the test says so, on the test's thread.
class QueueExecutor final : public Executor {
public:
    void post(Task task) override
    {
        std::lock_guard lock(m_mutex);
        m_tasks.push_back(std::move(task));
    }
    TimerId startTimer(Milliseconds, Task) override { return 0; }
    void cancelTimer(TimerId) override {}
    std::size_t runAll()
    {
        std::vector<Task> tasks;
        {
            std::lock_guard lock(m_mutex);
            tasks.swap(m_tasks);
        }
        for (auto &task : tasks)
            task();
        return tasks.size();
    }

private:
    std::mutex m_mutex;
    std::vector<Task> m_tasks;
};
} // namespace

class WorkerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void runsInOrderOnOneOtherThreadAndAnswersOnTheExecutor()
    {
        QueueExecutor executor;
        std::vector<int> order;
        std::vector<int> answers;
        std::atomic<bool> elsewhere = true;
        const auto here = std::this_thread::get_id();
        {
            Worker worker("test", executor);
            for (int i = 0; i < 100; ++i)
                worker.run(
                    [&order, &elsewhere, i, here] {
                        elsewhere = elsewhere && std::this_thread::get_id() != here;
                        order.push_back(i);
                        return std::make_unique<int>(i); // move-only
                    },
                    [&](std::unique_ptr<int> value) {
                        QVERIFY(std::this_thread::get_id() == here);
                        answers.push_back(*value);
                    });
        }
        QVERIFY(elsewhere);
        QCOMPARE(order.size(), std::size_t(100));
        QVERIFY(std::is_sorted(order.begin(), order.end()));
        QVERIFY(answers.empty());
        QCOMPARE(executor.runAll(), std::size_t(100));
        QVERIFY(answers == order);
    }
    void finishesWhatIsQueuedBeforeItDies()
    {
        QueueExecutor executor;
        std::atomic<int> done = 0;
        {
            Worker worker("test", executor);
            for (int i = 0; i < 1000; ++i)
                worker.post([&done] { ++done; });
        }
        QCOMPARE(done.load(), 1000);
    }
};

QTEST_GUILESS_MAIN(WorkerTest)
#include "worker_test.moc"
