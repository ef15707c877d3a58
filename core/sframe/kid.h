// SPDX-License-Identifier: Apache-2.0
// How a KID names a sender: context << (S + E) | leaf << E | (epoch mod 2^E). Values; any thread.
#pragma once

#include <cstdint>

namespace bedside::sframe {

enum class Context : std::uint8_t { Microphone = 0, Camera = 1, Screen = 2, ScreenAudio = 3 };
constexpr std::uint32_t kContexts = 4;
constexpr std::uint8_t kAllContexts = (1u << kContexts) - 1;

constexpr std::uint8_t contextBit(Context context) noexcept
{
    return static_cast<std::uint8_t>(1u << static_cast<unsigned>(context));
}

struct KidParts {
    std::uint64_t context = 0;
    std::uint32_t leaf = 0;
    std::uint32_t residue = 0; // epoch mod 2^E
};

// Widths in bits. Visits: S = 4 (16 leaves), webinars 10; E = 4 always. Agreed in bedside_params.
struct KidLayout {
    unsigned leafBits = 4;
    static constexpr unsigned kEpochBits = 4;
    static constexpr std::uint32_t kResidues = 1u << kEpochBits;

    constexpr std::uint32_t leaves() const noexcept { return 1u << leafBits; }
    static constexpr std::uint32_t residue(std::uint64_t epoch) noexcept
    {
        return static_cast<std::uint32_t>(epoch % kResidues);
    }
    constexpr std::uint64_t kid(Context context, std::uint32_t leaf, std::uint64_t epoch) const noexcept
    {
        return static_cast<std::uint64_t>(context) << (leafBits + kEpochBits)
               | static_cast<std::uint64_t>(leaf) << kEpochBits | residue(epoch);
    }
    constexpr KidParts parts(std::uint64_t kid) const noexcept
    {
        return {kid >> (leafBits + kEpochBits), static_cast<std::uint32_t>((kid >> kEpochBits) & (leaves() - 1)),
                static_cast<std::uint32_t>(kid & (kResidues - 1))};
    }
};

} // namespace bedside::sframe
