// SPDX-License-Identifier: Apache-2.0
#include "core/crypto/aead.h"

#include <sodium.h>

namespace bedside::crypto {
namespace {

static_assert(kAeadKeySize == crypto_aead_chacha20poly1305_ietf_KEYBYTES);
static_assert(kAeadKeySize == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
static_assert(kAeadTagSize == crypto_aead_chacha20poly1305_ietf_ABYTES);
static_assert(kAeadTagSize == crypto_aead_xchacha20poly1305_ietf_ABYTES);
static_assert(kChaCha20NonceSize == crypto_aead_chacha20poly1305_ietf_NPUBBYTES);
static_assert(kXChaCha20NonceSize == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);

using Encrypt = decltype(&crypto_aead_chacha20poly1305_ietf_encrypt);
using Decrypt = decltype(&crypto_aead_chacha20poly1305_ietf_decrypt);

Result<void> checkSizes(const Secret &key, ByteSpan nonce, std::size_t nonceSize)
{
    if (key.size() != kAeadKeySize)
        return Error(ErrorCode::BadKey, "AEAD key size", static_cast<std::int64_t>(key.size()));
    if (nonce.size() != nonceSize)
        return Error(ErrorCode::BadKey, "AEAD nonce size", static_cast<std::int64_t>(nonce.size()));
    return {};
}

Result<Bytes> seal(Encrypt encrypt, std::size_t nonceSize, const Secret &key, ByteSpan nonce, ByteSpan aad, ByteSpan plaintext)
{
    TRY_OK(checkSizes(key, nonce, nonceSize));
    Bytes out(plaintext.size() + kAeadTagSize);
    encrypt(out.data(), nullptr, plaintext.data(), plaintext.size(), aad.data(), aad.size(), nullptr, nonce.data(),
            key.reveal().data());
    return out;
}

Result<Secret> open(Decrypt decrypt, std::size_t nonceSize, const Secret &key, ByteSpan nonce, ByteSpan aad, ByteSpan ciphertext)
{
    TRY_OK(checkSizes(key, nonce, nonceSize));
    if (ciphertext.size() < kAeadTagSize)
        return Error(ErrorCode::Truncated, "AEAD ciphertext");
    Secret out(ciphertext.size() - kAeadTagSize);
    std::uint8_t none = 0; // the plaintext may be empty, and then has no storage
    if (decrypt(out.empty() ? &none : out.revealMutable().data(), nullptr, nullptr, ciphertext.data(), ciphertext.size(),
                aad.data(), aad.size(), nonce.data(), key.reveal().data()) != 0)
        return Error(ErrorCode::BadMac, "AEAD tag");
    return out;
}

} // namespace

Result<Bytes> chacha20Poly1305Seal(const Secret &key, ByteSpan nonce12, ByteSpan aad, ByteSpan plaintext)
{
    return seal(crypto_aead_chacha20poly1305_ietf_encrypt, kChaCha20NonceSize, key, nonce12, aad, plaintext);
}

Result<Secret> chacha20Poly1305Open(const Secret &key, ByteSpan nonce12, ByteSpan aad, ByteSpan ciphertext)
{
    return open(crypto_aead_chacha20poly1305_ietf_decrypt, kChaCha20NonceSize, key, nonce12, aad, ciphertext);
}

Result<Bytes> xchacha20Poly1305Seal(const Secret &key, ByteSpan nonce24, ByteSpan aad, ByteSpan plaintext)
{
    return seal(crypto_aead_xchacha20poly1305_ietf_encrypt, kXChaCha20NonceSize, key, nonce24, aad, plaintext);
}

Result<Secret> xchacha20Poly1305Open(const Secret &key, ByteSpan nonce24, ByteSpan aad, ByteSpan ciphertext)
{
    return open(crypto_aead_xchacha20poly1305_ietf_decrypt, kXChaCha20NonceSize, key, nonce24, aad, ciphertext);
}

} // namespace bedside::crypto
