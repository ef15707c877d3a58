// SPDX-License-Identifier: Apache-2.0
#include "core/platform/qt_executor.h"

#include <QCoreApplication>
#include <QEvent>
#include <QTimer>

#include <deque>
#include <mutex>

namespace bedside::platform {

// The tasks wait here and not inside Qt's events, one event for each: what hands them from thread to thread is then a
// lock of ours, which ThreadSanitizer sees.
class QtExecutor::Receiver final : public QObject {
public:
    void post(Task task)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_tasks.push_back(std::move(task));
        }
        QCoreApplication::postEvent(this, new QEvent(QEvent::User));
    }

protected:
    void customEvent(QEvent *) override
    {
        Task task;
        {
            const std::lock_guard lock(m_mutex);
            task = std::move(m_tasks.front());
            m_tasks.pop_front();
        }
        task(); // may end this
    }

private:
    std::mutex m_mutex;
    std::deque<Task> m_tasks;
};

QtExecutor::QtExecutor() : m_receiver(std::make_unique<Receiver>()) {}
QtExecutor::~QtExecutor() = default;

void QtExecutor::post(Task task) { m_receiver->post(std::move(task)); }

Executor::TimerId QtExecutor::startTimer(Milliseconds delay, Task task)
{
    const TimerId id = m_nextTimer++;
    auto timer = std::make_unique<QTimer>();
    timer->setSingleShot(true);
    timer->setTimerType(Qt::PreciseTimer);
    QObject::connect(timer.get(), &QTimer::timeout, m_receiver.get(), [this, id, task = std::move(task)] {
        // The node keeps the timer, and with it this closure, alive until the task has run.
        const auto node = m_timers.extract(id);
        node.mapped().release()->deleteLater();
        task();
    });
    timer->start(delay);
    m_timers.emplace(id, std::move(timer));
    return id;
}

void QtExecutor::cancelTimer(TimerId id)
{
    const auto node = m_timers.extract(id);
    if (!node.empty()) {
        node.mapped()->stop();
        node.mapped().release()->deleteLater(); // it may be the caller's own timer
    }
}

} // namespace bedside::platform
