// SPDX-License-Identifier: Apache-2.0
#include "core/identity/practice_trust.h"

#include "core/identity/tlv.h"

namespace bedside::identity {

namespace {

constexpr std::uint8_t kVersion = 1;
enum Tag : std::uint16_t { kVersionTag = 1, kFingerprint, kPracticeKey, kIssuers, kGrants, kStatement };

// The same number must mean the same content, and numbers only grow.
template <class Signed>
Result<void> checkSuccession(const std::optional<Signed> &known, const Signed &offered)
{
    if (!known)
        return {};
    if (offered.number < known->number)
        return Error(ErrorCode::RolledBack, "number", static_cast<std::int64_t>(offered.number));
    if (offered.number == known->number && !(offered == *known))
        return Error(ErrorCode::Equivocated, "number", static_cast<std::int64_t>(offered.number));
    return {};
}

} // namespace

Fingerprint fingerprintOf(const crypto::SignaturePublicKey &practiceKey) { return crypto::sha256(practiceKey); }

PracticeTrust PracticeTrust::pinnedTo(const Fingerprint &fingerprint)
{
    PracticeTrust trust;
    trust.m_fingerprint = fingerprint;
    return trust;
}

Bytes PracticeTrust::encode() const
{
    TlvWriter writer;
    writer.u8(kVersionTag, kVersion).bytes(kFingerprint, m_fingerprint);
    writer.bytes(kPracticeKey, m_practiceKey ? ByteSpan(*m_practiceKey) : ByteSpan());
    writer.bytes(kIssuers, m_issuers ? m_issuers->encode() : Bytes());
    writer.bytes(kGrants, m_grants ? m_grants->encode() : Bytes());
    writer.bytes(kStatement, m_statement ? m_statement->encode() : Bytes());
    return std::move(writer).content();
}

Result<PracticeTrust> PracticeTrust::parse(ByteSpan stored)
{
    TlvReader reader(stored);
    PracticeTrust out;
    TRY_OK(reader.version(kVersionTag, kVersion));
    TRY(out.m_fingerprint, reader.array<32>(kFingerprint));
    TRY(const auto practiceKey, reader.bytes(kPracticeKey, 32));
    TRY(const auto issuers, reader.bytes(kIssuers, IssuerSet::kMaxSize));
    TRY(const auto grants, reader.bytes(kGrants, GrantList::kMaxSize));
    TRY(const auto statement, reader.bytes(kStatement, ServerStatement::kMaxSize));
    TRY_OK(reader.finish());
    if (practiceKey.empty() != issuers.empty())
        return Error(ErrorCode::Malformed, "practice trust");
    if (!issuers.empty()) { // what was believed once may have run out since: times are checked when it is used
        TRY(out.m_practiceKey, ByteReader(practiceKey).array<32>());
        TRY(out.m_issuers, IssuerSet::parse(issuers));
        if (fingerprintOf(*out.m_practiceKey) != out.m_fingerprint)
            return Error(ErrorCode::WrongPractice, "practice key");
        TRY_OK(out.m_issuers->verify(*out.m_practiceKey, WallTime{}));
    }
    if (!grants.empty()) {
        TRY(out.m_grants, GrantList::parse(grants));
    }
    if (!statement.empty()) {
        TRY(out.m_statement, ServerStatement::parse(statement));
    }
    return out;
}

Result<void> PracticeTrust::acceptIssuers(ByteSpan practiceKey, ByteSpan issuers, WallTime now)
{
    TRY(const auto key, ByteReader(practiceKey).array<32>());
    if (practiceKey.size() != 32 || fingerprintOf(key) != m_fingerprint)
        return Error(ErrorCode::WrongPractice, "practice key");
    TRY(auto offered, IssuerSet::parse(issuers));
    TRY_OK(offered.verify(key, now));
    if (m_issuers && m_issuers->practice != offered.practice)
        return Error(ErrorCode::WrongPractice, "practice id");
    TRY_OK(checkSuccession(m_issuers, offered));
    m_practiceKey = key;
    m_issuers = std::move(offered);
    return {};
}

Result<void> PracticeTrust::acceptGrants(ByteSpan grants, WallTime now)
{
    if (!m_issuers)
        return Error(ErrorCode::KeyUnavailable, "issuer set");
    TRY(auto offered, GrantList::parse(grants));
    TRY_OK(offered.verify(*m_issuers));
    TRY_OK(checkSuccession(m_grants, offered));
    if (m_grants && offered.number == m_grants->number + 1 && offered.previous != m_grants->hash())
        return Error(ErrorCode::Equivocated, "predecessor of the grant list");
    TRY_OK(offered.checkAge(now));
    m_grants = std::move(offered);
    return {};
}

Result<void> PracticeTrust::acceptStatement(ByteSpan statement, std::string_view serverName, WallTime now)
{
    if (!m_issuers)
        return Error(ErrorCode::KeyUnavailable, "issuer set");
    TRY(auto offered, ServerStatement::parse(statement));
    TRY_OK(offered.verify(*m_issuers, now));
    if (offered.serverName != serverName)
        return Error(ErrorCode::WrongPractice, "server name");
    TRY_OK(checkSuccession(m_statement, offered));
    m_statement = std::move(offered);
    return {};
}

Result<void> PracticeTrust::accept(const TrustBundle &bundle, std::string_view serverName, WallTime now)
{
    auto next = *this;
    TRY_OK(next.acceptIssuers(bundle.practiceKey, bundle.issuers, now));
    TRY_OK(next.acceptGrants(bundle.grants, now));
    if (!bundle.statement.empty())
        TRY_OK(next.acceptStatement(bundle.statement, serverName, now));
    *this = std::move(next);
    return {};
}

PracticeId PracticeTrust::practice() const { return m_issuers ? m_issuers->practice : PracticeId{}; }

TrustBundle PracticeTrust::bundle() const
{
    TrustBundle bundle;
    if (m_practiceKey)
        bundle.practiceKey = toBytes(*m_practiceKey);
    if (m_issuers)
        bundle.issuers = m_issuers->encode();
    if (m_grants)
        bundle.grants = m_grants->encode();
    if (m_statement)
        bundle.statement = m_statement->encode();
    return bundle;
}

Result<void> PracticeTrust::checkFresh(WallTime now) const
{
    if (!m_grants || !m_issuers)
        return Error(ErrorCode::KeyUnavailable, "grant list");
    if (now > m_issuers->notAfter)
        return Error(ErrorCode::Expired, "issuer set");
    return m_grants->checkAge(now);
}

Result<void> PracticeTrust::checkIssued(const DeviceCertificate &certificate) const
{
    if (!m_issuers || certificate.practice != m_issuers->practice)
        return Error(ErrorCode::WrongPractice, "device certificate");
    const auto *key = m_issuers->find(certificate.issuer);
    if (!key)
        return Error(ErrorCode::WrongPractice, "certificate issuer");
    return certificate.verifySignature(*key);
}

Result<wire::RoleSet> PracticeTrust::checkDevice(const DeviceCertificate &certificate, WallTime now) const
{
    TRY_OK(checkIssued(certificate));
    TRY_OK(certificate.checkTime(now));
    if (!m_grants)
        return Error(ErrorCode::KeyUnavailable, "grant list");
    const auto *device = m_grants->find(GrantEntry::Kind::Device, keyHash(certificate.signatureKey));
    const auto *account =
        m_grants->find(GrantEntry::Kind::Account, accountHash(certificate.practice, certificate.account));
    if ((device && device->revoked) || (account && account->revoked))
        return Error(ErrorCode::Revoked, "device certificate");
    if (!device)
        return Error(ErrorCode::NotAuthorized, "device not on the grant list");
    return account ? account->roles : device->roles;
}

Result<wire::RoleSet> PracticeTrust::checkLeaf(const LeafCredential &credential, const VisitId &visit,
                                               const crypto::SignaturePublicKey &leafKey, WallTime now) const
{
    TRY_OK(credential.verify(visit, leafKey, now));
    const auto &certificate = credential.certificate;
    if (!certificate.isSelfIssued())
        return checkDevice(certificate, now);
    TRY_OK(certificate.verifyGuest(practice(), now));
    if (m_grants) {
        const auto *device = m_grants->find(GrantEntry::Kind::Device, keyHash(certificate.signatureKey));
        if (device && device->revoked)
            return Error(ErrorCode::Revoked, "guest");
    }
    return certificate.roles;
}

} // namespace bedside::identity
