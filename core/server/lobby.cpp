// SPDX-License-Identifier: Apache-2.0
#include "core/server/lobby.h"

#include <algorithm>

namespace bedside::server {

wire::LobbyPlace placeOf(const LobbyEntry &entry, const std::vector<const LobbyEntry *> &sameOwner, const LobbyView &view,
                         WallTime now)
{
    wire::LobbyPlace place;
    place.hostPresent = view.present;
    std::int64_t minutesAhead = 0;
    int ahead = 0;
    for (const auto *other : sameOwner)
        if (std::pair(other->since, other->connection) < std::pair(entry.since, entry.connection)) {
            ++ahead;
            minutesAhead += other->target.minutes;
        }
    place.place = static_cast<std::uint16_t>(std::min(ahead + 1, 0xffff));
    if (!view.present)
        return place;
    const auto begins = std::max(entry.target.startsAt, view.busyUntil.value_or(now));
    const auto until = std::max<std::int64_t>(0, std::chrono::ceil<std::chrono::minutes>(begins - now).count());
    constexpr std::int64_t kMostKnown = wire::LobbyPlace::kUnknownWait - 1;
    place.waitMinutes = static_cast<std::uint16_t>(std::min(until + minutesAhead, kMostKnown));
    return place;
}

} // namespace bedside::server
