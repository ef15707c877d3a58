// SPDX-License-Identifier: Apache-2.0
#include "core/mls/welcome.h"

#include "core/crypto/aead.h"
#include "core/mls/codec.h"

namespace bedside::mls {
namespace {

void writeUnsigned(Writer &writer, const GroupInfo &info)
{
    info.context.write(writer);
    writeExtensions(writer, info.extensions);
    writer.opaque(info.confirmationTag).u32(info.signer.value);
}

Bytes signedContent(const GroupInfo &info)
{
    Writer writer;
    writeUnsigned(writer, info);
    return writer.take();
}

} // namespace

void GroupInfo::write(Writer &writer) const
{
    writeUnsigned(writer, *this);
    writer.opaque(signature);
}

Result<GroupInfo> GroupInfo::read(Reader &reader)
{
    GroupInfo out;
    TRY(out.context, GroupContext::read(reader));
    TRY(out.extensions, readExtensions(reader));
    TRY(out.confirmationTag, reader.bytes(255));
    TRY(out.signer.value, reader.u32());
    TRY(out.signature, reader.bytes(4096));
    return out;
}

void GroupInfo::sign(const crypto::SigningKey &key) { signature = signWithLabel(key, "GroupInfoTBS", signedContent(*this)); }

Result<void> GroupInfo::verify(ByteSpan signatureKey) const
{
    return verifyWithLabel(signatureKey, "GroupInfoTBS", signedContent(*this), signature);
}

void GroupSecrets::write(Writer &writer) const
{
    writer.opaque(joinerSecret.reveal()).u8(pathSecret ? 1 : 0);
    if (pathSecret)
        writer.opaque(pathSecret->reveal());
    writer.vector([&](Writer &inner) {
        for (const PskId &psk : psks)
            psk.write(inner);
    });
}

Result<GroupSecrets> GroupSecrets::read(Reader &reader)
{
    GroupSecrets out;
    TRY(const ByteSpan joiner, reader.opaque(255));
    out.joinerSecret = Secret::copyOf(joiner);
    TRY(const bool hasPath, reader.present());
    if (hasPath) {
        TRY(const ByteSpan path, reader.opaque(255));
        out.pathSecret = Secret::copyOf(path);
    }
    TRY(out.psks, reader.list(PskId::read, kMaxProposals));
    return out;
}

void EncryptedGroupSecrets::write(Writer &writer) const
{
    writer.opaque(newMember);
    secrets.write(writer);
}

Result<EncryptedGroupSecrets> EncryptedGroupSecrets::read(Reader &reader)
{
    EncryptedGroupSecrets out;
    TRY(out.newMember, reader.bytes(255));
    TRY(out.secrets, HpkeCiphertext::read(reader));
    return out;
}

void Welcome::write(Writer &writer) const
{
    writer.u16(cipherSuite).vector([&](Writer &inner) {
        for (const EncryptedGroupSecrets &entry : secrets)
            entry.write(inner);
    });
    writer.opaque(encryptedGroupInfo);
}

Result<Welcome> Welcome::read(Reader &reader)
{
    Welcome out;
    TRY(out.cipherSuite, reader.u16());
    TRY(out.secrets, reader.list(EncryptedGroupSecrets::read, kMaxLeaves, kMaxMessageSize));
    TRY(out.encryptedGroupInfo, reader.bytes(kMaxMessageSize));
    return out;
}

Result<Bytes> sealGroupInfo(const GroupInfo &info, const Secret &welcomeSecret)
{
    const Secret key = expandWithLabel(welcomeSecret, "key", {}, kKeySize);
    const Secret nonce = expandWithLabel(welcomeSecret, "nonce", {}, kNonceSize);
    return crypto::chacha20Poly1305Seal(key, nonce.reveal(), {}, encodeWhole(info));
}

Result<GroupInfo> openGroupInfo(ByteSpan encrypted, const Secret &welcomeSecret)
{
    const Secret key = expandWithLabel(welcomeSecret, "key", {}, kKeySize);
    const Secret nonce = expandWithLabel(welcomeSecret, "nonce", {}, kNonceSize);
    TRY(const Secret plain, crypto::chacha20Poly1305Open(key, nonce.reveal(), {}, encrypted));
    return parseWhole<GroupInfo>(plain.reveal());
}

Result<EncryptedGroupSecrets> sealGroupSecrets(const GroupSecrets &secrets, const KeyPackage &to,
                                               ByteSpan encryptedGroupInfo)
{
    Writer plain;
    secrets.write(plain);
    TRY(auto sealed, encryptWithLabel(to.initKey, "Welcome", encryptedGroupInfo, plain.view()));
    return EncryptedGroupSecrets{toBytes(to.ref()), std::move(sealed)};
}

Result<GroupSecrets> openGroupSecrets(const Welcome &welcome, const KeyPackageRef &ref, const crypto::DhKey &initKey)
{
    for (const EncryptedGroupSecrets &entry : welcome.secrets) {
        if (!equalBytes(entry.newMember, ref))
            continue;
        TRY(const Secret plain, decryptWithLabel(initKey, "Welcome", welcome.encryptedGroupInfo, entry.secrets));
        TRY(auto secrets, parseWhole<GroupSecrets>(plain.reveal()));
        if (secrets.joinerSecret.size() != kHashSize || (secrets.pathSecret && secrets.pathSecret->size() != kHashSize))
            return Error(ErrorCode::Malformed, "group secrets size");
        return secrets;
    }
    return Error(ErrorCode::KeyUnavailable, "Welcome for another KeyPackage");
}

} // namespace bedside::mls
