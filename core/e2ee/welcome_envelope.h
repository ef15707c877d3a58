// SPDX-License-Identifier: Apache-2.0
// WelcomeEnvelope: the MLS Welcome with all that a newcomer needs to check the practice, sealed to the invite's key or,
// for staff, to the device certificate's X25519 key; the header in clear is its associated data. Values; any thread.
#pragma once

#include "core/base/ids.h"
#include "core/e2ee/lobby_hello.h"
#include "core/identity/practice_trust.h"

namespace bedside::e2ee {

struct WelcomeHeader {
    static constexpr std::uint8_t kVersion = 1;
    HelloKind kind = HelloKind::Invite;
    VisitId visit;
    InstanceId instance;
    InviteId invite;             // null for staff
    std::uint64_t epoch = 0;
    crypto::Digest hello{};      // SHA-256 of the hello that it answers
    friend bool operator==(const WelcomeHeader &, const WelcomeHeader &) = default;
};

struct WelcomeContent {
    Bytes welcome;               // MLSMessage
    Bytes ratchetTree;
    Bytes hostCertificate;
    identity::TrustBundle trust; // practice key, issuer set, grant list
};

struct WelcomeEnvelope {
    WelcomeHeader header;
    Bytes kemOutput;             // staff only
    Bytes sealed;                // invite: nonce || ciphertext

    static Result<WelcomeEnvelope> sealToInvite(const WelcomeHeader &, const WelcomeContent &, const Secret &invWelcome);
    static Result<WelcomeEnvelope> sealToDevice(const WelcomeHeader &, const WelcomeContent &, const crypto::DhPublicKey &);
    // BadMac for anything altered, the header included.
    Result<WelcomeContent> openWithInvite(const Secret &invWelcome) const;
    Result<WelcomeContent> openWithDevice(const crypto::DhKey &key) const;

    Bytes encode() const;
    static Result<WelcomeEnvelope> parse(ByteSpan bytes); // UnknownVersion: an update is needed
};

} // namespace bedside::e2ee
