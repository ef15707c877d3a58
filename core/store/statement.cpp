// SPDX-License-Identifier: Apache-2.0
#include "core/store/statement.h"

#include "core/store/sqlite_errors.h"

#include <utility>

namespace bedside::store {

namespace {
Result<void> bound(int code)
{
    if (code != SQLITE_OK)
        return sqliteError(code, "bind");
    return {};
}
// A null pointer would bind NULL instead of an empty value.
const void *notNull(const void *data) { return data ? data : ""; }
} // namespace

Statement::Statement(Statement &&other) noexcept
    : m_database(other.m_database), m_statement(std::exchange(other.m_statement, nullptr)), m_sql(other.m_sql),
      m_cache(other.m_cache)
{
}

Statement::~Statement()
{
    if (!m_statement)
        return;
    reset();
    if (!m_cache->idle.emplace(m_sql, m_statement).second)
        sqlite3_finalize(m_statement);
}

Result<void> Statement::bind(int position, std::int64_t value)
{
    return bound(sqlite3_bind_int64(m_statement, position, value));
}
Result<void> Statement::bind(int position, std::string_view text)
{
    return bound(sqlite3_bind_text64(m_statement, position, static_cast<const char *>(notNull(text.data())), text.size(),
                                     SQLITE_TRANSIENT, SQLITE_UTF8));
}
Result<void> Statement::bind(int position, ByteSpan blob)
{
    return bound(sqlite3_bind_blob64(m_statement, position, notNull(blob.data()), blob.size(), SQLITE_TRANSIENT));
}
Result<void> Statement::bind(int position, const Secret &blob) { return bind(position, blob.reveal()); }
Result<void> Statement::bind(int position, std::nullptr_t) { return bound(sqlite3_bind_null(m_statement, position)); }

Result<bool> Statement::step()
{
    const int code = sqlite3_step(m_statement);
    if (code == SQLITE_ROW)
        return true;
    if (code == SQLITE_DONE)
        return false;
    // A full disk can surface as a failed write (a size limit does): the same for whoever reads the message.
    if (code == SQLITE_IOERR_WRITE && (sqlite3_system_errno(m_database) == ENOSPC || sqlite3_system_errno(m_database) == EFBIG))
        return Error(ErrorCode::DiskFull, "write", code);
    return sqliteError(code, "step");
}

Result<void> Statement::run()
{
    for (;;) {
        TRY(bool row, step());
        if (!row)
            break;
    }
    reset();
    return {};
}

void Statement::reset()
{
    sqlite3_reset(m_statement);
    sqlite3_clear_bindings(m_statement); // values (secrets among them) do not stay in an idle statement
}

bool Statement::isNull(int column) const { return sqlite3_column_type(m_statement, column) == SQLITE_NULL; }

Result<std::int64_t> Statement::integer(int column) const
{
    if (sqlite3_column_type(m_statement, column) != SQLITE_INTEGER)
        return Error(ErrorCode::StoreDamaged, "column is no integer", column);
    return sqlite3_column_int64(m_statement, column);
}

Result<std::string> Statement::text(int column) const
{
    if (sqlite3_column_type(m_statement, column) != SQLITE_TEXT)
        return Error(ErrorCode::StoreDamaged, "column is no text", column);
    const auto *data = reinterpret_cast<const char *>(sqlite3_column_text(m_statement, column));
    return std::string(data, static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column)));
}

Result<ByteSpan> Statement::blobView(int column) const
{
    if (sqlite3_column_type(m_statement, column) != SQLITE_BLOB)
        return Error(ErrorCode::StoreDamaged, "column is no blob", column);
    const auto *data = static_cast<const std::uint8_t *>(sqlite3_column_blob(m_statement, column));
    return ByteSpan(data, static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column)));
}

Result<Bytes> Statement::blob(int column) const
{
    TRY(auto view, blobView(column));
    return toBytes(view);
}

Result<Secret> Statement::secret(int column) const
{
    TRY(auto view, blobView(column));
    return Secret::copyOf(view);
}

Result<WallTime> Statement::time(int column) const
{
    TRY(auto ms, integer(column));
    return fromUnixMilliseconds(ms);
}

} // namespace bedside::store
