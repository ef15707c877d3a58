// SPDX-License-Identifier: Apache-2.0
#include "core/e2ee/role_keys.h"

#include "core/crypto/hpke.h"
#include "core/crypto/random.h"
#include "core/identity/tlv.h"

namespace bedside::e2ee {

namespace {

constexpr std::size_t kKemSize = 32;
constexpr std::size_t kMaxCiphertext = 256;
constexpr std::string_view kLabel = "bedside wrapped role key v1";
constexpr std::string_view kNames[] = {"scheduling", "clinical", "hosting"};

Bytes info(const PracticeId &practice, KeyRole role, std::uint32_t number)
{
    ByteWriter out;
    out.raw(asBytes("bedside role key v1")).u8(0).raw(practice.bytes).u8(static_cast<std::uint8_t>(role)).u32(number);
    return std::move(out).bytes();
}

Bytes signedContent(const PracticeId &practice, ByteSpan name, const crypto::DhPublicKey &to, ByteSpan body)
{
    return identity::signedContent(kLabel, practice, ByteWriter().vector16(name).raw(to).raw(body).bytes());
}

} // namespace

std::string_view keyRoleName(KeyRole role) noexcept { return kNames[static_cast<std::size_t>(role) - 1]; }

Result<KeyRole> keyRoleFrom(std::string_view name)
{
    for (std::size_t i = 0; i < std::size(kNames); ++i) {
        if (kNames[i] == name)
            return static_cast<KeyRole>(i + 1);
    }
    return Error(ErrorCode::Malformed, "role key name");
}

std::vector<KeyRole> keyRolesFor(wire::RoleSet roles)
{
    std::vector<KeyRole> out;
    using wire::Permission;
    if (wire::allows(roles, Permission::WriteOwnAppointments) || wire::allows(roles, Permission::WriteAllAppointments))
        out.push_back(KeyRole::Scheduling);
    if (roles.has(wire::Role::Clinician))
        out.push_back(KeyRole::Clinical);
    if (wire::allows(roles, Permission::HostOwnVisit) || wire::allows(roles, Permission::HostAllVisits))
        out.push_back(KeyRole::Hosting);
    return out;
}

RoleKey RoleKey::generate(KeyRole role, std::uint32_t number) { return {role, number, crypto::randomSecret(32)}; }
RoleKey RoleKey::clone() const { return {role, number, key.clone()}; }

// KEM output | v16 ciphertext | v16 the wrapping device's certificate | its signature over all that and whom it is for.
Result<Bytes> wrapRoleKey(const PracticeId &practice, const RoleKey &key, const crypto::DhPublicKey &to,
                          const identity::DeviceKeys &by, const identity::DeviceCertificate &certificate)
{
    const auto name = info(practice, key.role, key.number);
    TRY(const auto sealed, crypto::hpkeSeal(to, name, {}, key.key.reveal()));
    auto out = ByteWriter().raw(sealed.kemOutput).vector16(sealed.ciphertext).vector16(certificate.encode()).bytes();
    append(out, by.signing().sign(signedContent(practice, name, to, out)));
    return out;
}

Result<RoleKey> unwrapRoleKey(const PracticeId &practice, KeyRole role, std::uint32_t number, ByteSpan wrapped,
                              const crypto::DhKey &device, const identity::PracticeTrust &trust)
{
    ByteReader in(wrapped);
    TRY(const auto kem, in.take(kKemSize));
    TRY(const auto ciphertext, in.vector16(kMaxCiphertext));
    TRY(const auto encoded, in.vector16(identity::DeviceCertificate::kMaxSize));
    const auto body = wrapped.first(wrapped.size() - in.remaining());
    TRY(const auto signature, in.array<64>());
    TRY_OK(in.finish());
    TRY(const auto writer, identity::DeviceCertificate::parse(encoded));
    // Roles and revocations as of now; that the certificate has run out since changes nothing of what it wrapped.
    TRY(const auto roles, trust.checkDevice(writer, writer.notBefore));
    if (!wire::allows(roles, wire::Permission::WriteRoleKeys))
        return Error(ErrorCode::NotAuthorized, "role key");
    const auto name = info(practice, role, number);
    if (!crypto::verifySignature(writer.signatureKey, signedContent(practice, name, device.publicKey(), body), signature))
        return Error(ErrorCode::BadSignature, "role key");
    TRY(auto key, crypto::hpkeOpen(device, kem, name, {}, ciphertext));
    if (key.size() != 32)
        return Error(ErrorCode::BadKey, "role key");
    return RoleKey{role, number, std::move(key)};
}

void RoleKeyRing::add(RoleKey key)
{
    const auto name = std::pair(key.role, key.number);
    m_keys.insert_or_assign(name, std::move(key));
}

const RoleKey *RoleKeyRing::find(KeyRole role, std::uint32_t number) const
{
    const auto found = m_keys.find({role, number});
    return found == m_keys.end() ? nullptr : &found->second;
}

const RoleKey *RoleKeyRing::newest(KeyRole role) const
{
    const RoleKey *best = nullptr;
    for (const auto &[name, key] : m_keys) {
        if (name.first == role) // numbers ascend
            best = &key;
    }
    return best;
}

} // namespace bedside::e2ee
