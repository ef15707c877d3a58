// SPDX-License-Identifier: Apache-2.0
// A fixed sequence in place of libsodium's random numbers, so that keys are the same in every run: an input that was
// kept still opens, is still signed, and still breaks what it once broke.
#pragma once

#include <cstdint>
#include <string_view>

namespace bedside::fuzz {

void installFixedRandom(); // before anything else is done with libsodium; any thread may draw afterwards

// What is made while this lives depends on the name only, not on what was drawn before.
class FixedRandom {
public:
    explicit FixedRandom(std::string_view name);
    ~FixedRandom();
    FixedRandom(const FixedRandom &) = delete;
    FixedRandom &operator=(const FixedRandom &) = delete;

private:
    std::uint64_t m_before;
};

} // namespace bedside::fuzz
