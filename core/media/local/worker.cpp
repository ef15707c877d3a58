// SPDX-License-Identifier: Apache-2.0
#include "core/media/local/worker.h"

#include <future>

namespace bedside::media {

Worker::Worker() : m_thread([this] { run(); }) {}

Worker::~Worker()
{
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
    }
    m_wake.notify_one();
    m_thread.join();
}

void Worker::post(Task task)
{
    {
        const std::lock_guard lock(m_mutex);
        m_tasks.push_back(std::move(task));
    }
    m_wake.notify_one();
}

void Worker::postAfter(Milliseconds delay, Task task)
{
    {
        const std::lock_guard lock(m_mutex);
        m_later.emplace(std::chrono::steady_clock::now() + delay, std::move(task));
    }
    m_wake.notify_one();
}

void Worker::postAndWait(Task task)
{
    std::promise<void> done;
    post([&] {
        task();
        done.set_value();
    });
    done.get_future().wait();
}

void Worker::run()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        const auto now = std::chrono::steady_clock::now();
        while (!m_later.empty() && m_later.begin()->first <= now) {
            m_tasks.push_back(std::move(m_later.begin()->second));
            m_later.erase(m_later.begin());
        }
        if (m_tasks.empty()) {
            if (m_ending)
                return;
            if (m_later.empty())
                m_wake.wait(lock);
            else
                m_wake.wait_until(lock, m_later.begin()->first);
            continue;
        }
        const Task task = std::move(m_tasks.front());
        m_tasks.pop_front();
        lock.unlock();
        task();
        lock.lock();
    }
}

} // namespace bedside::media
