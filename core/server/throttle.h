// SPDX-License-Identifier: Apache-2.0
// Two brakes, both bounded in memory: Throttle makes each failure under a key cost a longer wait; RateLimit lets a
// steady rate and a burst through. Network thread.
#pragma once

#include "core/base/bucket.h"

#include <optional>
#include <string>
#include <unordered_map>

namespace bedside::server {

struct ThrottleRule {
    int freeFailures;       // without any wait
    Milliseconds firstWait; // doubles with each further failure
    Milliseconds longestWait;
    Milliseconds forgetAfter; // without another failure
};

class Throttle {
public:
    explicit Throttle(ThrottleRule rule, std::size_t mostKeys = 20'000) : m_rule(rule), m_mostKeys(mostKeys) {}

    // How long `key` still has to wait; nothing if it may try now. When the table is full of live entries, unknown keys
    // wait as well: forgetting failures would be a way round. What is under way counts as failed meanwhile: otherwise
    // forty tries at the same time would all be free.
    std::optional<Milliseconds> wait(const std::string &key, SteadyTime now);
    void begin(const std::string &key, SteadyTime now); // after wait() has let it through
    void end(const std::string &key);                   // after failed() or succeeded(), where one of them applies
    void failed(const std::string &key, SteadyTime now);
    void succeeded(const std::string &key);

private:
    struct Entry {
        int failures = 0;
        int underWay = 0;
        SteadyTime until{};
        SteadyTime last{};
    };
    bool isOld(const Entry &entry, SteadyTime now) const;
    bool makeRoom(SteadyTime now);

    ThrottleRule m_rule;
    std::size_t m_mostKeys;
    std::unordered_map<std::string, Entry> m_entries;
};

class RateLimit {
public:
    RateLimit(double perSecond, double burst, std::size_t mostKeys = 20'000)
        : m_perSecond(perSecond), m_burst(burst), m_mostKeys(mostKeys) {}
    bool allow(const std::string &key, SteadyTime now, double tokens = 1);

private:
    double m_perSecond;
    double m_burst;
    std::size_t m_mostKeys;
    std::unordered_map<std::string, Bucket> m_buckets;
};

} // namespace bedside::server
