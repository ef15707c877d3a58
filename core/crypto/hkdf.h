// SPDX-License-Identifier: Apache-2.0
// HKDF (RFC 5869) over SHA-256 and SHA-512. Any thread. Written over libsodium's HMAC: 1.0.18 has no HKDF.
#pragma once

#include "core/base/bytes.h"
#include "core/base/secret.h"

namespace bedside::crypto {

Secret hkdfExtractSha256(ByteSpan salt, ByteSpan ikm); // 32 bytes; an empty salt counts as 32 zeroes
Secret hkdfExtractSha512(ByteSpan salt, ByteSpan ikm); // 64 bytes

// `length` at most 255 digests (8,160 or 16,320 bytes): more is a programming error and aborts.
Secret hkdfExpandSha256(const Secret &prk, ByteSpan info, std::size_t length);
Secret hkdfExpandSha512(const Secret &prk, ByteSpan info, std::size_t length);

// Extract, then expand.
Secret hkdfSha256(ByteSpan ikm, ByteSpan salt, ByteSpan info, std::size_t length);
Secret hkdfSha512(ByteSpan ikm, ByteSpan salt, ByteSpan info, std::size_t length);

} // namespace bedside::crypto
