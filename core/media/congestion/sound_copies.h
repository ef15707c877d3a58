// SPDX-License-Identifier: Apache-2.0
// How many times a packet of sound is sent again, a little later each time: at high loss this hides what Opus' in-band FEC,
// which is in the next packet only, does not. Never into a queue. Pure; one thread.
#pragma once

#include "core/media/congestion/bandwidth_estimator.h"

namespace bedside::media {

class SoundCopies {
public:
    static constexpr Microseconds kApart{15'000}; // less than a packet's time

    // `loss` is the share of what was sent over the last second.
    void update(double loss, bool queued, BitsPerSecond rate, Microseconds now)
    {
        if (loss > kSome)
            m_seenAt = now;
        const bool wanted = m_seenAt && now - *m_seenAt <= kHold;
        m_count = queued || !wanted ? 0 : std::min(kMost, static_cast<unsigned>(rate / kRateForOne));
    }
    unsigned count() const { return m_count; }

private:
    static constexpr unsigned kMost = 2;
    static constexpr double kSome = 0.02;
    static constexpr Microseconds kHold{10'000'000};     // copies hide the loss that they are there for
    static constexpr BitsPerSecond kRateForOne = 120'000; // a copy costs 45 kbit/s

    unsigned m_count = 0;
    std::optional<Microseconds> m_seenAt;
};

} // namespace bedside::media
