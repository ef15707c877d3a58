// SPDX-License-Identifier: Apache-2.0
// AES-256-GCM (NIST SP 800-38D) with a prepared key, for media frames and files. Move-only; one thread at a time.
// libsodium's hardware form where the processor has AES and carry-less multiplication, OpenSSL's EVP elsewhere.
#pragma once

#include "core/base/bytes.h"
#include "core/base/secret.h"

#include <array>
#include <memory>

namespace bedside::crypto {

class Aes256Gcm {
public:
    static constexpr std::size_t kKeySize = 32;
    static constexpr std::size_t kNonceSize = 12;
    static constexpr std::size_t kTagSize = 16;

    // BadKey unless the key has 32 bytes. The caller owns the rule that a nonce is never used twice.
    static Result<Aes256Gcm> create(const Secret &key32);
    // The EVP form whatever the processor: the same results, for tests and comparisons.
    static Result<Aes256Gcm> createPortable(const Secret &key32);
    static bool hardwareAvailable() noexcept;

    Aes256Gcm(Aes256Gcm &&) noexcept;
    Aes256Gcm &operator=(Aes256Gcm &&) noexcept;
    ~Aes256Gcm();

    // `out` must have plaintext size + 16 bytes (Internal otherwise); it may start where the plaintext starts, other overlaps are
    // not allowed. No allocation.
    Result<void> seal(ByteSpan nonce12, ByteSpan aad, ByteSpan plaintext, MutableByteSpan out) const;
    // `out` must have ciphertext size - 16 bytes. BadMac leaves nothing of the plaintext in `out`. Allocates only for the longest
    // ciphertext that the thread has opened.
    Result<void> open(ByteSpan nonce12, ByteSpan aad, ByteSpan ciphertext, MutableByteSpan out) const;
    // The same up to the verdict: whether the tag holds; `out` is zeros where it does not. Takes the same time whichever it is,
    // at the price of a second pass.
    Result<bool> tryOpen(ByteSpan nonce12, ByteSpan aad, ByteSpan ciphertext, MutableByteSpan out) const;

    class Cipher;
    using Tag = std::array<std::uint8_t, kTagSize>;

private:
    explicit Aes256Gcm(std::unique_ptr<Cipher> cipher) noexcept;

    std::unique_ptr<Cipher> m_cipher;
};

} // namespace bedside::crypto
