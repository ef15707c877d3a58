// SPDX-License-Identifier: Apache-2.0
#include "core/e2ee/sealed_object.h"

#include "core/crypto/aead.h"
#include "core/crypto/aes256_gcm.h"
#include "core/crypto/random.h"
#include "core/identity/tlv.h"

#include <cstring>

namespace bedside::e2ee {

namespace {

// u8 version | u8 count, that many {u8 role | u32 number | v16 wrapped key} | v16 writer's certificate | v32 ciphertext
// | 64-byte signature by the device, label "bedside object v1", over the name and all before it.
constexpr std::uint8_t kVersion = 1;
constexpr std::string_view kLabel = "bedside object v1";
constexpr std::size_t kStep = 64;
constexpr std::size_t kMaxReaders = 8;
constexpr std::size_t kWrapped = crypto::kXChaCha20NonceSize + 32 + crypto::kAeadTagSize;
// The object's key is fresh for each version and seals once: a fixed nonce is then unique.
constexpr std::array<std::uint8_t, crypto::Aes256Gcm::kNonceSize> kNonce{};

Bytes associatedData(const ObjectName &name)
{
    ByteWriter out;
    out.raw(name.practice.bytes).raw(name.object.bytes).u16(static_cast<std::uint16_t>(name.type)).u64(name.version);
    return std::move(out).bytes();
}

Bytes wrapContext(const ObjectName &name, KeyRole role, std::uint32_t number)
{
    ByteWriter out;
    out.raw(asBytes("bedside object key v1")).u8(0).raw(associatedData(name));
    out.u8(static_cast<std::uint8_t>(role)).u32(number);
    return std::move(out).bytes();
}

Result<Bytes> wrap(const ObjectName &name, const RoleKey &roleKey, const Secret &objectKey)
{
    auto out = crypto::randomBytes(crypto::kXChaCha20NonceSize);
    TRY(const auto body, crypto::xchacha20Poly1305Seal(roleKey.key, out, wrapContext(name, roleKey.role, roleKey.number),
                                                       objectKey.reveal()));
    append(out, body);
    return out;
}

Bytes signedContent(const ObjectName &name, ByteSpan body)
{
    auto fields = associatedData(name);
    append(fields, body);
    return identity::signedContent(kLabel, name.practice, fields);
}

// u32 length, plaintext, zeroes to the next step.
Secret padded(ByteSpan plaintext)
{
    Secret out((4 + plaintext.size() + kStep - 1) / kStep * kStep);
    const auto length = ByteWriter().u32(static_cast<std::uint32_t>(plaintext.size())).bytes();
    const auto at = std::copy(length.begin(), length.end(), out.revealMutable().begin());
    std::copy(plaintext.begin(), plaintext.end(), at);
    return out;
}

Result<Secret> unpadded(const Secret &plain)
{
    ByteReader in(plain.reveal());
    TRY(const auto content, in.vector32(kMaxObjectPlaintext));
    return Secret::copyOf(content);
}

struct Parsed {
    std::vector<std::pair<std::pair<KeyRole, std::uint32_t>, ByteSpan>> keys;
    identity::DeviceCertificate writer;
    ByteSpan ciphertext;
    ByteSpan body; // under the signature
    crypto::Signature signature{};
};

Result<Parsed> parse(ByteSpan bytes)
{
    ByteReader in(bytes);
    TRY(const auto version, in.u8());
    if (version != kVersion)
        return Error(ErrorCode::UnknownVersion, "sealed object", version);
    TRY(const auto count, in.u8());
    if (count == 0 || count > kMaxReaders)
        return Error(ErrorCode::Malformed, "readers of a sealed object", count);
    Parsed out;
    for (std::size_t i = 0; i < count; ++i) {
        TRY(const auto role, in.u8());
        TRY(const auto number, in.u32());
        TRY(const auto wrapped, in.vector16(kWrapped));
        out.keys.push_back({{static_cast<KeyRole>(role), number}, wrapped});
    }
    TRY(const auto writer, in.vector16(identity::DeviceCertificate::kMaxSize));
    TRY(out.writer, identity::DeviceCertificate::parse(writer));
    TRY(out.ciphertext, in.vector32(kMaxObjectPlaintext + 2 * kStep));
    out.body = bytes.first(bytes.size() - in.remaining());
    TRY(out.signature, in.array<64>());
    TRY_OK(in.finish());
    return out;
}

Result<Secret> objectKey(const ObjectName &name, const Parsed &parsed, const RoleKeyRing &ring)
{
    for (const auto &[reader, wrapped] : parsed.keys) {
        const auto *roleKey = ring.find(reader.first, reader.second);
        if (!roleKey)
            continue;
        ByteReader in(wrapped);
        TRY(const auto nonce, in.take(crypto::kXChaCha20NonceSize));
        return crypto::xchacha20Poly1305Open(roleKey->key, nonce, wrapContext(name, reader.first, reader.second),
                                             in.rest());
    }
    return Error(ErrorCode::KeyUnavailable, "role key");
}

} // namespace

Result<SealedObject> sealObject(const ObjectName &name, ByteSpan plaintext, const RoleKeyRing &ring,
                                std::span<const KeyRole> readers, const identity::DeviceKeys &device,
                                const identity::DeviceCertificate &certificate)
{
    if (plaintext.size() > kMaxObjectPlaintext || readers.empty() || readers.size() > kMaxReaders)
        return Error(ErrorCode::TooLarge, "object");
    const auto key = crypto::randomSecret(32);
    ByteWriter out;
    out.u8(kVersion).u8(static_cast<std::uint8_t>(readers.size()));
    for (const auto role : readers) {
        const auto *roleKey = ring.newest(role);
        if (!roleKey)
            return Error(ErrorCode::KeyUnavailable, "role key");
        TRY(const auto wrapped, wrap(name, *roleKey, key));
        out.u8(static_cast<std::uint8_t>(role)).u32(roleKey->number).vector16(wrapped);
    }
    TRY(const auto cipher, crypto::Aes256Gcm::create(key));
    const auto plain = padded(plaintext);
    Bytes sealed(plain.size() + crypto::Aes256Gcm::kTagSize);
    TRY_OK(cipher.seal(kNonce, associatedData(name), plain.reveal(), sealed));
    out.vector16(certificate.encode()).vector32(sealed);
    auto bytes = std::move(out).bytes();
    append(bytes, device.signing().sign(signedContent(name, bytes)));
    const auto hash = crypto::sha256(bytes);
    return SealedObject{std::move(bytes), hash};
}

Result<OpenedObject> openObject(const ObjectName &name, ByteSpan bytes, const RoleKeyRing &ring,
                                const identity::PracticeTrust &trust)
{
    TRY(const auto parsed, parse(bytes));
    TRY(const auto key, objectKey(name, parsed, ring));
    TRY_OK(trust.checkIssued(parsed.writer));
    if (!crypto::verifySignature(parsed.writer.signatureKey, signedContent(name, parsed.body), parsed.signature))
        return Error(ErrorCode::BadSignature, "sealed object");
    if (parsed.ciphertext.size() < crypto::Aes256Gcm::kTagSize)
        return Error(ErrorCode::Truncated, "sealed object");
    TRY(const auto cipher, crypto::Aes256Gcm::create(key));
    Secret plain(parsed.ciphertext.size() - crypto::Aes256Gcm::kTagSize);
    TRY_OK(cipher.open(kNonce, associatedData(name), parsed.ciphertext, plain.revealMutable()));
    TRY(auto content, unpadded(plain));
    return OpenedObject{std::move(content), parsed.writer, crypto::sha256(bytes)};
}

} // namespace bedside::e2ee
