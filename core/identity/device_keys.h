// SPDX-License-Identifier: Apache-2.0
// DeviceKeys: the Ed25519 and X25519 keys of one installation (or, for a guest, of one visit). Made locally; the owner
// keeps them in the encrypted store, or sealed under the invite's secret, and wipes them on lock. Any thread.
#pragma once

#include "core/crypto/dh.h"
#include "core/crypto/hash.h"
#include "core/crypto/sign.h"

namespace bedside::identity {

class DeviceKeys {
public:
    static DeviceKeys generate();
    static Result<DeviceKeys> fromSecret(const Secret &stored); // BadKey unless it came from toSecret()
    Secret toSecret() const;                                    // 64 bytes, for the encrypted store only
    DeviceKeys clone() const;

    const crypto::SigningKey &signing() const noexcept { return m_signing; }
    const crypto::DhKey &agreement() const noexcept { return m_agreement; }

private:
    DeviceKeys(crypto::SigningKey signing, crypto::DhKey agreement);

    crypto::SigningKey m_signing;
    crypto::DhKey m_agreement;
};

// How a device or an issuing key is named wherever its key itself is not needed: SHA-256 of the Ed25519 key.
crypto::Digest keyHash(const crypto::SignaturePublicKey &key);

} // namespace bedside::identity
