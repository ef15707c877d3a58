// SPDX-License-Identifier: Apache-2.0
#include "core/server/practice.h"

namespace bedside::server {

namespace {

Result<identity::PracticeTrust> pinnedTrust(ByteSpan practiceKey)
{
    ByteReader reader(practiceKey);
    TRY(auto key, reader.array<32>());
    TRY_OK(reader.finish());
    return identity::PracticeTrust::pinnedTo(identity::fingerprintOf(key));
}

} // namespace

Result<identity::TrustBundle> Practice::trust()
{
    TRY(auto statement,
        m_storage.database().prepare("SELECT practice_key, issuers, grants, statement FROM practice WHERE one = 1"));
    TRY(bool row, statement.step());
    if (!row)
        return Error(ErrorCode::NotFound, "no practice yet");
    identity::TrustBundle bundle;
    TRY(bundle.practiceKey, statement.blob(0));
    TRY(bundle.issuers, statement.blob(1));
    TRY(bundle.grants, statement.blob(2));
    TRY(bundle.statement, statement.blob(3));
    return bundle;
}

Result<void> Practice::create(const PracticeId &practice, const identity::TrustBundle &bundle, const std::string &serverName,
                              WallTime now)
{
    if (m_storage.practice())
        return Error(ErrorCode::AlreadyExists, "practice");
    TRY(auto trust, pinnedTrust(bundle.practiceKey));
    TRY_OK(trust.accept(bundle, serverName, now));
    if (trust.practice() != practice || !trust.statement())
        return Error(ErrorCode::WrongPractice, "set-up");
    TRY_OK(m_storage.database().run("INSERT INTO practice(one, practice, practice_key, issuers, grants, statement) "
                                    "VALUES(1, ?, ?, ?, ?, ?)",
                                    practice, bundle.practiceKey, bundle.issuers, bundle.grants, bundle.statement));
    return m_storage.reloadPractice();
}

Result<void> Practice::replaceTrust(const identity::TrustBundle &parts, WallTime now)
{
    TRY(auto stored, trust());
    TRY(auto trust, pinnedTrust(stored.practiceKey));
    // What is stored may have expired meanwhile: it counts for the numbers that came before, not as a demand.
    const auto replaces = [](const Bytes &part) { return !part.empty(); };
    TRY_OK(trust.acceptIssuers(stored.practiceKey, replaces(parts.issuers) ? parts.issuers : stored.issuers, now));
    if (replaces(parts.issuers) && parts.issuers != stored.issuers) {
        TRY(auto before, identity::IssuerSet::parse(stored.issuers));
        if (trust.issuers()->number <= before.number)
            return Error(ErrorCode::RolledBack, "issuer set");
    }
    if (replaces(parts.grants)) {
        TRY(auto before, identity::GrantList::parse(stored.grants));
        TRY_OK(trust.acceptGrants(parts.grants, now));
        if (trust.grants()->number <= before.number && parts.grants != stored.grants)
            return Error(ErrorCode::RolledBack, "grant list");
    }
    if (replaces(parts.statement)) {
        TRY(auto before, identity::ServerStatement::parse(stored.statement));
        TRY_OK(trust.acceptStatement(parts.statement, before.serverName, now));
        if (trust.statement()->number <= before.number && parts.statement != stored.statement)
            return Error(ErrorCode::RolledBack, "server statement");
    }
    const auto &chosen = [&](const Bytes &part, const Bytes &old) -> const Bytes & { return part.empty() ? old : part; };
    return m_storage.database().run("UPDATE practice SET issuers = ?, grants = ?, statement = ? WHERE one = 1",
                                    chosen(parts.issuers, stored.issuers), chosen(parts.grants, stored.grants),
                                    chosen(parts.statement, stored.statement));
}

Result<std::vector<WrappedRoleKey>> Practice::roleKeys()
{
    TRY(auto statement,
        m_storage.database().prepare("SELECT role, number, device, wrapped FROM role_keys ORDER BY role, number, device"));
    std::vector<WrappedRoleKey> keys;
    for (;;) {
        TRY(bool row, statement.step());
        if (!row)
            return keys;
        WrappedRoleKey key;
        TRY(key.role, statement.text(0));
        TRY(key.number, statement.integer(1));
        TRY(key.device, statement.id<DeviceId>(2));
        TRY(key.wrapped, statement.blob(3));
        keys.push_back(std::move(key));
    }
}

Result<void> Practice::addRoleKeys(const std::vector<WrappedRoleKey> &keys)
{
    for (const auto &key : keys)
        TRY_OK(m_storage.database().run("INSERT OR REPLACE INTO role_keys(role, number, device, wrapped) VALUES(?, ?, ?, ?)",
                                        key.role, key.number, key.device, key.wrapped));
    return {};
}

} // namespace bedside::server
