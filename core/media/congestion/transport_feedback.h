// SPDX-License-Identifier: Apache-2.0
// Transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01): when each packet of a path arrived, by
// its transport-wide sequence number. Byte level and bookkeeping of both sides. Pure; one thread each.
#pragma once

#include "core/base/bytes.h"

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <vector>

namespace bedside::media {

using Microseconds = std::chrono::microseconds;

// One report, as it stands on the wire.
struct TransportFeedback {
    static constexpr Microseconds kReferenceUnit{64'000};
    static constexpr Microseconds kDeltaUnit{250};
    static constexpr std::size_t kMaxPackets = 2'000; // statuses in one report: more than two seconds of any visit

    struct Status {
        std::uint16_t sequence = 0;
        std::optional<Microseconds> arrived; // after the reference time; none: it has not come
    };
    std::uint32_t senderSsrc = 0, mediaSsrc = 0;
    std::uint32_t reference = 0; // 24 bits, in kReferenceUnit, of the receiver's clock
    std::uint8_t count = 0;      // of this report, modulo 256
    std::vector<Status> packets; // rising sequence, without gaps

    // A whole RTCP packet with a length that is a multiple of 4. NotInState without packets.
    Result<Bytes> encode() const;
    // One RTCP packet (205, format 15) with its header. UnknownType for another one, Truncated, Malformed, TooLarge.
    static Result<TransportFeedback> parse(ByteSpan rtcpPacket);
};

// The receiver's side: notes arrivals, makes reports of what has come since the last.
class ArrivalLog {
public:
    // `arrived` on any steady clock. A sequence far from the last (10,000) begins anew: the path is another one.
    void note(std::uint16_t sequence, Microseconds arrived);
    bool empty() const { return m_arrivals.empty(); }
    // Everything noted; packets in between that did not come are reported as such, once. None: nothing came.
    std::optional<TransportFeedback> report(std::uint32_t senderSsrc, std::uint32_t mediaSsrc);

private:
    std::optional<std::int64_t> m_last; // unwrapped, the newest ever noted
    std::optional<std::int64_t> m_next; // the first that no report has covered
    std::map<std::int64_t, Microseconds> m_arrivals;
    std::uint8_t m_count = 0;
};

// What became of one packet that was sent.
struct PacketResult {
    Microseconds sent{};                 // the sender's clock
    std::optional<Microseconds> arrived; // the receiver's clock, unwrapped; none: lost
    std::size_t bytes = 0;
    int probe = 0;                       // the number of the probe that it belonged to; 0: none
    std::size_t copies = 0;              // bytes of the same packet, number and all, that follow it
    bool late = false;                   // an earlier result said that it was lost
    bool afterGap = false;               // of those before it, back to the last that arrived, some no report has spoken of
};

// The sender's side: remembers what was sent and meets it with the reports.
class SentLog {
public:
    static constexpr std::size_t kMostKept = 4'096;

    void note(std::uint16_t sequence, Microseconds sent, std::size_t bytes, int probe, std::size_t copies = 0);
    // In the order of sending. A packet is given as lost at most once, and as arrived at most once, also after that.
    std::vector<PacketResult> match(const TransportFeedback &feedback);
    // Bytes on their way: sent and not spoken of yet.
    std::size_t inFlight() const { return m_inFlight; }

private:
    struct Sent {
        std::int64_t number = 0; // unwrapped
        PacketResult result;
        bool lost = false, arrived = false;
    };
    std::int64_t unwrap(std::uint16_t sequence) const;
    Microseconds unwrapReference(std::uint32_t reference);

    std::deque<Sent> m_sent; // rising, without gaps in number
    std::size_t m_inFlight = 0;
    std::optional<std::int64_t> m_reference; // of the last report, unwrapped, in units
};

} // namespace bedside::media
