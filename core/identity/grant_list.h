// SPDX-License-Identifier: Apache-2.0
// GrantList: who may do what today: hashes of device keys and accounts with roles and revocations, no names. Signed by
// an issuing key at least daily; each names the hash of its predecessor. Value.
#pragma once

#include "core/identity/issuer_set.h"
#include "core/wire/roles.h"

namespace bedside::identity {

struct GrantEntry {
    enum class Kind : std::uint8_t { Device = 1, Account = 2 };

    Kind kind = Kind::Device;
    crypto::Digest subject{}; // keyHash of a device, or accountHash
    wire::RoleSet roles;
    bool revoked = false;
    friend bool operator==(const GrantEntry &, const GrantEntry &) = default;
};

crypto::Digest accountHash(const PracticeId &practice, const AccountId &account);

struct GrantList {
    static constexpr std::size_t kMaxEntries = 2048;
    static constexpr std::size_t kMaxSize = 100 * 1024;
    static constexpr Milliseconds kMaxAge = std::chrono::hours(24);
    static constexpr Milliseconds kMaxAhead = std::chrono::minutes(10); // of this computer's clock

    PracticeId practice;
    std::uint64_t issuerSetNumber = 1;
    std::uint64_t number = 1;
    crypto::Digest previous{};       // hash of the predecessor; zero for number 1
    WallTime time{};
    std::vector<GrantEntry> entries; // ascending by kind and subject, distinct
    crypto::Digest issuer{};
    crypto::Signature signature{};

    Bytes encode() const;
    static Result<GrantList> parse(ByteSpan bytes);
    void sign(const crypto::SigningKey &issuingKey); // sorts the entries first
    // Signature by a key of that set, and the set's number. WrongPractice, BadSignature, RolledBack.
    Result<void> verify(const IssuerSet &issuers) const;
    Result<void> checkAge(WallTime now) const; // Expired: over 24 hours; ClockWrong: over 10 minutes in the future
    const GrantEntry *find(GrantEntry::Kind kind, const crypto::Digest &subject) const;
    crypto::Digest hash() const;

    friend bool operator==(const GrantList &, const GrantList &) = default;

private:
    Bytes fields() const;
};

} // namespace bedside::identity
