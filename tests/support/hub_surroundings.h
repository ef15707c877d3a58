// SPDX-License-Identifier: Apache-2.0
// What a hub has around it, without a network: a clock of the test's own, the replies of the storage thread when the
// test takes them, and sockets that keep what they are given.
#pragma once

#include "core/server/hub.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <vector>

namespace bedside::test {

class TestClock final : public Clock {
public:
    WallTime now() const override { return WallTime(std::chrono::seconds(1'700'000'000)) + passed; }
    SteadyTime steady() const override { return SteadyTime(std::chrono::hours(1)) + passed; }
    Milliseconds passed{};
};

// Replies of the storage thread wait until the test takes them. Timers do not fire.
class Replies final : public Executor {
public:
    void post(Task task) override
    {
        const std::lock_guard lock(m_mutex);
        m_tasks.push_back(std::move(task));
        m_wake.notify_all();
    }
    TimerId startTimer(Milliseconds, Task) override { return 0; }
    void cancelTimer(TimerId) override {}
    std::size_t runSome() // waits for at least one; 0: none came
    {
        std::vector<Task> tasks;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait_for(lock, std::chrono::seconds(60), [&] { return !m_tasks.empty(); });
            tasks.swap(m_tasks);
        }
        for (auto &task : tasks)
            task();
        return tasks.size();
    }
    // Until nothing is under way any more: a round in which only the marker itself came back.
    bool settle(server::StorageThread &thread)
    {
        for (int rounds = 0; rounds < 10'000; ++rounds) {
            bool marked = false;
            thread.run([](server::Storage &) { return 0; }, [&](int) { marked = true; });
            std::size_t ran = 0;
            while (!marked) {
                const std::size_t some = runSome();
                if (some == 0)
                    return false;
                ran += some;
            }
            if (ran == 1)
                return true;
        }
        return false;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::vector<Task> m_tasks;
};

class Sockets final : public server::SocketSink {
public:
    void send(server::ConnectionId connection, Bytes frame) override { m_sent[connection].push_back(std::move(frame)); }
    void close(server::ConnectionId connection) override { m_closed.push_back(connection); }
    const std::vector<Bytes> &sent(server::ConnectionId connection) { return m_sent[connection]; }
    void forget()
    {
        m_sent.clear();
        m_closed.clear();
    }
    bool isClosed(server::ConnectionId connection) const
    {
        return std::count(m_closed.begin(), m_closed.end(), connection) > 0;
    }
    // What has been sent of one type since the last time that it was asked for.
    template <class Message>
    std::vector<Message> take(server::ConnectionId connection)
    {
        std::vector<Message> out;
        std::erase_if(m_sent[connection], [&](const Bytes &bytes) {
            const auto frame = wire::parseFrame(bytes);
            if (!frame.ok() || frame->type != Message::kType)
                return false;
            out.push_back(*Message::decode(frame->body));
            return true;
        });
        return out;
    }
    std::size_t refusals(server::ConnectionId connection, ErrorCode code)
    {
        const auto reports = take<wire::ErrorReport>(connection);
        return std::size_t(
            std::count_if(reports.begin(), reports.end(), [&](const auto &report) { return report.code == code; }));
    }

private:
    std::map<server::ConnectionId, std::vector<Bytes>> m_sent;
    std::vector<server::ConnectionId> m_closed;
};

} // namespace bedside::test
