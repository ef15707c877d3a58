// SPDX-License-Identifier: Apache-2.0
// A practice whose every key is known, the same in every run: what it has signed, and a device that it has certified.
#pragma once

#include "core/identity/invite_link.h"
#include "core/identity/practice_keys.h"
#include "tests/fuzz/promise.h"

namespace bedside::fuzz {

inline constexpr std::string_view kServerName = "clinic.example:8443";

constexpr wire::RoleSet staffRoles()
{
    wire::RoleSet roles(wire::Role::Clinician);
    roles.add(wire::Role::Administrator);
    return roles;
}

struct Practice {
    identity::PracticeKey key = identity::PracticeKey::generate();
    identity::IssuingKey issuing = identity::IssuingKey::generate();
    identity::DeviceKeys device = identity::DeviceKeys::generate();
    PracticeId id = PracticeId::fromBytes(Bytes(PracticeId::kSize, 1)).value();
    identity::DeviceCertificate guest = identity::DeviceCertificate::forGuest(id, device, someTime());
    identity::DeviceCertificate staff = issuing.certify(id, {}, {}, staffRoles(), device.signing().publicKey(),
                                                        device.agreement().publicKey(), someTime());
    identity::IssuerSet issuers = key.makeIssuerSet(id, 1, {issuing.publicKey()}, someTime());
    identity::GrantList grants = issuing.makeGrantList(issuers, nullptr, identity::grantsFor(staff), someTime());
    identity::ServerStatement statement = issuing.makeStatement(id, nullptr, std::string(kServerName), Bytes(64, 0x30),
                                                                Bytes(64, 0x31), {{}}, someTime());
    // Of the same practice: the successors, and others under the same numbers.
    identity::IssuerSet laterIssuers =
        key.makeIssuerSet(id, 2, {issuing.publicKey(), device.signing().publicKey()}, someTime());
    identity::GrantList laterGrants = issuing.makeGrantList(issuers, &grants, {}, someTime());
    identity::ServerStatement laterStatement =
        issuing.makeStatement(id, &statement, std::string(kServerName), Bytes(64, 0x32), {}, {{}, {}}, someTime());
    identity::PracticeTrust trust = identity::PracticeTrust::pinnedTo(key.fingerprint());

    Practice();
    identity::TrustBundle bundle() const;
};

const Practice &practice();

} // namespace bedside::fuzz
