// SPDX-License-Identifier: Apache-2.0
#include "core/schedule/appointment_merge.h"

#include <algorithm>

namespace bedside::schedule {
namespace {

template <class T>
T pick(const T *base, const T &ours, const T &theirs)
{
    return base && ours == *base ? theirs : ours;
}

bool isEnd(wire::AppointmentState state)
{
    return state == wire::AppointmentState::Ended || state == wire::AppointmentState::NoShow;
}

std::vector<InviteSecret> unite(const std::vector<InviteSecret> &ours, const std::vector<InviteSecret> &theirs)
{
    std::vector<InviteSecret> out;
    for (const InviteSecret &invite : theirs)
        out.push_back(invite.clone());
    for (const InviteSecret &invite : ours) {
        const auto same = std::find_if(out.begin(), out.end(), [&](const InviteSecret &other) { return other.id == invite.id; });
        if (same == out.end())
            out.push_back(invite.clone());
        else
            same->withdrawn = same->withdrawn || invite.withdrawn;
    }
    if (out.size() > kMaxInvites) // the oldest withdrawn ones are of no further use
        out.erase(out.begin(), out.end() - static_cast<std::ptrdiff_t>(kMaxInvites));
    return out;
}

} // namespace

AppointmentFields mergeAppointment(const AppointmentFields *base, const AppointmentFields &ours,
                                   const AppointmentFields &theirs)
{
    AppointmentFields out;
    out.startsAt = pick(base ? &base->startsAt : nullptr, ours.startsAt, theirs.startsAt);
    out.minutes = pick(base ? &base->minutes : nullptr, ours.minutes, theirs.minutes);
    out.state = isEnd(theirs.state) ? theirs.state : pick(base ? &base->state : nullptr, ours.state, theirs.state);
    const AppointmentContent *old = base ? &base->content : nullptr;
    out.content.patientName = pick(old ? &old->patientName : nullptr, ours.content.patientName, theirs.content.patientName);
    out.content.reason = pick(old ? &old->reason : nullptr, ours.content.reason, theirs.content.reason);
    out.content.contact = pick(old ? &old->contact : nullptr, ours.content.contact, theirs.content.contact);
    out.content.pseudonym = theirs.content.pseudonym.empty() ? ours.content.pseudonym : theirs.content.pseudonym;
    out.invites = unite(ours.invites, theirs.invites);
    return out;
}

} // namespace bedside::schedule
