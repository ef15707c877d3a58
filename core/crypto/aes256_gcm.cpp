// SPDX-License-Identifier: Apache-2.0
#include "core/crypto/aes256_gcm.h"

#include <openssl/evp.h>
#include <sodium.h>

#include <algorithm>

namespace bedside::crypto {

// The two forms behind one interface. Sizes are checked by the caller.
class Aes256Gcm::Cipher {
public:
    virtual ~Cipher() = default;
    virtual bool seal(ByteSpan nonce, ByteSpan aad, ByteSpan plaintext, std::uint8_t *out) = 0;
    virtual bool open(ByteSpan nonce, ByteSpan aad, ByteSpan ciphertext, std::uint8_t *out) = 0;
};

namespace {

class SodiumCipher final : public Aes256Gcm::Cipher {
public:
    explicit SodiumCipher(const Secret &key) : m_state(sizeof(crypto_aead_aes256gcm_state))
    {
        // Secret's blocks are powers of two within pages: this one is aligned to its own size.
        crypto_aead_aes256gcm_beforenm(state(), key.reveal().data());
    }
    bool seal(ByteSpan nonce, ByteSpan aad, ByteSpan plaintext, std::uint8_t *out) override
    {
        return crypto_aead_aes256gcm_encrypt_afternm(out, nullptr, plaintext.data(), plaintext.size(), aad.data(),
                                                     aad.size(), nullptr, nonce.data(), state()) == 0;
    }
    bool open(ByteSpan nonce, ByteSpan aad, ByteSpan ciphertext, std::uint8_t *out) override
    {
        return crypto_aead_aes256gcm_decrypt_afternm(out, nullptr, nullptr, ciphertext.data(), ciphertext.size(),
                                                     aad.data(), aad.size(), nonce.data(), state()) == 0;
    }

private:
    crypto_aead_aes256gcm_state *state()
    {
        return reinterpret_cast<crypto_aead_aes256gcm_state *>(m_state.revealMutable().data());
    }
    Secret m_state;
};

using EvpContext = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

// OpenSSL keeps the expanded key in memory of its own, which it wipes and does not lock.
class EvpCipher final : public Aes256Gcm::Cipher {
public:
    static std::unique_ptr<EvpCipher> create(const Secret &key)
    {
        auto cipher = std::unique_ptr<EvpCipher>(new EvpCipher);
        const auto *bytes = key.reveal().data();
        if (!cipher->m_seal || !cipher->m_open ||
            EVP_EncryptInit_ex(cipher->m_seal.get(), EVP_aes_256_gcm(), nullptr, bytes, nullptr) != 1 ||
            EVP_DecryptInit_ex(cipher->m_open.get(), EVP_aes_256_gcm(), nullptr, bytes, nullptr) != 1)
            return nullptr;
        return cipher;
    }
    bool seal(ByteSpan nonce, ByteSpan aad, ByteSpan plaintext, std::uint8_t *out) override
    {
        auto *context = m_seal.get();
        int written = 0;
        return EVP_EncryptInit_ex(context, nullptr, nullptr, nullptr, nonce.data()) == 1 &&
               (aad.empty() || EVP_EncryptUpdate(context, nullptr, &written, aad.data(), length(aad)) == 1) &&
               (plaintext.empty() || EVP_EncryptUpdate(context, out, &written, plaintext.data(), length(plaintext)) == 1) &&
               EVP_EncryptFinal_ex(context, out + plaintext.size(), &written) == 1 &&
               EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, kTag, out + plaintext.size()) == 1;
    }
    bool open(ByteSpan nonce, ByteSpan aad, ByteSpan ciphertext, std::uint8_t *out) override
    {
        auto *context = m_open.get();
        const ByteSpan body = ciphertext.first(ciphertext.size() - kTag);
        std::array<std::uint8_t, kTag> tag;
        std::copy(ciphertext.end() - kTag, ciphertext.end(), tag.begin());
        int written = 0;
        const bool holds =
            EVP_DecryptInit_ex(context, nullptr, nullptr, nullptr, nonce.data()) == 1 &&
            (aad.empty() || EVP_DecryptUpdate(context, nullptr, &written, aad.data(), length(aad)) == 1) &&
            (body.empty() || EVP_DecryptUpdate(context, out, &written, body.data(), length(body)) == 1) &&
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, kTag, tag.data()) == 1 &&
            EVP_DecryptFinal_ex(context, tag.data(), &written) == 1;
        if (!holds)
            wipeMemory({out, body.size()});
        return holds;
    }

private:
    static constexpr int kTag = Aes256Gcm::kTagSize;
    EvpCipher() = default;
    static int length(ByteSpan bytes) { return static_cast<int>(bytes.size()); }

    EvpContext m_seal{EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free};
    EvpContext m_open{EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free};
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
    if (!m_cipher->seal(nonce12, aad, plaintext, out.data()))
        return Error(ErrorCode::Internal, "AES-256-GCM seal");
    return {};
}

Result<void> Aes256Gcm::open(ByteSpan nonce12, ByteSpan aad, ByteSpan ciphertext, MutableByteSpan out) const
{
    if (nonce12.size() != kNonceSize)
        return Error(ErrorCode::BadKey, "AES-256-GCM nonce size");
    if (ciphertext.size() < kTagSize)
        return Error(ErrorCode::Truncated, "AES-256-GCM ciphertext");
    if (ciphertext.size() > kMaxSize || aad.size() > kMaxSize)
        return Error(ErrorCode::TooLarge, "AES-256-GCM input");
    if (out.size() != ciphertext.size() - kTagSize)
        return Error(ErrorCode::Internal, "AES-256-GCM output size");
    if (!m_cipher->open(nonce12, aad, ciphertext, out.data()))
        return Error(ErrorCode::BadMac, "AES-256-GCM tag");
    return {};
}

} // namespace bedside::crypto
