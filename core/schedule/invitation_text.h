// SPDX-License-Identifier: Apache-2.0
// What may leave the program about an appointment: its time and its link, and nothing else. Pure; any thread.
#pragma once

#include "core/base/clock.h"
#include "core/base/ids.h"

#include <string>

namespace bedside::schedule {

struct InvitationFacts {
    WallTime startsAt{};
    int minutes = 30;
    InviteId invite;        // names the calendar entry; it is in the link anyway
    std::string link;
    std::string language;   // "en", "es"; anything else: English
    WallTime now{};
};

std::string calendarFile(const InvitationFacts &facts); // RFC 5545, one VEVENT in UTC
std::string mailText(const InvitationFacts &facts);     // UTF-8, in this computer's time zone, which it names

} // namespace bedside::schedule
