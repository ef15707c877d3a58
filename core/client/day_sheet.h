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
    void makeInvitation(const VisitId &id);

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
    void registerInvite(const VisitId &visit, const InviteId &invite, const std::shared_ptr<Secret> &secret,
                        WallTime expiresAt, std::vector<InviteId> withdrawn);
    void showInvitation(const VisitId &visit, const InviteId &invite, const Secret &secret, WallTime expiresAt);

    Common &m_common;
    StaffAccount &m_account;
    LobbyOf m_lobbyOf;
    schedule::AppointmentTable m_table;
    std::unique_ptr<schedule::AppointmentSync> m_sync;
    std::optional<WallTime> m_day;
    std::shared_ptr<int> m_alive = std::make_shared<int>(0);
};

} // namespace bedside::client
