// SPDX-License-Identifier: Apache-2.0
// A guest that is built on core/mls alone, with keys of its own: it says what it likes, in the lobby and as a member.
#pragma once

#include "core/e2ee/hello_name.h"
#include "core/e2ee/profile.h"
#include "core/e2ee/welcome_envelope.h"
#include "core/identity/guest_device.h"
#include "core/identity/tlv.h"
#include "core/mls/group.h"

namespace bedside::test
{

inline mls::KeyPackageBundle bundleFor(const identity::DeviceKeys &keys, const identity::DeviceCertificate &certificate,
                                       const VisitId &visit, WallTime now)
{
    const auto leaf = identity::LeafIdentity::create(keys, certificate, visit, now);
    return mls::KeyPackageBundle::create(
        leaf.credential.encode(), leaf.key, e2ee::profile::leafCapabilities(),
        mls::Lifetime::between(now - std::chrono::hours(1), now + std::chrono::hours(23)));
}

struct RogueMember {
    VisitId visit;
    identity::GuestDevice device;
    mls::KeyPackageBundle bundle;
    Bytes welcome; // as it came out of its envelope
    std::optional<mls::Group> group;

    RogueMember(const PracticeId &practice, const VisitId &where, WallTime now)
        : visit(where), device(identity::GuestDevice::create(practice, now)),
          bundle(bundleFor(device.keys, device.certificate, where, now))
    {
    }
    // As an honest guest's, whatever the keys are.
    Bytes hello(const InviteId &invite, const identity::InviteKeys &keys, std::uint64_t counter = 1) const
    {
        e2ee::LobbyHello hello;
        hello.visit = visit;
        hello.invite = invite;
        hello.counter = counter;
        hello.keyPackage = bundle.package.encodeMessage();
        hello.sealedName = *e2ee::sealName(hello, "Mallory", keys.hello);
        hello.mac = crypto::hmacSha256(keys.mac.reveal(), hello.macContent());
        hello.signature = device.keys.signing().sign(
            identity::signedContent("bedside lobby hello v1", device.certificate.practice, hello.signedFields()));
        return hello.encode();
    }
    Result<void> join(ByteSpan envelopeBytes, const identity::InviteKeys &keys, WallTime now)
    {
        TRY(const auto envelope, e2ee::WelcomeEnvelope::parse(envelopeBytes));
        TRY(const auto content, envelope.openWithInvite(keys.welcome));
        welcome = content.welcome;
        TRY(auto joined, mls::Group::join(content.welcome, ByteSpan(content.ratchetTree), bundle, now));
        group.emplace(std::move(joined.group));
        return {};
    }
    Bytes say(e2ee::Control control)
    {
        return *group->protectApplication(e2ee::encodeControl({0, std::move(control)}));
    }
};

} // namespace bedside::test
