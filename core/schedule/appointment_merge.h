// SPDX-License-Identifier: Apache-2.0
// Merges an edit with what somebody else wrote meanwhile: field by field, ours where we changed it, theirs elsewhere.
// Pure; any thread.
#pragma once

#include "core/schedule/appointment_content.h"
#include "core/wire/http.h"

namespace bedside::schedule {

struct AppointmentFields {
    WallTime startsAt{};
    int minutes = 30;
    wire::AppointmentState state = wire::AppointmentState::Scheduled;
    AppointmentContent content;
    std::vector<InviteSecret> invites;
};

// `base`: from what ours was made; null for a new appointment or one that can no longer be read: ours then wins.
// Invites are united; one that either side withdrew stays withdrawn. An end (Ended, NoShow) is never undone by a merge.
AppointmentFields mergeAppointment(const AppointmentFields *base, const AppointmentFields &ours,
                                   const AppointmentFields &theirs);

} // namespace bedside::schedule
