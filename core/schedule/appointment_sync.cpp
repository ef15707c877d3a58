// SPDX-License-Identifier: Apache-2.0
#include "core/schedule/appointment_sync.h"

#include "core/schedule/appointment_merge.h"

#include <nlohmann/json.hpp>

namespace bedside::schedule {
namespace {

constexpr std::size_t kPageBytes = 64 * 1024 * 1024; // 500 items of 128 KiB in base64, at the very most
constexpr std::int64_t kYear3000 = 32'503'680'000'000;

Result<AppointmentRow> readItem(const Json &item)
{
    AppointmentRow row;
    TRY(row.id, jsonId<VisitId>(item, "visitId"));
    TRY(const auto version, jsonInteger(item, "version", 1, INT64_MAX));
    row.version = static_cast<std::uint64_t>(version);
    TRY(const auto starts, jsonInteger(item, "startsAt", 0, kYear3000));
    row.startsAt = fromUnixMilliseconds(starts);
    TRY(const auto minutes, jsonInteger(item, "minutes", 1, wire::limit::kAppointmentMostMinutes));
    row.minutes = static_cast<int>(minutes);
    TRY(const auto state, jsonString(item, "state", 32));
    TRY(row.state, wire::appointmentStateFrom(state));
    TRY(row.owner, jsonId<AccountId>(item, "owner"));
    TRY(row.sealed, jsonBase64(item, "sealed", wire::limit::kSealedBytes));
    return row;
}

// Of this run, not of this appointment: trying the next one would fail alike.
bool endsTheRun(ErrorCode code)
{
    switch (code) {
    case ErrorCode::ServerUnreachable:
    case ErrorCode::ServerCertificateChanged:
    case ErrorCode::TimedOut:
    case ErrorCode::ConnectionLost:
    case ErrorCode::ProxyRefused:
    case ErrorCode::TooManyAttempts:
    case ErrorCode::SessionEnded:
        return true;
    default:
        return false;
    }
}

// What the server has once said, it can't take back: versions only grow, and one version is one content.
Result<void> checkSuccession(const AppointmentRow &known, const AppointmentRow &said)
{
    const auto version = static_cast<std::int64_t>(said.version);
    if (said.version < known.version)
        return Error(ErrorCode::RolledBack, "appointment", version);
    const bool same = said.startsAt == known.startsAt && said.minutes == known.minutes && said.state == known.state
                      && said.owner == known.owner && said.sealed == known.sealed;
    if (said.version == known.version && !same)
        return Error(ErrorCode::Equivocated, "appointment", version);
    return {};
}

Result<AppointmentFields> fieldsOf(const AppointmentRow &row, const SealingKeys &keys)
{
    TRY(auto opened, openAppointment(row.id, row.version, row.sealed, keys));
    return AppointmentFields{row.startsAt, row.minutes, row.state, std::move(opened.content), std::move(opened.invites)};
}

} // namespace

AppointmentSync::AppointmentSync(AppointmentTable &table, net::HttpClient &http, Keys keys, Token token)
    : m_table(table), m_http(http), m_keys(std::move(keys)), m_token(std::move(token))
{
}

AppointmentSync::~AppointmentSync() { m_http.cancel(m_request); }

void AppointmentSync::run(Done done)
{
    if (!m_running.empty()) {
        m_waiting.push_back(std::move(done));
        return;
    }
    m_running.push_back(std::move(done));
    begin();
}

void AppointmentSync::begin()
{
    m_merges = 0;
    m_conflict = false;
    m_refused.reset();
    auto edits = m_table.edits();
    if (!edits.ok())
        return finish(edits.error());
    m_queue = std::move(edits).value();
    uploadNext();
}

void AppointmentSync::finish(Result<void> outcome)
{
    m_request = 0;
    const auto done = std::exchange(m_running, std::exchange(m_waiting, {}));
    const std::weak_ptr alive(m_alive); // a callback may destroy this
    for (const Done &callback : done)
        callback(outcome);
    if (!alive.expired() && !m_running.empty())
        begin();
}

void AppointmentSync::send(net::HttpRequest request, std::function<void(Result<Json>)> done)
{
    request.bearer = m_token();
    if (!request.bearer)
        return finish(Error(ErrorCode::SessionEnded, "not signed in"));
    m_request = m_http.send(std::move(request), std::move(done));
}

void AppointmentSync::uploadNext()
{
    if (m_queue.empty())
        return download();
    AppointmentRow row = std::move(m_queue.back());
    m_queue.pop_back();
    upload(std::move(row));
}

void AppointmentSync::upload(AppointmentRow row)
{
    const Json body = {{"baseVersion", row.version - 1},
                       {"startsAt", toUnixMilliseconds(row.startsAt)},
                       {"minutes", row.minutes},
                       {"state", wire::appointmentStateName(row.state)},
                       {"sealed", toBase64(row.sealed)}};
    net::HttpRequest request;
    request.method = net::Method::Put;
    request.path = std::string(wire::path::kAppointments) + '/' + row.id.text();
    request.body = dumpJson(body);
    send(std::move(request), [this, row = std::move(row)](Result<Json> answer) {
        if (answer.ok())
            return onUploaded(row, *answer);
        if (endsTheRun(answer.error().code()))
            return finish(answer.error());
        if (answer.error().code() == ErrorCode::Conflict)
            m_conflict = true; // read what the other wrote first, then merge
        else
            m_refused = answer.error();
        uploadNext();
    });
}

void AppointmentSync::onUploaded(const AppointmentRow &row, const Json &answer)
{
    const auto version = jsonInteger(answer, "version", 1, INT64_MAX);
    if (!version.ok() || static_cast<std::uint64_t>(*version) != row.version)
        return finish(Error(ErrorCode::Malformed, "version"));
    AppointmentRow kept = row;
    kept.pending = false;
    if (auto done = m_table.acknowledge(kept); !done.ok())
        return finish(done);
    if (m_changed)
        m_changed();
    uploadNext();
}

void AppointmentSync::download()
{
    const auto cursor = m_table.cursor();
    if (!cursor.ok())
        return finish(cursor.error());
    net::HttpRequest request;
    request.path = std::string(wire::path::kAppointments) + "?since=" + (cursor->empty() ? "0" : *cursor);
    request.responseLimit = kPageBytes;
    request.timeout = Milliseconds(60'000);
    send(std::move(request), [this](Result<Json> answer) {
        if (!answer.ok())
            return finish(answer.error());
        const auto more = applyAnswer(*answer);
        if (!more.ok())
            return finish(more.error());
        if (m_changed)
            m_changed();
        if (*more)
            return download();
        if (!std::exchange(m_conflict, false))
            return finish(m_refused ? Result<void>(*m_refused) : Result<void>());
        if (++m_merges > kMostMerges)
            return finish(Error(ErrorCode::Conflict, "appointment"));
        if (auto merged = mergeEdits(); !merged.ok())
            return finish(merged);
        auto edits = m_table.edits();
        if (!edits.ok())
            return finish(edits.error());
        m_queue = std::move(edits).value();
        uploadNext();
    });
}

Result<bool> AppointmentSync::applyAnswer(const Json &answer)
{
    TRY(const Json *items, jsonArray(answer, "items", wire::limit::kAppointmentsPerPage));
    std::vector<AppointmentRow> rows;
    for (const Json &item : *items) {
        TRY(auto row, readItem(item));
        TRY(const auto known, m_table.findServers(row.id));
        if (const auto allowed = known ? checkSuccession(*known, row) : Result<void>(); !allowed.ok())
            m_refused = allowed.error();
        else
            rows.push_back(std::move(row));
    }
    TRY(const auto cursor, jsonInteger(answer, "cursor", 0, INT64_MAX));
    TRY(const bool more, jsonBool(answer, "more"));
    if (more && items->empty())
        return Error(ErrorCode::Malformed, "an empty page with more behind it");
    TRY_OK(m_table.applyPage(rows, std::to_string(cursor)));
    return more;
}

Result<void> AppointmentSync::mergeEdits()
{
    const auto keys = m_keys();
    if (!keys)
        return Error(ErrorCode::KeyUnavailable, "locked");
    TRY(const auto edits, m_table.edits());
    for (const AppointmentRow &edit : edits) {
        TRY(const auto theirs, m_table.findServers(edit.id));
        if (!theirs || theirs->version < edit.version)
            continue;
        if (auto merged = mergeEdit(edit, *theirs, *keys); !merged.ok())
            m_refused = merged.error();
    }
    return {};
}

Result<void> AppointmentSync::mergeEdit(const AppointmentRow &edit, const AppointmentRow &theirs, const SealingKeys &keys)
{
    TRY(const auto ours, fieldsOf(edit, keys));
    TRY(const auto others, fieldsOf(theirs, keys));
    TRY(const auto baseRow, m_table.baseOf(edit.id));
    std::optional<AppointmentFields> base;
    if (baseRow) {
        auto opened = fieldsOf(*baseRow, keys);
        if (opened.ok())
            base = std::move(opened).value();
    }
    const AppointmentFields merged = mergeAppointment(base ? &*base : nullptr, ours, others);
    AppointmentRow row = edit;
    row.version = theirs.version + 1;
    row.startsAt = merged.startsAt;
    row.minutes = merged.minutes;
    row.state = merged.state;
    TRY(row.sealed, sealAppointment(row.id, row.version, merged.content, merged.invites, keys));
    return m_table.putEdit(row);
}

} // namespace bedside::schedule
