// SPDX-License-Identifier: Apache-2.0
// The replay window of one KID: the newest 1,024 counters. Value; one thread at a time; no allocation.
#pragma once

#include <array>
#include <cstdint>

namespace bedside::sframe {

class ReplayWindow {
public:
    static constexpr std::uint64_t kSize = 1024;

    // False for a counter already accepted, and for one 1,024 or more below the newest.
    bool wouldAccept(std::uint64_t counter) const noexcept;
    // To be called only once the tag has verified.
    void accept(std::uint64_t counter) noexcept;

private:
    bool test(std::uint64_t counter) const noexcept;
    void set(std::uint64_t counter, bool on) noexcept;

    std::array<std::uint64_t, kSize / 64> m_bits{};
    std::uint64_t m_next = 0; // newest accepted + 1; 0: nothing yet
};

} // namespace bedside::sframe
