// SPDX-License-Identifier: Apache-2.0
#include "core/media/congestion/transport_feedback.h"

#include <algorithm>
#include <utility>

namespace bedside::media {
namespace {

constexpr std::uint8_t kVersionAndFormat = 0x8f; // version 2, format 15
constexpr std::uint8_t kPadding = 0x20;
constexpr std::uint8_t kPacketType = 205;
constexpr std::uint32_t kReferenceMask = 0xff'ffff;
constexpr std::int64_t kReferenceWrap = 0x100'0000;
constexpr std::int64_t kOtherPath = 10'000;
constexpr std::size_t kRunMost = 0x1fff, kVector = 7, kBits = 14;

enum Symbol : unsigned { NotReceived = 0, SmallDelta = 1, LargeDelta = 2 };

// The number nearest to `near` that has these low 16 bits.
std::int64_t unwrapNear(std::int64_t near, std::uint16_t sequence)
{
    return near + static_cast<std::int16_t>(static_cast<std::uint16_t>(sequence - static_cast<std::uint16_t>(near)));
}

// RTCP's own deltas: from one packet that came to the next, the first from the reference time.
struct Deltas {
    std::vector<unsigned> symbols;
    ByteWriter bytes;
};

Result<Deltas> makeDeltas(const std::vector<TransportFeedback::Status> &packets)
{
    Deltas out;
    std::int64_t before = 0;
    for (const auto &packet : packets) {
        if (!packet.arrived) {
            out.symbols.push_back(NotReceived);
            continue;
        }
        const std::int64_t at = *packet.arrived / TransportFeedback::kDeltaUnit;
        const std::int64_t delta = at - before;
        before = at;
        if (delta >= 0 && delta <= 0xff) {
            out.symbols.push_back(SmallDelta);
            out.bytes.u8(static_cast<std::uint8_t>(delta));
        } else if (delta >= INT16_MIN && delta <= INT16_MAX) {
            out.symbols.push_back(LargeDelta);
            out.bytes.u16(static_cast<std::uint16_t>(delta));
        } else {
            return Error(ErrorCode::TooLarge, "arrival delta");
        }
    }
    return out;
}

// Run lengths where they are longer than a vector, vectors of seven otherwise.
void writeChunks(ByteWriter &writer, const std::vector<unsigned> &symbols)
{
    for (std::size_t at = 0; at < symbols.size();) {
        std::size_t run = 1;
        while (at + run < symbols.size() && symbols[at + run] == symbols[at] && run < kRunMost)
            ++run;
        if (run > kVector || at + run == symbols.size()) {
            writer.u16(static_cast<std::uint16_t>(symbols[at] << 13 | run));
            at += run;
            continue;
        }
        unsigned chunk = 0xc000;
        for (std::size_t i = 0; i < kVector; ++i)
            chunk |= (at + i < symbols.size() ? symbols[at + i] : 0u) << (2 * (kVector - 1 - i));
        writer.u16(static_cast<std::uint16_t>(chunk));
        at += kVector;
    }
}

Result<std::vector<unsigned>> readChunks(ByteReader &reader, std::size_t count)
{
    std::vector<unsigned> symbols;
    symbols.reserve(count);
    while (symbols.size() < count) {
        TRY(const unsigned chunk, reader.u16());
        const std::size_t left = count - symbols.size();
        if ((chunk & 0x8000) == 0) {
            const std::size_t run = chunk & kRunMost;
            if (run == 0 || run > left)
                return Error(ErrorCode::Malformed, "run of packet statuses");
            symbols.insert(symbols.end(), run, chunk >> 13 & 3);
        } else if ((chunk & 0x4000) == 0) {
            for (std::size_t i = 0; i < std::min(kBits, left); ++i)
                symbols.push_back(chunk >> (kBits - 1 - i) & 1);
        } else {
            for (std::size_t i = 0; i < std::min(kVector, left); ++i)
                symbols.push_back(chunk >> (2 * (kVector - 1 - i)) & 3);
        }
    }
    return symbols;
}

} // namespace

Result<Bytes> TransportFeedback::encode() const
{
    if (packets.empty())
        return Error(ErrorCode::NotInState, "a report without packets");
    if (packets.size() > kMaxPackets)
        return Error(ErrorCode::TooLarge, "packets of a report");
    TRY(auto deltas, makeDeltas(packets));
    ByteWriter body;
    body.u32(senderSsrc).u32(mediaSsrc).u16(packets.front().sequence).u16(static_cast<std::uint16_t>(packets.size()));
    body.u32((reference & kReferenceMask) << 8 | count);
    writeChunks(body, deltas.symbols);
    body.raw(deltas.bytes.bytes());
    const std::size_t padding = (4 - body.bytes().size() % 4) % 4;
    for (std::size_t i = 0; i < padding; ++i)
        body.u8(static_cast<std::uint8_t>(i + 1 == padding ? padding : 0));
    ByteWriter packet;
    packet.u8(padding ? kVersionAndFormat | kPadding : kVersionAndFormat).u8(kPacketType);
    return packet.u16(static_cast<std::uint16_t>(body.bytes().size() / 4)).raw(body.bytes()).bytes();
}

Result<TransportFeedback> TransportFeedback::parse(ByteSpan rtcpPacket)
{
    ByteReader reader(rtcpPacket);
    TRY(const std::uint8_t first, reader.u8());
    TRY(const std::uint8_t type, reader.u8());
    if ((first & ~kPadding) != kVersionAndFormat || type != kPacketType)
        return Error(ErrorCode::UnknownType, "RTCP packet", type);
    TRY(const std::uint16_t words, reader.u16());
    if (rtcpPacket.size() != (std::size_t{words} + 1) * 4)
        return Error(ErrorCode::Malformed, "RTCP length");
    TransportFeedback out;
    TRY(out.senderSsrc, reader.u32());
    TRY(out.mediaSsrc, reader.u32());
    TRY(const std::uint16_t base, reader.u16());
    TRY(const std::uint16_t count, reader.u16());
    TRY(const std::uint32_t reference, reader.u32());
    out.reference = reference >> 8;
    out.count = static_cast<std::uint8_t>(reference);
    if (count == 0)
        return Error(ErrorCode::Malformed, "a report without packets");
    if (count > kMaxPackets)
        return Error(ErrorCode::TooLarge, "packets of a report", count);
    TRY(const auto symbols, readChunks(reader, count));
    std::int64_t at = 0;
    for (std::size_t i = 0; i < symbols.size(); ++i) {
        Status status{static_cast<std::uint16_t>(base + i), {}};
        if (symbols[i] == SmallDelta) {
            TRY(const std::uint8_t delta, reader.u8());
            status.arrived = (at += delta) * kDeltaUnit;
        } else if (symbols[i] == LargeDelta) {
            TRY(const std::uint16_t delta, reader.u16());
            status.arrived = (at += static_cast<std::int16_t>(delta)) * kDeltaUnit;
        } else if (symbols[i] != NotReceived) {
            return Error(ErrorCode::Malformed, "packet status");
        }
        out.packets.push_back(status);
    }
    return out; // what is left is padding: up to the next word, or more where an encoder likes to
}

void ArrivalLog::note(std::uint16_t sequence, Microseconds arrived)
{
    const std::int64_t number = m_last ? unwrapNear(*m_last, sequence) : sequence;
    if (m_last && std::abs(number - *m_last) > kOtherPath) {
        m_arrivals.clear();
        m_next.reset();
        m_last.reset();
    }
    m_last = std::max(m_last.value_or(number), number);
    m_arrivals.emplace(number, arrived); // twice: the first time counts
    if (m_arrivals.size() > TransportFeedback::kMaxPackets)
        m_arrivals.erase(m_arrivals.begin());
}

std::optional<TransportFeedback> ArrivalLog::report(std::uint32_t senderSsrc, std::uint32_t mediaSsrc)
{
    if (m_arrivals.empty())
        return {};
    const std::int64_t newest = m_arrivals.rbegin()->first;
    std::int64_t begin = std::min(m_arrivals.begin()->first, m_next.value_or(newest));
    begin = std::max(begin, newest - static_cast<std::int64_t>(TransportFeedback::kMaxPackets) + 1);
    TransportFeedback out{senderSsrc, mediaSsrc, 0, m_count++, {}};
    std::optional<Microseconds> start;
    std::optional<Microseconds> before;
    std::int64_t at = begin;
    for (; at <= newest; ++at) {
        TransportFeedback::Status status{static_cast<std::uint16_t>(at), {}};
        if (const auto found = m_arrivals.find(at); found != m_arrivals.end()) {
            if (!start) {
                const auto units = found->second / TransportFeedback::kReferenceUnit;
                out.reference = static_cast<std::uint32_t>(units) & kReferenceMask;
                start = units * TransportFeedback::kReferenceUnit;
            }
            // Further apart than a delta can say: the next report goes on from there.
            if (std::chrono::abs(found->second - before.value_or(*start)) > TransportFeedback::kDeltaUnit * INT16_MAX)
                break;
            before = found->second;
            status.arrived = found->second - *start;
        }
        out.packets.push_back(status);
    }
    m_arrivals.erase(m_arrivals.begin(), m_arrivals.lower_bound(at));
    m_next = std::max(m_next.value_or(at), at);
    return out;
}

std::int64_t SentLog::unwrap(std::uint16_t sequence) const { return unwrapNear(m_sent.back().number, sequence); }

void SentLog::note(std::uint16_t sequence, Microseconds sent, std::size_t bytes, int probe, std::size_t copies)
{
    const std::int64_t number = m_sent.empty() ? sequence : unwrap(sequence);
    if (!m_sent.empty() && number != m_sent.back().number + 1) { // another path
        m_sent.clear();
        m_inFlight = 0;
    }
    m_sent.push_back({number, {sent, {}, bytes, probe, copies}});
    m_inFlight += bytes;
    if (m_sent.size() > kMostKept) {
        const Sent &oldest = m_sent.front();
        if (!oldest.lost && !oldest.arrived)
            m_inFlight -= oldest.result.bytes;
        m_sent.pop_front();
    }
}

// Onto the last one: the reference is 24 bits, twelve days.
Microseconds SentLog::unwrapReference(std::uint32_t reference)
{
    std::int64_t units = reference;
    if (m_reference) {
        std::int64_t step = (units - *m_reference) % kReferenceWrap;
        if (step > kReferenceWrap / 2)
            step -= kReferenceWrap;
        if (step < -kReferenceWrap / 2)
            step += kReferenceWrap;
        units = *m_reference + step;
    }
    m_reference = units;
    return units * TransportFeedback::kReferenceUnit;
}

std::vector<PacketResult> SentLog::match(const TransportFeedback &feedback)
{
    std::vector<PacketResult> out;
    if (m_sent.empty())
        return out;
    const Microseconds reference = unwrapReference(feedback.reference);
    bool gap = false;
    for (const auto &status : feedback.packets) {
        const std::int64_t index = unwrap(status.sequence) - m_sent.front().number;
        if (index < 0 || index >= static_cast<std::int64_t>(m_sent.size()))
            continue; // never sent, or long ago
        Sent &sent = m_sent[static_cast<std::size_t>(index)];
        if (sent.arrived || (sent.lost && !status.arrived))
            continue;
        if (!sent.lost)
            m_inFlight -= sent.result.bytes;
        out.push_back(sent.result);
        out.back().late = sent.lost;
        (status.arrived ? sent.arrived : sent.lost) = true;
        if (index > 0) {
            const Sent &before = m_sent[static_cast<std::size_t>(index - 1)];
            gap = gap || (!before.lost && !before.arrived);
        }
        if (status.arrived) {
            out.back().arrived = reference + *status.arrived;
            out.back().afterGap = std::exchange(gap, false);
        }
    }
    return out;
}

} // namespace bedside::media
