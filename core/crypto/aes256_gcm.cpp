// SPDX-License-Identifier: Apache-2.0
#include "core/crypto/aes256_gcm.h"

#include <openssl/evp.h>
#include <sodium.h>

#include <algorithm>

namespace bedside::crypto {

// The two forms behind one interface. Sizes are checked by the caller. `out` is as long as the plaintext.
class Aes256Gcm::Cipher {
public:
    virtual ~Cipher() = default;
    virtual bool seal(ByteSpan nonce, ByteSpan aad, ByteSpan plaintext, std::uint8_t *out, Tag &tag) = 0;
};

namespace {

class SodiumCipher final : public Aes256Gcm::Cipher {
public:
    explicit SodiumCipher(const Secret &key) : m_state(sizeof(crypto_aead_aes256gcm_state))
    {
        // Secret's blocks are powers of two within pages: this one is aligned to its own size.
        crypto_aead_aes256gcm_beforenm(state(), key.reveal().data());
    }
    bool seal(ByteSpan nonce, ByteSpan aad, ByteSpan plaintext, std::uint8_t *out, Aes256Gcm::Tag &tag) override
    {
        std::uint8_t nowhere; // an empty plaintext's `out` may be null, which libsodium's declaration does not allow
        return crypto_aead_aes256gcm_encrypt_detached_afternm(out ? out : &nowhere, tag.data(), nullptr, plaintext.data(),
                                                              plaintext.size(), aad.data(), aad.size(), nullptr, nonce.data(),
                                                              state()) == 0;
    }

private:
    crypto_aead_aes256gcm_state *state()
    {
        return reinterpret_cast<crypto_aead_aes256gcm_state *>(m_state.revealMutable().data());
    }
    Secret m_state;
};

// OpenSSL keeps the expanded key in memory of its own, which it wipes and does not lock.
class EvpCipher final : public Aes256Gcm::Cipher {
public:
    static std::unique_ptr<EvpCipher> create(const Secret &key)
    {
        auto cipher = std::unique_ptr<EvpCipher>(new EvpCipher);
        if (!cipher->m_context ||
            EVP_EncryptInit_ex(cipher->m_context.get(), EVP_aes_256_gcm(), nullptr, key.reveal().data(), nullptr) != 1)
            return nullptr;
        return cipher;
    }
    bool seal(ByteSpan nonce, ByteSpan aad, ByteSpan plaintext, std::uint8_t *out, Aes256Gcm::Tag &tag) override
    {
        auto *context = m_context.get();
        int written = 0;
        return EVP_EncryptInit_ex(context, nullptr, nullptr, nullptr, nonce.data()) == 1 &&
               (aad.empty() || EVP_EncryptUpdate(context, nullptr, &written, aad.data(), length(aad)) == 1) &&
               (plaintext.empty() || EVP_EncryptUpdate(context, out, &written, plaintext.data(), length(plaintext)) == 1) &&
               EVP_EncryptFinal_ex(context, out + plaintext.size(), &written) == 1 &&
               EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, length(tag), tag.data()) == 1;
    }

private:
    EvpCipher() = default;
    static int length(ByteSpan bytes) { return static_cast<int>(bytes.size()); }

    std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> m_context{EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free};
};

// EVP counts in int; a frame or a file segment is far below.
constexpr std::size_t kMaxSize = 1U << 30;

} // namespace

Aes256Gcm::Aes256Gcm(std::unique_ptr<Cipher> cipher) noexcept : m_cipher(std::move(cipher)) {}
Aes256Gcm::Aes256Gcm(Aes256Gcm &&) noexcept = default;
Aes256Gcm &Aes256Gcm::operator=(Aes256Gcm &&) noexcept = default;
Aes256Gcm::~Aes256Gcm() = default;

// Before sodium_init() the processor has not been asked, and the answer would be no.
bool Aes256Gcm::hardwareAvailable() noexcept
{
    return sodium_init() >= 0 && crypto_aead_aes256gcm_is_available() == 1;
}

Result<Aes256Gcm> Aes256Gcm::create(const Secret &key32)
{
    if (!hardwareAvailable())
        return createPortable(key32);
    if (key32.size() != kKeySize)
        return Error(ErrorCode::BadKey, "AES-256-GCM key size", static_cast<std::int64_t>(key32.size()));
    return Aes256Gcm(std::make_unique<SodiumCipher>(key32));
}

Result<Aes256Gcm> Aes256Gcm::createPortable(const Secret &key32)
{
    if (key32.size() != kKeySize)
        return Error(ErrorCode::BadKey, "AES-256-GCM key size", static_cast<std::int64_t>(key32.size()));
    auto cipher = EvpCipher::create(key32);
    if (!cipher)
        return Error(ErrorCode::OutOfMemory, "AES-256-GCM context");
    return Aes256Gcm(std::move(cipher));
}

Result<void> Aes256Gcm::seal(ByteSpan nonce12, ByteSpan aad, ByteSpan plaintext, MutableByteSpan out) const
{
    if (nonce12.size() != kNonceSize)
        return Error(ErrorCode::BadKey, "AES-256-GCM nonce size");
    if (plaintext.size() > kMaxSize || aad.size() > kMaxSize)
        return Error(ErrorCode::TooLarge, "AES-256-GCM input");
    if (out.size() != plaintext.size() + kTagSize)
        return Error(ErrorCode::Internal, "AES-256-GCM output size");
    Tag tag;
    if (!m_cipher->seal(nonce12, aad, plaintext, out.data(), tag))
        return Error(ErrorCode::Internal, "AES-256-GCM seal");
    std::copy(tag.begin(), tag.end(), out.end() - kTagSize);
    return {};
}

Result<bool> Aes256Gcm::tryOpen(ByteSpan nonce12, ByteSpan aad, ByteSpan ciphertext, MutableByteSpan out) const
{
    if (nonce12.size() != kNonceSize)
        return Error(ErrorCode::BadKey, "AES-256-GCM nonce size");
    if (ciphertext.size() < kTagSize)
        return Error(ErrorCode::Truncated, "AES-256-GCM ciphertext");
    if (ciphertext.size() > kMaxSize || aad.size() > kMaxSize)
        return Error(ErrorCode::TooLarge, "AES-256-GCM input");
    const auto size = ciphertext.size() - kTagSize;
    if (out.size() != size)
        return Error(ErrorCode::Internal, "AES-256-GCM output size");
    // GCM enciphers by exclusive or, so that sealing the ciphertext deciphers it, and sealing that gives the tag that belongs to
    // it: both in full, whatever tag came. A library's own decryption stops where the tag is wrong.
    Tag given, unused, right;
    std::copy_n(ciphertext.end() - kTagSize, kTagSize, given.begin());
    static thread_local Bytes again; // the ciphertext once more
    if (again.size() < size)
        again.resize(size);
    if (!m_cipher->seal(nonce12, aad, ciphertext.first(size), out.data(), unused) ||
        !m_cipher->seal(nonce12, aad, out, again.data(), right))
        return Error(ErrorCode::Internal, "AES-256-GCM open");
    const int differs = sodium_memcmp(given.data(), right.data(), kTagSize); // 0 or -1
    wipeMemory(right);
    const auto kept = static_cast<std::uint8_t>(~differs);
    for (auto &byte : out)
        byte &= kept;
    return differs == 0;
}

Result<void> Aes256Gcm::open(ByteSpan nonce12, ByteSpan aad, ByteSpan ciphertext, MutableByteSpan out) const
{
    TRY(const bool holds, tryOpen(nonce12, aad, ciphertext, out));
    if (!holds)
        return Error(ErrorCode::BadMac, "AES-256-GCM tag");
    return {};
}

} // namespace bedside::crypto
