// SPDX-License-Identifier: Apache-2.0
// One encrypted SQLite file (SQLCipher 4, raw 32-byte key, WAL, synchronous=FULL). A connection belongs to one thread
// at a time. Opening proves that the key took: no plaintext file can come out of it.
#pragma once

#include "core/base/secret.h"
#include "core/store/statement.h"

#include <filesystem>
#include <memory>
#include <string>
#include <unordered_map>

struct sqlite3;

namespace bedside::store {

struct DatabaseOptions {
    int cacheKib = 32'000;      // sqlite's default of 2 MiB makes indexed queries ten times slower
    int busyTimeoutMs = 5'000;
    // "BSTO" for the client's store, another number for the server's: a file of ours of the other kind is StoreForeign.
    std::int32_t applicationId = 0x4253544f;
};

class Database {
public:
    // Creates the file (0600) if it is absent or empty. `key` is 32 bytes, else BadKey.
    // Errors: StoreDamaged (wrong key or broken file: SQLCipher cannot tell them apart; the Vault can),
    // StoreForeign (a readable SQLite file in clear, or of another program), DiskFull, InputOutput.
    static Result<std::unique_ptr<Database>> open(const std::filesystem::path &file, const Secret &key,
                                                  const DatabaseOptions &options = {});
    ~Database();
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    // Statements are compiled once and kept. `sql` must be a literal: parameters only through ?.
    // The Statement goes back to the cache when it dies and must not outlive the Database.
    Result<Statement> prepare(const char *sql);
    Result<void> execute(const char *sql); // one or more statements without parameters or rows
    // prepare, bind, run to the end: execute("INSERT ...", a, b).
    template <class... Values>
    Result<void> run(const char *sql, const Values &...values)
    {
        TRY(Statement statement, prepare(sql));
        TRY_OK(statement.bindAll(values...));
        return statement.run();
    }

    std::int64_t lastInsertId() const;
    std::int64_t changes() const; // rows touched by the last run
    Result<std::int64_t> userVersion();

    Result<void> checkIntegrity(); // every page's HMAC and the b-trees; StoreDamaged
    Result<void> checkpoint();     // moves the WAL into the file
    const std::filesystem::path &file() const { return m_file; }

private:
    friend class Transaction;
    explicit Database(std::filesystem::path file) : m_file(std::move(file)) {}
    Result<void> configure(const Secret &key, const DatabaseOptions &options);
    Result<void> refusePlaintext();

    std::filesystem::path m_file;
    sqlite3 *m_handle = nullptr;
    StatementCache m_statements;
    bool m_inTransaction = false;
};

// BEGIN IMMEDIATE now; rolled back when it dies unless committed. Not nestable: NotInState.
class Transaction {
public:
    static Result<Transaction> begin(Database &database);
    Transaction(Transaction &&other) noexcept;
    Transaction &operator=(Transaction &&) = delete;
    ~Transaction();

    Result<void> commit(); // durable when it returns; on failure (DiskFull) everything is rolled back
    Database &database() const { return *m_database; }

private:
    explicit Transaction(Database &database) : m_database(&database) {}
    Database *m_database = nullptr;
};

// Where the present file stands aside after StoreDamaged or StoreForeign: file, -wal and -shm get the suffix
// ".aside-<n>" in the same folder; nothing is deleted. Returns the new path of the main file.
Result<std::filesystem::path> moveAside(const std::filesystem::path &file);
// The one that was moved last; none: nothing stands aside.
std::optional<std::filesystem::path> newestAside(const std::filesystem::path &file);
// Takes it back to its place. AlreadyExists where another file has that place, NotFound.
Result<void> moveBack(const std::filesystem::path &file);

// "4.5.5 community, SQLite 3.39.2"; empty where the sqlite in this process has no cipher. Any thread.
std::string sqlcipherVersion();

} // namespace bedside::store
