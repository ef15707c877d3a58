// SPDX-License-Identifier: Apache-2.0
#include "core/crypto/dh.h"

#include "core/crypto/random.h"

#include <sodium.h>

#include <cstdlib>

namespace bedside::crypto {

DhKey DhKey::generate()
{
    auto key = fromPrivate(randomSecret(crypto_scalarmult_SCALARBYTES));
    if (!key)
        std::abort(); // a scalar of the right size has no way to fail
    return std::move(key).value();
}

Result<DhKey> DhKey::fromPrivate(const Secret &private32)
{
    if (private32.size() != crypto_scalarmult_SCALARBYTES)
        return Error(ErrorCode::BadKey, "X25519 key size", static_cast<std::int64_t>(private32.size()));
    DhKey key;
    key.m_private = private32.clone();
    crypto_scalarmult_base(key.m_public.data(), private32.reveal().data());
    return key;
}

Result<Secret> DhKey::agree(const DhPublicKey &other) const
{
    Secret shared(crypto_scalarmult_BYTES);
    if (crypto_scalarmult(shared.revealMutable().data(), m_private.reveal().data(), other.data()) != 0)
        return Error(ErrorCode::BadKey, "X25519 key of low order");
    return shared;
}

DhKey DhKey::clone() const
{
    DhKey key;
    key.m_private = m_private.clone();
    key.m_public = m_public;
    return key;
}

} // namespace bedside::crypto
