// SPDX-License-Identifier: Apache-2.0
// HMAC with SHA-1, for the two outside formats that know nothing else: one-time codes (totp.h) and credentials of TURN
// relays. Sound as a MAC; nothing of our own uses it. Any thread.
#pragma once

#include "core/base/bytes.h"

namespace bedside::crypto {

std::array<std::uint8_t, 20> hmacSha1(ByteSpan key, ByteSpan data);

} // namespace bedside::crypto
