// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/inputs.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace bedside::fuzz {

std::uint64_t Sequence::next()
{
    m_state ^= m_state >> 12;
    m_state ^= m_state << 25;
    m_state ^= m_state >> 27;
    return m_state * 2685821657736338717ull;
}

Bytes mutated(Bytes input, Sequence &sequence)
{
    const std::size_t changes = 1 + sequence.below(4);
    for (std::size_t i = 0; i < changes; ++i) {
        const std::size_t size = input.size();
        const auto at = static_cast<std::ptrdiff_t>(size == 0 ? 0 : sequence.below(size));
        switch (sequence.below(6)) {
        case 0:
            if (size > 0)
                input[static_cast<std::size_t>(at)] ^= static_cast<std::uint8_t>(1u << sequence.below(8));
            break;
        case 1:
            if (size > 0)
                input[static_cast<std::size_t>(at)] = static_cast<std::uint8_t>(sequence.next());
            break;
        case 2: input.resize(size == 0 ? 0 : sequence.below(size)); break;
        case 3: input.insert(input.begin() + at, static_cast<std::uint8_t>(sequence.next())); break;
        case 4:
            if (size > 0)
                input.erase(input.begin() + at);
            break;
        case 5:
            for (std::size_t j = static_cast<std::size_t>(at); j < size && j < static_cast<std::size_t>(at) + 4; ++j)
                input[j] = 0xff;
            break;
        }
    }
    return input;
}

std::vector<Bytes> inputsOf(const Target &target)
{
    std::vector<Bytes> out = target.seeds();
    for (const char *corpus : std::initializer_list<const char *>{BEDSIDE_CORPUS, std::getenv("BEDSIDE_FUZZ_CORPUS")}) { // kept; of a long run
        const std::filesystem::path folder = corpus ? std::filesystem::path(corpus) / target.name : std::filesystem::path();
        if (!std::filesystem::exists(folder))
            continue;
        for (const auto &entry : std::filesystem::directory_iterator(folder)) {
            std::ifstream file(entry.path(), std::ios::binary);
            out.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
        }
    }
    return out;
}

} // namespace bedside::fuzz
