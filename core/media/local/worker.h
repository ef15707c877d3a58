// SPDX-License-Identifier: Apache-2.0
// The thread "media" on which devices are opened and closed: drivers may take seconds, and the main thread must not.
// Everything that says "worker" in this folder runs on it.
#pragma once

#include "core/base/clock.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

namespace bedside::media {

class Worker {
public:
    using Task = std::function<void()>;

    Worker();
    ~Worker();                            // runs what post() has queued, drops what waits for its time, joins
    Worker(const Worker &) = delete;
    Worker &operator=(const Worker &) = delete;

    void post(Task task);                             // any thread
    void postAfter(Milliseconds delay, Task task);    // any thread
    void postAndWait(Task task);                      // any thread but the worker
    bool isCurrent() const { return std::this_thread::get_id() == m_thread.get_id(); }

private:
    using Due = std::chrono::steady_clock::time_point;
    void run();

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Task> m_tasks;
    std::multimap<Due, Task> m_later;
    bool m_ending = false;
    std::thread m_thread; // last: it uses the others
};

} // namespace bedside::media
