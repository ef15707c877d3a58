// SPDX-License-Identifier: Apache-2.0
// A member that is built on core/mls alone: it holds the group's keys in its own hands and may say whatever it likes.
#pragma once

#include "world.h"

#include "core/crypto/random.h"
#include "core/e2ee/hello_name.h"
#include "core/e2ee/profile.h"
#include "core/e2ee/welcome_envelope.h"
#include "core/identity/tlv.h"

namespace bedside::test {

inline mls::KeyPackageBundle bundleFor(const identity::DeviceKeys &keys, const identity::DeviceCertificate &certificate,
                                       const VisitId &visit, WallTime now)
{
    const auto leaf = identity::LeafIdentity::create(keys, certificate, visit, now);
    return mls::KeyPackageBundle::create(leaf.credential.encode(), leaf.key, profile::leafCapabilities(),
                                         mls::Lifetime::between(now - std::chrono::hours(1), now + std::chrono::hours(23)));
}

// A guest that is a full member, on core/mls alone.
struct HostileGuest {
    World &world;
    InviteId invite = inviteIdFor(666);
    identity::InviteKeys keys = identity::InviteKeys::derive(crypto::randomSecret(32), invite);
    identity::GuestDevice device;
    mls::KeyPackageBundle bundle;
    Bytes welcome; // as it came out of its envelope
    std::optional<mls::Group> group;

    explicit HostileGuest(World &where)
        : world(where), device(identity::GuestDevice::create(where.practice.id, where.now.wall)),
          bundle(bundleFor(device.keys, device.certificate, where.visit, where.now.wall))
    {
    }
    void join()
    {
        world.desk.addInvite(world.visit, invite, keys.clone());
        LobbyHello hello;
        hello.visit = world.visit;
        hello.invite = invite;
        hello.counter = 1;
        hello.keyPackage = bundle.package.encodeMessage();
        hello.sealedName = *sealName(hello, "Mallory", keys.hello);
        hello.mac = crypto::hmacSha256(keys.mac.reveal(), hello.macContent());
        hello.signature = device.keys.signing().sign(
            identity::signedContent("bedside lobby hello v1", device.certificate.practice, hello.signedFields()));
        wire::LobbyArrival arrival{world.visit, invite, 666, world.now.wall, hello.encode()};
        world.desk.arrived(arrival, world.practice.trust(world.now.wall), world.now.wall);
        const auto entry = world.desk.take(666);
        auto effects = world.host->session->admit(*entry, &keys, world.now);
        for (const auto &effect : *effects) {
            const auto *frame = std::get_if<SendFrame>(&effect);
            if (!frame || frame->type != wire::FrameType::Welcome)
                continue;
            const auto envelope = WelcomeEnvelope::parse(wire::WelcomeRequest::decode(frame->body)->welcome);
            const auto content = envelope->openWithInvite(keys.welcome);
            welcome = content->welcome;
            auto joined = mls::Group::join(content->welcome, ByteSpan(content->ratchetTree), bundle, world.now.wall);
            group.emplace(std::move(joined->group));
        }
        world.perform(*world.host, std::move(*effects));
        world.settle();
    }
    Bytes say(Control control) { return *group->protectApplication(encodeControl({0, std::move(control)})); }
};

} // namespace bedside::test
