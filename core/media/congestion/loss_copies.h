// SPDX-License-Identifier: Apache-2.0
// How many times a packet is sent again, a little later each time, because many are lost. Never where the path is full. Pure; one thread.
#pragma once

#include "core/media/congestion/bandwidth_estimator.h"

namespace bedside::media {

class LossCopies {
public:
    struct Rule {
        double loss = 0;              // above it
        unsigned most = 0;
        BitsPerSecond rateForOne = 0; // of the estimate, for each copy
    };
    // Hide at high loss what Opus' in-band FEC, which is in the next packet only, does not. A copy costs 45 kbit/s.
    static constexpr Rule kSound{0.02, 2, 300'000};
    // A repair that is lost, too, makes the picture stand still. A copy costs what the loss costs.
    static constexpr Rule kRepairs{0.08, 1, 1'200'000};
    static constexpr Microseconds kApart{15'000}; // less than a packet's time

    explicit LossCopies(Rule rule) : m_rule(rule) {}

    // `loss` is the share of what was sent over the last second, where that was not the path's own queue.
    void update(double loss, bool full, BitsPerSecond rate, Microseconds now)
    {
        if (loss > m_rule.loss && !full)
            m_seenAt = now;
        const bool wanted = m_seenAt && now - *m_seenAt <= kHold;
        m_count = full || !wanted ? 0 : std::min(m_rule.most, static_cast<unsigned>(rate / m_rule.rateForOne));
    }
    unsigned count() const { return m_count; }

private:
    static constexpr Microseconds kHold{10'000'000}; // copies hide the loss that they are there for

    const Rule m_rule;
    unsigned m_count = 0;
    std::optional<Microseconds> m_seenAt;
};

} // namespace bedside::media
