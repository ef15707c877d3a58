// SPDX-License-Identifier: Apache-2.0
// A compiled statement on loan from its Database. Bind by position from 1, read columns from 0, types as stored.
#pragma once

#include "core/base/clock.h"
#include "core/base/ids.h"
#include "core/base/secret.h"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

struct sqlite3;
struct sqlite3_stmt;

namespace bedside::store {

// Compiled statements by their SQL text's address-independent content; idle ones only.
struct StatementCache {
    std::unordered_map<std::string_view, sqlite3_stmt *> idle; // keys are literals
};

class Statement {
public:
    Statement(Statement &&other) noexcept;
    Statement &operator=(Statement &&) = delete;
    ~Statement();

    Result<void> bind(int position, std::int64_t value);
    Result<void> bind(int position, std::string_view text);
    Result<void> bind(int position, ByteSpan blob);
    Result<void> bind(int position, const Secret &blob);
    Result<void> bind(int position, std::nullptr_t);
    Result<void> bind(int position, WallTime time) { return bind(position, toUnixMilliseconds(time)); }
    Result<void> bind(int position, int value) { return bind(position, std::int64_t{value}); }
    Result<void> bind(int position, bool value) { return bind(position, std::int64_t{value}); }
    Result<void> bind(int position, const char *text) { return bind(position, std::string_view(text)); }
    Result<void> bind(int position, const std::string &text) { return bind(position, std::string_view(text)); }
    Result<void> bind(int position, const Bytes &blob) { return bind(position, ByteSpan(blob)); }
    template <std::size_t N>
    Result<void> bind(int position, const std::array<std::uint8_t, N> &blob)
    {
        return bind(position, ByteSpan(blob));
    }
    template <class Tag>
    Result<void> bind(int position, const Id<Tag> &id)
    {
        return bind(position, ByteSpan(id.bytes));
    }
    template <class T>
    Result<void> bind(int position, const std::optional<T> &value)
    {
        return value ? bind(position, *value) : bind(position, nullptr);
    }
    template <class... Values>
    Result<void> bindAll(const Values &...values)
    {
        int position = 0;
        Result<void> result;
        ((result = result.ok() ? bind(++position, values) : result), ...);
        return result;
    }

    // true: a row is there to read. false: no more. DiskFull, StoreDamaged, Conflict (a constraint), InputOutput.
    Result<bool> step();
    Result<void> run(); // steps to the end, rows ignored
    void reset();       // for another round with new values

    // Of the present row. A column of another type: StoreDamaged. Views last until the next step().
    bool isNull(int column) const;
    Result<std::int64_t> integer(int column) const;
    Result<std::string> text(int column) const;
    Result<Bytes> blob(int column) const;
    Result<ByteSpan> blobView(int column) const;
    Result<Secret> secret(int column) const;
    Result<WallTime> time(int column) const;
    template <class IdType>
    Result<IdType> id(int column) const
    {
        TRY(auto bytes, blobView(column));
        return IdType::fromBytes(bytes);
    }

private:
    friend class Database;
    Statement(sqlite3 *database, sqlite3_stmt *statement, std::string_view sql, StatementCache *cache)
        : m_database(database), m_statement(statement), m_sql(sql), m_cache(cache) {}

    sqlite3 *m_database;
    sqlite3_stmt *m_statement;
    std::string_view m_sql;
    StatementCache *m_cache;
};

} // namespace bedside::store
