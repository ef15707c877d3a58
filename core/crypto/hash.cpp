// SPDX-License-Identifier: Apache-2.0
#include "core/crypto/hash.h"

#include <sodium.h>

#include <new>

namespace bedside::crypto {

Digest sha256(ByteSpan data)
{
    Digest out;
    crypto_hash_sha256(out.data(), data.data(), data.size());
    return out;
}

Digest512 sha512(ByteSpan data)
{
    Digest512 out;
    crypto_hash_sha512(out.data(), data.data(), data.size());
    return out;
}

namespace {

// libsodium wants a pointer even for no bytes.
constexpr std::uint8_t kNothing = 0;
const std::uint8_t *pointerTo(ByteSpan bytes) { return bytes.empty() ? &kNothing : bytes.data(); }

crypto_hash_sha256_state *stateOf(std::array<std::uint8_t, 104> &bytes)
{
    static_assert(sizeof(crypto_hash_sha256_state) <= 104 && alignof(crypto_hash_sha256_state) <= 8);
    return std::launder(reinterpret_cast<crypto_hash_sha256_state *>(bytes.data()));
}

} // namespace

Sha256::Sha256()
{
    new (m_state.data()) crypto_hash_sha256_state;
    crypto_hash_sha256_init(stateOf(m_state));
}

Sha256 &Sha256::update(ByteSpan data)
{
    crypto_hash_sha256_update(stateOf(m_state), data.data(), data.size());
    return *this;
}

Digest Sha256::finish()
{
    Digest out;
    crypto_hash_sha256_final(stateOf(m_state), out.data());
    return out;
}

Digest hmacSha256(ByteSpan key, ByteSpan data)
{
    Digest out;
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, pointerTo(key), key.size());
    crypto_auth_hmacsha256_update(&state, data.data(), data.size());
    crypto_auth_hmacsha256_final(&state, out.data());
    sodium_memzero(&state, sizeof state);
    return out;
}

Digest512 hmacSha512(ByteSpan key, ByteSpan data)
{
    Digest512 out;
    crypto_auth_hmacsha512_state state;
    crypto_auth_hmacsha512_init(&state, pointerTo(key), key.size());
    crypto_auth_hmacsha512_update(&state, data.data(), data.size());
    crypto_auth_hmacsha512_final(&state, out.data());
    sodium_memzero(&state, sizeof state);
    return out;
}

bool constantTimeEqual(ByteSpan a, ByteSpan b)
{
    return a.size() == b.size() && (a.empty() || sodium_memcmp(a.data(), b.data(), a.size()) == 0);
}

} // namespace bedside::crypto
