// SPDX-License-Identifier: Apache-2.0
#include "core/auth/account_session.h"

#include "core/wire/http.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace bedside::auth {
namespace {

void wipe(std::string &text)
{
    wipeMemory({reinterpret_cast<std::uint8_t *>(text.data()), text.size()});
    text.clear();
}

void wipe(Credentials &credentials)
{
    wipe(credentials.password);
    wipe(credentials.code);
}

Result<wire::RoleSet> readRoles(const Json &answer)
{
    TRY(const Json *names, jsonArray(answer, "roles", 8));
    wire::RoleSet roles;
    for (const Json &name : *names) {
        if (!name.is_string())
            return Error(ErrorCode::Malformed, "role");
        TRY(auto role, wire::roleFrom(name.get_ref<const std::string &>()));
        roles.add(role);
    }
    return roles;
}

constexpr std::int64_t kYear3000 = 32'503'680'000'000; // Unix milliseconds

} // namespace

Result<void> checkClock(WallTime server, WallTime computer)
{
    const Milliseconds offset = server - computer;
    if (offset < kMostClockOffset && offset > -kMostClockOffset)
        return {};
    return Error(ErrorCode::ClockWrong, "server time", std::chrono::duration_cast<std::chrono::seconds>(offset).count());
}

AccountSession::AccountSession(net::HttpClient &http, Executor &executor, const Clock &clock, Listener listener)
    : m_http(http), m_executor(executor), m_clock(clock), m_listener(std::move(listener))
{
}

AccountSession::~AccountSession()
{
    m_http.cancel(m_request);
    if (m_expiry)
        m_executor.cancelTimer(*m_expiry);
    if (m_credentials)
        wipe(*m_credentials);
}

void AccountSession::signIn(Credentials credentials)
{
    if (m_state != SignInState::SignedOut)
        return wipe(credentials);
    m_credentials = std::move(credentials);
    apply(SignInEvent::SignIn);
}

void AccountSession::signOut() { apply(SignInEvent::SignOut); }
void AccountSession::lock()
{
    m_locking = true; // the log says why the session ends
    apply(SignInEvent::Locked);
    m_locking = false;
}

void AccountSession::onRefused(const Error &error)
{
    if (error.code() == ErrorCode::SessionEnded)
        apply(SignInEvent::EndedByServer, error);
}

void AccountSession::apply(SignInEvent event, std::optional<Error> why)
{
    const auto step = next(m_state, event);
    if (!step)
        return;
    m_state = step->state;
    for (const SignInEffect effect : step->effects)
        perform(effect, why);
}

void AccountSession::perform(SignInEffect effect, const std::optional<Error> &why)
{
    switch (effect) {
    case SignInEffect::Ask:
        return ask();
    case SignInEffect::CancelAsking:
        return m_http.cancel(m_request);
    case SignInEffect::KeepSession:
        return armExpiry();
    case SignInEffect::TellServer: {
        net::HttpRequest request;
        request.method = net::Method::Post;
        request.path = std::string(wire::path::kSignOut) + (m_locking ? "?why=locked" : "");
        request.bearer = &m_token;
        m_http.send(std::move(request), [](Result<Json>) {}); // an unreachable server lets the session expire
        return;
    }
    case SignInEffect::DropSession:
        m_token.wipe();
        m_account.reset();
        if (m_expiry)
            m_executor.cancelTimer(*std::exchange(m_expiry, std::nullopt));
        return;
    case SignInEffect::Report:
        return m_listener(why ? Result<void>(*why) : Result<void>());
    }
}

void AccountSession::ask()
{
    Json body = {{"login", m_credentials->login},
                 {"password", m_credentials->password},
                 {"code", m_credentials->code},
                 {"deviceId", m_credentials->device.text()}};
    net::HttpRequest request;
    request.method = net::Method::Post;
    request.path = wire::path::kSignIn;
    request.body = dumpJson(body);
    request.timeout = Milliseconds(30'000); // the server's Argon2id may queue behind others
    wipe(body["password"].get_ref<std::string &>());
    wipe(body["code"].get_ref<std::string &>());
    wipe(*m_credentials);
    m_request = m_http.send(std::move(request), [this](Result<Json> answer) {
        const Result<void> accepted = answer.ok() ? read(*answer) : Result<void>(answer.error());
        if (accepted.ok())
            apply(SignInEvent::Accepted);
        else
            apply(SignInEvent::Refused, accepted.error());
    });
}

Result<void> AccountSession::read(const Json &answer)
{
    TRY(auto token, jsonString(answer, "token", 256));
    Secret kept = Secret::copyOf(asBytes(token));
    wipe(token);
    if (kept.empty() || std::any_of(kept.reveal().begin(), kept.reveal().end(), [](std::uint8_t c) { return c <= 32 || c > 126; }))
        return Error(ErrorCode::Malformed, "token");
    Account account;
    TRY(account.id, jsonId<AccountId>(answer, "accountId"));
    TRY(account.roles, readRoles(answer));
    TRY(const auto expires, jsonInteger(answer, "expiresAt", 0, kYear3000));
    TRY(const auto server, jsonInteger(answer, "serverTime", 0, kYear3000));
    TRY_OK(checkClock(fromUnixMilliseconds(server), m_clock.now()));
    account.clockOffset = fromUnixMilliseconds(server) - m_clock.now();
    account.expiresAt = fromUnixMilliseconds(expires);
    if (jsonHas(answer, "sealedProfile")) {
        TRY(account.sealedProfile, jsonBase64(answer, "sealedProfile", wire::limit::kProfileBytes));
    }
    m_account = std::move(account);
    m_token = std::move(kept);
    return {};
}

void AccountSession::armExpiry()
{
    const Milliseconds serverNow = m_clock.now().time_since_epoch() + m_account->clockOffset;
    const Milliseconds left = m_account->expiresAt.time_since_epoch() - serverNow;
    m_expiry = m_executor.startTimer(std::clamp(left, Milliseconds(0), Milliseconds(std::chrono::hours(24))), [this] {
        m_expiry.reset();
        apply(SignInEvent::TimedOut, Error(ErrorCode::SessionEnded, "expired"));
    });
}

} // namespace bedside::auth
