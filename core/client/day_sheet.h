// SPDX-License-Identifier: Apache-2.0
// The appointments of the chosen day as the screens see them, and all that is done to appointments and invitations.
// Owned by Client; main thread. Exists while the profile is unlocked.
#pragma once

#include "core/client/common.h"
#include "core/client/staff_account.h"
#include "core/schedule/appointment_sync.h"
#include "core/visit/appointment.h"

namespace bedside::client {

class DaySheet {
public:
    struct Lobby { // what the lobby knows of one appointment
        int waiting = 0;
        std::optional<WallTime> since;
        bool running = false;
    };
    using LobbyOf = std::function<Lobby(const VisitId &)>;

    DaySheet(Common &common, StaffAccount &account, LobbyOf lobbyOf);
    ~DaySheet();

    void showDay(WallTime start);
    void reload();                              // the values from the table
    void refreshPhases();                       // the lobby has changed
    void sync();                                // in the background, while signed in

    void save(AppointmentDraft draft);
    void setState(const VisitId &id, wire::AppointmentState state);
    void restore(const VisitId &id);
    void showInvitation(const VisitId &id);     // the one in force; a new one where there is none
    void makeInvitation(const VisitId &id);     // a new one; once the server has it, older ones are withdrawn

    // For the host: everything that the appointment holds. NotFound; why it cannot be opened.
    struct Opened {
        schedule::AppointmentRow row;
        schedule::OpenedAppointment content;
    };
    Result<Opened> open(const VisitId &id);

private:
    Result<void> edit(const VisitId &id, const std::function<void(schedule::AppointmentRow &, schedule::OpenedAppointment &)> &change);
    Result<void> write(schedule::AppointmentRow row, const schedule::OpenedAppointment &content);
    Result<void> saveDraft(const AppointmentDraft &draft);
    Appointment present(const schedule::AppointmentRow &row);
    schedule::AppointmentSync &syncing();
    bool beginInvitation();
    std::optional<schedule::InviteSecret> inviteInForce(const VisitId &id);
    void registerInvite(const VisitId &visit, schedule::InviteSecret invite, bool isNew);
    void giveUp(const VisitId &visit, const InviteId &invite, Error why);
    void withdraw(const VisitId &visit, const std::function<bool(const InviteId &)> &which);
    void present(const VisitId &visit, const schedule::InviteSecret &invite);

    Common &m_common;
    StaffAccount &m_account;
    LobbyOf m_lobbyOf;
    schedule::AppointmentTable m_table;
    std::unique_ptr<schedule::AppointmentSync> m_sync;
    std::optional<WallTime> m_day;
    std::shared_ptr<int> m_alive = std::make_shared<int>(0);
};

} // namespace bedside::client
