// SPDX-License-Identifier: Apache-2.0
#include "core/schedule/appointment_table.h"

#include <algorithm>
#include <tuple>

namespace bedside::schedule {
namespace {

Result<AppointmentRow> readRow(const store::Statement &statement, bool pending)
{
    AppointmentRow row;
    TRY(row.id, statement.id<VisitId>(0));
    TRY(const auto version, statement.integer(1));
    row.version = static_cast<std::uint64_t>(version);
    TRY(row.startsAt, statement.time(2));
    TRY(const auto minutes, statement.integer(3));
    row.minutes = static_cast<int>(minutes);
    TRY(const auto state, statement.text(4));
    TRY(row.state, wire::appointmentStateFrom(state));
    TRY(row.owner, statement.id<AccountId>(5));
    TRY(row.sealed, statement.blob(6));
    row.pending = pending;
    return row;
}

Result<std::vector<AppointmentRow>> readRows(store::Statement &statement, bool pending)
{
    std::vector<AppointmentRow> rows;
    for (;;) {
        TRY(const bool more, statement.step());
        if (!more)
            return rows;
        TRY(auto row, readRow(statement, pending));
        rows.push_back(std::move(row));
    }
}

Result<std::optional<AppointmentRow>> readOne(store::Database &database, const char *sql, const VisitId &id, bool pending)
{
    TRY(auto statement, database.prepare(sql));
    TRY_OK(statement.bindAll(id));
    TRY(auto rows, readRows(statement, pending));
    return rows.empty() ? std::optional<AppointmentRow>() : std::optional(std::move(rows.front()));
}

} // namespace

Result<void> AppointmentTable::createTables(store::Database &database)
{
    return database.execute(R"(
        CREATE TABLE appointment (
            visit BLOB PRIMARY KEY, version INTEGER NOT NULL, starts_at INTEGER NOT NULL, minutes INTEGER NOT NULL,
            state TEXT NOT NULL, owner BLOB NOT NULL, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX appointment_start ON appointment (starts_at);
        CREATE TABLE appointment_edit (
            visit BLOB PRIMARY KEY, version INTEGER NOT NULL, starts_at INTEGER NOT NULL, minutes INTEGER NOT NULL,
            state TEXT NOT NULL, owner BLOB NOT NULL, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE appointment_base (
            visit BLOB PRIMARY KEY, version INTEGER NOT NULL, starts_at INTEGER NOT NULL, minutes INTEGER NOT NULL,
            state TEXT NOT NULL, owner BLOB NOT NULL, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE appointment_cursor (one INTEGER PRIMARY KEY CHECK (one = 1), cursor TEXT NOT NULL) STRICT;
    )");
}

Result<std::vector<AppointmentRow>> AppointmentTable::between(WallTime from, WallTime to)
{
    TRY(auto servers, m_database.prepare(
        "SELECT visit, version, starts_at, minutes, state, owner, sealed FROM appointment AS a"
        " WHERE starts_at >= ? AND starts_at < ? AND NOT EXISTS (SELECT 1 FROM appointment_edit AS e WHERE e.visit = a.visit)"));
    TRY_OK(servers.bindAll(from, to));
    TRY(auto rows, readRows(servers, false));
    TRY(auto edited, m_database.prepare(
        "SELECT visit, version, starts_at, minutes, state, owner, sealed FROM appointment_edit"
        " WHERE starts_at >= ? AND starts_at < ?"));
    TRY_OK(edited.bindAll(from, to));
    TRY(auto edits, readRows(edited, true));
    std::move(edits.begin(), edits.end(), std::back_inserter(rows));
    std::sort(rows.begin(), rows.end(), [](const AppointmentRow &a, const AppointmentRow &b) {
        return std::tie(a.startsAt, a.id) < std::tie(b.startsAt, b.id);
    });
    return rows;
}

Result<std::optional<AppointmentRow>> AppointmentTable::find(const VisitId &id)
{
    TRY(auto edit, readOne(m_database, "SELECT visit, version, starts_at, minutes, state, owner, sealed"
                                       " FROM appointment_edit WHERE visit = ?", id, true));
    if (edit)
        return edit;
    return findServers(id);
}

Result<std::optional<AppointmentRow>> AppointmentTable::findServers(const VisitId &id)
{
    return readOne(m_database, "SELECT visit, version, starts_at, minutes, state, owner, sealed"
                               " FROM appointment WHERE visit = ?", id, false);
}

Result<std::optional<AppointmentRow>> AppointmentTable::baseOf(const VisitId &id)
{
    return readOne(m_database, "SELECT visit, version, starts_at, minutes, state, owner, sealed"
                               " FROM appointment_base WHERE visit = ?", id, false);
}

Result<std::vector<AppointmentRow>> AppointmentTable::edits()
{
    TRY(auto statement, m_database.prepare(
        "SELECT visit, version, starts_at, minutes, state, owner, sealed FROM appointment_edit ORDER BY starts_at"));
    return readRows(statement, true);
}

Result<void> AppointmentTable::putEdit(const AppointmentRow &row)
{
    TRY(auto transaction, store::Transaction::begin(m_database));
    // The first edit keeps what it was made from; later ones keep that, unless they were made from a newer version.
    TRY_OK(m_database.run("INSERT OR REPLACE INTO appointment_base SELECT * FROM appointment AS a WHERE a.visit = ?"
                          " AND a.version = ?", row.id, static_cast<std::int64_t>(row.version) - 1));
    TRY_OK(m_database.run("INSERT OR REPLACE INTO appointment_edit VALUES (?, ?, ?, ?, ?, ?, ?)", row.id,
                          static_cast<std::int64_t>(row.version), row.startsAt, row.minutes,
                          wire::appointmentStateName(row.state), row.owner, row.sealed));
    return transaction.commit();
}

Result<void> AppointmentTable::dropEdit(const VisitId &id)
{
    TRY(auto transaction, store::Transaction::begin(m_database));
    TRY_OK(m_database.run("DELETE FROM appointment_edit WHERE visit = ?", id));
    TRY_OK(m_database.run("DELETE FROM appointment_base WHERE visit = ?", id));
    return transaction.commit();
}

Result<void> AppointmentTable::acknowledge(const AppointmentRow &row)
{
    TRY(auto transaction, store::Transaction::begin(m_database));
    TRY_OK(m_database.run("INSERT OR REPLACE INTO appointment VALUES (?, ?, ?, ?, ?, ?, ?)", row.id,
                          static_cast<std::int64_t>(row.version), row.startsAt, row.minutes,
                          wire::appointmentStateName(row.state), row.owner, row.sealed));
    // An edit made while the upload was under way stays, and now stands on this version.
    TRY_OK(m_database.run("DELETE FROM appointment_edit WHERE visit = ? AND sealed = ?", row.id, row.sealed));
    TRY_OK(m_database.run("DELETE FROM appointment_base WHERE visit = ?", row.id));
    TRY_OK(m_database.run("INSERT INTO appointment_base SELECT a.* FROM appointment AS a JOIN appointment_edit AS e"
                          " ON e.visit = a.visit WHERE a.visit = ?", row.id));
    return transaction.commit();
}

Result<void> AppointmentTable::applyPage(const std::vector<AppointmentRow> &rows, const std::string &cursor)
{
    TRY(auto transaction, store::Transaction::begin(m_database));
    for (const AppointmentRow &row : rows) {
        TRY_OK(m_database.run(
            "INSERT INTO appointment VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (visit) DO UPDATE SET version = excluded.version,"
            " starts_at = excluded.starts_at, minutes = excluded.minutes, state = excluded.state, owner = excluded.owner,"
            " sealed = excluded.sealed WHERE excluded.version >= appointment.version",
            row.id, static_cast<std::int64_t>(row.version), row.startsAt, row.minutes,
            wire::appointmentStateName(row.state), row.owner, row.sealed));
    }
    TRY_OK(m_database.run("INSERT OR REPLACE INTO appointment_cursor VALUES (1, ?)", cursor));
    return transaction.commit();
}

Result<std::string> AppointmentTable::cursor()
{
    TRY(auto statement, m_database.prepare("SELECT cursor FROM appointment_cursor"));
    TRY(const bool found, statement.step());
    if (!found)
        return std::string();
    return statement.text(0);
}

} // namespace bedside::schedule
