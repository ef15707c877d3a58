// SPDX-License-Identifier: Apache-2.0
#include "core/platform/qt_executor.h"

#include <QMetaObject>
#include <QTimer>

namespace bedside::platform {

QtExecutor::QtExecutor() = default;
QtExecutor::~QtExecutor() = default;

void QtExecutor::post(Task task)
{
    QMetaObject::invokeMethod(&m_receiver, std::move(task), Qt::QueuedConnection);
}

Executor::TimerId QtExecutor::startTimer(Milliseconds delay, Task task)
{
    const TimerId id = m_nextTimer++;
    auto timer = std::make_unique<QTimer>();
    timer->setSingleShot(true);
    timer->setTimerType(Qt::PreciseTimer);
    QObject::connect(timer.get(), &QTimer::timeout, &m_receiver, [this, id, task = std::move(task)] {
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
