// SPDX-License-Identifier: Apache-2.0
#include "core/server/api_call.h"

#include <nlohmann/json.hpp>

namespace bedside::server {

namespace {

constexpr std::int64_t kAnySize = std::numeric_limits<std::int64_t>::max();

// The names are for whoever looks at an answer; "leaf" is what the tree vouches for, and all that a client believes.
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

Result<Json> listJson(const audit::Log &log, const std::vector<audit::Entry> &entries)
{
    Json list = Json::array();
    for (const auto &entry : entries) {
        TRY(auto json, entryJson(log, entry));
        list.push_back(std::move(json));
    }
    return list;
}

// One visit's entries, for whose visit it is, each with its inclusion proof under the head.
Result<void> addVisit(Json &answer, Call &call, const std::string &visitText, std::size_t limit, std::uint64_t headSize)
{
    const auto &log = call.storage.log();
    TRY(auto visit, VisitId::fromText(visitText));
    TRY(auto row, Appointments(call.storage).find(visit));
    if (!row || (row->owner != call.session.account && !call.may(wire::Permission::ReadAudit)))
        return Error(ErrorCode::NotFound, "visit");
    TRY(auto entries, log.readVisit(visit, limit));
    TRY(auto list, listJson(log, entries));
    for (std::size_t i = 0; i < entries.size() && entries[i].index < headSize; ++i) {
        TRY(auto proof, log.inclusionProof(entries[i].index, headSize));
        list[i]["proof"] = toBase64(audit::encodeProof(proof));
    }
    answer["entries"] = std::move(list);
    return {};
}

// The whole log from `from` on, for who may read it, with the consistency proof from behind the last entry to the head.
Result<void> addPage(Json &answer, Call &call, std::int64_t from, std::size_t limit, std::uint64_t headSize)
{
    const auto &log = call.storage.log();
    if (!call.may(wire::Permission::ReadAudit))
        return Error(ErrorCode::NotAuthorized, "log");
    TRY(auto entries, log.read(static_cast<std::uint64_t>(from), limit));
    TRY(answer["entries"], listJson(log, entries));
    const std::uint64_t end = static_cast<std::uint64_t>(from) + entries.size();
    if (end <= headSize) {
        TRY(auto rest, log.consistencyProof(end, headSize));
        answer["rest"] = toBase64(audit::encodeProof(rest));
    }
    return {};
}

Result<std::uint64_t> headSizeOf(const audit::Log &log)
{
    TRY(auto head, log.head());
    return head ? head->size : 0;
}

} // namespace

Result<void> addHead(Json &answer, const Storage &storage, std::int64_t since)
{
    TRY(auto head, storage.log().head());
    if (!head)
        return {};
    answer["head"] = toBase64(head->encode());
    auto growth = storage.log().consistencyProof(static_cast<std::uint64_t>(since), head->size);
    if (growth.ok())
        answer["growth"] = toBase64(audit::encodeProof(*growth));
    return {};
}

Result<Json> getAudit(Call &call)
{
    TRY(auto from, queryInteger(call.request.query, "from", 0, kAnySize));
    TRY(auto limit, queryInteger(call.request.query, "limit", wire::limit::kAuditPerPage, wire::limit::kAuditPerPage));
    TRY(auto since, queryInteger(call.request.query, "since", 0, kAnySize));
    const std::string visit = queryText(call.request.query, "visit");
    const auto &log = call.storage.log();
    TRY(const auto headSize, headSizeOf(log));
    Json answer;
    TRY_OK(visit.empty() ? addPage(answer, call, from, static_cast<std::size_t>(limit), headSize)
                         : addVisit(answer, call, visit, static_cast<std::size_t>(limit), headSize));
    TRY(answer["size"], log.size());
    TRY(const auto root, log.root());
    answer["root"] = toBase64(root);
    TRY_OK(addHead(answer, call.storage, since));
    // Reading from the start is an event of its own; following a log that one has read is not, or watching it would
    // make it grow for ever. The sockets are not told for the same reason.
    if (from == 0)
        TRY_OK(call.storage.transact([&] { return call.record(audit::EventType::AuditRead); }));
    call.effects.logGrew = false;
    return answer;
}

// Somebody compares heads: where the log stands, grown from the asker's head and from another one, of size `other`.
Result<Json> getAuditHead(Call &call)
{
    TRY(auto since, queryInteger(call.request.query, "since", 0, kAnySize));
    TRY(auto other, queryInteger(call.request.query, "other", 0, kAnySize));
    Json answer = Json::object();
    TRY_OK(addHead(answer, call.storage, since));
    TRY(const auto headSize, headSizeOf(call.storage.log()));
    auto proof = call.storage.log().consistencyProof(static_cast<std::uint64_t>(other), headSize);
    if (proof.ok())
        answer["otherGrowth"] = toBase64(audit::encodeProof(*proof));
    return answer;
}

} // namespace bedside::server
