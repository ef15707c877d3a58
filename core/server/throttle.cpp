// SPDX-License-Identifier: Apache-2.0
#include "core/server/throttle.h"

#include <algorithm>

namespace bedside::server {

std::optional<Milliseconds> Throttle::wait(const std::string &key, SteadyTime now)
{
    const auto found = m_entries.find(key);
    if (found == m_entries.end()) {
        if (m_entries.size() < m_mostKeys || makeRoom(now))
            return std::nullopt;
        return m_rule.longestWait;
    }
    if (isOld(found->second, now)) {
        m_entries.erase(found);
        return std::nullopt;
    }
    if (found->second.until > now)
        return found->second.until - now;
    if (found->second.underWay > 0 && found->second.failures + found->second.underWay >= m_rule.freeFailures)
        return m_rule.firstWait;
    return std::nullopt;
}

void Throttle::begin(const std::string &key, SteadyTime now)
{
    const auto [at, added] = m_entries.try_emplace(key);
    if (added)
        at->second.last = now;
    ++at->second.underWay;
}

void Throttle::end(const std::string &key)
{
    const auto found = m_entries.find(key);
    if (found != m_entries.end() && --found->second.underWay == 0 && found->second.failures == 0)
        m_entries.erase(found);
}

void Throttle::succeeded(const std::string &key)
{
    const auto found = m_entries.find(key);
    if (found == m_entries.end())
        return;
    found->second.failures = 0;
    found->second.until = {};
    if (found->second.underWay == 0)
        m_entries.erase(found);
}

void Throttle::failed(const std::string &key, SteadyTime now)
{
    if (m_entries.size() >= m_mostKeys && !m_entries.contains(key) && !makeRoom(now))
        return; // wait() holds every unknown key back meanwhile
    Entry &entry = m_entries[key];
    ++entry.failures;
    entry.last = now;
    const int over = entry.failures - m_rule.freeFailures;
    if (over <= 0)
        return;
    constexpr int kMostDoublings = 20;
    const auto wait = m_rule.firstWait * (std::int64_t{1} << std::min(over - 1, kMostDoublings));
    entry.until = now + std::min(wait, m_rule.longestWait);
}

bool Throttle::isOld(const Entry &entry, SteadyTime now) const
{
    return entry.underWay == 0 && now - entry.last >= m_rule.forgetAfter;
}

bool Throttle::makeRoom(SteadyTime now)
{
    std::erase_if(m_entries, [&](const auto &item) { return isOld(item.second, now); });
    return m_entries.size() < m_mostKeys;
}

bool RateLimit::allow(const std::string &key, SteadyTime now, double tokens)
{
    if (const auto found = m_buckets.find(key); found != m_buckets.end())
        return found->second.take(now, tokens);
    if (m_buckets.size() >= m_mostKeys)
        std::erase_if(m_buckets, [&](const auto &item) { return item.second.isFull(now); });
    if (m_buckets.size() >= m_mostKeys)
        return false;
    return m_buckets.emplace(key, Bucket(m_perSecond, m_burst)).first->second.take(now, tokens);
}

} // namespace bedside::server
