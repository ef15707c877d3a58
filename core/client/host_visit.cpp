// SPDX-License-Identifier: Apache-2.0
#include "core/client/host_visit.h"

#include "core/base/log.h"
#include "core/crypto/random.h"
#include "core/wire/messages.h"

#include <algorithm>

namespace bedside::client {
namespace {

VisitStage toShown(visit::HostStage stage)
{
    switch (stage) {
    case visit::HostStage::None: return VisitStage::None;
    case visit::HostStage::Opening: return VisitStage::Opening;
    case visit::HostStage::Active:
    case visit::HostStage::Interrupted: return VisitStage::Active;
    case visit::HostStage::Ending: return VisitStage::Ending;
    case visit::HostStage::Summary: return VisitStage::Summary;
    }
    return VisitStage::None;
}

} // namespace

HostVisit::HostVisit(Common &common, MediaDesk &media, StaffAccount &account, Papers papers)
    : m_common(common), m_media(media), m_account(account), m_papers(std::move(papers))
{
}

HostVisit::~HostVisit()
{
    if (m_giveUp)
        m_common.executor.cancelTimer(*m_giveUp);
}

// ---- The table's effects -----------------------------------------------------------------------------------------------

void HostVisit::apply(visit::Event event)
{
    const auto step = visit::next(m_stage, event);
    if (!step)
        return logEvent(LogLevel::Debug, "visit.event-dropped", {{"event", static_cast<int>(event)}});
    note();
    m_stage = step->stage;
    if (m_giveUp)
        m_common.executor.cancelTimer(*std::exchange(m_giveUp, std::nullopt));
    if (m_stage == visit::HostStage::Ending)
        armGiveUp(visit::kEndLimit);
    if (m_stage == visit::HostStage::Interrupted)
        armGiveUp(visit::kResumeLimit);
    for (const visit::Effect effect : step->effects)
        perform(effect);
    showStage();
}

void HostVisit::perform(visit::Effect effect)
{
    switch (effect) {
    case visit::Effect::StartPreview:
        return m_media.startPreview([this] { openCall(); });
    case visit::Effect::OpenInstance:
        if (auto opened = openInstance(); !opened.ok()) {
            m_common.tell(opened.error());
            m_common.executor.post([this, alive = std::weak_ptr(m_alive)] {
                if (!alive.expired())
                    apply(visit::Event::Refused);
            });
        }
        return;
    case visit::Effect::SendLeave:
        return m_room ? m_room->leave() : void();
    case visit::Effect::SendEnd:
        return m_room ? m_room->endForAll(static_cast<wire::EndOutcome>(visit::proposedOutcome(m_outcome))) : void();
    case visit::Effect::StopMedia:
        return m_media.stop();
    case visit::Effect::WipeKeys:
        m_room.reset();
        m_account.onVisitOver();
        return;
    case visit::Effect::ShowSummary:
        return showSummary();
    case visit::Effect::StartMedia: // connections follow the roster
    case visit::Effect::Resume:     // the socket comes back by itself: onSocketOpen
    case visit::Effect::EnterLobby:
    case visit::Effect::JoinGroup:
    case visit::Effect::Ring:
        return;
    }
}

void HostVisit::armGiveUp(Milliseconds after)
{
    m_giveUp = m_common.executor.startTimer(after, [this] {
        m_giveUp.reset();
        apply(visit::Event::GaveUp);
    });
}

Result<void> HostVisit::openInstance()
{
    Unlocked *unlocked = m_account.unlocked();
    if (!unlocked)
        return Error(ErrorCode::KeyUnavailable, "locked");
    const auto now = m_common.now();
    TRY_OK(m_account.pinned().trust.checkFresh(now.wall));
    e2ee::HostInput input{.visit = m_visit,
                          .instance = crypto::randomId<InstanceId>(),
                          .leaf = identity::LeafIdentity::create(unlocked->device.keys, unlocked->device.certificate,
                                                                 m_visit, now.wall),
                          .trust = m_account.pinned().trust,
                          .policyHash = {},
                          .displayName = unlocked->device.personName,
                          .bindings = m_desk.bindingsOf(m_visit)};
    TRY(auto start, e2ee::GroupSession::open(std::move(input), now));
    m_room = std::make_unique<VisitRoom>(m_common, m_media, static_cast<RoomOwner &>(*this), std::move(start.session), std::make_unique<CallLine>());
    openCall();
    m_room->perform(std::move(start.effects));
    return {};
}

void HostVisit::openCall()
{
    if (!m_room || m_room->line().call)
        return;
    const auto opened = m_media.open(m_room->line(), media::Role::Offerer, m_relays);
    if (opened.ok())
        return m_room->attachMedia();
    if (opened.error().code() != ErrorCode::NotInState) { // that one comes again when GStreamer is up
        m_common.view.visit.warning = opened.error();
        m_common.changed(Part::Visit);
    }
}

void HostVisit::onRelays(ByteSpan body)
{
    auto offer = wire::RelayOffer::decode(body);
    if (!offer.ok())
        return logEvent(LogLevel::Warning, "relay.offer-refused", {{"error", offer.error()}});
    m_relays = std::move(offer).value();
    useRelays();
    m_common.changed(Part::Address);
}

void HostVisit::useRelays()
{
    if (m_room)
        m_media.setRelays(m_room->line(), m_relays);
}

RelayPolicy HostVisit::relayPolicy() const
{
    return m_relays ? RelayPolicy{true, m_relays->only} : RelayPolicy{m_account.hasRelay(), false};
}

void HostVisit::note()
{
    if (!m_room)
        return;
    VisitSummary &summary = m_common.view.visit.summary;
    summary.people = m_room->people();
    m_outcome.guestsAdmitted = m_room->membersSeen();
    m_outcome.pictureSeen = m_room->pictureSeen();
    m_outcome.soundHeard = m_room->soundHeard();
    m_outcome.endedByHost = m_endPressed;
    m_outcome.endedByFailure = m_endedBy.has_value();
}

void HostVisit::showStage()
{
    Visit &view = m_common.view.visit;
    if (m_stage == visit::HostStage::None)
        view = Visit();
    view.stage = toShown(m_stage);
    if (m_stage == visit::HostStage::Active && view.startedAt == WallTime())
        view.startedAt = m_common.clock.now();
    m_common.changed(Part::Visit);
    if (auto *day = m_papers.day())
        day->refreshPhases();
}

void HostVisit::showSummary()
{
    Visit &view = m_common.view.visit;
    view.summary.startedAt = view.startedAt;
    view.summary.endedAt = m_common.clock.now();
    view.summary.outcome = static_cast<VisitOutcome>(visit::proposedOutcome(m_outcome));
    view.summary.endedBy = m_endedBy;
    readLog();
}

void HostVisit::readLog()
{
    auto *log = m_papers.log();
    if (!log)
        return;
    log->refreshVisit(m_visit, [this, alive = std::weak_ptr(m_alive), id = m_visit] {
        auto *now = alive.expired() ? nullptr : m_papers.log();
        if (!now || m_stage != visit::HostStage::Summary || id != m_visit)
            return;
        m_common.view.visit.summary.log = now->of(id);
        m_common.changed(Part::Visit);
    });
}

void HostVisit::onLogGrew()
{
    if (m_stage == visit::HostStage::Summary)
        readLog();
}

// ---- Commands ------------------------------------------------------------------------------------------------------------

void HostVisit::openVisit(const VisitId &id)
{
    if (!m_account.isSignedIn() || !m_account.unlocked())
        return m_common.tell(Error(ErrorCode::SessionEnded, "a visit needs the server"));
    if (!visit::next(m_stage, visit::Event::Open))
        return m_common.tell(Error(ErrorCode::NotInState, "a visit is running"));
    m_common.tell(std::nullopt);
    m_visit = id;
    m_endedBy.reset();
    m_endPressed = false;
    m_outcome = {};
    m_common.view.visit = Visit();
    m_common.view.visit.id = id;
    m_common.view.visit.isHost = true;
    learnInvites(id);
    apply(visit::Event::Open);
}

void HostVisit::closeSummary(VisitOutcome outcome)
{
    if (m_stage != visit::HostStage::Summary)
        return;
    auto *day = m_papers.day();
    if (day)
        day->setState(m_visit, outcome == VisitOutcome::NoShow ? wire::AppointmentState::NoShow : wire::AppointmentState::Ended);
    m_desk.forgetVisit(m_visit);
    apply(visit::Event::CloseSummary);
    showLobby();
}

void HostVisit::admit(std::uint64_t guest)
{
    const e2ee::LobbyEntry *entry = m_desk.find(guest);
    if (!entry)
        return m_common.tell(Error(ErrorCode::NotFound, "arrival"));
    if (!m_room) {
        m_pendingAdmit = guest;
        return openVisit(entry->visit);
    }
    const auto admitted = m_stage == visit::HostStage::Opening ? (m_pendingAdmit = guest, Result<void>()) : admitNow(guest);
    m_common.tell(admitted.ok() ? std::nullopt : std::optional(admitted.error()));
}

Result<void> HostVisit::admitNow(std::uint64_t guest)
{
    const e2ee::LobbyEntry *found = m_desk.find(guest);
    if (!found)
        return Error(ErrorCode::NotFound, "arrival");
    if (!m_room || found->visit != m_visit)
        return Error(ErrorCode::NotInState, "another visit is running");
    TRY(auto entry, m_desk.take(guest));
    m_room->markAdmit(m_common.clock.steady());
    auto effects = m_room->session().admit(entry, m_desk.keysOf(entry.invite), m_common.now());
    if (effects.ok()) {
        m_admitting.insert_or_assign(guest, std::move(entry));
        m_room->perform(std::move(effects).value());
    } else {
        m_desk.giveBack(std::move(entry)); // it stays on the screen
    }
    showLobby();
    return effects.ok() ? Result<void>() : Result<void>(effects.error());
}

void HostVisit::deny(std::uint64_t guest)
{
    const e2ee::LobbyEntry *entry = m_desk.find(guest);
    if (!entry)
        return m_common.tell(Error(ErrorCode::NotFound, "arrival"));
    const wire::DenyRequest request{entry->visit, guest, wire::DenyReason::NotSaid};
    const auto sent = m_account.sendFrame(wire::FrameType::Deny, request.encode());
    m_common.tell(sent.ok() ? std::nullopt : std::optional(sent.error()));
    if (!sent.ok())
        return;
    m_desk.gone(guest);
    m_arrivals.erase(guest);
    showLobby();
}

// ---- Room ----------------------------------------------------------------------------------------------------------------

void HostVisit::sendFrame(wire::FrameType type, Bytes body)
{
    if (const auto sent = m_account.sendFrame(type, body); !sent.ok())
        logEvent(LogLevel::Warning, "visit.frame-not-sent", {{"type", static_cast<int>(type)}, {"error", sent.error()}});
}

void HostVisit::onAdmitted(const e2ee::Admitted &admitted)
{
    m_arrivals.erase(admitted.connection);
    const auto entry = m_admitting.find(admitted.connection);
    if (entry != m_admitting.end()) {
        if (Unlocked *unlocked = m_account.unlocked()) {
            const auto &hello = *entry->second.hello;
            if (auto saved = unlocked->store->saveCounter(hello.deviceHash(), hello.counter()); !saved.ok())
                m_common.tell(saved.error());
        }
        m_admitting.erase(entry);
    }
    showLobby();
}

void HostVisit::onAdmissionFailed(const e2ee::AdmissionFailed &failed)
{
    m_common.tell(failed.error);
    const auto entry = m_admitting.find(failed.connection);
    if (entry == m_admitting.end())
        return;
    m_desk.giveBack(std::move(entry->second));
    m_admitting.erase(entry);
    showLobby();
}

void HostVisit::onInviteBound(const e2ee::InviteBound &bound)
{
    m_desk.bind(bound.invite, bound.deviceHash);
    if (Unlocked *unlocked = m_account.unlocked()) {
        if (auto saved = unlocked->store->saveBinding(bound.invite, bound.deviceHash); !saved.ok())
            m_common.tell(saved.error());
    }
}

std::string HostVisit::nameOf(const e2ee::RosterMember &member)
{
    if (member.own)
        return m_common.view.session.personName;
    const std::string patient = patientOf(m_visit);
    return member.invite && !patient.empty() ? patient : member.name;
}

// A guest sends the head that it was given; what the host answers carries the proof that both are of one log.
void HostVisit::onLogHead(const e2ee::LogHead &said)
{
    auto *log = m_papers.log();
    if (!log)
        return; // locked: nobody to tell, and no head to compare with
    log->compare(said, [this, alive = std::weak_ptr(m_alive), instance = m_room->instance()](Result<e2ee::LogHead> answer) {
        if (alive.expired() || !m_room || m_room->instance() != instance)
            return;
        if (answer.ok())
            return m_room->sendLogHead(std::move(answer).value());
        if (audit::isLogError(answer.error().code()))
            m_room->logRefused(answer.error());
    });
}

void HostVisit::onOver(RoomEnd end, std::optional<Error> error)
{
    if (error)
        m_endedBy = error;
    switch (end) {
    case RoomEnd::EndedForAll: return apply(visit::Event::EndedForAll);
    case RoomEnd::Removed: return apply(visit::Event::Removed);
    case RoomEnd::HostGone:
    case RoomEnd::Failed: return apply(visit::Event::Refused);
    case RoomEnd::Left: return apply(m_stage == visit::HostStage::Ending ? visit::Event::EndedForAll : visit::Event::Leave);
    }
}

// ---- Server ----------------------------------------------------------------------------------------------------------------

void HostVisit::onSocketOpen()
{
    if (!m_room || m_stage != visit::HostStage::Interrupted)
        return;
    const wire::ResumeRequest resume{m_visit, m_room->instance(), {}, m_room->lastSeq()};
    sendFrame(wire::FrameType::Resume, resume.encode());
    m_room->serverBack();
}

void HostVisit::onSocketLost()
{
    for (const auto &[connection, arrival] : std::exchange(m_arrivals, {}))
        m_desk.gone(connection); // whoever still waits is announced again
    showLobby();
    if (!m_room)
        return;
    if (m_stage == visit::HostStage::Opening)
        m_common.tell(Error(ErrorCode::ConnectionLost, "opening"));
    apply(visit::Event::Lost);
}

void HostVisit::onFrame(wire::FrameType type, ByteSpan body)
{
    switch (type) {
    case wire::FrameType::Relays:
        return onRelays(body);
    case wire::FrameType::LobbyArrival:
        if (auto arrival = wire::LobbyArrival::decode(body); arrival.ok())
            onArrival(*arrival);
        return;
    case wire::FrameType::LobbyGone:
        if (auto gone = wire::LobbyGone::decode(body); gone.ok()) {
            m_desk.gone(gone->guestConnection);
            m_arrivals.erase(gone->guestConnection);
            showLobby();
        }
        return;
    case wire::FrameType::VisitOpen:
        if (auto open = wire::VisitOpen::decode(body); open.ok() && m_room && open->instance == m_room->instance()) {
            apply(visit::Event::Opened);
            if (const auto guest = std::exchange(m_pendingAdmit, std::nullopt))
                admit(*guest);
            onAppointmentsChanged();
        }
        return;
    case wire::FrameType::Resumed:
        apply(visit::Event::Restored);
        onAppointmentsChanged(); // those who left while we were away have come to the lobby
        return;
    case wire::FrameType::Error:
        if (auto report = wire::ErrorReport::decode(body); report.ok())
            onError(*report);
        return;
    case wire::FrameType::Commit:
    case wire::FrameType::GroupMessage:
    case wire::FrameType::VisitEnd:
    case wire::FrameType::MemberPresence:
        if (m_room)
            m_room->onFrame(type, body);
        return;
    default:
        return;
    }
}

void HostVisit::onError(const wire::ErrorReport &report)
{
    const Error error(report.code, "server", static_cast<std::int64_t>(report.detail));
    logEvent(LogLevel::Warning, "server.refused-frame", {{"about", static_cast<int>(report.about)}, {"error", error}});
    switch (report.about) {
    case wire::FrameType::VisitOpen:
        m_pendingAdmit.reset();
        m_common.tell(error);
        return apply(visit::Event::Refused);
    case wire::FrameType::Resume: // the server no longer knows the instance
        m_endedBy = error;
        return apply(visit::Event::Refused);
    case wire::FrameType::Welcome:
    case wire::FrameType::Deny:
        if (report.code != ErrorCode::NotFound) // gone in that moment: the lobby shows it, and who comes back is let in
            m_common.tell(error);
        return;
    default:
        return;
    }
}

// ---- The lobby ---------------------------------------------------------------------------------------------------------------

void HostVisit::onUnlocked()
{
    const Unlocked *unlocked = m_account.unlocked();
    if (const auto bindings = unlocked->store->loadBindings(); bindings.ok()) {
        for (const auto &[invite, device] : *bindings)
            m_desk.restoreBinding(invite, device);
    }
    if (const auto counters = unlocked->store->loadCounters(); counters.ok()) {
        for (const auto &[device, counter] : *counters)
            m_desk.restoreCounter(device, counter);
    }
    onAppointmentsChanged(); // those who came while the screen was locked
}

void HostVisit::onLocking()
{
    m_patients.clear();
    if (!m_room)
        m_desk.clear();
    m_common.view.lobby.clear();
    m_common.changed(Part::Lobby);
}

void HostVisit::onSignedOut()
{
    apply(visit::Event::Leave);
    m_room.reset();
    m_relays.reset();
    m_desk.clear();
    m_arrivals.clear();
    showLobby();
}

void HostVisit::onTrustChanged()
{
    if (!m_room)
        return;
    if (auto effects = m_room->session().updateTrust(m_account.pinned().trust, m_common.now()); effects.ok())
        m_room->perform(std::move(effects).value());
}

void HostVisit::onAppointmentsChanged()
{
    if (!m_account.unlocked())
        return;
    for (const auto &[connection, arrival] : std::map(m_arrivals)) {
        const e2ee::LobbyEntry *entry = m_desk.find(connection);
        if (!entry || !entry->hello)
            judge(arrival);
        entry = m_desk.find(connection);
        if (entry && entry->hello && entry->recognised && m_room && m_stage == visit::HostStage::Active
            && m_room->session().recognises(*entry))
            (void)admitNow(connection).ok();
    }
    showLobby();
}

void HostVisit::learnInvites(const VisitId &visit)
{
    auto *day = m_papers.day();
    if (!day)
        return;
    auto opened = day->open(visit);
    if (!opened.ok())
        return;
    m_patients[visit] = opened->content.content.patientName;
    for (const schedule::InviteSecret &invite : opened->content.invites) {
        if (!invite.withdrawn)
            m_desk.addInvite(visit, invite.id, identity::InviteKeys::derive(invite.secret, invite.id));
    }
}

void HostVisit::judge(const wire::LobbyArrival &arrival)
{
    learnInvites(arrival.visit);
    const e2ee::LobbyEntry &entry = m_desk.arrived(arrival, m_account.pinned().trust, m_common.clock.now());
    if (entry.problem)
        logEvent(LogLevel::Warning, "lobby.not-verified", {{"error", *entry.problem}});
}

void HostVisit::onArrival(const wire::LobbyArrival &arrival)
{
    m_arrivals[arrival.guestConnection] = arrival;
    judge(arrival);
    const e2ee::LobbyEntry *entry = m_desk.find(arrival.guestConnection);
    if (entry && !entry->hello) {
        if (auto *day = m_papers.day())
            day->sync(); // an appointment or link made on another device, perhaps
    }
    onAppointmentsChanged();
}

std::string HostVisit::patientOf(const VisitId &visit) const
{
    const auto found = m_patients.find(visit);
    return found == m_patients.end() ? std::string() : found->second;
}

void HostVisit::showLobby()
{
    m_common.view.lobby.clear();
    for (const e2ee::LobbyEntry &entry : m_desk.entries()) {
        LobbyGuest guest;
        guest.id = entry.connection;
        guest.visit = entry.visit;
        guest.verified = entry.hello.has_value();
        if (guest.verified) {
            const std::string patient = patientOf(entry.visit);
            guest.name = patient.empty() ? entry.hello->name() : patient;
        }
        guest.linkInUseElsewhere = entry.linkInUse;
        guest.since = entry.since;
        m_common.view.lobby.push_back(std::move(guest));
    }
    m_common.changed(Part::Lobby);
    if (auto *day = m_papers.day())
        day->refreshPhases();
}

DaySheet::Lobby HostVisit::lobbyOf(const VisitId &visit) const
{
    DaySheet::Lobby out;
    out.running = m_room && m_visit == visit;
    for (const e2ee::LobbyEntry &entry : m_desk.entries()) {
        if (entry.visit != visit)
            continue;
        ++out.waiting;
        out.since = out.since ? std::min(*out.since, entry.since) : entry.since;
    }
    return out;
}

} // namespace bedside::client
