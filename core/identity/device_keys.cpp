// SPDX-License-Identifier: Apache-2.0
#include "core/identity/device_keys.h"

namespace bedside::identity {

DeviceKeys::DeviceKeys(crypto::SigningKey signing, crypto::DhKey agreement)
    : m_signing(std::move(signing)), m_agreement(std::move(agreement))
{
}

DeviceKeys DeviceKeys::generate() { return {crypto::SigningKey::generate(), crypto::DhKey::generate()}; }

Result<DeviceKeys> DeviceKeys::fromSecret(const Secret &stored)
{
    if (stored.size() != 64)
        return Error(ErrorCode::BadKey, "device keys");
    TRY(auto signing, crypto::SigningKey::fromSeed(Secret::copyOf(stored.reveal().first(32))));
    TRY(auto agreement, crypto::DhKey::fromPrivate(Secret::copyOf(stored.reveal().subspan(32))));
    return DeviceKeys(std::move(signing), std::move(agreement));
}

Secret DeviceKeys::toSecret() const
{
    Secret stored(64);
    const auto seed = m_signing.seed().reveal();
    const auto agreement = m_agreement.privateKey().reveal();
    std::copy(seed.begin(), seed.end(), stored.revealMutable().begin());
    std::copy(agreement.begin(), agreement.end(), stored.revealMutable().begin() + 32);
    return stored;
}

DeviceKeys DeviceKeys::clone() const { return {m_signing.clone(), m_agreement.clone()}; }

crypto::Digest keyHash(const crypto::SignaturePublicKey &key) { return crypto::sha256(key); }

} // namespace bedside::identity
