// SPDX-License-Identifier: Apache-2.0
// Who waits, in which place, and about how long. Values and pure functions.
#pragma once

#include "core/server/tickets.h"
#include "core/wire/messages.h"

#include <vector>

namespace bedside::server {

using ConnectionId = std::uint64_t;

struct LobbyEntry {
    ConnectionId connection = 0;
    InviteTarget target;
    WallTime since{};
    Bytes hello;
    std::optional<wire::LobbyPlace> told;
};

// What bears on the wait of one clinician's guests.
struct LobbyView {
    bool present = false;                // the owner has a socket open
    std::optional<WallTime> busyUntil;   // planned end of the visit that the owner is in
};

// Place 1 is next. Unknown while the owner is away. Otherwise: until the visit under way is planned to end, or until
// one's own appointment begins, whichever is later, plus the planned minutes of those ahead.
wire::LobbyPlace placeOf(const LobbyEntry &entry, const std::vector<const LobbyEntry *> &sameOwner, const LobbyView &view,
                         WallTime now);

} // namespace bedside::server
