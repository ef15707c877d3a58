// SPDX-License-Identifier: Apache-2.0
#include "core/client/log_book.h"

#include "core/base/log.h"
#include "core/client/log_answer.h"
#include "core/wire/http.h"

#include <nlohmann/json.hpp>

namespace bedside::client {
namespace {

constexpr int kShown = 500;
constexpr std::size_t kMaxLeaf = 512;
constexpr std::size_t kMostQuestions = 64;

LogEntry shown(const audit::Entry &entry)
{
    return {entry.index, entry.at, std::string(audit::eventName(entry.type)), entry.actor.text(), entry.visit, entry.detail};
}

Result<std::vector<Bytes>> readLeaves(const Json &answer)
{
    TRY(const Json *items, jsonArray(answer, "entries", wire::limit::kAuditPerPage));
    std::vector<Bytes> leaves;
    for (const Json &item : *items) {
        TRY(auto leaf, jsonBase64(item, "leaf", kMaxLeaf));
        leaves.push_back(std::move(leaf));
    }
    return leaves;
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
    ask([visit](const audit::Reader &reader) {
            return std::string(wire::path::kAudit) + "?visit=" + visit.text() + "&since=" + std::to_string(reader.headSize());
        },
        [this, done = std::move(done)](Result<Json> answer) {
            const auto kept = answer.ok() ? keepVisit(*answer) : Result<void>(answer.error());
            if (!kept.ok()) // what could not be kept is shown empty, and asked for again
                tellIfWrong(kept.error());
            done();
        });
}

void LogBook::compare(const e2ee::LogHead &said, std::function<void(Result<e2ee::LogHead>)> done)
{
    const auto theirs = audit::TreeHead::decode(said.head);
    auto ours = reader();
    if (!theirs.ok() || !ours.ok())
        return done(theirs.ok() ? ours.error() : theirs.error());
    if (const auto is = ours->verifyHead(*theirs); !is.ok())
        return done(is.error());
    ask([other = theirs->size](const audit::Reader &reader) {
            return std::string(wire::path::kAuditHead) + "?since=" + std::to_string(reader.headSize())
                   + "&other=" + std::to_string(other);
        },
        [this, theirs = *theirs, done = std::move(done)](Result<Json> answer) {
            done(answer.ok() ? keepCompared(*answer, theirs) : Result<e2ee::LogHead>(answer.error()));
        });
}

void LogBook::ask(std::function<std::string(const audit::Reader &)> path, std::function<void(Result<Json>)> done)
{
    if (m_questions.size() >= kMostQuestions)
        return done(Error(ErrorCode::TooManyAttempts, "log"));
    m_questions.push_back({std::move(path), std::move(done)});
    askNext();
}

void LogBook::askNext()
{
    if (m_asking || m_questions.empty())
        return;
    m_asking = true;
    const auto now = reader();
    const auto answered = [this, alive = std::weak_ptr(m_alive)](Result<Json> answer) {
        if (alive.expired())
            return;
        const auto done = std::move(m_questions.front().done);
        m_questions.pop_front();
        m_asking = false;
        done(std::move(answer));
        if (!alive.expired())
            askNext();
    };
    if (!now.ok())
        return m_common.executor.post([answered, error = now.error()] { answered(error); });
    m_account.request(net::Method::Get, m_questions.front().path(*now), Json(), answered);
}

void LogBook::readPage()
{
    ask([](const audit::Reader &reader) {
            return std::string(wire::path::kAudit) + "?from=" + std::to_string(reader.next())
                   + "&limit=" + std::to_string(wire::limit::kAuditPerPage) + "&since=" + std::to_string(reader.headSize());
        },
        [this](Result<Json> answer) {
            const auto kept = answer.ok() ? keepPage(*answer) : Result<std::size_t>(answer.error());
            if (!kept.ok())
                return finish(kept.error());
            if (*kept == wire::limit::kAuditPerPage)
                return readPage();
            finish(std::nullopt);
        });
}

Result<audit::Reader> LogBook::reader()
{
    if (!m_account.unlocked())
        return Error(ErrorCode::KeyUnavailable, "locked");
    audit::Reader reader = logReaderFor(m_account.pinned().trust);
    TRY(const auto kept, m_account.unlocked()->store->loadLogReader());
    if (!kept.empty() && !reader.restore(kept).ok())
        return Error(ErrorCode::StoreDamaged, "log reader");
    return reader;
}

Result<void> LogBook::save(const std::vector<audit::Entry> &entries, const audit::Reader &reader)
{
    std::vector<LogEntry> rows;
    for (const audit::Entry &entry : entries)
        rows.push_back(shown(entry));
    return m_account.unlocked()->store->saveLog(rows, reader.encode());
}

Result<std::size_t> LogBook::keepPage(const Json &answer)
{
    TRY(auto now, reader());
    TRY(const auto said, readLogHead(answer));
    TRY(const auto leaves, readLeaves(answer));
    TRY(const auto rest, readProof(answer, "rest"));
    TRY(const auto entries, now.acceptNext(said.head, said.growth, leaves, rest, wire::limit::kAuditPerPage));
    TRY_OK(save(entries, now));
    return entries.size();
}

Result<void> LogBook::keepVisit(const Json &answer)
{
    TRY(auto now, reader());
    TRY(const auto said, readLogHead(answer));
    TRY(const auto leaves, readLeaves(answer));
    TRY(const Json *items, jsonArray(answer, "entries", wire::limit::kAuditPerPage));
    std::vector<audit::Proof> proofs;
    for (const Json &item : *items) {
        TRY(auto proof, readProof(item, "proof"));
        proofs.push_back(std::move(proof));
    }
    TRY(const auto entries, now.acceptSome(said.head, said.growth, leaves, proofs));
    return save(entries, now);
}

Result<e2ee::LogHead> LogBook::keepCompared(const Json &answer, const audit::TreeHead &theirs)
{
    TRY(auto now, reader());
    TRY(const auto said, readLogHead(answer));
    TRY_OK(now.acceptHead(said.head, said.growth));
    if (said.head.size < theirs.size) // it has signed a longer log for somebody else
        return Error(ErrorCode::LogRolledBack, "another participant's head", static_cast<std::int64_t>(theirs.size));
    TRY(const auto between, readProof(answer, "otherGrowth"));
    TRY_OK(audit::compareHeads(said.head, theirs, &between));
    TRY_OK(save({}, now));
    return e2ee::LogHead{said.head.encode(), theirs.size, audit::encodeProof(between)};
}

void LogBook::tellIfWrong(const Error &error)
{
    if (!audit::isLogError(error.code()))
        return;
    logEvent(LogLevel::Error, "log.refused", {{"error", error}});
    m_common.tell(error);
}

void LogBook::finish(std::optional<Error> error)
{
    m_reading = false;
    if (error && m_waiting.empty())
        m_common.tell(error);
    else if (error)
        tellIfWrong(*error);
    show();
    for (const auto &done : std::exchange(m_waiting, {}))
        done();
}

} // namespace bedside::client
