// SPDX-License-Identifier: Apache-2.0
// The appointments in the local store: what the server has, and beside it the edits that it does not have yet. Rows
// stay sealed; nothing is opened here. Owned by the client, on the thread that owns the Database.
#pragma once

#include "core/base/clock.h"
#include "core/base/ids.h"
#include "core/store/database.h"
#include "core/wire/http.h"

#include <optional>
#include <vector>

namespace bedside::schedule {

struct AppointmentRow {
    VisitId id;
    std::uint64_t version = 0;   // the content's: what `sealed` is bound to
    WallTime startsAt{};
    int minutes = 30;
    wire::AppointmentState state = wire::AppointmentState::Scheduled;
    AccountId owner;
    Bytes sealed;
    bool pending = false;        // an edit that the server does not have
};

class AppointmentTable {
public:
    static Result<void> createTables(store::Database &database); // a migration step: never changed, only followed

    explicit AppointmentTable(store::Database &database) : m_database(database) {}

    // Those that start in [from, to), by start, then id; an edit stands in for the server's row.
    Result<std::vector<AppointmentRow>> between(WallTime from, WallTime to);
    Result<std::optional<AppointmentRow>> find(const VisitId &id);        // edit first
    Result<std::optional<AppointmentRow>> findServers(const VisitId &id); // without edits

    // A local edit: `row.version` is one above the server's row that it was made from. Durable when it returns.
    Result<void> putEdit(const AppointmentRow &row);
    Result<std::vector<AppointmentRow>> edits();
    // The server's row from which the edit was made, as it was then; none for a new appointment.
    Result<std::optional<AppointmentRow>> baseOf(const VisitId &id);
    Result<void> dropEdit(const VisitId &id);
    // The edit has become the server's row.
    Result<void> acknowledge(const AppointmentRow &row);

    // One page of the server's changes and the cursor behind it, together or not at all. Older versions are ignored.
    Result<void> applyPage(const std::vector<AppointmentRow> &rows, const std::string &cursor);
    Result<std::string> cursor();                                          // "" at first

private:
    store::Database &m_database;
};

} // namespace bedside::schedule
