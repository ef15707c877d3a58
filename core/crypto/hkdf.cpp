// SPDX-License-Identifier: Apache-2.0
#include "core/crypto/hkdf.h"

#include <sodium.h>

#include <algorithm>
#include <cstdlib>

namespace bedside::crypto {
namespace {

// libsodium wants a pointer even for no bytes.
constexpr std::uint8_t kNothing = 0;
const std::uint8_t *pointerTo(ByteSpan bytes) { return bytes.empty() ? &kNothing : bytes.data(); }

struct HmacSha256 {
    static constexpr std::size_t kSize = crypto_auth_hmacsha256_BYTES;
    crypto_auth_hmacsha256_state state;
    explicit HmacSha256(ByteSpan key) { crypto_auth_hmacsha256_init(&state, pointerTo(key), key.size()); }
    void update(ByteSpan data) { crypto_auth_hmacsha256_update(&state, data.data(), data.size()); }
    void finish(std::uint8_t *out) { crypto_auth_hmacsha256_final(&state, out); }
};

struct HmacSha512 {
    static constexpr std::size_t kSize = crypto_auth_hmacsha512_BYTES;
    crypto_auth_hmacsha512_state state;
    explicit HmacSha512(ByteSpan key) { crypto_auth_hmacsha512_init(&state, pointerTo(key), key.size()); }
    void update(ByteSpan data) { crypto_auth_hmacsha512_update(&state, data.data(), data.size()); }
    void finish(std::uint8_t *out) { crypto_auth_hmacsha512_final(&state, out); }
};

template <class Hmac>
Secret extract(ByteSpan salt, ByteSpan ikm)
{
    Secret out(Hmac::kSize);
    Hmac mac(salt); // HMAC pads an empty key with zeroes, which is what RFC 5869 section 2.2 asks for
    mac.update(ikm);
    mac.finish(out.revealMutable().data());
    sodium_memzero(&mac, sizeof mac);
    return out;
}

template <class Hmac>
Secret expand(const Secret &prk, ByteSpan info, std::size_t length)
{
    if (length > 255 * Hmac::kSize)
        std::abort();
    Secret out(length);
    std::array<std::uint8_t, Hmac::kSize> block{};
    std::size_t done = 0;
    for (std::uint8_t counter = 1; done < length; ++counter) {
        Hmac mac(prk.reveal());
        if (counter > 1)
            mac.update(block);
        mac.update(info);
        mac.update({&counter, 1});
        mac.finish(block.data());
        sodium_memzero(&mac, sizeof mac);
        const std::size_t part = std::min(block.size(), length - done);
        std::copy_n(block.begin(), part, out.revealMutable().begin() + static_cast<std::ptrdiff_t>(done));
        done += part;
    }
    wipeMemory(block);
    return out;
}

} // namespace

Secret hkdfExtractSha256(ByteSpan salt, ByteSpan ikm) { return extract<HmacSha256>(salt, ikm); }
Secret hkdfExtractSha512(ByteSpan salt, ByteSpan ikm) { return extract<HmacSha512>(salt, ikm); }

Secret hkdfExpandSha256(const Secret &prk, ByteSpan info, std::size_t length)
{
    return expand<HmacSha256>(prk, info, length);
}

Secret hkdfExpandSha512(const Secret &prk, ByteSpan info, std::size_t length)
{
    return expand<HmacSha512>(prk, info, length);
}

Secret hkdfSha256(ByteSpan ikm, ByteSpan salt, ByteSpan info, std::size_t length)
{
    return hkdfExpandSha256(hkdfExtractSha256(salt, ikm), info, length);
}

Secret hkdfSha512(ByteSpan ikm, ByteSpan salt, ByteSpan info, std::size_t length)
{
    return hkdfExpandSha512(hkdfExtractSha512(salt, ikm), info, length);
}

} // namespace bedside::crypto
