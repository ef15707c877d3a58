// SPDX-License-Identifier: Apache-2.0
#include "core/crypto/random.h"

#include <sodium.h>

namespace bedside::crypto {

void randomBytes(MutableByteSpan out)
{
    if (!out.empty()) // libsodium wants a pointer even for no bytes
        randombytes_buf(out.data(), out.size());
}

Bytes randomBytes(std::size_t size)
{
    Bytes out(size);
    randomBytes(MutableByteSpan(out));
    return out;
}

Secret randomSecret(std::size_t size)
{
    Secret out(size);
    randomBytes(out.revealMutable());
    return out;
}

std::uint32_t randomBelow(std::uint32_t bound) { return bound == 0 ? 0 : randombytes_uniform(bound); }

} // namespace bedside::crypto
