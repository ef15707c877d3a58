// SPDX-License-Identifier: Apache-2.0
// A member that is built on core/mls alone: it holds the group's keys in its own hands and may say whatever it likes.
#pragma once

#include "rogue_member.h"
#include "world.h"

#include "core/crypto/random.h"

namespace bedside::test {

// A guest that is a full member of a world's visit.
struct HostileGuest : RogueMember {
    World &world;
    InviteId invite = inviteIdFor(666);
    identity::InviteKeys keys = identity::InviteKeys::derive(crypto::randomSecret(32), invite);

    explicit HostileGuest(World &where) : RogueMember(where.practice.id, where.visit, where.now.wall), world(where) {}
    void join()
    {
        world.desk.addInvite(world.visit, invite, keys.clone());
        wire::LobbyArrival arrival{world.visit, invite, 666, world.now.wall, hello(invite, keys)};
        world.desk.arrived(arrival, world.practice.trust(world.now.wall), world.now.wall);
        const auto entry = world.desk.take(666);
        auto effects = world.host->session->admit(*entry, &keys, world.now);
        for (const auto &effect : *effects) {
            const auto *frame = std::get_if<SendFrame>(&effect);
            if (!frame || frame->type != wire::FrameType::Welcome)
                continue;
            if (!RogueMember::join(wire::WelcomeRequest::decode(frame->body)->welcome, keys, world.now.wall).ok())
                std::abort();
        }
        world.perform(*world.host, std::move(*effects));
        world.settle();
    }
};

} // namespace bedside::test
