// SPDX-License-Identifier: Apache-2.0
#include "core/store/database.h"

#include "core/store/sqlite_errors.h"

#include <array>
#include <cstring>
#include <fstream>
#include <sys/stat.h>
#include <system_error>

namespace bedside::store {

namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::array<char, 16> kPlainHeader = {'S', 'Q', 'L', 'i', 't', 'e', ' ', 'f',
                                               'o', 'r', 'm', 'a', 't', ' ', '3', '\0'};

// x'<64 hex>': anything else of any length would silently be taken as a passphrase.
Secret rawKeyForm(const Secret &key)
{
    static constexpr char kDigits[] = "0123456789abcdef";
    Secret form(3 + 2 * kKeyBytes);
    auto out = form.revealMutable();
    out[0] = 'x';
    out[1] = '\'';
    std::size_t at = 2;
    for (std::uint8_t byte : key.reveal()) {
        out[at++] = static_cast<std::uint8_t>(kDigits[byte >> 4]);
        out[at++] = static_cast<std::uint8_t>(kDigits[byte & 15]);
    }
    out[at] = '\'';
    return form;
}

bool beginsInClear(const std::filesystem::path &file)
{
    std::ifstream in(file, std::ios::binary);
    std::array<char, 16> head{};
    in.read(head.data(), head.size());
    return in.gcount() == static_cast<std::streamsize>(head.size()) && head == kPlainHeader;
}

// SQLite takes a file of a single byte for an empty one and would begin it anew.
bool isCutShort(const std::filesystem::path &file)
{
    constexpr std::uintmax_t kLeastPage = 512;
    std::error_code failed;
    const auto size = std::filesystem::file_size(file, failed);
    return !failed && size > 0 && size < kLeastPage;
}

// Created by us before SQLite does, so that it never exists with wider permissions than 0600.
Result<void> createPrivately(const std::filesystem::path &file)
{
    std::error_code ignored;
    if (std::filesystem::exists(file, ignored))
        return {};
    std::ofstream out(file, std::ios::binary | std::ios::app);
    if (!out)
        return Error(ErrorCode::InputOutput, "create database", errno);
    out.close();
    std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, ignored);
    return {};
}

} // namespace

Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path &file, const Secret &key,
                                                 const DatabaseOptions &options)
{
    if (key.size() != kKeyBytes)
        return Error(ErrorCode::BadKey, "database key size", static_cast<std::int64_t>(key.size()));
    if (beginsInClear(file))
        return Error(ErrorCode::StoreForeign, "a database in clear");
    if (isCutShort(file))
        return Error(ErrorCode::StoreDamaged, "a database cut short");
    TRY_OK(createPrivately(file));
    std::unique_ptr<Database> database(new Database(file));
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX | SQLITE_OPEN_EXRESCODE;
    const int code = sqlite3_open_v2(file.string().c_str(), &database->m_handle, flags, nullptr);
    if (code != SQLITE_OK)
        return sqliteError(code, "open");
    TRY_OK(database->configure(key, options));
    TRY_OK(database->refusePlaintext());
    return database;
}

Database::~Database()
{
    for (auto &[sql, statement] : m_statements.idle)
        sqlite3_finalize(statement);
    sqlite3_close_v2(m_handle);
}

std::string sqlcipherVersion()
{
    sqlite3 *handle = nullptr;
    sqlite3_stmt *statement = nullptr;
    std::string version;
    if (sqlite3_open(":memory:", &handle) == SQLITE_OK
        && sqlite3_prepare_v2(handle, "PRAGMA cipher_version", -1, &statement, nullptr) == SQLITE_OK
        && sqlite3_step(statement) == SQLITE_ROW)
        version = std::string(reinterpret_cast<const char *>(sqlite3_column_text(statement, 0))) + ", SQLite " + sqlite3_libversion();
    sqlite3_finalize(statement);
    sqlite3_close_v2(handle);
    return version;
}

Result<void> Database::configure(const Secret &key, const DatabaseOptions &options)
{
    sqlite3_busy_timeout(m_handle, options.busyTimeoutMs);
    TRY_OK(execute("PRAGMA cipher_log_source = NONE")); // otherwise a wrong key prints to standard error
    const Secret form = rawKeyForm(key);
    if (const int code = sqlite3_key_v2(m_handle, "main", form.reveal().data(), static_cast<int>(form.size())); code != SQLITE_OK)
        return sqliteError(code, "key");
    {
        // Empty where another sqlite answers for SQLCipher: it would write in clear.
        TRY(auto version, prepare("PRAGMA cipher_version"));
        TRY(bool row, version.step());
        if (!row)
            return Error(ErrorCode::Unsupported, "this sqlite has no cipher");
        TRY(auto text, version.text(0));
        if (text.empty() || text.front() < '4')
            return Error(ErrorCode::Unsupported, "SQLCipher 4 is needed");
    }
    TRY_OK(execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
                   "PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF"));
    TRY_OK(execute(("PRAGMA cache_size = -" + std::to_string(options.cacheKib)).c_str()));
    TRY(auto stamp, prepare("PRAGMA application_id"));
    TRY(bool row, stamp.step());
    TRY(auto id, row ? stamp.integer(0) : Result<std::int64_t>(std::int64_t{0}));
    stamp.reset();
    TRY(auto version, userVersion());
    if (id == options.applicationId)
        return {};
    if (id != 0 || version != 0)
        return Error(ErrorCode::StoreForeign, "another program's database", id);
    return execute(("PRAGMA application_id = " + std::to_string(options.applicationId)).c_str());
}

// The last guard: whatever went wrong above, a file in clear is never used.
Result<void> Database::refusePlaintext()
{
    TRY_OK(checkpoint());
    if (beginsInClear(m_file))
        return Error(ErrorCode::Internal, "the database would be in clear");
    return {};
}

Result<Statement> Database::prepare(const char *sql)
{
    const std::string_view text(sql);
    if (auto found = m_statements.idle.find(text); found != m_statements.idle.end()) {
        sqlite3_stmt *statement = found->second;
        m_statements.idle.erase(found);
        return Statement(m_handle, statement, text, &m_statements);
    }
    sqlite3_stmt *statement = nullptr;
    const int code = sqlite3_prepare_v3(m_handle, sql, static_cast<int>(text.size()) + 1, SQLITE_PREPARE_PERSISTENT,
                                        &statement, nullptr);
    if (code != SQLITE_OK)
        return sqliteError(code, "prepare");
    return Statement(m_handle, statement, text, &m_statements);
}

Result<void> Database::execute(const char *sql)
{
    const int code = sqlite3_exec(m_handle, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        return sqliteError(code, "execute");
    return {};
}

std::int64_t Database::lastInsertId() const { return sqlite3_last_insert_rowid(m_handle); }
std::int64_t Database::changes() const { return sqlite3_changes64(m_handle); }

Result<std::int64_t> Database::userVersion()
{
    TRY(auto statement, prepare("PRAGMA user_version"));
    TRY(bool row, statement.step());
    if (!row)
        return Error(ErrorCode::StoreDamaged, "user_version");
    return statement.integer(0);
}

Result<void> Database::checkIntegrity()
{
    TRY_OK(checkpoint());
    for (const char *sql : {"PRAGMA cipher_integrity_check", "PRAGMA quick_check"}) {
        TRY(auto statement, prepare(sql));
        TRY(bool row, statement.step());
        if (!row)
            continue;
        TRY(auto text, statement.text(0));
        if (text != "ok")
            return Error(ErrorCode::StoreDamaged, "integrity check");
    }
    return {};
}

Result<void> Database::checkpoint()
{
    const int code = sqlite3_wal_checkpoint_v2(m_handle, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY && (code & 0xff) != SQLITE_LOCKED)
        return sqliteError(code, "checkpoint");
    return {};
}

Result<Transaction> Transaction::begin(Database &database)
{
    if (database.m_inTransaction)
        return Error(ErrorCode::NotInState, "transactions do not nest");
    TRY_OK(database.run("BEGIN IMMEDIATE"));
    database.m_inTransaction = true;
    return Transaction(database);
}

Transaction::Transaction(Transaction &&other) noexcept : m_database(std::exchange(other.m_database, nullptr)) {}

Transaction::~Transaction()
{
    if (!m_database || !m_database->m_inTransaction)
        return;
    m_database->m_inTransaction = false;
    // SQLite has rolled back by itself after some errors (a full disk among them); then this one fails harmlessly.
    (void)m_database->run("ROLLBACK").ok();
}

Result<void> Transaction::commit()
{
    if (!m_database || !m_database->m_inTransaction)
        return Error(ErrorCode::NotInState, "no transaction");
    TRY_OK(m_database->run("COMMIT"));
    m_database->m_inTransaction = false;
    return {};
}

namespace {

constexpr int kMostAside = 1000;

std::filesystem::path asidePath(const std::filesystem::path &file, int number)
{
    return file.string() + ".aside-" + std::to_string(number);
}

// One of the file's parts: itself (""), or what SQLite keeps beside it, which need not be there.
Result<void> movePart(const std::filesystem::path &from, const std::filesystem::path &to, const char *part)
{
    std::error_code failed;
    if (*part != '\0' && !std::filesystem::exists(from.string() + part, failed))
        return {};
    std::filesystem::rename(from.string() + part, to.string() + part, failed);
    if (failed)
        return Error(ErrorCode::InputOutput, "move the database", failed.value());
    return {};
}

} // namespace

Result<std::filesystem::path> moveAside(const std::filesystem::path &file)
{
    std::error_code ignored;
    for (int number = 1; number <= kMostAside; ++number) {
        const auto to = asidePath(file, number);
        if (std::filesystem::exists(to, ignored))
            continue;
        // The file goes first: without its -wal it must never stand where it would be opened, newest transactions missing.
        TRY_OK(movePart(file, to, ""));
        for (const char *part : {"-wal", "-shm"}) {
            if (auto moved = movePart(file, to, part); !moved.ok()) {
                (void)movePart(to, file, "").ok(); // where that fails, too, moveBack() joins them again
                return moved.error();
            }
        }
        return to;
    }
    return Error(ErrorCode::AlreadyExists, "too many files aside");
}

std::optional<std::filesystem::path> newestAside(const std::filesystem::path &file)
{
    std::error_code ignored;
    for (int number = kMostAside; number > 0; --number) {
        if (auto aside = asidePath(file, number); std::filesystem::exists(aside, ignored))
            return aside;
    }
    return std::nullopt;
}

Result<void> moveBack(const std::filesystem::path &file)
{
    std::error_code ignored;
    if (std::filesystem::exists(file, ignored))
        return Error(ErrorCode::AlreadyExists, "database");
    const auto aside = newestAside(file);
    if (!aside)
        return Error(ErrorCode::NotFound, "nothing aside");
    for (const char *part : {"-wal", "-shm", ""}) // and comes back last
        TRY_OK(movePart(*aside, file, part));
    return {};
}

} // namespace bedside::store
