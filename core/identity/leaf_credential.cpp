// SPDX-License-Identifier: Apache-2.0
#include "core/identity/leaf_credential.h"

#include "core/identity/known_signatures.h"
#include "core/identity/tlv.h"

namespace bedside::identity {

namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::string_view kLabel = "bedside leaf v1";
enum Tag : std::uint16_t { kVersionTag = 1, kCertificate, kVisit, kLeafKey, kNotBefore, kNotAfter, kSignature };

Bytes fieldsOf(const LeafCredential &credential)
{
    TlvWriter writer;
    writer.u8(kVersionTag, kVersion)
        .bytes(kCertificate, credential.certificate.encode())
        .bytes(kVisit, credential.visit.bytes)
        .bytes(kLeafKey, credential.leafKey)
        .time(kNotBefore, credential.notBefore)
        .time(kNotAfter, credential.notAfter);
    return std::move(writer).content();
}

} // namespace

Bytes LeafCredential::encode() const
{
    auto bytes = fieldsOf(*this);
    append(bytes, ByteWriter().u16(kSignature).vector32(signature).bytes());
    return bytes;
}

Result<LeafCredential> LeafCredential::parse(ByteSpan bytes)
{
    if (bytes.size() > kMaxSize)
        return Error(ErrorCode::TooLarge, "leaf credential");
    TlvReader reader(bytes);
    LeafCredential out;
    TRY_OK(reader.version(kVersionTag, kVersion));
    TRY(const auto certificate, reader.bytes(kCertificate, DeviceCertificate::kMaxSize));
    TRY(out.certificate, DeviceCertificate::parse(certificate));
    TRY(out.visit, reader.id<VisitId>(kVisit));
    TRY(out.leafKey, reader.array<32>(kLeafKey));
    TRY(out.notBefore, reader.time(kNotBefore));
    TRY(out.notAfter, reader.time(kNotAfter));
    TRY(out.signature, reader.array<64>(kSignature));
    TRY_OK(reader.finish());
    return out;
}

Result<void> LeafCredential::verify(const VisitId &expectedVisit, const crypto::SignaturePublicKey &expectedKey,
                                    WallTime now) const
{
    if (visit != expectedVisit)
        return Error(ErrorCode::WrongGroup, "leaf credential");
    if (leafKey != expectedKey)
        return Error(ErrorCode::BadKey, "leaf credential");
    if (!verifyKnownSignature(certificate.signatureKey, signedContent(kLabel, certificate.practice, fieldsOf(*this)),
                              signature))
        return Error(ErrorCode::BadSignature, "leaf credential");
    if (now < notBefore)
        return Error(ErrorCode::NotYetValid, "leaf credential");
    if (now > notAfter)
        return Error(ErrorCode::Expired, "leaf credential");
    return {};
}

LeafIdentity LeafIdentity::create(const DeviceKeys &device, const DeviceCertificate &certificate, const VisitId &visit,
                                  WallTime now)
{
    LeafIdentity identity{crypto::SigningKey::generate(), {}};
    auto &credential = identity.credential;
    credential.certificate = certificate;
    credential.visit = visit;
    credential.leafKey = identity.key.publicKey();
    credential.notBefore = now - std::chrono::hours(1);
    credential.notAfter = now + std::chrono::hours(23);
    credential.signature = device.signing().sign(signedContent(kLabel, certificate.practice, fieldsOf(credential)));
    return identity;
}

LeafIdentity LeafIdentity::clone() const { return {key.clone(), credential}; }

} // namespace bedside::identity
