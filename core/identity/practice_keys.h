// SPDX-License-Identifier: Apache-2.0
// PracticeKey and IssuingKey: made on the first administrator's device, never sent. The practice key signs issuer sets
// and its backup is the recovery sheet; the issuing key signs everything of every day. Move-only; any thread.
#pragma once

#include "core/identity/practice_trust.h"

namespace bedside::identity {

class PracticeKey {
public:
    static PracticeKey generate();
    // BadMac: a mistyped sheet (its checksum does not hold). Spaces, hyphens and case do not matter.
    static Result<PracticeKey> fromRecoverySheet(std::string_view text);
    static Result<PracticeKey> fromSeed(const Secret &seed32);

    const crypto::SignaturePublicKey &publicKey() const noexcept { return m_key.publicKey(); }
    const Secret &seed() const noexcept { return m_key.seed(); }
    Fingerprint fingerprint() const { return fingerprintOf(publicKey()); }
    crypto::DhKey recoveryKey() const; // X25519, derived from the seed: opens what was wrapped to the recovery sheet
    // Twelve groups of five characters: the seed and a checksum in base32, as ASCII text in a Secret.
    Secret recoverySheet() const;
    // Lasts a year.
    IssuerSet makeIssuerSet(const PracticeId &practice, std::uint64_t number,
                            std::vector<crypto::SignaturePublicKey> issuingKeys, WallTime now) const;

private:
    explicit PracticeKey(crypto::SigningKey key) : m_key(std::move(key)) {}
    crypto::SigningKey m_key;
};

class IssuingKey {
public:
    static IssuingKey generate();
    static Result<IssuingKey> fromSeed(const Secret &seed32);

    const crypto::SignaturePublicKey &publicKey() const noexcept { return m_key.publicKey(); }
    const Secret &seed() const noexcept { return m_key.seed(); } // for the administrator's encrypted store
    IssuingKey clone() const { return IssuingKey(m_key.clone()); }

    // Lasts a year.
    DeviceCertificate certify(const PracticeId &practice, const AccountId &account, const DeviceId &device,
                              wire::RoleSet roles, const crypto::SignaturePublicKey &signatureKey,
                              const crypto::DhPublicKey &agreementKey, WallTime now) const;
    // The successor of `previous` (none: number 1), dated `now`.
    GrantList makeGrantList(const IssuerSet &issuers, const GrantList *previous, std::vector<GrantEntry> entries,
                            WallTime now) const;
    // The successor of `previous`; lasts 30 days, less an hour before `now` for clocks that run late.
    ServerStatement makeStatement(const PracticeId &practice, const ServerStatement *previous, std::string serverName,
                                  Bytes currentDer, Bytes nextDer, std::vector<crypto::Digest> pins, WallTime now) const;

private:
    explicit IssuingKey(crypto::SigningKey key) : m_key(std::move(key)) {}
    crypto::SigningKey m_key;
};

// The two entries that a newly approved device needs.
std::vector<GrantEntry> grantsFor(const DeviceCertificate &certificate);

} // namespace bedside::identity
