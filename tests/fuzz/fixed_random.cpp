// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/fixed_random.h"

#include <atomic>
#include <sodium.h>

namespace bedside::fuzz {
namespace {

std::atomic<std::uint64_t> drawn{1};

std::uint64_t next() // splitmix64
{
    std::uint64_t value = drawn.fetch_add(0x9e3779b97f4a7c15ull, std::memory_order_relaxed);
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ull;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebull;
    return value ^ (value >> 31);
}

const char *name() { return "fixed"; }
std::uint32_t word() { return static_cast<std::uint32_t>(next()); }
void fill(void *const buffer, const std::size_t size)
{
    auto *bytes = static_cast<std::uint8_t *>(buffer);
    for (std::size_t i = 0; i < size; ++i)
        bytes[i] = static_cast<std::uint8_t>(next());
}

randombytes_implementation implementation{name, word, nullptr, nullptr, fill, nullptr};

} // namespace

void installFixedRandom() { randombytes_set_implementation(&implementation); }

FixedRandom::FixedRandom(std::string_view name) : m_before(drawn.load())
{
    std::uint64_t hash = 0xcbf29ce484222325ull; // FNV-1a
    for (const char c : name)
        hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001b3ull;
    drawn = hash;
}

FixedRandom::~FixedRandom() { drawn = m_before; }

} // namespace bedside::fuzz
