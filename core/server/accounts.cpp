// SPDX-License-Identifier: Apache-2.0
#include "core/server/accounts.h"

#include "core/crypto/hash.h"
#include "core/crypto/random.h"
#include "core/crypto/totp.h"
#include "core/wire/http.h"

namespace bedside::server {

namespace {

constexpr std::size_t kRecoveryBytes = 10; // 80 bits: a plain hash of it cannot be searched

// "ABCD-EFGH-JKLM-NPQR"
std::string makeRecoveryCode()
{
    const std::string text = crypto::toBase32(crypto::randomSecret(kRecoveryBytes));
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (at != 0 && at % 4 == 0)
            out += '-';
        out += text[at];
    }
    return out;
}

crypto::Digest recoveryHash(std::string_view code)
{
    std::string plain;
    for (char c : code)
        if (c != '-' && c != ' ')
            plain += (c >= 'a' && c <= 'z') ? static_cast<char>(c - 'a' + 'A') : c;
    return crypto::hmacSha256(asBytes("bedside recovery code v1"), asBytes(plain));
}

} // namespace

Result<std::string> Accounts::normalizedLogin(std::string_view login)
{
    if (login.empty() || login.size() > wire::limit::kLoginBytes)
        return Error(ErrorCode::Malformed, "login size");
    std::string out;
    for (char c : login) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte <= 0x20 || byte == 0x7f)
            return Error(ErrorCode::Malformed, "login character");
        out += (c >= 'A' && c <= 'Z') ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return out;
}

Result<SecondFactors> Accounts::create(const NewAccount &account, WallTime now)
{
    auto &database = m_storage.database();
    const Secret totp = crypto::generateTotpSecret();
    auto added = database.run("INSERT INTO accounts(account, login, password, totp, roles, profile, created_at) "
                              "VALUES(?, ?, ?, ?, ?, ?, ?)",
                              account.id, account.login, account.passwordHash, totp,
                              static_cast<std::int64_t>(account.roles.bits()), account.profile, now);
    if (added.ok())
        added = database.run("INSERT INTO devices(device, account, certificate, last_seen) VALUES(?, ?, ?, ?)", account.device,
                             account.id, account.certificate, now);
    if (!added.ok())
        return added.error().code() == ErrorCode::Conflict ? Error(ErrorCode::AlreadyExists, "account") : added.error();
    SecondFactors factors;
    factors.totpSecret = crypto::toBase32(totp);
    for (std::size_t i = 0; i < kRecoveryCodes; ++i) {
        factors.recoveryCodes.push_back(makeRecoveryCode());
        TRY_OK(database.run("INSERT INTO recovery_codes(account, hash) VALUES(?, ?)", account.id,
                            recoveryHash(factors.recoveryCodes.back())));
    }
    return factors;
}

namespace {
Result<Account> readAccount(const store::Statement &row)
{
    Account account;
    TRY(account.id, row.id<AccountId>(0));
    TRY(account.passwordHash, row.text(1));
    TRY(auto bits, row.integer(2));
    TRY(account.roles, wire::RoleSet::fromBits(static_cast<std::uint32_t>(bits)));
    TRY(account.profile, row.blob(3));
    TRY(auto disabled, row.integer(4));
    account.disabled = disabled != 0;
    return account;
}
} // namespace

Result<std::optional<Account>> Accounts::byLogin(const std::string &login)
{
    TRY(auto statement, m_storage.database().prepare(
                            "SELECT account, password, roles, profile, disabled FROM accounts WHERE login = ?"));
    TRY_OK(statement.bind(1, login));
    TRY(bool row, statement.step());
    if (!row)
        return std::optional<Account>();
    TRY(auto account, readAccount(statement));
    return std::optional<Account>(std::move(account));
}

Result<Account> Accounts::byId(const AccountId &id)
{
    TRY(auto statement, m_storage.database().prepare(
                            "SELECT account, password, roles, profile, disabled FROM accounts WHERE account = ?"));
    TRY_OK(statement.bind(1, id));
    TRY(bool row, statement.step());
    if (!row)
        return Error(ErrorCode::NotFound, "account");
    return readAccount(statement);
}

Result<void> Accounts::useCode(const AccountId &id, std::string_view code, WallTime now, bool &usedRecovery)
{
    usedRecovery = false;
    Secret secret;
    std::int64_t lastStep = 0;
    {
        TRY(auto statement, m_storage.database().prepare("SELECT totp, totp_step FROM accounts WHERE account = ?"));
        TRY_OK(statement.bind(1, id));
        TRY(bool row, statement.step());
        if (!row)
            return Error(ErrorCode::SignInRefused, "account");
        TRY(secret, statement.secret(0));
        TRY(lastStep, statement.integer(1));
    }
    constexpr int kWindow = 1; // one step either way: 30 s of clock error
    if (auto step = crypto::checkTotp(secret, code, now, kWindow, static_cast<std::uint64_t>(lastStep)); step.ok())
        return m_storage.database().run("UPDATE accounts SET totp_step = ? WHERE account = ?",
                                        static_cast<std::int64_t>(*step), id);
    TRY(usedRecovery, useRecoveryCode(id, code));
    if (!usedRecovery)
        return Error(ErrorCode::SignInRefused, "code");
    return {};
}

Result<bool> Accounts::useRecoveryCode(const AccountId &id, std::string_view code)
{
    TRY_OK(m_storage.database().run("DELETE FROM recovery_codes WHERE account = ? AND hash = ?", id, recoveryHash(code)));
    return m_storage.database().changes() == 1;
}

} // namespace bedside::server
