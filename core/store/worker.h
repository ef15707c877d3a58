// SPDX-License-Identifier: Apache-2.0
// One named thread that runs closures in order and posts their results to the owner's executor. What it works on (a
// Database above all) belongs to that thread.
#pragma once

#include "core/base/executor.h"

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace bedside::store {

class Worker {
public:
    Worker(std::string name, Executor &replies);
    ~Worker(); // runs what is queued to the end, then joins; replies still queued are the executor's matter
    Worker(const Worker &) = delete;
    Worker &operator=(const Worker &) = delete;

    // From any thread.
    void post(Executor::Task work);

    // `work` runs on the worker; `done(result)` on the executor, with what work returned. Results may be move-only.
    template <class Work, class Done>
    void run(Work work, Done done)
    {
        post([this, work = std::make_shared<Work>(std::move(work)), done = std::make_shared<Done>(std::move(done))] {
            auto result = std::make_shared<decltype((*work)())>((*work)());
            m_replies.post([result, done] { (*done)(std::move(*result)); });
        });
    }
    std::size_t queued() const;

private:
    void loop();

    std::string m_name;
    Executor &m_replies;
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Executor::Task> m_tasks;
    bool m_stopping = false;
    std::thread m_thread;
};

} // namespace bedside::store
