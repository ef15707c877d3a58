// SPDX-License-Identifier: Apache-2.0
// PracticeTrust: what this client believes of one practice: the pinned fingerprint, and the newest issuer set, grant
// list and server statement seen. The client stores it (encode/parse); it needs no network. Value; one thread.
#pragma once

#include "core/identity/device_certificate.h"
#include "core/identity/grant_list.h"
#include "core/identity/leaf_credential.h"
#include "core/identity/server_statement.h"

#include <optional>

namespace bedside::identity {

using Fingerprint = crypto::Digest; // SHA-256 of the practice's Ed25519 key
Fingerprint fingerprintOf(const crypto::SignaturePublicKey &practiceKey);

// The answer of first contact, and what a WELCOME carries, as bytes.
struct TrustBundle {
    Bytes practiceKey; // 32 bytes
    Bytes issuers;
    Bytes grants;
    Bytes statement;   // not in a WELCOME
};

class PracticeTrust {
public:
    static PracticeTrust pinnedTo(const Fingerprint &fingerprint); // from a link, an enrolment code or managed policy
    Bytes encode() const;
    static Result<PracticeTrust> parse(ByteSpan stored); // our own store's bytes, checked all the same

    // Each accepts the same or newer, and refuses: WrongPractice (not the pinned key), BadSignature, Expired,
    // ClockWrong (from the future), RolledBack (an older number), Equivocated (the same number, or the named
    // predecessor, with another content). Refused: nothing changes. Order: issuers, grants, statement.
    Result<void> acceptIssuers(ByteSpan practiceKey, ByteSpan issuers, WallTime now);
    Result<void> acceptGrants(ByteSpan grants, WallTime now);
    Result<void> acceptStatement(ByteSpan statement, std::string_view serverName, WallTime now);
    // Issuers and grants of a bundle, and its statement if it has one; stops at the first refusal.
    Result<void> accept(const TrustBundle &bundle, std::string_view serverName, WallTime now);

    const Fingerprint &fingerprint() const noexcept { return m_fingerprint; }
    bool hasIssuers() const noexcept { return m_issuers.has_value(); }
    const std::optional<crypto::SignaturePublicKey> &practiceKey() const noexcept { return m_practiceKey; }
    const std::optional<IssuerSet> &issuers() const noexcept { return m_issuers; }
    const std::optional<GrantList> &grants() const noexcept { return m_grants; }
    const std::optional<ServerStatement> &statement() const noexcept { return m_statement; }
    PracticeId practice() const; // null before the issuers are known
    TrustBundle bundle() const;  // for a WELCOME

    // KeyUnavailable without a list; Expired and ClockWrong as in GrantList::checkAge. Checked when joining and at Adds.
    Result<void> checkFresh(WallTime now) const;
    // A staff device: chain, time, revocation. Returns the roles that count, the grant list's: a device that the list
    // does not name is refused with NotAuthorized. Revoked, WrongPractice, BadSignature, NotYetValid, Expired.
    Result<wire::RoleSet> checkDevice(const DeviceCertificate &certificate, WallTime now) const;
    // The chain only, whatever the time: for what was signed long ago. WrongPractice, BadSignature.
    Result<void> checkIssued(const DeviceCertificate &certificate) const;
    // The credential of an MLS leaf: LeafCredential::verify, then checkDevice or, for a guest, verifyGuest. Whether
    // that guest was admitted is for the group's parameters to say.
    Result<wire::RoleSet> checkLeaf(const LeafCredential &credential, const VisitId &visit,
                                    const crypto::SignaturePublicKey &leafKey, WallTime now) const;

private:
    Fingerprint m_fingerprint{};
    std::optional<crypto::SignaturePublicKey> m_practiceKey;
    std::optional<IssuerSet> m_issuers;
    std::optional<GrantList> m_grants;
    std::optional<ServerStatement> m_statement;
};

} // namespace bedside::identity
