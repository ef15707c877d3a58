// SPDX-License-Identifier: Apache-2.0
// SHA-2, HMAC and the constant-time comparison. Any thread.
#pragma once

#include "core/base/bytes.h"
#include "core/base/secret.h"

namespace bedside::crypto {

using Digest = std::array<std::uint8_t, 32>;
using Digest512 = std::array<std::uint8_t, 64>;

Digest sha256(ByteSpan data);
Digest512 sha512(ByteSpan data);

// SHA-256 of data that arrives in pieces. finish() once; the object is then used up.
class Sha256 {
public:
    Sha256();
    Sha256 &update(ByteSpan data);
    Digest finish();

private:
    alignas(8) std::array<std::uint8_t, 104> m_state;
};

Digest hmacSha256(ByteSpan key, ByteSpan data);
Digest512 hmacSha512(ByteSpan key, ByteSpan data);

// False at once where the sizes differ (sizes are public); otherwise takes the same time for every content.
bool constantTimeEqual(ByteSpan a, ByteSpan b);

} // namespace bedside::crypto
