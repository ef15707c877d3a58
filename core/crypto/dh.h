// SPDX-License-Identifier: Apache-2.0
// X25519 key agreement (RFC 7748). Any thread.
#pragma once

#include "core/base/bytes.h"
#include "core/base/secret.h"

namespace bedside::crypto {

using DhPublicKey = std::array<std::uint8_t, 32>;

class DhKey {
public:
    static DhKey generate();
    static Result<DhKey> fromPrivate(const Secret &private32); // BadKey unless 32 bytes

    const DhPublicKey &publicKey() const noexcept { return m_public; }
    const Secret &privateKey() const noexcept { return m_private; }
    // The raw shared point, 32 bytes: never a key by itself. BadKey where it is all zero (a low-order public key).
    Result<Secret> agree(const DhPublicKey &other) const;
    DhKey clone() const;

private:
    DhKey() = default;

    Secret m_private;
    DhPublicKey m_public{};
};

} // namespace bedside::crypto
