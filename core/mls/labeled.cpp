// SPDX-License-Identifier: Apache-2.0
#include "core/mls/labeled.h"

#include "core/crypto/hkdf.h"
#include "core/mls/codec.h"

namespace bedside::mls {
namespace {

Bytes prefixed(std::string_view label)
{
    Bytes out = toBytes(asBytes("MLS 1.0 "));
    append(out, asBytes(label));
    return out;
}

// SignContent and EncryptContext have the same layout.
void writeLabeled(Writer &writer, std::string_view label, ByteSpan content)
{
    writer.opaque(prefixed(label)).opaque(content);
}

} // namespace

HashValue refHash(std::string_view label, ByteSpan value)
{
    Writer writer;
    writer.opaque(asBytes(label)).opaque(value);
    return crypto::sha256(writer.view());
}

Secret expandWithLabel(const Secret &secret, std::string_view label, ByteSpan context, std::size_t length)
{
    Writer info;
    info.u16(static_cast<std::uint16_t>(length));
    writeLabeled(info, label, context);
    return crypto::hkdfExpandSha256(secret, info.view(), length);
}

Secret deriveSecret(const Secret &secret, std::string_view label)
{
    return expandWithLabel(secret, label, {}, kHashSize);
}

Secret deriveTreeSecret(const Secret &secret, std::string_view label, std::uint32_t generation, std::size_t length)
{
    Writer context;
    context.u32(generation);
    return expandWithLabel(secret, label, context.view(), length);
}

Bytes signWithLabel(const crypto::SigningKey &key, std::string_view label, ByteSpan content)
{
    Writer writer;
    writeLabeled(writer, label, content);
    return toBytes(key.sign(writer.view()));
}

Result<void> verifyWithLabel(ByteSpan key, std::string_view label, ByteSpan content, ByteSpan signature)
{
    crypto::SignaturePublicKey publicKey;
    if (key.size() != publicKey.size())
        return Error(ErrorCode::BadKey, "signature key size");
    std::copy(key.begin(), key.end(), publicKey.begin());
    Writer writer;
    writeLabeled(writer, label, content);
    if (!crypto::verifySignature(publicKey, writer.view(), signature))
        return Error(ErrorCode::BadSignature, "MLS signature");
    return {};
}

void HpkeCiphertext::write(Writer &writer) const { writer.opaque(kemOutput).opaque(ciphertext); }

Result<HpkeCiphertext> HpkeCiphertext::read(Reader &reader)
{
    HpkeCiphertext out;
    TRY(out.kemOutput, reader.bytes(1024));
    TRY(out.ciphertext, reader.bytes(64 * 1024));
    return out;
}

Result<HpkeCiphertext> encryptWithLabel(ByteSpan publicKey, std::string_view label, ByteSpan context, ByteSpan plaintext)
{
    TRY(const auto to, dhPublicKey(publicKey));
    Writer info;
    writeLabeled(info, label, context);
    TRY(auto sealed, crypto::hpkeSeal(to, info.view(), {}, plaintext));
    return HpkeCiphertext{std::move(sealed.kemOutput), std::move(sealed.ciphertext)};
}

Result<Secret> decryptWithLabel(const crypto::DhKey &key, std::string_view label, ByteSpan context,
                                const HpkeCiphertext &ciphertext)
{
    Writer info;
    writeLabeled(info, label, context);
    return crypto::hpkeOpen(key, ciphertext.kemOutput, info.view(), {}, ciphertext.ciphertext);
}

Result<crypto::DhPublicKey> dhPublicKey(ByteSpan bytes)
{
    crypto::DhPublicKey out;
    if (bytes.size() != out.size())
        return Error(ErrorCode::BadKey, "encryption key size");
    std::copy(bytes.begin(), bytes.end(), out.begin());
    return out;
}

Bytes authenticationTag(const Secret &key, ByteSpan data) { return toBytes(crypto::hmacSha256(key.reveal(), data)); }

} // namespace bedside::mls
