// SPDX-License-Identifier: Apache-2.0
// DeviceCertificate: binds a device's two keys to practice, account and roles. Staff: signed by an issuing key when an
// administrator approves the device. Guests: signed by itself, role guest, worth only what the invite's MAC adds.
#pragma once

#include "core/base/clock.h"
#include "core/base/ids.h"
#include "core/identity/device_keys.h"
#include "core/wire/roles.h"

namespace bedside::identity {

struct DeviceCertificate {
    static constexpr std::size_t kMaxSize = 512;

    PracticeId practice;
    AccountId account;   // null for a guest
    DeviceId device;
    wire::RoleSet roles; // as certified; the grant list overrides them
    crypto::SignaturePublicKey signatureKey{};
    crypto::DhPublicKey agreementKey{};
    WallTime notBefore{};
    WallTime notAfter{};
    crypto::Digest issuer{}; // keyHash of the issuing key; of the device's own key where self-issued
    crypto::Signature signature{};

    // For the device of a guest: one day around `now`, self-issued.
    static DeviceCertificate forGuest(const PracticeId &practice, const DeviceKeys &keys, WallTime now);

    Bytes encode() const;
    static Result<DeviceCertificate> parse(ByteSpan bytes);

    void sign(const crypto::SigningKey &issuingKey); // sets issuer and signature
    bool isSelfIssued() const;
    // Signature by that key: WrongPractice (another issuer), BadSignature.
    Result<void> verifySignature(const crypto::SignaturePublicKey &issuingKey) const;
    Result<void> checkTime(WallTime now) const; // NotYetValid, Expired
    // Both.
    Result<void> verify(const crypto::SignaturePublicKey &issuingKey, WallTime now) const;
    // Self-issued, role guest and nothing else, of that practice, in time. NotAuthorized, WrongPractice, ...
    Result<void> verifyGuest(const PracticeId &practice, WallTime now) const;

    friend bool operator==(const DeviceCertificate &, const DeviceCertificate &) = default;

private:
    Bytes fields() const;
};

} // namespace bedside::identity
