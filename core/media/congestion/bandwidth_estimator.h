// SPDX-License-Identifier: Apache-2.0
// How fast a path may be sent on, from what its transport-wide feedback says. Pure: results and times in, a rate out.
// One thread.
//
// Delay based, on the standing queue: the smallest one-way delay of a report above the smallest of the last 20 s, less what
// comes and goes from one report to the next, and whether it rises (after NADA, RFC 8698, which also takes the queue itself;
// Google's congestion control, draft-ietf-rmcat-gcc-02, takes the gradient alone and adapts its threshold). Random loss does
// not lower the rate; loss that rises with the rate while the delivered rate does not is a policer, and bounds it. A queue
// that stays although less is sent is somebody else's: then the rate is found as TCP finds it. The packets of a frame leave at
// twice the rate: where they come as they left there is room, and the rate grows fast. Numbers: README.md.
#pragma once

#include "core/media/congestion/transport_feedback.h"

#include <deque>

namespace bedside::media {

using BitsPerSecond = std::int64_t;

struct EstimatorLimits {
    BitsPerSecond start = 600'000;
    BitsPerSecond least = 60'000;
    BitsPerSecond most = 4'000'000;
};

class BandwidthEstimator {
public:
    enum class State { Growing, Holding, Congested, Stalled };

    explicit BandwidthEstimator(EstimatorLimits limits = {}) : m_limits(limits), m_rate(limits.start) {}

    // What one report said, in the order of sending. `now` on the clock of PacketResult::sent.
    void onFeedback(const std::vector<PacketResult> &results, Microseconds now);
    // What a burst that was sent faster than the rate found out: the rate at which it arrived.
    void onProbe(BitsPerSecond arrived, Microseconds now);
    // At least every 100 ms. No report for 0.4 s while something is under way: the path is stalled.
    void tick(bool inFlight, Microseconds now);

    BitsPerSecond rate() const { return m_rate; }
    State state() const { return m_state; }
    Microseconds queueDelay() const { return m_queue; }
    Microseconds roundTrip() const { return m_roundTrip; }      // of the last report; 0: none yet
    BitsPerSecond acknowledged() const { return m_acknowledged; }
    double loss() const { return m_loss; }                      // share of packets over the last second
    double lossAlone() const { return m_lossAlone; }            // the same; 0 where something queued, which loses as it overflows
    // Something waits in the network: nothing is to leave faster than the rate.
    bool isQueued() const { return m_queue > kQueueLow + m_jitter; }
    // More loses more: it waits, or is dropped by a policer.
    bool isFull() const { return isQueued() || m_policed.has_value(); }
    // More might be found, and asking does no harm now.
    bool canProbe() const
    {
        return m_rate < m_limits.most && !m_trialEnds && m_state != State::Congested && m_state != State::Stalled && m_queue < kProbeQueue + m_jitter;
    }

private:
    static constexpr Microseconds kProbeQueue{20'000}, kQueueLow{35'000};
    struct Delivered {
        Microseconds arrived{};
        std::size_t bytes = 0;
        bool afterGap = false;
    };
    struct Second { // how much was offered and how much came, for the policer
        Microseconds at{};
        BitsPerSecond offered = 0, delivered = 0;
        double loss = 0;
        unsigned packets = 0;
        bool lossSurelyAbove(const Second &other) const;
    };

    void measureDelay(const std::vector<PacketResult> &results, Microseconds now);
    void measureJitter(Microseconds step, Microseconds now);
    void measureRate(const std::vector<PacketResult> &results);
    void measureLoss(const std::vector<PacketResult> &results, Microseconds now);
    void beginSecond(Microseconds now);
    void measurePairs(const std::vector<PacketResult> &results, Microseconds now);
    bool pairsSayFaster(Microseconds now) const;
    void findPolicer(const Second &now);
    void tryLess(Microseconds now);
    double slope() const; // of the queue over the last reports, ms per second
    bool isOverused() const;
    bool isProbesQueue(Microseconds now) const;
    void watchCompetition(Microseconds now);
    void compete(const std::vector<PacketResult> &results, Microseconds now);
    void judgeHalf(BitsPerSecond acknowledgedBefore);
    void lower(Microseconds now);
    void grow(Microseconds now);
    void setRate(double rate);

    const EstimatorLimits m_limits;
    BitsPerSecond m_rate;
    State m_state = State::Growing;
    Microseconds m_queue{0}, m_roundTrip{0};
    Microseconds m_jitter{0};                                   // so much of m_queue may be no queue
    BitsPerSecond m_acknowledged = 0;
    double m_loss = 0, m_lossAlone = 0;

    std::deque<std::pair<Microseconds, Microseconds>> m_smallest; // (when, one-way delay): a monotonic queue over 20 s
    std::deque<std::pair<Microseconds, Microseconds>> m_steps;    // (when, from the queue of the report before)
    std::deque<std::pair<Microseconds, Microseconds>> m_history;  // (when, queue) of the last reports
    std::deque<Delivered> m_delivered;
    std::deque<std::pair<Microseconds, BitsPerSecond>> m_overuse; // acknowledged rates of the last 0.6 s of overuse
    std::optional<BitsPerSecond> m_capacity;                      // where it was last full
    std::optional<BitsPerSecond> m_policed;                       // never above this
    BitsPerSecond m_letThrough = 0;                               // the most that the policer let through when it was found
    Microseconds m_policedAt{0};
    Microseconds m_trustPolicerAt{0}, m_policerPause{10'000'000}; // random loss was taken for one
    std::optional<Microseconds> m_trialEnds, m_trialDue;          // less is sent to see what that does to the loss
    Microseconds m_trialPause{5'000'000};
    BitsPerSecond m_beforeTrial = 0;
    std::deque<std::pair<Microseconds, BitsPerSecond>> m_pairs;   // at what rate packets that left together came
    Microseconds m_pairsTrustedAt{0}, m_pairsPause{2'000'000};    // networks that bunch packets deceive them
    bool m_grewByPairs = false;
    bool m_competing = false;
    std::optional<std::pair<Microseconds, BitsPerSecond>> m_standing; // since when a queue stands, and the rate then
    std::optional<std::pair<Microseconds, BitsPerSecond>> m_halved; // when, while competing, and what arrived before it
    unsigned m_seenAlone = 0;                                     // so many times one after the other
    std::optional<Microseconds> m_empty;                              // since when there is none
    std::deque<Second> m_seconds;
    Microseconds m_longestQueue{0};                               // of this second
    Microseconds m_secondBegan{0};
    std::size_t m_offeredBytes = 0, m_deliveredBytes = 0;
    unsigned m_offeredPackets = 0, m_lostPackets = 0;
    std::optional<Microseconds> m_probedAt, m_lastReport, m_lastLowered, m_lastGrown;
};

} // namespace bedside::media
