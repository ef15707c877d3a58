// SPDX-License-Identifier: Apache-2.0
#include "core/server/api_call.h"

#include <nlohmann/json.hpp>

namespace bedside::server {

namespace {

Result<Json> entryJson(const audit::Log &log, const audit::Entry &entry)
{
    TRY(auto leaf, log.encoded(entry.index));
    Json out{{"index", entry.index},
             {"at", toUnixMilliseconds(entry.at)},
             {"event", std::string(audit::eventName(entry.type))},
             {"actor", entry.actor.text()},
             {"detail", entry.detail},
             {"leaf", toBase64(leaf)}};
    if (entry.visit)
        out["visitId"] = entry.visit->text();
    return out;
}

// The whole log for who may read it; otherwise one visit's, for whose visit it is.
Result<std::vector<audit::Entry>> readAllowed(Call &call, std::int64_t from, std::size_t limit)
{
    const std::string visitText = queryText(call.request.query, "visit");
    if (visitText.empty()) {
        if (!call.may(wire::Permission::ReadAudit))
            return Error(ErrorCode::NotAuthorized, "log");
        return call.storage.log().read(static_cast<std::uint64_t>(from), limit);
    }
    TRY(auto visit, VisitId::fromText(visitText));
    TRY(auto row, Appointments(call.storage).find(visit));
    if (!row || (row->owner != call.session.account && !call.may(wire::Permission::ReadAudit)))
        return Error(ErrorCode::NotFound, "visit");
    return call.storage.log().readVisit(visit, limit);
}

} // namespace

Result<Json> getAudit(Call &call)
{
    TRY(auto from, queryInteger(call.request.query, "from", 0, std::numeric_limits<std::int64_t>::max()));
    TRY(auto limit, queryInteger(call.request.query, "limit", wire::limit::kAuditPerPage, wire::limit::kAuditPerPage));
    TRY(auto entries, readAllowed(call, from, static_cast<std::size_t>(limit)));
    Json list = Json::array();
    for (const auto &entry : entries) {
        TRY(auto json, entryJson(call.storage.log(), entry));
        list.push_back(std::move(json));
    }
    TRY(const auto root, call.storage.log().root());
    TRY(const auto size, call.storage.log().size());
    // Reading from the start is an event of its own; following a log that one has read is not, or watching it would
    // make it grow for ever. The sockets are not told for the same reason.
    if (from == 0)
        TRY_OK(call.storage.transact([&] { return call.record(audit::EventType::AuditRead); }));
    call.effects.logGrew = false;
    return Json{{"entries", list}, {"size", size}, {"root", toBase64(root)}};
}

} // namespace bedside::server
