// SPDX-License-Identifier: Apache-2.0
#include "core/sframe/frame_key.h"

#include "core/crypto/hkdf.h"

#include <algorithm>
#include <cstring>

namespace bedside::sframe {

namespace {

constexpr std::size_t kKeySize = 32;
constexpr std::size_t kNonceSize = crypto::Aes256Gcm::kNonceSize;

Bytes label(std::string_view text, std::uint64_t kid)
{
    ByteWriter writer;
    writer.raw(asBytes(text)).u64(kid).u16(kSuite);
    return std::move(writer).bytes();
}

} // namespace

Bytes keyLabel(std::uint64_t kid) { return label("SFrame 1.0 Secret key ", kid); }
Bytes saltLabel(std::uint64_t kid) { return label("SFrame 1.0 Secret salt ", kid); }

Secret extractSecret(const Secret &baseKey) { return crypto::hkdfExtractSha512({}, baseKey.reveal()); }

DerivedKey deriveKey(const Secret &baseKey, std::uint64_t kid)
{
    auto secret = extractSecret(baseKey);
    auto key = crypto::hkdfExpandSha512(secret, keyLabel(kid), kKeySize);
    auto salt = crypto::hkdfExpandSha512(secret, saltLabel(kid), kNonceSize);
    return {std::move(secret), std::move(key), std::move(salt)};
}

FrameKey::FrameKey(crypto::Aes256Gcm cipher, Secret salt, std::uint64_t kid)
    : m_cipher(std::move(cipher)), m_salt(std::move(salt)), m_nonce(kNonceSize), m_kid(kid)
{
}

Result<FrameKey> FrameKey::create(const Secret &baseKey, std::uint64_t kid)
{
    return fromSecret(extractSecret(baseKey), kid);
}

Result<FrameKey> FrameKey::fromSecret(const Secret &sframeSecret, std::uint64_t kid)
{
    const auto key = crypto::hkdfExpandSha512(sframeSecret, keyLabel(kid), kKeySize);
    TRY(auto cipher, crypto::Aes256Gcm::create(key));
    return FrameKey(std::move(cipher), crypto::hkdfExpandSha512(sframeSecret, saltLabel(kid), kNonceSize), kid);
}

// In locked memory, since with counter 0 it is the salt.
ByteSpan FrameKey::nonce(std::uint64_t counter) const noexcept
{
    const auto nonce = m_nonce.revealMutable();
    std::memcpy(nonce.data(), m_salt.reveal().data(), kNonceSize);
    for (std::size_t i = 0; i < 8; ++i)
        nonce[kNonceSize - 1 - i] ^= static_cast<std::uint8_t>(counter >> (8 * i));
    return nonce;
}

Result<std::size_t> FrameKey::encrypt(std::uint64_t counter, ByteSpan metadata, ByteSpan payload,
                                      MutableByteSpan out) const
{
    std::array<std::uint8_t, kMaxHeaderSize + kMaxClear> aad;
    if (metadata.size() > kMaxClear)
        return Error(ErrorCode::TooLarge, "clear bytes");
    TRY(const auto header, encodeHeader({m_kid, counter}, aad));
    const auto size = header + payload.size() + kTagSize;
    if (out.size() < size)
        return Error(ErrorCode::TooLarge, "frame");
    std::copy(metadata.begin(), metadata.end(), aad.begin() + static_cast<std::ptrdiff_t>(header));
    std::copy_n(aad.begin(), header, out.begin());
    TRY_OK(m_cipher.seal(nonce(counter), ByteSpan(aad).first(header + metadata.size()), payload,
                         out.subspan(header, payload.size() + kTagSize)));
    return size;
}

Result<bool> FrameKey::tryDecrypt(const ParsedHeader &parsed, ByteSpan headerBytes, ByteSpan metadata, ByteSpan body,
                                  MutableByteSpan out) const
{
    std::array<std::uint8_t, kMaxHeaderSize + kMaxClear> aad;
    if (metadata.size() > kMaxClear || headerBytes.size() > kMaxHeaderSize)
        return Error(ErrorCode::TooLarge, "clear bytes");
    if (body.size() < kTagSize)
        return Error(ErrorCode::Truncated, "frame");
    const auto size = body.size() - kTagSize;
    if (out.size() < size)
        return Error(ErrorCode::TooLarge, "frame");
    auto end = std::copy(headerBytes.begin(), headerBytes.end(), aad.begin());
    std::copy(metadata.begin(), metadata.end(), end);
    return m_cipher.tryOpen(nonce(parsed.header.counter), ByteSpan(aad).first(headerBytes.size() + metadata.size()), body,
                            out.first(size));
}

Result<std::size_t> FrameKey::decrypt(const ParsedHeader &parsed, ByteSpan headerBytes, ByteSpan metadata,
                                      ByteSpan body, MutableByteSpan out) const
{
    TRY(const bool holds, tryDecrypt(parsed, headerBytes, metadata, body, out));
    if (!holds)
        return Error(ErrorCode::BadMac, "frame");
    return body.size() - kTagSize;
}

} // namespace bedside::sframe
