// SPDX-License-Identifier: Apache-2.0
#include "core/media/congestion/prober.h"

#include <algorithm>

namespace bedside::media {
namespace {

using namespace std::chrono_literals;

constexpr double kBurst = 0.03;               // seconds of the rate
constexpr Microseconds kLongest = 60ms;       // what leaves later is not of this burst
constexpr Microseconds kLongestFirst = 25ms;  // the second picture leaves 33 ms after the first
constexpr Microseconds kWaitForReports = 1s;
constexpr std::size_t kFewestArrived = 3;

} // namespace

std::optional<std::size_t> Prober::begin(const BandwidthEstimator &estimator, Microseconds now)
{
    const bool unheard = m_begun.count() == 0; // of the first burst
    if (unheard || (m_underWay && now - m_begun < kWaitForReports) || now - m_begun < m_pause || !estimator.canProbe())
        return {};
    if (m_underWay) // nothing came of the last one
        m_pause = std::min(m_pause * 2, kPauseMost);
    ++m_number;
    m_underWay = true;
    m_begun = now;
    m_firstSent.reset();
    m_sent = m_known = 0;
    m_arrived.clear();
    m_between.clear();
    return static_cast<std::size_t>(double(estimator.rate()) / 8 * kBurst);
}

int Prober::sent(Microseconds now)
{
    m_firstSent = m_firstSent.value_or(now);
    if (!m_underWay || now - *m_firstSent > (isFirst() ? kLongestFirst : kLongest))
        return 0;
    ++m_sent;
    return m_number;
}

void Prober::onFeedback(const std::vector<PacketResult> &results, BandwidthEstimator &estimator, Microseconds now)
{
    if (!m_underWay || !m_firstSent)
        return;
    if (m_begun.count() == 0)
        m_begun = *m_firstSent;
    for (const PacketResult &result : results) {
        if (result.probe != m_number) {
            if (result.arrived && result.sent >= *m_firstSent && m_between.size() < kMost)
                m_between.push_back(result);
            continue;
        }
        ++m_known;
        if (result.arrived)
            m_arrived.push_back(result);
    }
    if ((m_known >= m_sent && now - *m_firstSent > kLongest) || now - *m_firstSent > kWaitForReports)
        judge(estimator, now);
}

void Prober::judge(BandwidthEstimator &estimator, Microseconds now)
{
    m_underWay = false;
    const BitsPerSecond before = estimator.rate();
    if (m_arrived.size() >= std::max(kFewestArrived, m_sent / 2)) {
        std::size_t bytes = m_arrived.front().copies; // right behind it
        for (std::size_t i = 1; i < m_arrived.size(); ++i)
            bytes += m_arrived[i].bytes;
        for (const PacketResult &other : m_between) // sound, say, that took the line for a moment
            if (*other.arrived > *m_arrived.front().arrived && *other.arrived < *m_arrived.back().arrived)
                bytes += other.bytes;
        // Receivers read several packets at once: nothing arrives faster than it left.
        const Microseconds took = std::max({*m_arrived.back().arrived - *m_arrived.front().arrived,
                                            m_arrived.back().sent - m_arrived.front().sent, TransportFeedback::kDeltaUnit});
        estimator.onProbe(static_cast<BitsPerSecond>(double(bytes) * 8e6 / double(took.count())), now);
    }
    if (double(estimator.rate()) > kWorthIt * double(before)) {
        m_pause = kPauseFirst;
        m_begun = now - m_pause + kPauseAfterSuccess;
    } else {
        m_begun = now;
        m_pause = std::min(m_pause * 2, kPauseMost);
    }
}

} // namespace bedside::media
