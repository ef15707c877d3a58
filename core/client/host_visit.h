// SPDX-License-Identifier: Apache-2.0
// The clinician's side of waiting room and visit: verifies arrivals, opens an instance, admits, ends, sums up. Drives
// visit::HostStage. Owned by Client; main thread.
#pragma once

#include "core/client/day_sheet.h"
#include "core/client/log_book.h"
#include "core/client/visit_room.h"
#include "core/e2ee/lobby_desk.h"
#include "core/visit/visit.h"

namespace bedside::client {

class HostVisit final : private RoomOwner {
public:
    struct Papers { // null while locked
        std::function<DaySheet *()> day;
        std::function<LogBook *()> log;
    };

    HostVisit(Common &common, MediaDesk &media, StaffAccount &account, Papers papers);
    ~HostVisit() override;

    bool isInVisit() const { return m_room != nullptr; }
    VisitRoom *room() { return m_room.get(); }
    RelayPolicy relayPolicy() const;
    void useRelays(); // the options or the practice say otherwise than before
    DaySheet::Lobby lobbyOf(const VisitId &visit) const;

    void onUnlocked();                  // bindings and counters come back
    void onLocking();
    void onSignedOut();
    void onTrustChanged();
    void onAppointmentsChanged();       // an arrival that nobody knew may be known now
    void onLogGrew();                   // the summary may be missing the end that the server has just recorded
    void onSocketOpen();
    void onSocketLost();
    void onFrame(wire::FrameType type, ByteSpan body);

    void openVisit(const VisitId &id);
    void admit(std::uint64_t guest);
    void deny(std::uint64_t guest);
    void leave() { apply(visit::Event::Leave); }
    void endForAll()
    {
        m_endPressed = true;
        apply(visit::Event::EndForAll);
    }
    void closeSummary(VisitOutcome outcome);

private:
    // RoomOwner
    void sendFrame(wire::FrameType type, Bytes body) override;
    void onAdmitted(const e2ee::Admitted &admitted) override;
    void onAdmissionFailed(const e2ee::AdmissionFailed &failed) override;
    void onInviteBound(const e2ee::InviteBound &bound) override;
    std::string nameOf(const e2ee::RosterMember &member) override;
    void onLogHead(const e2ee::LogHead &said) override;
    void onOver(RoomEnd end, std::optional<Error> error) override;

    void apply(visit::Event event);
    void perform(visit::Effect effect);
    Result<void> openInstance();
    void openCall();
    void onRelays(ByteSpan body);
    void note();                        // what the summary needs, while the room still stands
    void showStage();
    void showSummary();
    void readLog();
    void armGiveUp(Milliseconds after);

    void onArrival(const wire::LobbyArrival &arrival);
    void judge(const wire::LobbyArrival &arrival);
    void onError(const wire::ErrorReport &report);
    void learnInvites(const VisitId &visit);
    Result<void> admitNow(std::uint64_t guest);
    void showLobby();
    std::string patientOf(const VisitId &visit) const;

    Common &m_common;
    MediaDesk &m_media;
    StaffAccount &m_account;
    Papers m_papers;
    e2ee::LobbyDesk m_desk;
    std::map<std::uint64_t, wire::LobbyArrival> m_arrivals; // by connection, to judge again
    std::map<std::uint64_t, e2ee::LobbyEntry> m_admitting;  // between admit and its outcome
    std::map<VisitId, std::string> m_patients;
    visit::HostStage m_stage = visit::HostStage::None;
    VisitId m_visit;
    std::unique_ptr<VisitRoom> m_room;
    std::optional<wire::RelayOffer> m_relays;
    std::optional<std::uint64_t> m_pendingAdmit;
    std::optional<Error> m_endedBy;
    visit::OutcomeInputs m_outcome;
    bool m_endPressed = false;
    std::optional<Executor::TimerId> m_giveUp;
    std::shared_ptr<int> m_alive = std::make_shared<int>(0);
};

} // namespace bedside::client
