// SPDX-License-Identifier: Apache-2.0
#include "app/admin/commands.h"
#include "app/admin/failure.h"
#include "app/admin/server_data.h"
#include "core/base/json.h"

#include <charconv>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>

namespace bedside::admin {
namespace {

struct Head {
    std::uint64_t size = 0;
    audit::TreeHash root{};
};

Result<Head> parseHead(const std::string &text)
{
    Head head;
    const auto colon = text.find(':');
    const auto [end, code] = std::from_chars(text.data(), text.data() + std::min(colon, text.size()), head.size);
    if (colon == std::string::npos || code != std::errc{} || end != text.data() + colon)
        return Error(ErrorCode::Malformed, "--head is SIZE:ROOT");
    TRY(const auto root, fromHex(std::string_view(text).substr(colon + 1)));
    ByteReader reader(root);
    TRY(head.root, reader.array<32>());
    TRY_OK(reader.finish());
    return head;
}

Result<Json> verify(const AuditOptions &options)
{
    std::optional<Head> seen;
    if (!options.head.empty()) {
        TRY(seen, parseHead(options.head));
    }
    TRY(auto storage, openServerData(options.data));
    const audit::Log &log = storage->log();
    const crypto::Digest pins[] = {audit::keyPin(storage->logKey())};
    TRY_OK(log.verify(pins));
    if (seen)
        TRY_OK(log.verifyContains(seen->size, seen->root));
    TRY(auto size, log.size());
    TRY(auto root, log.root());
    return Json{{"entries", size}, {"root", toHex(root)}, {"head", std::to_string(size) + ":" + toHex(root)}, {"holds", true}};
}

constexpr std::size_t kPage = 500;

// The start of a day in UTC.
Result<WallTime> parseDay(const std::string &text)
{
    int year = 0, month = 0, day = 0, read = 0;
    if (text.size() != 10 || std::sscanf(text.c_str(), "%4d-%2d-%2d%n", &year, &month, &day, &read) != 3 || read != 10)
        return Error(ErrorCode::Malformed, "--before is YYYY-MM-DD");
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok())
        return Error(ErrorCode::Malformed, "--before is not a day of the calendar");
    return WallTime(std::chrono::sys_days(date));
}

bool canBeErased(const audit::Entry &entry)
{
    return (entry.address && entry.address->value) || (entry.device && entry.device->value);
}

struct Erased {
    std::uint64_t entries = 0, held = 0; // held: under legal hold, and kept
};

// Of one page, in a transaction of its own together with the entry that says so.
Result<Erased> erasePage(server::Storage &storage, const std::vector<std::uint64_t> &indexes)
{
    return storage.transact([&]() -> Result<Erased> {
        Erased out;
        std::optional<std::uint64_t> first;
        std::uint64_t last = 0;
        audit::Log log(storage.database());
        for (const std::uint64_t index : indexes) {
            const auto done = log.erase(index);
            if (!done.ok() && done.error().code() == ErrorCode::NotFound) {
                ++out.held;
                continue;
            }
            TRY_OK(done);
            first = first.value_or(index);
            last = index;
            ++out.entries;
        }
        if (first) {
            const std::string detail = *first == last ? std::to_string(last) : std::to_string(*first) + "-" + std::to_string(last);
            TRY_OK(storage.record(audit::EventType::AuditErased, SystemClock().now(), audit::Actor::server(), {}, detail));
        }
        return out;
    });
}

Result<Json> erase(const EraseOptions &options)
{
    std::optional<WallTime> before;
    if (!options.entry) {
        TRY(before, parseDay(options.before));
    }
    TRY(auto storage, openServerData(options.data));
    TRY(const auto size, storage->log().size());
    if (options.entry && *options.entry >= size)
        return Error(ErrorCode::Malformed, "no entry has that index");
    Erased total;
    const std::uint64_t end = options.entry ? *options.entry + 1 : size;
    for (std::uint64_t from = options.entry.value_or(0); from < end;) {
        TRY(const auto page, storage->log().read(from, std::min<std::uint64_t>(kPage, end - from)));
        if (page.empty())
            return Error(ErrorCode::LogDropped, "entries are missing", static_cast<std::int64_t>(from));
        std::vector<std::uint64_t> indexes;
        for (const audit::Entry &entry : page)
            if (canBeErased(entry) && (!before || entry.at < *before))
                indexes.push_back(entry.index);
        from = page.back().index + 1;
        if (!options.yes) {
            total.entries += indexes.size();
            continue;
        }
        TRY(const auto erased, erasePage(*storage, indexes));
        total.entries += erased.entries;
        total.held += erased.held;
    }
    if (options.yes) {
        TRY_OK(storage->database().checkpoint()); // out of the write-ahead log, too
        return Json{{"erased", total.entries}, {"keptByLegalHold", total.held}};
    }
    std::cerr << "Nothing is erased yet: look at the count, then say --yes. It cannot be undone." << std::endl;
    return Json{{"erased", 0}, {"wouldErase", total.entries}};
}

int print(const Result<Json> &answer)
{
    if (!answer.ok())
        return report(answer.error());
    std::cout << answer->dump() << std::endl;
    return ExitOk;
}

} // namespace

int verifyAudit(const AuditOptions &options) { return print(verify(options)); }

int eraseFromAudit(const EraseOptions &options) { return print(erase(options)); }

} // namespace bedside::admin
