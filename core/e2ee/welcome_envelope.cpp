// SPDX-License-Identifier: Apache-2.0
#include "core/e2ee/welcome_envelope.h"

#include "core/crypto/aead.h"
#include "core/crypto/hpke.h"
#include "core/crypto/random.h"
#include "core/identity/tlv.h"

namespace bedside::e2ee {

namespace {

constexpr std::size_t kMaxPart = 256 * 1024;
constexpr std::string_view kInfo = "bedside welcome v1";
enum Tag : std::uint16_t { kWelcome = 1, kTree, kHostCertificate, kPracticeKey, kIssuers, kGrants };

Bytes headerBytes(const WelcomeHeader &header)
{
    ByteWriter out;
    out.u8(WelcomeHeader::kVersion).u8(static_cast<std::uint8_t>(header.kind)).raw(header.visit.bytes);
    out.raw(header.instance.bytes).raw(header.invite.bytes).u64(header.epoch).raw(header.hello);
    return std::move(out).bytes();
}

Bytes encodeContent(const WelcomeContent &content)
{
    identity::TlvWriter out;
    out.bytes(kWelcome, content.welcome)
        .bytes(kTree, content.ratchetTree)
        .bytes(kHostCertificate, content.hostCertificate)
        .bytes(kPracticeKey, content.trust.practiceKey)
        .bytes(kIssuers, content.trust.issuers)
        .bytes(kGrants, content.trust.grants);
    return std::move(out).content();
}

Result<WelcomeContent> decodeContent(ByteSpan bytes)
{
    identity::TlvReader in(bytes);
    TRY(const auto welcome, in.bytes(kWelcome, kMaxPart));
    TRY(const auto tree, in.bytes(kTree, kMaxPart));
    TRY(const auto certificate, in.bytes(kHostCertificate, identity::DeviceCertificate::kMaxSize));
    TRY(const auto practiceKey, in.bytes(kPracticeKey, 32));
    TRY(const auto issuers, in.bytes(kIssuers, identity::IssuerSet::kMaxSize));
    TRY(const auto grants, in.bytes(kGrants, identity::GrantList::kMaxSize));
    TRY_OK(in.finish());
    return WelcomeContent{toBytes(welcome), toBytes(tree), toBytes(certificate),
                          {toBytes(practiceKey), toBytes(issuers), toBytes(grants), {}}};
}

} // namespace

Result<WelcomeEnvelope> WelcomeEnvelope::sealToInvite(const WelcomeHeader &header, const WelcomeContent &content,
                                                      const Secret &invWelcome)
{
    WelcomeEnvelope out{header, {}, crypto::randomBytes(crypto::kXChaCha20NonceSize)};
    TRY(const auto body,
        crypto::xchacha20Poly1305Seal(invWelcome, out.sealed, headerBytes(header), encodeContent(content)));
    append(out.sealed, body);
    return out;
}

Result<WelcomeEnvelope> WelcomeEnvelope::sealToDevice(const WelcomeHeader &header, const WelcomeContent &content,
                                                      const crypto::DhPublicKey &device)
{
    TRY(auto sealed, crypto::hpkeSeal(device, asBytes(kInfo), headerBytes(header), encodeContent(content)));
    return WelcomeEnvelope{header, std::move(sealed.kemOutput), std::move(sealed.ciphertext)};
}

Result<WelcomeContent> WelcomeEnvelope::openWithInvite(const Secret &invWelcome) const
{
    if (header.kind != HelloKind::Invite)
        return Error(ErrorCode::BadMac, "welcome of another kind");
    ByteReader in(sealed);
    TRY(const auto nonce, in.take(crypto::kXChaCha20NonceSize));
    TRY(const auto plain, crypto::xchacha20Poly1305Open(invWelcome, nonce, headerBytes(header), in.rest()));
    return decodeContent(plain.reveal());
}

Result<WelcomeContent> WelcomeEnvelope::openWithDevice(const crypto::DhKey &key) const
{
    if (header.kind != HelloKind::Staff)
        return Error(ErrorCode::BadMac, "welcome of another kind");
    TRY(const auto plain, crypto::hpkeOpen(key, kemOutput, asBytes(kInfo), headerBytes(header), sealed));
    return decodeContent(plain.reveal());
}

Bytes WelcomeEnvelope::encode() const
{
    ByteWriter out;
    out.raw(headerBytes(header)).vector16(kemOutput).vector32(sealed);
    return std::move(out).bytes();
}

Result<WelcomeEnvelope> WelcomeEnvelope::parse(ByteSpan bytes)
{
    ByteReader in(bytes);
    TRY(const auto version, in.u8());
    if (version != WelcomeHeader::kVersion)
        return Error(ErrorCode::UnknownVersion, "welcome", version);
    WelcomeEnvelope out;
    TRY(const auto kind, in.u8());
    if (kind != static_cast<std::uint8_t>(HelloKind::Invite) && kind != static_cast<std::uint8_t>(HelloKind::Staff))
        return Error(ErrorCode::UnknownType, "welcome", kind);
    out.header.kind = static_cast<HelloKind>(kind);
    TRY(out.header.visit.bytes, in.array<16>());
    TRY(out.header.instance.bytes, in.array<16>());
    TRY(out.header.invite.bytes, in.array<16>());
    TRY(out.header.epoch, in.u64());
    TRY(out.header.hello, in.array<32>());
    TRY(const auto kem, in.vector16(32));
    TRY(const auto sealed, in.vector32(kMaxPart));
    TRY_OK(in.finish());
    out.kemOutput = toBytes(kem);
    out.sealed = toBytes(sealed);
    return out;
}

} // namespace bedside::e2ee
