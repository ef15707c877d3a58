// SPDX-License-Identifier: Apache-2.0
// Which packets of one video stream have not come, and when to ask for them again. rtpsession's own NACK is held back
// by the RTCP schedule (5 s at first): at 5 % loss it repairs half. Pure; one thread.
#pragma once

#include "core/base/bytes.h"

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>

namespace bedside::media {

class MissingPackets {
public:
    using Time = std::chrono::steady_clock::time_point;
    using Span = std::chrono::milliseconds;

    static constexpr Span kReordering{10};   // a gap younger than this may still be another order, where there lately was one
    static constexpr Span kReorderingMost{60};
    static constexpr std::chrono::seconds kLately{20};
    static constexpr int kMaxRounds = 12;
    static constexpr int kTwiceFrom = 2;     // from this round on each is asked for twice: the repair was lost, or the asking
    static constexpr double kLossy = 0.04;   // of what was sent lately: twice in the first round, too
    static constexpr Span kSecond{12};       // so long after the first of the two
    static constexpr std::size_t kMaxMissing = 80; // more: a key frame is cheaper, and the depayloader asks for one

    void arrived(std::uint16_t sequence, Time now);
    void repaired(std::uint16_t sequence); // by RTX
    // A key frame begins with this packet, and so much was missing before it, or for so long, that nothing of that is waited for
    // or asked for any more: whether that is so. With less, the repairs may still come in time for the frames that need them.
    bool renewedAt(std::uint16_t sequence, Time now);
    // What to ask for now; each counts as asked. `again` is the time between two rounds; what is missing for longer than
    // `giveUp` is forgotten.
    std::vector<std::uint16_t> due(Time now, Span again, Span giveUp);
    std::size_t size() const { return m_missing.size(); }

private:
    static constexpr Span kHopeless{250};
    static constexpr std::size_t kThrownAway = 8; // in one gap: the sender never let them go

    struct Missing {
        std::int64_t number = 0; // unwrapped
        Time since;
        Time askedAt;
        int rounds = 0;
        bool twice = false; // in this round
    };
    std::int64_t unwrap(std::uint16_t sequence) const;
    void forget(std::int64_t number);
    void cameLate(std::int64_t number, Time now);
    void giveUp();
    void count(bool came) { m_share += ((came ? 0.0 : 1.0) - m_share) / kCounted; }

    static constexpr double kCounted = 128; // packets
    double m_share = 0;                     // of these, that did not come by themselves
    std::optional<std::int64_t> m_highest;
    std::deque<Missing> m_missing;
    Span m_reordering{0};  // how late packets came by themselves
    Time m_reordered;      // when one last did
    bool m_gaveUp = false; // on more than kMaxMissing, since the last key frame
};

// A reduced-size RTCP packet (RFC 5506) with one generic NACK (RFC 4585 section 6.2.1).
Bytes nackPacket(std::uint32_t senderSsrc, std::uint32_t mediaSsrc, const std::vector<std::uint16_t> &sequences);

} // namespace bedside::media
