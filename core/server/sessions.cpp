// SPDX-License-Identifier: Apache-2.0
#include "core/server/sessions.h"

#include "core/crypto/random.h"
#include "core/wire/http.h"

namespace bedside::server {

namespace {
constexpr Milliseconds kTouchEvery = std::chrono::seconds(30); // a durable write for each request would be waste
}

Result<Sessions::Opened> Sessions::open(const AccountId &account, const DeviceId &device, WallTime now)
{
    Opened opened;
    opened.token = crypto::randomSecret(wire::limit::kTokenBytes);
    opened.expiresAt = now + m_life;
    TRY_OK(m_storage.database().run("INSERT INTO sessions(token, account, device, created_at, used_at) VALUES(?, ?, ?, ?, ?)",
                                    crypto::sha256(opened.token.reveal()), account, device, now, now));
    return opened;
}

Result<SessionRecord> Sessions::find(ByteSpan token, WallTime now)
{
    if (token.size() != wire::limit::kTokenBytes)
        return Error(ErrorCode::SessionEnded, "token size");
    return findHash(crypto::sha256(token), now);
}

Result<SessionRecord> Sessions::findHash(const crypto::Digest &tokenHash, WallTime now)
{
    SessionRecord session;
    session.tokenHash = tokenHash;
    WallTime used{};
    {
        TRY(auto statement, m_storage.database().prepare(
                                "SELECT s.account, s.device, s.created_at, s.used_at, a.roles FROM sessions s "
                                "JOIN accounts a ON a.account = s.account WHERE s.token = ? AND a.disabled = 0"));
        TRY_OK(statement.bind(1, tokenHash));
        TRY(bool row, statement.step());
        if (!row)
            return Error(ErrorCode::SessionEnded, "unknown");
        TRY(session.account, statement.id<AccountId>(0));
        TRY(session.device, statement.id<DeviceId>(1));
        TRY(auto created, statement.time(2));
        TRY(used, statement.time(3));
        TRY(auto bits, statement.integer(4));
        TRY(session.roles, wire::RoleSet::fromBits(static_cast<std::uint32_t>(bits)));
        session.expiresAt = created + m_life;
    }
    if (now >= session.expiresAt || now >= used + m_idle)
        return Error(ErrorCode::SessionEnded, "over");
    if (now - used >= kTouchEvery)
        TRY_OK(m_storage.database().run("UPDATE sessions SET used_at = ? WHERE token = ?", now, tokenHash));
    return session;
}

Result<void> Sessions::close(const crypto::Digest &tokenHash)
{
    return m_storage.database().run("DELETE FROM sessions WHERE token = ?", tokenHash);
}

Result<void> Sessions::purge(WallTime now)
{
    return m_storage.database().run("DELETE FROM sessions WHERE created_at <= ? OR used_at <= ?", now - m_life, now - m_idle);
}

} // namespace bedside::server
