// SPDX-License-Identifier: Apache-2.0
// A practice with one device that may seal and open appointments.
#pragma once

#include "core/crypto/random.h"
#include "core/identity/practice_keys.h"
#include "core/schedule/appointment_content.h"

namespace bedside::test {

struct SealingFixture {
    PracticeId practice = crypto::randomId<PracticeId>();
    identity::PracticeKey practiceKey = identity::PracticeKey::generate();
    identity::IssuingKey issuing = identity::IssuingKey::generate();
    identity::DeviceKeys device = identity::DeviceKeys::generate();
    identity::DeviceCertificate certificate;
    identity::PracticeTrust trust = identity::PracticeTrust::pinnedTo({});
    e2ee::RoleKeyRing ring;

    SealingFixture()
    {
        const WallTime now = SystemClock().now();
        wire::RoleSet roles(wire::Role::Clinician);
        certificate = issuing.certify(practice, crypto::randomId<AccountId>(), crypto::randomId<DeviceId>(), roles,
                                      device.signing().publicKey(), device.agreement().publicKey(), now);
        const auto issuers = practiceKey.makeIssuerSet(practice, 1, {issuing.publicKey()}, now);
        const auto grants = issuing.makeGrantList(issuers, nullptr, identity::grantsFor(certificate), now);
        trust = identity::PracticeTrust::pinnedTo(practiceKey.fingerprint());
        (void)trust.acceptIssuers(practiceKey.publicKey(), issuers.encode(), now).ok();
        (void)trust.acceptGrants(grants.encode(), now).ok();
        for (const auto role : {e2ee::KeyRole::Scheduling, e2ee::KeyRole::Clinical, e2ee::KeyRole::Hosting})
            ring.add(e2ee::RoleKey::generate(role, 1));
    }
    schedule::SealingKeys keys() const { return {practice, ring, device, certificate, trust}; }
};

} // namespace bedside::test
