// SPDX-License-Identifier: Apache-2.0
// The server's database and the log in it. Everything here and in the repositories beside it runs on the storage
// thread. What an event describes and the event itself share one transaction: see transact().
#pragma once

#include "core/audit/log.h"
#include "core/base/clock.h"
#include "core/store/database.h"

#include <filesystem>
#include <memory>
#include <optional>

namespace bedside::server {

class Storage {
public:
    // Makes the folder, the key files (0600) and the database where they are missing. Errors of store::Database.
    static Result<std::unique_ptr<Storage>> open(const std::filesystem::path &folder);

    store::Database &database() { return *m_database; }
    const audit::Log &log() const { return *m_log; }
    const crypto::SignaturePublicKey &logKey() const { return m_logKey.publicKey(); }

    // Null before set-up.
    const std::optional<PracticeId> &practice() const { return m_practice; }
    Result<void> reloadPractice();

    // Adds to the log, inside the transaction at hand. Before set-up there is no practice to log for: nothing happens.
    Result<void> record(audit::EventType type, WallTime at, const audit::Actor &actor,
                        const std::optional<VisitId> &visit = {}, std::string detail = {}, std::string address = {},
                        std::string device = {});

    // Runs `body` (returning a Result) in a transaction that is durable when this returns success and gone without a
    // trace when it does not.
    template <class Body>
    auto transact(Body body) -> decltype(body())
    {
        auto result = attempt(body);
        if (!result.ok())
            forgetRolledBack();
        return result;
    }

private:
    explicit Storage(crypto::SigningKey logKey) : m_logKey(std::move(logKey)) {}
    Result<void> signOldLog();
    Result<void> signHead();
    template <class Body>
    auto attempt(Body &body) -> decltype(body())
    {
        TRY(auto transaction, store::Transaction::begin(*m_database));
        m_appended = 0;
        auto result = body();
        if (!result.ok())
            return result;
        TRY_OK(signHead());
        TRY_OK(transaction.commit());
        return result;
    }

    void forgetRolledBack();

    std::unique_ptr<store::Database> m_database;
    std::optional<audit::Log> m_log;
    crypto::SigningKey m_logKey; // signs tree heads and nothing else
    std::uint64_t m_appended = 0; // entries of the transaction at hand
    std::optional<PracticeId> m_practice;
};

} // namespace bedside::server
