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
        if (loss > kSome) {
            m_wanted = std::max(m_wanted, loss > kMuch ? 2u : 1u);
            m_seenAt = now;
        } else if (now - m_seenAt > kHold) {
            m_wanted = 0;
        }
        m_count = queued ? 0 : std::min(m_wanted, static_cast<unsigned>(rate / kRateForOne));
    }
    unsigned count() const { return m_count; }

private:
    static constexpr double kSome = 0.02, kMuch = 0.06;
    static constexpr Microseconds kHold{10'000'000};     // copies hide the loss that they are there for
    static constexpr BitsPerSecond kRateForOne = 120'000; // a copy costs 45 kbit/s

    unsigned m_wanted = 0, m_count = 0;
    Microseconds m_seenAt{0};
};

} // namespace bedside::media
