// SPDX-License-Identifier: Apache-2.0
#include "core/client/log_book.h"

#include "core/audit/event.h"
#include "core/wire/http.h"

#include <nlohmann/json.hpp>

namespace bedside::client {
namespace {

constexpr int kShown = 500;
constexpr std::int64_t kYear3000 = 32'503'680'000'000;

Result<LogEntry> readEntry(const Json &item)
{
    LogEntry entry;
    TRY(const auto index, jsonInteger(item, "index", 0, INT64_MAX));
    entry.index = static_cast<std::uint64_t>(index);
    TRY(const auto at, jsonInteger(item, "at", 0, kYear3000));
    entry.at = fromUnixMilliseconds(at);
    TRY(entry.event, jsonString(item, "event", 64));
    TRY(entry.actor, jsonString(item, "actor", 64));
    if (jsonHas(item, "visitId")) {
        TRY(const auto visit, jsonId<VisitId>(item, "visitId"));
        entry.visit = visit;
    }
    TRY(entry.detail, jsonString(item, "detail", audit::kMaxDetail));
    return entry;
}

} // namespace

LogBook::LogBook(Common &common, StaffAccount &account) : m_common(common), m_account(account) {}

LogEntry LogBook::named(LogEntry entry) const
{
    const DeviceIdentity &device = m_account.unlocked()->device;
    if (entry.actor == audit::Actor::account(device.account).text())
        entry.actor = device.personName;
    return entry;
}

void LogBook::show()
{
    if (!m_account.unlocked())
        return;
    auto entries = m_account.unlocked()->store->loadLog(kShown);
    if (!entries.ok())
        return m_common.tell(entries.error());
    m_common.view.log.clear();
    for (LogEntry &entry : *entries)
        m_common.view.log.push_back(named(std::move(entry)));
    m_common.changed(Part::Log);
}

std::vector<LogEntry> LogBook::of(const VisitId &visit)
{
    std::vector<LogEntry> out;
    if (!m_account.unlocked())
        return out;
    auto entries = m_account.unlocked()->store->loadLogOf(visit);
    if (!entries.ok())
        return out;
    for (LogEntry &entry : *entries)
        out.push_back(named(std::move(entry)));
    return out;
}

void LogBook::refresh(std::function<void()> done)
{
    if (done)
        m_waiting.push_back(std::move(done));
    if (!std::exchange(m_reading, true))
        readPage();
}

void LogBook::refreshVisit(const VisitId &visit, std::function<void()> done)
{
    const auth::Account *account = m_account.account();
    if (account && wire::allows(account->roles, wire::Permission::ReadAudit))
        return refresh(std::move(done));
    m_account.request(net::Method::Get, std::string(wire::path::kAudit) + "?visit=" + visit.text(), Json(),
                      [this, alive = std::weak_ptr(m_alive), done = std::move(done)](Result<Json> answer) {
                          if (alive.expired())
                              return;
                          if (answer.ok())
                              (void)keep(*answer).ok(); // what could not be kept is shown empty, and asked for again
                          done();
                      });
}

void LogBook::readPage()
{
    const auto next = m_account.unlocked() ? m_account.unlocked()->store->nextLogIndex()
                                           : Result<std::uint64_t>(Error(ErrorCode::KeyUnavailable, "locked"));
    if (!next.ok())
        return finish(next.error());
    const std::string path = std::string(wire::path::kAudit) + "?from=" + std::to_string(*next)
                             + "&limit=" + std::to_string(wire::limit::kAuditPerPage);
    m_account.request(net::Method::Get, path, Json(), [this, alive = std::weak_ptr(m_alive)](Result<Json> answer) {
        if (alive.expired())
            return;
        if (!answer.ok())
            return finish(answer.error());
        const auto kept = keep(*answer);
        if (!kept.ok())
            return finish(kept.error());
        if (*kept == wire::limit::kAuditPerPage)
            return readPage();
        finish(std::nullopt);
    });
}

Result<std::size_t> LogBook::keep(const Json &answer)
{
    TRY(const Json *items, jsonArray(answer, "entries", wire::limit::kAuditPerPage));
    std::vector<LogEntry> entries;
    for (const Json &item : *items) {
        TRY(auto entry, readEntry(item));
        entries.push_back(std::move(entry));
    }
    if (!m_account.unlocked())
        return Error(ErrorCode::KeyUnavailable, "locked");
    TRY_OK(m_account.unlocked()->store->saveLog(entries));
    return entries.size();
}

void LogBook::finish(std::optional<Error> error)
{
    m_reading = false;
    if (error && m_waiting.empty())
        m_common.tell(error);
    show();
    for (const auto &done : std::exchange(m_waiting, {}))
        done();
}

} // namespace bedside::client
