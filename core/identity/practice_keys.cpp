// SPDX-License-Identifier: Apache-2.0
#include "core/identity/practice_keys.h"

#include "core/crypto/hkdf.h"
#include "core/crypto/hpke.h"
#include "core/crypto/random.h"
#include "core/crypto/totp.h"

#include <algorithm>

namespace bedside::identity {

namespace {

constexpr std::uint8_t kSheetVersion = 1;
constexpr std::size_t kChecksum = 4;
constexpr std::size_t kSheetBytes = 1 + 32 + kChecksum; // 60 characters of base32
constexpr std::size_t kGroup = 5;
constexpr auto kYear = std::chrono::hours(24 * 366);

crypto::Digest checksum(ByteSpan body)
{
    return crypto::Sha256().update(asBytes("bedside recovery sheet v1")).update(body).finish();
}

} // namespace

PracticeKey PracticeKey::generate() { return PracticeKey(crypto::SigningKey::generate()); }

Result<PracticeKey> PracticeKey::fromSeed(const Secret &seed32)
{
    TRY(auto key, crypto::SigningKey::fromSeed(seed32));
    return PracticeKey(std::move(key));
}

Result<PracticeKey> PracticeKey::fromRecoverySheet(std::string_view text)
{
    Secret letters(text.size());
    std::size_t count = 0;
    for (const char c : text) {
        if (c != '-' && c != ' ' && c != '\n' && c != '\r' && c != '\t')
            letters.revealMutable()[count++] = static_cast<std::uint8_t>(c);
    }
    TRY(const auto sheet, crypto::fromBase32(asText(letters.reveal().first(count))));
    if (sheet.size() != kSheetBytes)
        return Error(ErrorCode::Truncated, "recovery sheet");
    const auto body = sheet.reveal().first(kSheetBytes - kChecksum);
    if (!crypto::constantTimeEqual(sheet.reveal().last(kChecksum), ByteSpan(checksum(body)).first(kChecksum)))
        return Error(ErrorCode::BadMac, "recovery sheet");
    if (body[0] != kSheetVersion)
        return Error(ErrorCode::UnknownVersion, "recovery sheet", body[0]);
    return fromSeed(Secret::copyOf(body.subspan(1)));
}

Secret PracticeKey::recoverySheet() const
{
    Secret sheet(kSheetBytes);
    auto bytes = sheet.revealMutable();
    bytes[0] = kSheetVersion;
    std::copy(seed().reveal().begin(), seed().reveal().end(), bytes.begin() + 1);
    const auto sum = checksum(bytes.first(kSheetBytes - kChecksum));
    std::copy_n(sum.begin(), kChecksum, bytes.end() - kChecksum);
    auto text = crypto::toBase32(sheet);
    Secret grouped(text.size() + (text.size() - 1) / kGroup);
    std::size_t at = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i > 0 && i % kGroup == 0)
            grouped.revealMutable()[at++] = '-';
        grouped.revealMutable()[at++] = static_cast<std::uint8_t>(text[i]);
    }
    wipeMemory({reinterpret_cast<std::uint8_t *>(text.data()), text.size()});
    return grouped;
}

crypto::DhKey PracticeKey::recoveryKey() const
{
    const auto ikm = crypto::hkdfSha256(seed().reveal(), {}, asBytes("bedside recovery key v1"), 32);
    return crypto::hpkeDeriveKeyPair(ikm.reveal());
}

IssuerSet PracticeKey::makeIssuerSet(const PracticeId &practice, std::uint64_t number,
                                     std::vector<crypto::SignaturePublicKey> issuingKeys, WallTime now) const
{
    IssuerSet set;
    set.practice = practice;
    set.number = number;
    set.keys = std::move(issuingKeys);
    set.recoveryKey = recoveryKey().publicKey();
    set.notAfter = now + kYear;
    set.sign(m_key);
    return set;
}

IssuingKey IssuingKey::generate() { return IssuingKey(crypto::SigningKey::generate()); }

Result<IssuingKey> IssuingKey::fromSeed(const Secret &seed32)
{
    TRY(auto key, crypto::SigningKey::fromSeed(seed32));
    return IssuingKey(std::move(key));
}

DeviceCertificate IssuingKey::certify(const PracticeId &practice, const AccountId &account, const DeviceId &device,
                                      wire::RoleSet roles, const crypto::SignaturePublicKey &signatureKey,
                                      const crypto::DhPublicKey &agreementKey, WallTime now) const
{
    DeviceCertificate certificate;
    certificate.practice = practice;
    certificate.account = account;
    certificate.device = device;
    certificate.roles = roles;
    certificate.signatureKey = signatureKey;
    certificate.agreementKey = agreementKey;
    certificate.notBefore = now - std::chrono::hours(1); // for clocks that run late
    certificate.notAfter = now + kYear;
    certificate.sign(m_key);
    return certificate;
}

GrantList IssuingKey::makeGrantList(const IssuerSet &issuers, const GrantList *previous, std::vector<GrantEntry> entries,
                                    WallTime now) const
{
    GrantList list;
    list.practice = issuers.practice;
    list.issuerSetNumber = issuers.number;
    if (previous) {
        list.number = previous->number + 1;
        list.previous = previous->hash();
    }
    list.time = now;
    list.entries = std::move(entries);
    list.sign(m_key);
    return list;
}

ServerStatement IssuingKey::makeStatement(const PracticeId &practice, const ServerStatement *previous,
                                          std::string serverName, Bytes currentDer, Bytes nextDer,
                                          std::vector<crypto::Digest> pins, WallTime now) const
{
    ServerStatement statement;
    statement.practice = practice;
    statement.number = previous ? previous->number + 1 : 1;
    statement.serverName = std::move(serverName);
    statement.current = std::move(currentDer);
    statement.next = std::move(nextDer);
    statement.pins = std::move(pins);
    statement.notBefore = now - std::chrono::hours(1);
    statement.notAfter = statement.notBefore + ServerStatement::kMaxLifetime;
    statement.sign(m_key);
    return statement;
}

std::vector<GrantEntry> grantsFor(const DeviceCertificate &certificate)
{
    return {{GrantEntry::Kind::Device, keyHash(certificate.signatureKey), certificate.roles, false},
            {GrantEntry::Kind::Account, accountHash(certificate.practice, certificate.account), certificate.roles, false}};
}

} // namespace bedside::identity
