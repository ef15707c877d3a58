// SPDX-License-Identifier: Apache-2.0
#include "core/media/repair_history.h"

#include <utility>

namespace bedside::media {

void RepairHistory::sent(std::uint16_t sequence, std::uint64_t epoch) noexcept
{
    const auto before = std::exchange(m_epoch, epoch);
    const auto first = m_first.load(std::memory_order_relaxed);
    if (before != epoch && before != GST_BUFFER_OFFSET_NONE)
        m_first.store(sequence, std::memory_order_relaxed);
    else if (first != kAll && static_cast<std::uint16_t>(sequence - first) > kRemembered)
        m_first.store(kAll, std::memory_order_relaxed); // before the numbers wrap
    m_last.store(sequence, std::memory_order_relaxed);
}

void RepairHistory::forget() noexcept
{
    if (const auto last = m_last.load(std::memory_order_relaxed); last != kAll)
        m_first.store(static_cast<std::uint16_t>(last + 1), std::memory_order_relaxed);
}

bool RepairHistory::mayRepeat(std::uint16_t sequence) const noexcept
{
    const auto first = m_first.load(std::memory_order_relaxed);
    return first == kAll || static_cast<std::int16_t>(static_cast<std::uint16_t>(sequence - first)) >= 0;
}

} // namespace bedside::media
