// SPDX-License-Identifier: Apache-2.0
#include "core/mls/key_schedule.h"

#include "core/crypto/hkdf.h"
#include "core/mls/codec.h"

namespace bedside::mls {

void GroupContext::write(Writer &writer) const
{
    writer.u16(version).u16(cipherSuite).opaque(groupId).u64(epoch).opaque(treeHash).opaque(confirmedTranscriptHash);
    writeExtensions(writer, extensions);
}

Result<GroupContext> GroupContext::read(Reader &reader)
{
    GroupContext out;
    TRY(out.version, reader.u16());
    if (out.version != kProtocolVersion)
        return Error(ErrorCode::UnknownVersion, "GroupContext version", out.version);
    TRY(out.cipherSuite, reader.u16());
    TRY(out.groupId, reader.bytes(4096));
    TRY(out.epoch, reader.u64());
    TRY(out.treeHash, reader.bytes(255));
    TRY(out.confirmedTranscriptHash, reader.bytes(255));
    TRY(out.extensions, readExtensions(reader));
    return out;
}

Bytes GroupContext::encode() const { return encodeWhole(*this); }

EpochSecrets EpochSecrets::fromEpochSecret(const Secret &epochSecret)
{
    return {deriveSecret(epochSecret, "sender data"), deriveSecret(epochSecret, "encryption"),
            deriveSecret(epochSecret, "exporter"),    deriveSecret(epochSecret, "external"),
            deriveSecret(epochSecret, "confirm"),     deriveSecret(epochSecret, "membership"),
            deriveSecret(epochSecret, "resumption"),  deriveSecret(epochSecret, "authentication"),
            deriveSecret(epochSecret, "init")};
}

Bytes EpochSecrets::confirmationTag(ByteSpan confirmedTranscriptHash) const
{
    return authenticationTag(confirmation, confirmedTranscriptHash);
}

Secret EpochSecrets::exportSecret(std::string_view label, ByteSpan context, std::size_t length) const
{
    return expandWithLabel(deriveSecret(exporter, label), "exported", crypto::sha256(context), length);
}

crypto::DhKey EpochSecrets::externalKey() const { return crypto::hpkeDeriveKeyPair(external.reveal()); }

Secret joinerSecret(const Secret &initSecret, const Secret &commitSecret, ByteSpan groupContext)
{
    const Secret extracted = crypto::hkdfExtractSha256(initSecret.reveal(), commitSecret.reveal());
    return expandWithLabel(extracted, "joiner", groupContext, kHashSize);
}

Secret intermediateSecret(const Secret &joinerSecret, const Secret &pskSecret)
{
    return crypto::hkdfExtractSha256(joinerSecret.reveal(), pskSecret.reveal());
}

Secret welcomeSecret(const Secret &intermediate) { return deriveSecret(intermediate, "welcome"); }

EpochSecrets epochSecrets(const Secret &intermediate, ByteSpan groupContext)
{
    return EpochSecrets::fromEpochSecret(expandWithLabel(intermediate, "epoch", groupContext, kHashSize));
}

Secret zeroSecret() { return Secret(kHashSize); }

Result<Secret> externalInitSecret(const crypto::DhKey &externalKey, ByteSpan kemOutput)
{
    return crypto::hpkeReceiveExport(externalKey, kemOutput, {}, asBytes("MLS 1.0 external init secret"), kHashSize);
}

Bytes confirmedTranscriptHash(ByteSpan interimBefore, ByteSpan confirmedInput)
{
    return toBytes(crypto::Sha256().update(interimBefore).update(confirmedInput).finish());
}

Bytes interimTranscriptHash(ByteSpan confirmed, ByteSpan confirmationTag)
{
    Writer tag;
    tag.opaque(confirmationTag);
    return toBytes(crypto::Sha256().update(confirmed).update(tag.view()).finish());
}

void PskId::write(Writer &writer) const
{
    writer.u8(static_cast<std::uint8_t>(type));
    if (type == PskType::External)
        writer.opaque(externalId);
    else
        writer.u8(static_cast<std::uint8_t>(usage)).opaque(groupId).u64(epoch);
    writer.opaque(nonce);
}

Result<PskId> PskId::read(Reader &reader)
{
    PskId out;
    TRY(const std::uint8_t type, reader.u8());
    if (type != 1 && type != 2)
        return Error(ErrorCode::Malformed, "PSK type", type);
    out.type = static_cast<PskType>(type);
    if (out.type == PskType::External) {
        TRY(out.externalId, reader.bytes(4096));
    } else {
        TRY(const std::uint8_t usage, reader.u8());
        if (usage < 1 || usage > 3)
            return Error(ErrorCode::Malformed, "resumption PSK usage", usage);
        out.usage = static_cast<ResumptionUsage>(usage);
        TRY(out.groupId, reader.bytes(4096));
        TRY(out.epoch, reader.u64());
    }
    TRY(out.nonce, reader.bytes(255));
    return out;
}

Secret pskSecret(const std::vector<PskInput> &psks)
{
    Secret result = zeroSecret();
    const Secret zero = zeroSecret();
    for (std::size_t i = 0; i < psks.size(); ++i) {
        Writer label;
        psks[i].id.write(label);
        label.u16(static_cast<std::uint16_t>(i)).u16(static_cast<std::uint16_t>(psks.size()));
        const Secret extracted = crypto::hkdfExtractSha256(zero.reveal(), psks[i].psk.reveal());
        const Secret input = expandWithLabel(extracted, "derived psk", label.view(), kHashSize);
        result = crypto::hkdfExtractSha256(input.reveal(), result.reveal());
    }
    return result;
}

} // namespace bedside::mls
