// SPDX-License-Identifier: Apache-2.0
#include "core/client/day_sheet.h"

#include "core/base/log.h"
#include "core/crypto/random.h"
#include "core/identity/invite_link.h"
#include "core/schedule/invitation_text.h"
#include "core/wire/http.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace bedside::client {
namespace {

constexpr Milliseconds kDay = std::chrono::hours(24);
constexpr Milliseconds kInviteLife = std::chrono::hours(24); // after the appointment's end: the line may drop, people come late

visit::StoredState toStored(wire::AppointmentState state)
{
    switch (state) {
    case wire::AppointmentState::Scheduled: return visit::StoredState::Scheduled;
    case wire::AppointmentState::InVisit: return visit::StoredState::Open;
    case wire::AppointmentState::Ended: return visit::StoredState::Ended;
    case wire::AppointmentState::Cancelled: return visit::StoredState::Cancelled;
    case wire::AppointmentState::NoShow: return visit::StoredState::NoShow;
    }
    return visit::StoredState::Scheduled;
}

VisitPhase toShown(visit::Phase phase)
{
    switch (phase) {
    case visit::Phase::Scheduled: return VisitPhase::Scheduled;
    case visit::Phase::Waiting: return VisitPhase::Waiting;
    case visit::Phase::InVisit: return VisitPhase::InVisit;
    case visit::Phase::Ended: return VisitPhase::Ended;
    case visit::Phase::Cancelled: return VisitPhase::Cancelled;
    case visit::Phase::NoShow: return VisitPhase::NoShow;
    }
    return VisitPhase::Scheduled;
}

Result<void> checkDraft(const AppointmentDraft &draft)
{
    using Content = schedule::AppointmentContent;
    if (draft.minutes < 1 || draft.minutes > wire::limit::kAppointmentMostMinutes || draft.startsAt <= WallTime())
        return Error(ErrorCode::Malformed, "appointment time");
    if (draft.patientName.size() > Content::kMaxName || draft.reason.size() > Content::kMaxReason
        || draft.contact.size() > Content::kMaxContact)
        return Error(ErrorCode::TooLarge, "appointment text");
    return {};
}

// A link that runs out before the appointment ends, because that was moved, is of no use to the patient.
const schedule::InviteSecret *newestInForce(const std::vector<schedule::InviteSecret> &invites,
                                            const schedule::AppointmentRow &row, WallTime now)
{
    const WallTime needed = std::max(now, row.startsAt + std::chrono::minutes(row.minutes));
    const auto newest = std::find_if(invites.rbegin(), invites.rend(), [needed](const schedule::InviteSecret &invite) {
        return !invite.withdrawn && invite.expiresAt > needed;
    });
    return newest == invites.rend() ? nullptr : &*newest;
}

} // namespace

DaySheet::DaySheet(Common &common, StaffAccount &account, LobbyOf lobbyOf)
    : m_common(common), m_account(account), m_lobbyOf(std::move(lobbyOf)), m_table(account.unlocked()->store->database())
{
}

DaySheet::~DaySheet() = default;

// ---- Showing ---------------------------------------------------------------------------------------------------------

void DaySheet::showDay(WallTime start)
{
    m_day = start;
    reload();
}

void DaySheet::reload()
{
    if (!m_day)
        return;
    const auto rows = m_table.between(*m_day, *m_day + kDay);
    if (!rows.ok())
        return m_common.tell(rows.error());
    std::vector<Appointment> shown;
    for (const schedule::AppointmentRow &row : *rows)
        shown.push_back(present(row));
    m_common.view.appointments = std::move(shown);
    m_common.changed(Part::Appointments);
}

Appointment DaySheet::present(const schedule::AppointmentRow &row)
{
    Appointment out;
    out.id = row.id;
    out.startsAt = row.startsAt;
    out.minutes = row.minutes;
    out.pendingUpload = row.pending;
    const Lobby lobby = m_lobbyOf(row.id);
    out.phase = toShown(visit::phase({toStored(row.state), lobby.waiting, lobby.running}));
    out.waitingSince = lobby.since;
    const auto keys = m_account.sealingKeys();
    const auto opened = keys ? schedule::openAppointment(row.id, row.version, row.sealed, *keys)
                             : Result<schedule::OpenedAppointment>(Error(ErrorCode::KeyUnavailable, "locked"));
    if (!opened.ok()) {
        out.unreadable = opened.error();
        return out;
    }
    out.patientName = opened->content.patientName;
    out.reason = opened->content.reason;
    out.contact = opened->content.contact;
    out.hasInvite = newestInForce(opened->invites, row, m_common.clock.now()) != nullptr;
    return out;
}

void DaySheet::refreshPhases()
{
    for (Appointment &appointment : m_common.view.appointments) {
        const Lobby lobby = m_lobbyOf(appointment.id);
        const auto row = m_table.find(appointment.id);
        if (!row.ok() || !*row)
            continue;
        appointment.phase = toShown(visit::phase({toStored((*row)->state), lobby.waiting, lobby.running}));
        appointment.waitingSince = lobby.since;
    }
    m_common.changed(Part::Appointments);
}

schedule::AppointmentSync &DaySheet::syncing()
{
    if (!m_sync) {
        m_sync = std::make_unique<schedule::AppointmentSync>(
            m_table, *m_account.http(), [this] { return m_account.sealingKeys(); }, [this] { return m_account.token(); });
        m_sync->setOnChanged([this] { reload(); });
    }
    return *m_sync;
}

void DaySheet::sync()
{
    if (!m_account.isSignedIn())
        return;
    syncing().run([this](Result<void> outcome) {
        if (outcome.ok())
            return;
        // Edits stay pending and say so; the next sync tries again. A server that takes back what it said is told of.
        logEvent(LogLevel::Warning, "appointments.sync-failed", {{"error", outcome.error()}});
        if (outcome.error().code() == ErrorCode::RolledBack || outcome.error().code() == ErrorCode::Equivocated)
            m_common.tell(outcome.error());
    });
}

// ---- Changing ----------------------------------------------------------------------------------------------------------

Result<DaySheet::Opened> DaySheet::open(const VisitId &id)
{
    const auto keys = m_account.sealingKeys();
    if (!keys)
        return Error(ErrorCode::KeyUnavailable, "locked");
    TRY(auto row, m_table.find(id));
    if (!row)
        return Error(ErrorCode::NotFound, "appointment");
    TRY(auto content, schedule::openAppointment(row->id, row->version, row->sealed, *keys));
    return Opened{std::move(*row), std::move(content)};
}

Result<void> DaySheet::write(schedule::AppointmentRow row, const schedule::OpenedAppointment &content)
{
    const auto keys = m_account.sealingKeys();
    if (!keys)
        return Error(ErrorCode::KeyUnavailable, "locked");
    // A further change of a pending edit keeps its version: what the server got meanwhile is then merged, not overwritten.
    if (!row.pending)
        row.version += 1;
    TRY(row.sealed, schedule::sealAppointment(row.id, row.version, content.content, content.invites, *keys));
    return m_table.putEdit(row);
}

Result<void> DaySheet::edit(const VisitId &id,
                            const std::function<void(schedule::AppointmentRow &, schedule::OpenedAppointment &)> &change)
{
    TRY(auto opened, open(id));
    change(opened.row, opened.content);
    return write(std::move(opened.row), opened.content);
}

Result<void> DaySheet::saveDraft(const AppointmentDraft &draft)
{
    TRY_OK(checkDraft(draft));
    const auto apply = [&](schedule::AppointmentRow &row, schedule::OpenedAppointment &content) {
        row.startsAt = draft.startsAt;
        row.minutes = draft.minutes;
        content.content.patientName = draft.patientName;
        content.content.reason = draft.reason;
        content.content.contact = draft.contact;
    };
    if (draft.id)
        return edit(*draft.id, apply);
    schedule::AppointmentRow row;
    row.id = crypto::randomId<VisitId>();
    row.owner = m_account.unlocked()->device.account;
    schedule::OpenedAppointment content;
    content.content.pseudonym = crypto::randomBytes(16);
    apply(row, content);
    return write(std::move(row), content);
}

void DaySheet::save(AppointmentDraft draft)
{
    const auto saved = saveDraft(draft);
    m_common.tell(saved.ok() ? std::nullopt : std::optional(saved.error()));
    reload();
    sync();
}

void DaySheet::setState(const VisitId &id, wire::AppointmentState state)
{
    const auto saved = edit(id, [state](schedule::AppointmentRow &row, schedule::OpenedAppointment &) { row.state = state; });
    m_common.tell(saved.ok() ? std::nullopt : std::optional(saved.error()));
    reload();
    sync();
}

void DaySheet::restore(const VisitId &id)
{
    const auto row = m_table.find(id);
    if (row.ok() && *row && (*row)->state == wire::AppointmentState::Cancelled)
        return setState(id, wire::AppointmentState::Scheduled);
    m_common.tell(row.ok() ? Error(ErrorCode::NotInState, "restore") : row.error());
}

// ---- Invitations -----------------------------------------------------------------------------------------------------------

bool DaySheet::beginInvitation()
{
    m_common.view.invitation.reset();
    m_common.changed(Part::Invitation);
    m_common.tell(m_account.isSignedIn() ? std::nullopt
                                         : std::optional(Error(ErrorCode::SessionEnded, "an invitation needs the server")));
    return m_account.isSignedIn();
}

std::optional<schedule::InviteSecret> DaySheet::inviteInForce(const VisitId &id)
{
    const auto opened = open(id);
    const auto *invite = opened.ok() ? newestInForce(opened->content.invites, opened->row, m_common.clock.now()) : nullptr;
    return invite ? std::optional(invite->clone()) : std::nullopt;
}

void DaySheet::showInvitation(const VisitId &id)
{
    if (!beginInvitation())
        return;
    syncing().run([this, id](Result<void> synced) { // another device may have replaced it
        if (!synced.ok())
            return m_common.tell(synced.error());
        auto invite = inviteInForce(id);
        // Registered again: the program may have ended between the sealed object and the server's answer.
        invite ? registerInvite(id, std::move(*invite), false) : makeInvitation(id);
    });
}

void DaySheet::makeInvitation(const VisitId &id)
{
    if (!beginInvitation())
        return;
    schedule::InviteSecret invite{crypto::randomId<InviteId>(), crypto::randomSecret(32), {}, false};
    const auto saved = edit(id, [&](schedule::AppointmentRow &row, schedule::OpenedAppointment &content) {
        invite.expiresAt = std::max(row.startsAt + std::chrono::minutes(row.minutes), m_common.clock.now()) + kInviteLife;
        if (content.invites.size() >= schedule::kMaxInvites)
            content.invites.erase(content.invites.begin());
        content.invites.push_back(invite.clone());
    });
    if (!saved.ok())
        return m_common.tell(saved.error());
    reload();
    // The sealed secret is at the server before the link exists: a host on another device can always verify it.
    syncing().run([this, id, made = std::make_shared<schedule::InviteSecret>(std::move(invite))](Result<void> uploaded) {
        uploaded.ok() ? registerInvite(id, std::move(*made), true) : giveUp(id, made->id, uploaded.error());
    });
}

void DaySheet::registerInvite(const VisitId &visit, schedule::InviteSecret invite, bool isNew)
{
    const auto keys = identity::InviteKeys::derive(invite.secret, invite.id);
    const Json body = {{"inviteId", invite.id.text()},
                       {"visitId", visit.text()},
                       {"tokenHash", toBase64(identity::serverTokenHash(keys))},
                       {"expiresAt", toUnixMilliseconds(invite.expiresAt)}};
    m_account.request(net::Method::Post, std::string(wire::path::kInvites), body,
                      [this, alive = std::weak_ptr(m_alive), visit, isNew,
                       made = std::make_shared<schedule::InviteSecret>(std::move(invite))](Result<Json> answer) {
                          if (alive.expired())
                              return;
                          if (!answer.ok() && answer.error().code() != ErrorCode::AlreadyExists)
                              return isNew ? giveUp(visit, made->id, answer.error()) : m_common.tell(answer.error());
                          present(visit, *made);
                          withdraw(visit, [&](const InviteId &other) { return other != made->id; });
                      });
}

// The patient's older link still works, and is shown again.
void DaySheet::giveUp(const VisitId &visit, const InviteId &invite, Error why)
{
    withdraw(visit, [&](const InviteId &one) { return one == invite; });
    if (const auto older = inviteInForce(visit))
        present(visit, *older);
    m_common.tell(why);
}

void DaySheet::withdraw(const VisitId &visit, const std::function<bool(const InviteId &)> &which)
{
    auto opened = open(visit);
    if (!opened.ok())
        return m_common.tell(opened.error());
    std::vector<InviteId> withdrawn;
    for (schedule::InviteSecret &invite : opened->content.invites) {
        if (which(invite.id) && !std::exchange(invite.withdrawn, true))
            withdrawn.push_back(invite.id);
    }
    if (withdrawn.empty())
        return;
    if (auto saved = write(std::move(opened->row), opened->content); !saved.ok())
        return m_common.tell(saved.error());
    reload();
    sync();
    for (const InviteId &invite : withdrawn)
        m_account.request(net::Method::Delete, std::string(wire::path::kInvites) + '/' + invite.text(), Json(),
                          [](Result<Json> answer) { // the sealed object says it too: nobody is let in with it
                              if (!answer.ok())
                                  logEvent(LogLevel::Warning, "invite.not-withdrawn", {{"error", answer.error()}});
                          });
}

void DaySheet::present(const VisitId &visit, const schedule::InviteSecret &invite)
{
    const auto row = m_table.find(visit);
    if (!row.ok() || !*row)
        return;
    const PinnedPractice &pinned = m_account.pinned();
    const identity::InviteLink link{pinned.server, invite.id, invite.secret.clone(), pinned.trust.fingerprint()};
    Invitation out;
    out.visit = visit;
    out.appLink = link.appLink();
    out.webLink = link.webLink();
    const schedule::InvitationFacts facts{(*row)->startsAt, (*row)->minutes, invite.id, out.webLink,
                                          m_common.options.language, m_common.clock.now()};
    out.calendarFile = schedule::calendarFile(facts);
    out.mailText = schedule::mailText(facts);
    out.expiresAt = invite.expiresAt;
    m_common.view.invitation = std::move(out);
    m_common.tell(std::nullopt);
    m_common.changed(Part::Invitation);
}

} // namespace bedside::client
