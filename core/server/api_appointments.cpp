// SPDX-License-Identifier: Apache-2.0
#include "core/server/api_call.h"

#include <nlohmann/json.hpp>

namespace bedside::server {

namespace {

using wire::Permission;

constexpr std::int64_t kLatestTime = 253'402'300'799'999; // the end of the year 9999
constexpr Milliseconds kLongestInvite = std::chrono::hours(24 * 366);

// What is not one's own does not exist: the same answer as for an invented id.
Result<AppointmentRow> findAllowed(Call &call, const VisitId &visit, Permission all)
{
    TRY(auto row, Appointments(call.storage).find(visit));
    if (!row || (row->owner != call.session.account && !call.may(all)))
        return Error(ErrorCode::NotFound, "appointment");
    return std::move(*row);
}

Result<void> readInto(AppointmentRow &row, const Json &body)
{
    constexpr std::int64_t kMostVersion = std::int64_t{1} << 53;
    TRY(row.version, jsonInteger(body, "baseVersion", 0, kMostVersion));
    TRY(auto startsAt, jsonInteger(body, "startsAt", 0, kLatestTime));
    TRY(auto minutes, jsonInteger(body, "minutes", 1, wire::limit::kAppointmentMostMinutes));
    TRY(auto state, jsonString(body, "state", 32));
    TRY(row.state, wire::appointmentStateFrom(state));
    TRY(row.sealed, jsonBase64(body, "sealed", wire::limit::kSealedBytes));
    row.startsAt = fromUnixMilliseconds(startsAt);
    row.minutes = static_cast<int>(minutes);
    return {};
}

// A new appointment is one's own, or another account's where the role allows it.
Result<AccountId> ownerOfNew(Call &call)
{
    if (!jsonHas(call.body, "owner"))
        return call.session.account;
    TRY(auto owner, jsonId<AccountId>(call.body, "owner"));
    if (owner != call.session.account) {
        if (!call.may(Permission::WriteAllAppointments))
            return Error(ErrorCode::NotAuthorized, "owner");
        TRY_OK(Accounts(call.storage).byId(owner));
    }
    return owner;
}

audit::EventType eventFor(const AppointmentRow &row, const std::optional<AppointmentRow> &before)
{
    const bool cancels = row.state == wire::AppointmentState::Cancelled &&
                         (!before || before->state != wire::AppointmentState::Cancelled);
    if (cancels)
        return audit::EventType::AppointmentCancelled;
    return before ? audit::EventType::AppointmentChanged : audit::EventType::AppointmentCreated;
}

} // namespace

Result<Json> getAppointments(Call &call)
{
    TRY(auto since, queryInteger(call.request.query, "since", 0, std::numeric_limits<std::int64_t>::max()));
    std::optional<AccountId> owner;
    if (!call.may(Permission::ReadAllAppointments))
        owner = call.session.account;
    TRY(auto page, Appointments(call.storage).changedSince(since, owner, wire::limit::kAppointmentsPerPage));
    Json items = Json::array();
    for (const auto &row : page.items)
        items.push_back({{"visitId", row.visit.text()},
                         {"version", row.version},
                         {"startsAt", toUnixMilliseconds(row.startsAt)},
                         {"minutes", row.minutes},
                         {"state", std::string(wire::appointmentStateName(row.state))},
                         {"owner", row.owner.text()},
                         {"sealed", toBase64(row.sealed)},
                         {"changedAt", toUnixMilliseconds(row.changedAt)}});
    return Json{{"items", items}, {"cursor", page.cursor}, {"more", page.more}};
}

Result<Json> putAppointment(Call &call)
{
    AppointmentRow row;
    TRY(row.visit, VisitId::fromText(call.id));
    TRY_OK(readInto(row, call.body));
    std::int64_t version = 0;
    const auto done = call.storage.transact([&]() -> Result<void> {
        std::optional<AppointmentRow> before;
        if (row.version == 0) {
            TRY(row.owner, ownerOfNew(call));
        } else {
            TRY(before, findAllowed(call, row.visit, Permission::WriteAllAppointments));
            row.owner = before->owner;
        }
        TRY(version, Appointments(call.storage).put(row, call.now));
        return call.record(eventFor(row, before), row.visit);
    });
    TRY_OK(done);
    call.effects.appointmentsOf = row.owner;
    return Json{{"version", version}, {"changedAt", toUnixMilliseconds(call.now)}};
}

Result<Json> postInvite(Call &call)
{
    NewInvite invite;
    TRY(invite.invite, jsonId<InviteId>(call.body, "inviteId"));
    TRY(invite.visit, jsonId<VisitId>(call.body, "visitId"));
    TRY(auto hash, jsonBase64(call.body, "tokenHash", invite.tokenHash.size()));
    TRY(invite.tokenHash, ByteReader(hash).array<32>());
    TRY(auto expires, jsonInteger(call.body, "expiresAt", 0, kLatestTime));
    invite.expiresAt = fromUnixMilliseconds(expires);
    invite.createdBy = call.session.account;
    if (invite.expiresAt <= call.now || invite.expiresAt > call.now + kLongestInvite)
        return Error(ErrorCode::Malformed, "expiry");
    const auto done = call.storage.transact([&]() -> Result<void> {
        TRY_OK(findAllowed(call, invite.visit, Permission::InviteToAll));
        TRY_OK(Invites(call.storage).create(invite, call.now));
        return call.record(audit::EventType::InviteCreated, invite.visit);
    });
    TRY_OK(done);
    return Json::object();
}

Result<Json> deleteInvite(Call &call)
{
    TRY(auto invite, InviteId::fromText(call.id));
    const auto done = call.storage.transact([&]() -> Result<void> {
        TRY(auto visit, Invites(call.storage).visitOf(invite));
        if (!visit)
            return Error(ErrorCode::NotFound, "invite");
        TRY_OK(findAllowed(call, *visit, Permission::InviteToAll));
        TRY(bool first, Invites(call.storage).withdraw(invite, call.now));
        if (!first)
            return {};
        return call.record(audit::EventType::InviteWithdrawn, *visit);
    });
    TRY_OK(done);
    return Json::object();
}

} // namespace bedside::server
