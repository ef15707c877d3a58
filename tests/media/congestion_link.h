// SPDX-License-Identifier: Apache-2.0
// A path in a computation: a queue in front of a line of some rate, a delay, losses, or a policer without a queue. And a
// sender and a receiver on it that use core/media/congestion as a call does. The clock moves only here.
#pragma once

#include "core/media/congestion/loss_copies.h"
#include "core/media/congestion/pacer.h"
#include "core/media/congestion/prober.h"

#include <functional>
#include <memory>
#include <random>

namespace bedside::media::test {

struct Link {
    BitsPerSecond rate = 5'000'000;
    Microseconds delay{20'000};     // one way
    Microseconds queue{300'000};    // how much may wait; what does not fit is lost
    Microseconds jitter{0};         // up to so much longer, each packet on its own
    bool reorder = false;           // what comes late is overtaken, instead of holding up what follows
    double loss = 0;                // at random
    double reportLoss = 0;          // of the reports that come back
    bool police = false;            // no queue: what is over the rate is dropped
    bool dead = false;
};

// The line itself: several senders may share one.
class Line {
public:
    explicit Line(unsigned seed) : m_random(seed) {}
    // When a packet that is sent now comes out at the other end; none: lost.
    std::optional<Microseconds> carry(std::size_t bytes, const Link &link, Microseconds now);
    Microseconds queue(Microseconds now) const { return std::max<Microseconds>(m_free - now, Microseconds(0)); }

private:
    Microseconds out(Microseconds sent, const Link &link);

    std::minstd_rand m_random;
    Microseconds m_free{0}; // when it has sent what waits
    Microseconds m_last{0}; // when the last packet comes out
    double m_policeTokens = 0;
    Microseconds m_policeAt{0};
};

struct Tick { // every 100 ms
    Microseconds at{};
    BitsPerSecond estimate = 0, received = 0, link = 0;
    Microseconds queue{}; // the true one
    double loss = 0;
    BandwidthEstimator::State state{};
};

class Simulation {
public:
    explicit Simulation(Link over, unsigned seed = 1, EstimatorLimits limits = {}, std::shared_ptr<Line> line = nullptr)
        : link(over), estimator(limits), m_random(seed), m_line(line ? line : std::make_shared<Line>(seed))
    {
    }

    Link link;
    BandwidthEstimator estimator;
    std::vector<Tick> ticks;

    void run(Microseconds time);
    void step(); // one millisecond
    Microseconds now() const { return m_now; }
    void skip(Microseconds time); // begins so much later
    // Means over the last `time`.
    BitsPerSecond received(Microseconds time) const;
    Microseconds queueQuantile(Microseconds time, double share) const;
    double lossShare(Microseconds time) const;

private:
    struct Packet {
        std::uint16_t sequence = 0;
        std::size_t bytes = 0;
        int probe = 0;
    };
    void capture();
    void send(Packet packet);
    void deliver();
    void report();
    void probeIfDue();

    std::minstd_rand m_random;
    Microseconds m_now{1'000'000};
    Pacer<Packet> m_pacer;
    SentLog m_sent;
    ArrivalLog m_arrivals;
    std::uint16_t m_sequence = 0;
    struct UnderWay {
        Microseconds at{};
        Packet packet;
    };
    std::deque<UnderWay> m_underWay;
    std::deque<std::pair<Microseconds, TransportFeedback>> m_reports;
    std::shared_ptr<Line> m_line;
    Microseconds m_nextFrame{1'000'000}, m_nextSound{1'000'000}, m_nextReport{1'000'000}, m_nextTick{1'000'000};
    std::size_t m_receivedBytes = 0;
    unsigned m_offered = 0, m_lost = 0;
    unsigned m_frames = 0;
    Prober m_prober;
    LossCopies m_soundCopies{LossCopies::kSound};
    std::deque<Microseconds> m_copies; // when each is due
    std::deque<std::size_t> m_video; // sizes of the newest packets
};

// A TCP download over the same line: slow start, then one packet more each round trip, half of it after a loss.
class Download {
public:
    Download(const Link &over, std::shared_ptr<Line> line) : m_link(over), m_line(std::move(line)) {}
    void step(Microseconds now);
    std::size_t received = 0; // bytes

private:
    static constexpr std::size_t kBytes = 1'500;
    const Link &m_link;
    std::shared_ptr<Line> m_line;
    double m_window = 10, m_threshold = 1e9; // packets
    std::size_t m_underWay = 0;
    std::deque<std::pair<Microseconds, bool>> m_acknowledgements; // (when the sender hears of it, whether it arrived)
    Microseconds m_halvedAt{0};
};

} // namespace bedside::media::test
