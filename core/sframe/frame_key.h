// SPDX-License-Identifier: Apache-2.0
// Internal to core/sframe, its vectors and benches: one key of RFC 9605 suite 5 (AES_256_GCM_SHA512_128), with the
// counter given. The product seals through Sealer, which gives no access to counters. One thread at a time.
#pragma once

#include "core/crypto/aes256_gcm.h"
#include "core/sframe/header.h"

namespace bedside::sframe {

constexpr std::uint16_t kSuite = 5;
constexpr std::size_t kTagSize = crypto::Aes256Gcm::kTagSize;

// RFC 9605 section 4.4.2, steps in clear for the vectors.
struct DerivedKey {
    Secret secret; // 64 bytes: HKDF-Extract("", base_key)
    Secret key;    // 32 bytes
    Secret salt;   // 12 bytes
};
DerivedKey deriveKey(const Secret &baseKey, std::uint64_t kid);
Secret extractSecret(const Secret &baseKey);
Bytes keyLabel(std::uint64_t kid);
Bytes saltLabel(std::uint64_t kid);

class FrameKey {
public:
    static Result<FrameKey> create(const Secret &baseKey, std::uint64_t kid);
    static Result<FrameKey> fromSecret(const Secret &sframeSecret, std::uint64_t kid); // from extractSecret()

    std::uint64_t kid() const noexcept { return m_kid; }

    // Writes header || ciphertext || tag to `out`, and returns the size. AAD = header || metadata.
    // TooLarge: `out` too short, or more than kMaxClear bytes of metadata.
    Result<std::size_t> encrypt(std::uint64_t counter, ByteSpan metadata, ByteSpan payload, MutableByteSpan out) const;
    // `body` = ciphertext || tag. `out` has at least body - 16 bytes. BadMac.
    Result<std::size_t> decrypt(const ParsedHeader &parsed, ByteSpan headerBytes, ByteSpan metadata, ByteSpan body,
                                MutableByteSpan out) const;
    // The same up to the verdict, which takes the same time whether the tag holds or not (tests/bench/run timing).
    Result<bool> tryDecrypt(const ParsedHeader &parsed, ByteSpan headerBytes, ByteSpan metadata, ByteSpan body,
                            MutableByteSpan out) const;

    // RFC 9605's "metadata" is whatever codec bytes stay in the clear: 10 at most here.
    static constexpr std::size_t kMaxClear = 64;

private:
    FrameKey(crypto::Aes256Gcm cipher, Secret salt, std::uint64_t kid);

    ByteSpan nonce(std::uint64_t counter) const noexcept; // 12 bytes, until the next call

    crypto::Aes256Gcm m_cipher;
    Secret m_salt;
    mutable Secret m_nonce; // of the frame in hand
    std::uint64_t m_kid;
};

} // namespace bedside::sframe
