// SPDX-License-Identifier: Apache-2.0
// What the targets are run with: seeds, the kept corpus, and mutations that are the same at every run.
#pragma once

#include "tests/fuzz/targets.h"

namespace bedside::fuzz {

// xorshift64*.
class Sequence {
public:
    std::uint64_t next();
    std::size_t below(std::size_t bound) { return static_cast<std::size_t>(next() % bound); }

private:
    std::uint64_t m_state = 0x9e3779b97f4a7c15ull;
};

std::vector<Bytes> inputsOf(const Target &target);
Bytes mutated(Bytes input, Sequence &sequence); // one to four changes

} // namespace bedside::fuzz
