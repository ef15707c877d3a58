// SPDX-License-Identifier: Apache-2.0
// One-time tickets that carry an identity from HTTPS to the socket: 32 random bytes, 30 seconds. Network thread.
#pragma once

#include "core/crypto/hash.h"
#include "core/server/invites.h"
#include "core/wire/roles.h"

#include <map>
#include <variant>

namespace bedside::server {

struct StaffIdentity {
    AccountId account;
    DeviceId device;
    wire::RoleSet roles;
    crypto::Digest session{};
};
using GuestIdentity = InviteTarget;
using Identity = std::variant<StaffIdentity, GuestIdentity>;

class Tickets {
public:
    // TooManyAttempts when too many are out at once.
    Result<Bytes> issue(Identity identity, SteadyTime now);
    Result<Identity> redeem(ByteSpan ticket, SteadyTime now); // SessionEnded: unknown, used or too old

private:
    static constexpr std::size_t kMostOut = 10'000;
    struct Entry {
        Identity identity;
        SteadyTime expires{};
    };
    std::map<crypto::Digest, Entry> m_entries;
};

} // namespace bedside::server
