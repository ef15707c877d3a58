// SPDX-License-Identifier: Apache-2.0
// Ed25519 signatures (RFC 8032). Any thread; one key may be used by several threads at once.
#pragma once

#include "core/base/bytes.h"
#include "core/base/secret.h"

namespace bedside::crypto {

using SignaturePublicKey = std::array<std::uint8_t, 32>;
using Signature = std::array<std::uint8_t, 64>;

class SigningKey {
public:
    static SigningKey generate();
    static Result<SigningKey> fromSeed(const Secret &seed32); // BadKey unless 32 bytes

    const SignaturePublicKey &publicKey() const noexcept { return m_public; }
    Signature sign(ByteSpan message) const;
    const Secret &seed() const noexcept { return m_seed; } // 32 bytes, for keeping the key
    SigningKey clone() const;

private:
    SigningKey() = default;

    Secret m_seed;     // 32 bytes
    Secret m_expanded; // 64 bytes: seed || public key, libsodium's form
    SignaturePublicKey m_public{};
};

// False for anything wrong, a signature of another size and a small-order key included.
bool verifySignature(const SignaturePublicKey &key, ByteSpan message, ByteSpan signature);

} // namespace bedside::crypto
