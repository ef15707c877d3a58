// SPDX-License-Identifier: Apache-2.0
#include "core/e2ee/lobby_hello.h"

#include "core/e2ee/hello_name.h"
#include "core/e2ee/profile.h"
#include "core/identity/tlv.h"

namespace bedside::e2ee {

namespace {

constexpr std::size_t kMaxSealedName = 24 + 192 + 16; // nonce, length and name padded to 64 bytes, tag

Bytes upToMac(const LobbyHello &hello)
{
    ByteWriter out;
    out.u8(LobbyHello::kVersion).u8(static_cast<std::uint8_t>(hello.kind)).raw(hello.visit.bytes);
    out.raw(hello.invite.bytes).u64(hello.counter).vector16(hello.keyPackage).vector16(hello.sealedName);
    return std::move(out).bytes();
}

} // namespace

Bytes LobbyHello::macContent() const
{
    auto content = toBytes(asBytes("bedside lobby hello v1"));
    content.push_back(0);
    append(content, upToMac(*this));
    return content;
}

Bytes LobbyHello::signedFields() const
{
    auto fields = upToMac(*this);
    append(fields, mac);
    return fields;
}

Bytes LobbyHello::encode() const
{
    auto bytes = signedFields();
    append(bytes, signature);
    return bytes;
}

Result<LobbyHello> LobbyHello::parse(ByteSpan bytes)
{
    if (bytes.size() > kMaxSize)
        return Error(ErrorCode::TooLarge, "lobby hello");
    ByteReader in(bytes);
    TRY(const auto version, in.u8());
    if (version != kVersion)
        return Error(ErrorCode::UnknownVersion, "lobby hello", version);
    LobbyHello out;
    TRY(const auto kind, in.u8());
    if (kind != static_cast<std::uint8_t>(HelloKind::Invite) && kind != static_cast<std::uint8_t>(HelloKind::Staff))
        return Error(ErrorCode::UnknownType, "lobby hello", kind);
    out.kind = static_cast<HelloKind>(kind);
    TRY(out.visit.bytes, in.array<16>());
    TRY(out.invite.bytes, in.array<16>());
    TRY(out.counter, in.u64());
    TRY(const auto keyPackage, in.vector16(kMaxSize));
    TRY(const auto sealedName, in.vector16(kMaxSealedName));
    TRY(out.mac, in.array<32>());
    TRY(out.signature, in.array<64>());
    TRY_OK(in.finish());
    out.keyPackage = toBytes(keyPackage);
    out.sealedName = toBytes(sealedName);
    return out;
}

crypto::Digest helloHash(ByteSpan helloBytes) { return crypto::sha256(helloBytes); }

namespace {

// The part that an invite's secret vouches for; for staff nothing but the absence of it.
Result<std::string> checkInvite(const LobbyHello &hello, const identity::InviteKeys *keys, const InviteId &invite)
{
    if ((hello.kind == HelloKind::Invite) != (keys != nullptr) || hello.invite != invite)
        return Error(ErrorCode::WrongGroup, "hello of another kind or invite");
    if (!keys) {
        if (!invite.isNull() || !hello.sealedName.empty() || hello.mac != crypto::Digest{})
            return Error(ErrorCode::Malformed, "staff hello");
        return std::string();
    }
    if (!crypto::constantTimeEqual(crypto::hmacSha256(keys->mac.reveal(), hello.macContent()), hello.mac))
        return Error(ErrorCode::BadMac, "lobby hello");
    return openName(hello, keys->hello);
}

} // namespace

Result<VerifiedHello> verifyHello(ByteSpan hello, const VisitId &visit, const identity::InviteKeys *keys,
                                  const InviteId &invite, const identity::PracticeTrust &trust, WallTime now)
{
    VerifiedHello out;
    TRY(out.m_hello, LobbyHello::parse(hello));
    if (out.m_hello.visit != visit)
        return Error(ErrorCode::WrongGroup, "hello for another visit");
    TRY(out.m_name, checkInvite(out.m_hello, keys, invite));
    TRY(out.m_keyPackage, mls::KeyPackage::parseMessage(out.m_hello.keyPackage));
    TRY_OK(out.m_keyPackage.validate(now));
    TRY_OK(profile::checkKeyPackage(out.m_keyPackage));
    TRY(out.m_credential, identity::LeafCredential::parse(out.m_keyPackage.leaf.credential.identity));
    TRY(const auto leafKey, ByteReader(out.m_keyPackage.leaf.signatureKey).array<32>());
    TRY(out.m_roles, trust.checkLeaf(out.m_credential, visit, leafKey, now));
    const auto &certificate = out.m_credential.certificate;
    if (certificate.isSelfIssued() == (keys == nullptr))
        return Error(ErrorCode::NotAuthorized, "guests come by invite, staff without");
    const auto content =
        identity::signedContent("bedside lobby hello v1", certificate.practice, out.m_hello.signedFields());
    if (!crypto::verifySignature(certificate.signatureKey, content, out.m_hello.signature))
        return Error(ErrorCode::BadSignature, "lobby hello");
    out.m_hash = helloHash(hello);
    return out;
}

} // namespace bedside::e2ee
