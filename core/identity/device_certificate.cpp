// SPDX-License-Identifier: Apache-2.0
#include "core/identity/device_certificate.h"

#include "core/crypto/random.h"
#include "core/identity/known_signatures.h"
#include "core/identity/tlv.h"

namespace bedside::identity {

namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::string_view kLabel = "bedside device certificate v1";
enum Tag : std::uint16_t {
    kVersionTag = 1,
    kPractice,
    kAccount,
    kDevice,
    kRoles,
    kSignatureKey,
    kAgreementKey,
    kNotBefore,
    kNotAfter,
    kIssuer,
    kSignature,
};

} // namespace

DeviceCertificate DeviceCertificate::forGuest(const PracticeId &practice, const DeviceKeys &keys, WallTime now)
{
    DeviceCertificate certificate;
    certificate.practice = practice;
    certificate.device = crypto::randomId<DeviceId>();
    certificate.roles = wire::Role::Guest;
    certificate.signatureKey = keys.signing().publicKey();
    certificate.agreementKey = keys.agreement().publicKey();
    certificate.notBefore = now - std::chrono::hours(1);
    certificate.notAfter = now + std::chrono::hours(24);
    certificate.sign(keys.signing());
    return certificate;
}

Bytes DeviceCertificate::fields() const
{
    TlvWriter writer;
    writer.u8(kVersionTag, kVersion)
        .bytes(kPractice, practice.bytes)
        .bytes(kAccount, account.bytes)
        .bytes(kDevice, device.bytes)
        .u32(kRoles, roles.bits())
        .bytes(kSignatureKey, signatureKey)
        .bytes(kAgreementKey, agreementKey)
        .time(kNotBefore, notBefore)
        .time(kNotAfter, notAfter)
        .bytes(kIssuer, issuer);
    return std::move(writer).content();
}

Bytes DeviceCertificate::encode() const
{
    auto bytes = fields();
    append(bytes, ByteWriter().u16(kSignature).vector32(signature).bytes());
    return bytes;
}

Result<DeviceCertificate> DeviceCertificate::parse(ByteSpan bytes)
{
    if (bytes.size() > kMaxSize)
        return Error(ErrorCode::TooLarge, "device certificate");
    TlvReader reader(bytes);
    DeviceCertificate out;
    TRY_OK(reader.version(kVersionTag, kVersion));
    TRY(out.practice, reader.id<PracticeId>(kPractice));
    TRY(out.account, reader.id<AccountId>(kAccount));
    TRY(out.device, reader.id<DeviceId>(kDevice));
    TRY(const auto roles, reader.u32(kRoles));
    TRY(out.roles, wire::RoleSet::fromBits(roles));
    TRY(out.signatureKey, reader.array<32>(kSignatureKey));
    TRY(out.agreementKey, reader.array<32>(kAgreementKey));
    TRY(out.notBefore, reader.time(kNotBefore));
    TRY(out.notAfter, reader.time(kNotAfter));
    TRY(out.issuer, reader.array<32>(kIssuer));
    TRY(out.signature, reader.array<64>(kSignature));
    TRY_OK(reader.finish());
    return out;
}

void DeviceCertificate::sign(const crypto::SigningKey &issuingKey)
{
    issuer = keyHash(issuingKey.publicKey());
    signature = issuingKey.sign(signedContent(kLabel, practice, fields()));
}

bool DeviceCertificate::isSelfIssued() const { return issuer == keyHash(signatureKey); }

Result<void> DeviceCertificate::verifySignature(const crypto::SignaturePublicKey &issuingKey) const
{
    if (issuer != keyHash(issuingKey))
        return Error(ErrorCode::WrongPractice, "certificate issuer");
    if (!verifyKnownSignature(issuingKey, signedContent(kLabel, practice, fields()), signature))
        return Error(ErrorCode::BadSignature, "device certificate");
    return {};
}

Result<void> DeviceCertificate::checkTime(WallTime now) const
{
    if (now < notBefore)
        return Error(ErrorCode::NotYetValid, "device certificate");
    if (now > notAfter)
        return Error(ErrorCode::Expired, "device certificate");
    return {};
}

Result<void> DeviceCertificate::verify(const crypto::SignaturePublicKey &issuingKey, WallTime now) const
{
    TRY_OK(verifySignature(issuingKey));
    return checkTime(now);
}

Result<void> DeviceCertificate::verifyGuest(const PracticeId &expected, WallTime now) const
{
    if (practice != expected)
        return Error(ErrorCode::WrongPractice, "guest certificate");
    if (!(roles == wire::RoleSet(wire::Role::Guest)) || !account.isNull())
        return Error(ErrorCode::NotAuthorized, "guest certificate");
    return verify(signatureKey, now);
}

} // namespace bedside::identity
