// SPDX-License-Identifier: Apache-2.0
// The one way from a foreign thread to ours: post() queues a call on the executor's own thread.
#pragma once

#include "core/base/clock.h"

#include <cstdint>
#include <functional>

namespace bedside {

class Executor {
public:
    using Task = std::function<void()>;
    using TimerId = std::uint64_t;

    virtual ~Executor() = default;
    // From any thread. Tasks run in order on the owner's thread; those still queued when the executor dies are dropped.
    virtual void post(Task task) = 0;
    // From the owner's thread only. One shot; cancelling an id that has fired or never was is harmless.
    virtual TimerId startTimer(Milliseconds delay, Task task) = 0;
    virtual void cancelTimer(TimerId id) = 0;
};

} // namespace bedside
