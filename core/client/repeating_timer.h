// SPDX-License-Identifier: Apache-2.0
// Calls back at an interval over an Executor until it dies or is stopped. Main thread.
#pragma once

#include "core/base/executor.h"

#include <optional>

namespace bedside::client {

class RepeatingTimer {
public:
    RepeatingTimer(Executor &executor, Milliseconds interval, Executor::Task task)
        : m_executor(executor), m_interval(interval), m_task(std::move(task))
    {
    }
    ~RepeatingTimer() { stop(); }
    RepeatingTimer(const RepeatingTimer &) = delete;
    RepeatingTimer &operator=(const RepeatingTimer &) = delete;

    void start()
    {
        stop();
        m_id = m_executor.startTimer(m_interval, [this] {
            start(); // before the task, which may stop or destroy this
            const auto task = m_task;
            task();
        });
    }
    void stop()
    {
        if (m_id)
            m_executor.cancelTimer(*m_id);
        m_id.reset();
    }

private:
    Executor &m_executor;
    Milliseconds m_interval;
    Executor::Task m_task;
    std::optional<Executor::TimerId> m_id;
};

} // namespace bedside::client
