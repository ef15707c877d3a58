// SPDX-License-Identifier: Apache-2.0
#include "core/media/missing_packets.h"

#include <algorithm>
#include <utility>

namespace bedside::media {

std::int64_t MissingPackets::unwrap(std::uint16_t sequence) const
{
    const auto step = static_cast<std::int16_t>(static_cast<std::uint16_t>(sequence - static_cast<std::uint16_t>(*m_highest)));
    return *m_highest + step;
}

void MissingPackets::forget(std::int64_t number)
{
    std::erase_if(m_missing, [&](const Missing &missing) { return missing.number == number; });
}

// Asked for or not: it was overtaken, and the next gap may be no loss either.
void MissingPackets::cameLate(std::int64_t number, Time now)
{
    const auto found = std::ranges::find(m_missing, number, &Missing::number);
    if (found == m_missing.end())
        return;
    const Span late = std::chrono::ceil<Span>(now - found->since);
    m_reordering = std::clamp(late, std::max(kReordering, m_reordering), kReorderingMost);
    m_reordered = now;
    m_missing.erase(found);
}

void MissingPackets::giveUp()
{
    m_missing.clear();
    m_gaveUp = true;
}

void MissingPackets::arrived(std::uint16_t sequence, Time now)
{
    if (!m_highest) {
        m_highest = sequence;
        return;
    }
    const std::int64_t number = unwrap(sequence);
    if (number <= *m_highest)
        return cameLate(number, now);
    if (static_cast<std::size_t>(number - *m_highest) > kMaxMissing)
        giveUp();
    else
        for (std::int64_t gap = *m_highest + 1; gap < number; ++gap) {
            m_missing.push_back({gap, now, {}});
            count(false);
        }
    count(true);
    if (m_missing.size() > kMaxMissing)
        giveUp();
    m_highest = number;
}

void MissingPackets::repaired(std::uint16_t sequence)
{
    if (m_highest)
        forget(unwrap(sequence));
}

bool MissingPackets::renewedAt(std::uint16_t sequence, Time now)
{
    if (!m_highest)
        return false;
    const std::int64_t number = unwrap(sequence);
    const auto before = [&](const Missing &missing) { return missing.number < number; };
    const auto hopeless = [&](const Missing &missing) { return before(missing) && now - missing.since > kHopeless; };
    const auto inLastGap = [&](const Missing &missing) { return before(missing) && missing.since == now; };
    const bool renewed = std::exchange(m_gaveUp, false) || std::ranges::any_of(m_missing, hopeless) ||
                         std::ranges::count_if(m_missing, inLastGap) >= static_cast<std::ptrdiff_t>(kThrownAway);
    if (renewed)
        std::erase_if(m_missing, before);
    return renewed;
}

std::vector<std::uint16_t> MissingPackets::due(Time now, Span again, Span giveUp)
{
    std::erase_if(m_missing, [&](const Missing &missing) {
        return now - missing.since > giveUp || missing.rounds >= kMaxRounds;
    });
    if (now - m_reordered > kLately)
        m_reordering = Span{0};
    const int twiceFrom = m_share > kLossy ? 1 : kTwiceFrom;
    std::vector<std::uint16_t> out;
    for (Missing &missing : m_missing) {
        const auto asked = now - missing.askedAt;
        if (missing.rounds == 0 ? now - missing.since >= m_reordering : asked >= again) {
            missing.askedAt = now;
            missing.twice = false;
            ++missing.rounds;
        } else if (missing.rounds >= twiceFrom && !missing.twice && asked >= kSecond) {
            missing.twice = true;
        } else {
            continue;
        }
        out.push_back(static_cast<std::uint16_t>(missing.number));
    }
    return out;
}

Bytes nackPacket(std::uint32_t senderSsrc, std::uint32_t mediaSsrc, const std::vector<std::uint16_t> &sequences)
{
    ByteWriter items;
    for (std::size_t i = 0; i < sequences.size();) {
        const std::uint16_t first = sequences[i++];
        std::uint16_t following = 0; // bit k: first + k + 1 is missing, too
        for (; i < sequences.size(); ++i) {
            const unsigned distance = static_cast<std::uint16_t>(sequences[i] - first);
            if (distance == 0 || distance > 16)
                break;
            following = static_cast<std::uint16_t>(following | 1u << (distance - 1));
        }
        items.u16(first).u16(following);
    }
    const auto words = static_cast<std::uint16_t>(2 + items.bytes().size() / 4);
    return ByteWriter().u8(0x81).u8(205).u16(words).u32(senderSsrc).u32(mediaSsrc).raw(items.bytes()).bytes();
}

} // namespace bedside::media
