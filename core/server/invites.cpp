// SPDX-License-Identifier: Apache-2.0
#include "core/server/invites.h"

#include "core/wire/http.h"

namespace bedside::server {

Result<void> Invites::create(const NewInvite &invite, WallTime now)
{
    auto added = m_storage.database().run(
        "INSERT INTO invites(invite, visit, token, expires_at, created_by, created_at) VALUES(?, ?, ?, ?, ?, ?)", invite.invite,
        invite.visit, invite.tokenHash, invite.expiresAt, invite.createdBy, now);
    if (!added.ok() && added.error().code() == ErrorCode::Conflict)
        return Error(ErrorCode::AlreadyExists, "invite");
    return added;
}

Result<std::optional<VisitId>> Invites::visitOf(const InviteId &invite)
{
    TRY(auto statement, m_storage.database().prepare("SELECT visit FROM invites WHERE invite = ?"));
    TRY_OK(statement.bind(1, invite));
    TRY(bool row, statement.step());
    if (!row)
        return std::optional<VisitId>();
    TRY(auto visit, statement.id<VisitId>(0));
    return std::optional<VisitId>(visit);
}

Result<bool> Invites::withdraw(const InviteId &invite, WallTime now)
{
    TRY_OK(m_storage.database().run("UPDATE invites SET withdrawn_at = ? WHERE invite = ? AND withdrawn_at IS NULL", now, invite));
    return m_storage.database().changes() == 1;
}

Result<InviteTarget> Invites::open(const InviteId &invite, ByteSpan token, WallTime now)
{
    TRY(auto statement,
        m_storage.database().prepare(
            "SELECT i.visit, i.token, i.expires_at, i.withdrawn_at, a.owner, a.starts_at, a.minutes, a.state, "
            "(SELECT n.ended_at FROM instances n WHERE n.visit = i.visit ORDER BY n.opened_at DESC, n.ended_at IS NULL DESC "
            "LIMIT 1) FROM invites i JOIN appointments a ON a.visit = i.visit WHERE i.invite = ?"));
    TRY_OK(statement.bind(1, invite));
    TRY(bool row, statement.step());
    const crypto::Digest given = crypto::sha256(token);
    if (!row)
        return Error(ErrorCode::LinkUnknown, "invite");
    TRY(auto stored, statement.blobView(1));
    TRY(auto state, statement.text(7));
    if (!crypto::constantTimeEqual(stored, given) || !statement.isNull(3) ||
        state == wire::appointmentStateName(wire::AppointmentState::Cancelled))
        return Error(ErrorCode::LinkUnknown, "invite token");
    TRY(auto expires, statement.time(2));
    if (now >= expires)
        return Error(ErrorCode::LinkExpired, "invite");
    if (!statement.isNull(8))
        return Error(ErrorCode::LinkSpent, "the visit has ended");
    InviteTarget target;
    target.invite = invite;
    TRY(target.visit, statement.id<VisitId>(0));
    TRY(target.owner, statement.id<AccountId>(4));
    TRY(target.startsAt, statement.time(5));
    TRY(auto minutes, statement.integer(6));
    target.minutes = static_cast<int>(minutes);
    return target;
}

Result<void> Invites::noteAdmission(const InviteId &invite, WallTime now)
{
    return m_storage.database().run("UPDATE invites SET admitted_at = ? WHERE invite = ? AND admitted_at IS NULL", now, invite);
}

} // namespace bedside::server
