// SPDX-License-Identifier: Apache-2.0
// Whether a path could carry more than is sent: a short burst of packets, faster than the estimate, and the rate at which
// it arrives. The burst is made of packets that were sent before, so that it mends what it finds lost. Pure; one thread at
// a time.
#pragma once

#include "core/media/congestion/bandwidth_estimator.h"

namespace bedside::media {

class Prober {
public:
    static constexpr std::size_t kFewest = 4, kMost = 40; // packets of a burst

    // The first picture's packets are a burst, too: they leave as fast as anything ever will, and say at once what there is.
    bool isFirst() const { return m_number == 1 && m_underWay; }
    // A burst of this size would stand in the way of too much.
    static bool isTooLong(std::size_t bytes, BitsPerSecond rate) { return double(bytes) * 8 > kMostBurst * double(rate); }
    // How many bytes the burst that is due now should have; none: not now. It counts as begun.
    std::optional<std::size_t> begin(const BandwidthEstimator &estimator, Microseconds now);
    // A packet left as a part of the burst: what PacketResult::probe has to say.
    int sent(Microseconds now);
    // What became of packets. Once nothing more is to come of the burst, the estimator learns what it found.
    void onFeedback(const std::vector<PacketResult> &results, BandwidthEstimator &estimator, Microseconds now);

private:
    void judge(BandwidthEstimator &estimator, Microseconds now);

    int m_number = 1;
    bool m_underWay = true;
    std::optional<Microseconds> m_firstSent;
    std::size_t m_sent = 0, m_known = 0;
    std::vector<PacketResult> m_arrived, m_between; // of the burst; of other packets
    Microseconds m_begun{0}, m_pause{kPauseFirst};

    static constexpr double kMostBurst = 0.08, kWorthIt = 1.05; // seconds of the rate; times the rate before
    static constexpr Microseconds kPauseFirst{2'000'000}, kPauseMost{8'000'000}, kPauseAfterSuccess{400'000};
};

} // namespace bedside::media
