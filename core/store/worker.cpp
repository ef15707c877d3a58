// SPDX-License-Identifier: Apache-2.0
#include "core/store/worker.h"

#if defined(__linux__)
#include <pthread.h>
#endif

namespace bedside::store {

Worker::Worker(std::string name, Executor &replies)
    : m_name(std::move(name)), m_replies(replies), m_thread([this] { loop(); })
{
}

Worker::~Worker()
{
    {
        std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_one();
    m_thread.join();
}

void Worker::post(Executor::Task work)
{
    {
        std::lock_guard lock(m_mutex);
        m_tasks.push_back(std::move(work));
    }
    m_wake.notify_one();
}

std::size_t Worker::queued() const
{
    std::lock_guard lock(m_mutex);
    return m_tasks.size();
}

void Worker::loop()
{
#if defined(__linux__)
    pthread_setname_np(pthread_self(), m_name.substr(0, 15).c_str());
#endif
    for (;;) {
        Executor::Task task;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_stopping || !m_tasks.empty(); });
            if (m_tasks.empty())
                return;
            task = std::move(m_tasks.front());
            m_tasks.pop_front();
        }
        task();
    }
}

} // namespace bedside::store
