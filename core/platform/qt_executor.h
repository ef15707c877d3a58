// SPDX-License-Identifier: Apache-2.0
// Executor over the event loop of the thread that made it: the Qt main thread. post() from any thread.
#pragma once

#include "core/base/executor.h"

#include <memory>
#include <unordered_map>

class QTimer;

namespace bedside::platform {

class QtExecutor final : public Executor {
public:
    QtExecutor();
    ~QtExecutor() override; // what is still queued is dropped; timers stop

    void post(Task task) override;
    TimerId startTimer(Milliseconds delay, Task task) override;
    void cancelTimer(TimerId id) override;

private:
    class Receiver;
    std::unique_ptr<Receiver> m_receiver;
    std::unordered_map<TimerId, std::unique_ptr<QTimer>> m_timers;
    TimerId m_nextTimer = 1;
};

} // namespace bedside::platform
