// SPDX-License-Identifier: Apache-2.0
#include "core/crypto/sign.h"

#include "core/crypto/random.h"

#include <sodium.h>

#include <cstdlib>

namespace bedside::crypto {

SigningKey SigningKey::generate()
{
    auto key = fromSeed(randomSecret(crypto_sign_SEEDBYTES));
    if (!key)
        std::abort(); // a seed of the right size has no way to fail
    return std::move(key).value();
}

Result<SigningKey> SigningKey::fromSeed(const Secret &seed32)
{
    if (seed32.size() != crypto_sign_SEEDBYTES)
        return Error(ErrorCode::BadKey, "signature seed size", static_cast<std::int64_t>(seed32.size()));
    SigningKey key;
    key.m_seed = seed32.clone();
    key.m_expanded = Secret(crypto_sign_SECRETKEYBYTES);
    crypto_sign_seed_keypair(key.m_public.data(), key.m_expanded.revealMutable().data(), seed32.reveal().data());
    return key;
}

Signature SigningKey::sign(ByteSpan message) const
{
    Signature out;
    crypto_sign_detached(out.data(), nullptr, message.data(), message.size(), m_expanded.reveal().data());
    return out;
}

SigningKey SigningKey::clone() const
{
    SigningKey key;
    key.m_seed = m_seed.clone();
    key.m_expanded = m_expanded.clone();
    key.m_public = m_public;
    return key;
}

bool verifySignature(const SignaturePublicKey &key, ByteSpan message, ByteSpan signature)
{
    return signature.size() == crypto_sign_BYTES &&
           crypto_sign_verify_detached(signature.data(), message.data(), message.size(), key.data()) == 0;
}

} // namespace bedside::crypto
