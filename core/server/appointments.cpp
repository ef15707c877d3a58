// SPDX-License-Identifier: Apache-2.0
#include "core/server/appointments.h"

namespace bedside::server {

namespace {

constexpr std::size_t kPageBytes = 1024 * 1024;

Result<AppointmentRow> readRow(const store::Statement &statement)
{
    AppointmentRow row;
    TRY(row.visit, statement.id<VisitId>(0));
    TRY(row.version, statement.integer(1));
    TRY(row.owner, statement.id<AccountId>(2));
    TRY(row.startsAt, statement.time(3));
    TRY(auto minutes, statement.integer(4));
    row.minutes = static_cast<int>(minutes);
    TRY(auto state, statement.text(5));
    TRY(row.state, wire::appointmentStateFrom(state));
    TRY(row.sealed, statement.blob(6));
    TRY(row.changedAt, statement.time(7));
    TRY(row.change, statement.integer(8));
    return row;
}

} // namespace

Result<Appointments::Page> Appointments::changedSince(std::int64_t since, const std::optional<AccountId> &owner, std::size_t limit)
{
    constexpr const char *kAll = "SELECT visit, version, owner, starts_at, minutes, state, sealed, changed_at, change "
                                 "FROM appointments WHERE change > ? ORDER BY change LIMIT ?";
    constexpr const char *kOwn = "SELECT visit, version, owner, starts_at, minutes, state, sealed, changed_at, change "
                                 "FROM appointments WHERE change > ? AND owner = ? ORDER BY change LIMIT ?";
    TRY(auto statement, m_storage.database().prepare(owner ? kOwn : kAll));
    const auto most = static_cast<std::int64_t>(limit) + 1;
    if (owner)
        TRY_OK(statement.bindAll(since, *owner, most));
    else
        TRY_OK(statement.bindAll(since, most));
    Page page;
    page.cursor = since;
    std::size_t bytes = 0;
    for (;;) {
        TRY(bool row, statement.step());
        if (!row)
            return page;
        TRY(auto item, readRow(statement));
        if (page.items.size() == limit || (bytes + item.sealed.size() > kPageBytes && !page.items.empty())) {
            page.more = true;
            return page;
        }
        bytes += item.sealed.size();
        page.cursor = item.change;
        page.items.push_back(std::move(item));
    }
}

Result<std::optional<AppointmentRow>> Appointments::find(const VisitId &visit)
{
    TRY(auto statement, m_storage.database().prepare(
                            "SELECT visit, version, owner, starts_at, minutes, state, sealed, changed_at, change "
                            "FROM appointments WHERE visit = ?"));
    TRY_OK(statement.bind(1, visit));
    TRY(bool found, statement.step());
    if (!found)
        return std::optional<AppointmentRow>();
    TRY(auto row, readRow(statement));
    return std::optional<AppointmentRow>(std::move(row));
}

Result<std::int64_t> Appointments::put(const AppointmentRow &row, WallTime now)
{
    auto &database = m_storage.database();
    const auto state = wire::appointmentStateName(row.state);
    Result<void> done;
    if (row.version == 0) {
        done = database.run("INSERT INTO appointments(visit, version, owner, starts_at, minutes, state, sealed, changed_at, "
                            "change) VALUES(?, 1, ?, ?, ?, ?, ?, ?, (SELECT coalesce(max(change), 0) + 1 FROM appointments))",
                            row.visit, row.owner, row.startsAt, row.minutes, state, row.sealed, now);
    } else {
        done = database.run("UPDATE appointments SET version = version + 1, starts_at = ?, minutes = ?, state = ?, sealed = ?, "
                            "changed_at = ?, change = (SELECT max(change) + 1 FROM appointments) "
                            "WHERE visit = ? AND version = ?",
                            row.startsAt, row.minutes, state, row.sealed, now, row.visit, row.version);
        if (done.ok() && database.changes() != 1)
            return Error(ErrorCode::Conflict, "appointment version");
    }
    if (!done.ok())
        return done.error();
    return row.version + 1;
}

} // namespace bedside::server
