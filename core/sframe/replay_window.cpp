// SPDX-License-Identifier: Apache-2.0
#include "core/sframe/replay_window.h"

namespace bedside::sframe {

bool ReplayWindow::test(std::uint64_t counter) const noexcept
{
    const auto bit = counter % kSize;
    return (m_bits[bit / 64] >> (bit % 64) & 1) != 0;
}

void ReplayWindow::set(std::uint64_t counter, bool on) noexcept
{
    const auto bit = counter % kSize;
    const auto mask = std::uint64_t{1} << (bit % 64);
    if (on)
        m_bits[bit / 64] |= mask;
    else
        m_bits[bit / 64] &= ~mask;
}

bool ReplayWindow::wouldAccept(std::uint64_t counter) const noexcept
{
    if (counter == UINT64_MAX) // m_next could not name its successor; a sender stops at 2^32
        return false;
    if (counter >= m_next)
        return true;
    return m_next - counter <= kSize && !test(counter);
}

void ReplayWindow::accept(std::uint64_t counter) noexcept
{
    if (counter >= m_next) {
        if (counter - m_next >= kSize)
            m_bits.fill(0);
        else
            for (auto skipped = m_next; skipped < counter; ++skipped)
                set(skipped, false);
        m_next = counter + 1;
    }
    set(counter, true);
}

} // namespace bedside::sframe
