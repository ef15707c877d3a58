// SPDX-License-Identifier: Apache-2.0
// Randomness from the operating system, through libsodium. Any thread. Never fails: libsodium aborts the process if
// the system has no entropy.
#pragma once

#include "core/base/bytes.h"
#include "core/base/secret.h"

namespace bedside::crypto {

void randomBytes(MutableByteSpan out);
Bytes randomBytes(std::size_t size);
Secret randomSecret(std::size_t size);
std::uint32_t randomBelow(std::uint32_t bound); // uniform in 0..bound-1; 0 for bound 0

// A fresh Id of any kind: randomId<VisitId>().
template <class IdType>
IdType randomId()
{
    IdType id;
    randomBytes(MutableByteSpan(id.bytes));
    return id;
}

} // namespace bedside::crypto
