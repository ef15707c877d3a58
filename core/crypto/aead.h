// SPDX-License-Identifier: Apache-2.0
// ChaCha20-Poly1305 (RFC 8439) and XChaCha20-Poly1305. Any thread. Ciphertext = encrypted bytes || 16-byte tag.
// For frames under one long-lived key see aes256_gcm.h.
#pragma once

#include "core/base/bytes.h"
#include "core/base/secret.h"

namespace bedside::crypto {

constexpr std::size_t kAeadKeySize = 32;
constexpr std::size_t kAeadTagSize = 16;
constexpr std::size_t kChaCha20NonceSize = 12;
constexpr std::size_t kXChaCha20NonceSize = 24;

// BadKey: a key or nonce of another size. Open: BadMac where the tag does not hold, Truncated under 16 bytes.
Result<Bytes> chacha20Poly1305Seal(const Secret &key, ByteSpan nonce12, ByteSpan aad, ByteSpan plaintext);
Result<Secret> chacha20Poly1305Open(const Secret &key, ByteSpan nonce12, ByteSpan aad, ByteSpan ciphertext);

// The 24-byte nonce may be random.
Result<Bytes> xchacha20Poly1305Seal(const Secret &key, ByteSpan nonce24, ByteSpan aad, ByteSpan plaintext);
Result<Secret> xchacha20Poly1305Open(const Secret &key, ByteSpan nonce24, ByteSpan aad, ByteSpan ciphertext);

} // namespace bedside::crypto
