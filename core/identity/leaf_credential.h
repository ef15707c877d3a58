// SPDX-License-Identifier: Apache-2.0
// LeafCredential: what an MLS leaf's basic credential holds: the device certificate and that device's signature over
// this visit and this fresh leaf key. No name, no pseudonym: the server sees KeyPackages.
#pragma once

#include "core/identity/device_certificate.h"

namespace bedside::identity {

struct LeafCredential {
    static constexpr std::size_t kMaxSize = 1024;

    DeviceCertificate certificate;
    VisitId visit;
    crypto::SignaturePublicKey leafKey{};
    WallTime notBefore{};
    WallTime notAfter{};
    crypto::Signature signature{}; // by the device key, label "bedside leaf v1"

    Bytes encode() const;
    static Result<LeafCredential> parse(ByteSpan bytes);
    // The device's signature, the visit, the leaf's key and the time. It does not judge the certificate's issuer:
    // PracticeTrust does. BadSignature, WrongGroup (another visit), BadKey (another leaf key), NotYetValid, Expired.
    Result<void> verify(const VisitId &visit, const crypto::SignaturePublicKey &leafKey, WallTime now) const;

    friend bool operator==(const LeafCredential &, const LeafCredential &) = default;
};

// A participant's signing identity for one visit. It lives until the visit ends, also while the screen is locked and
// the device key is wiped.
struct LeafIdentity {
    crypto::SigningKey key;
    LeafCredential credential;

    // Fresh leaf key, certified from now - 1 h to now + 23 h.
    static LeafIdentity create(const DeviceKeys &device, const DeviceCertificate &certificate, const VisitId &visit,
                               WallTime now);
    LeafIdentity clone() const;
};

} // namespace bedside::identity
