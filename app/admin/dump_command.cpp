// SPDX-License-Identifier: Apache-2.0
#include "app/admin/commands.h"
#include "app/admin/failure.h"
#include "app/admin/server_data.h"
#include "core/base/json.h"

#include <deque>
#include <iostream>
#include <nlohmann/json.hpp>

namespace bedside::admin {
namespace {

// An SQL name in double quotes.
std::string quoted(const std::string &name)
{
    std::string out = "\"";
    for (const char c : name)
        out += c == '"' ? "\"\"" : std::string(1, c);
    return out + '"';
}

// A column as it is stored: number, text, {"base64": ...} for a blob, or null.
Json columnValue(const store::Statement &row, int column)
{
    if (row.isNull(column))
        return nullptr;
    if (auto number = row.integer(column); number.ok())
        return *number;
    if (auto text = row.text(column); text.ok())
        return *text;
    auto blob = row.blob(column);
    return blob.ok() ? Json{{"base64", toBase64(*blob)}} : Json("column of an unexpected type");
}

// The first column of every row of a query.
Result<std::vector<std::string>> names(store::Database &database, const char *sql, const std::string &argument)
{
    TRY(auto row, database.prepare(sql));
    if (!argument.empty())
        TRY_OK(row.bind(1, argument));
    std::vector<std::string> out;
    for (;;) {
        TRY(bool more, row.step());
        if (!more)
            return out;
        TRY(auto name, row.text(0));
        out.push_back(name);
    }
}

Result<void> dumpTable(store::Database &database, const std::string &table, std::deque<std::string> &texts)
{
    TRY(auto columns, names(database, "SELECT name FROM pragma_table_info(?)", table));
    std::string list;
    for (const auto &column : columns)
        list += (list.empty() ? "" : ", ") + quoted(column);
    texts.push_back("SELECT " + list + " FROM " + quoted(table)); // the statement cache keeps a view of it
    TRY(auto row, database.prepare(texts.back().c_str()));
    for (;;) {
        TRY(bool more, row.step());
        if (!more)
            return {};
        Json values = Json::object();
        for (std::size_t i = 0; i < columns.size(); ++i)
            values[columns[i]] = columnValue(row, static_cast<int>(i));
        std::cout << dumpJson({{"table", table}, {"row", values}}) << '\n';
    }
}

Result<void> dump(const std::filesystem::path &data)
{
    std::deque<std::string> texts; // outlives the database
    TRY(auto storage, openServerData(data));
    auto &database = storage->database();
    TRY(auto tables, names(database, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name", {}));
    for (const auto &table : tables)
        TRY_OK(dumpTable(database, table, texts));
    return {};
}

} // namespace

int dumpServer(const std::filesystem::path &data)
{
    if (auto dumped = dump(data); !dumped.ok())
        return report(dumped.error());
    std::cout.flush();
    return std::cout ? ExitOk : ExitEnvironment;
}

} // namespace bedside::admin
