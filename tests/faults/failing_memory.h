// SPDX-License-Identifier: Apache-2.0
// Allocations of this thread that fail on purpose. The program's malloc, calloc and realloc (and with them operator new,
// OpenSSL and the JSON library) are this file's; built for AddressSanitizer, which has a malloc of its own, operator new is.
#pragma once

#include <cstdint>

namespace bedside::test {

enum class Failing { TheOne, AllFromThere };

class FailingMemory {
public:
    // Allocation number `number` (from 1) fails from now on; 0: none, they are only counted. One at a time.
    explicit FailingMemory(std::uint64_t number = 0, Failing failing = Failing::TheOne);
    ~FailingMemory();
    FailingMemory(const FailingMemory &) = delete;
    FailingMemory &operator=(const FailingMemory &) = delete;

    static std::uint64_t allocations(); // since the newest FailingMemory began, failed ones included
    static std::int64_t kept();         // of these, blocks that have not been freed
};

} // namespace bedside::test
