// SPDX-License-Identifier: Apache-2.0
// AccountSession: signs a person in at the practice's server and holds the session's token until it ends, is signed
// out or the store is locked. Owned by the client; main thread. The HttpClient has its pins by then.
#pragma once

#include "core/auth/sign_in_table.h"
#include "core/base/executor.h"
#include "core/base/ids.h"
#include "core/net/http_client.h"
#include "core/wire/roles.h"

namespace bedside::auth {

// This computer's clock may differ from the server's by less than this. Beyond it certificates, codes and grant lists
// mean nothing: ClockWrong, whose detail is server minus computer in seconds.
inline constexpr Milliseconds kMostClockOffset = std::chrono::minutes(10);
Result<void> checkClock(WallTime server, WallTime computer);

struct Credentials {
    std::string login;     // at most 128 bytes
    std::string password;  // UTF-8, at most 256 bytes; wiped by the callee
    std::string code;      // one-time code or recovery code; wiped by the callee
    DeviceId device;
};

struct Account {
    AccountId id;
    wire::RoleSet roles;
    WallTime expiresAt{};
    Milliseconds clockOffset{}; // server minus this computer
    Bytes sealedProfile;        // the person's name, sealed under the practice's role keys
};

class AccountSession {
public:
    // Outcome of a sign-in, and later the end of the session (SessionEnded) unless signOut() or lock() asked for it.
    // Sign-in errors: SignInRefused (name, password or code; deliberately not said which), TooManyAttempts (detail =
    // seconds), ClockWrong, and those of HttpClient. Nothing is kept of a refused attempt.
    using Listener = std::function<void(Result<void>)>;

    AccountSession(net::HttpClient &http, Executor &executor, const Clock &clock, Listener listener);
    ~AccountSession();
    AccountSession(const AccountSession &) = delete;
    AccountSession &operator=(const AccountSession &) = delete;

    void signIn(Credentials credentials);
    void signOut();                         // tells the server and does not wait for it
    void lock();                            // the same
    void onRefused(const Error &error);     // a later request failed: SessionEnded ends the session here too

    SignInState state() const { return m_state; }
    const std::optional<Account> &account() const { return m_account; }
    const Secret *token() const { return m_account ? &m_token : nullptr; }

private:
    void apply(SignInEvent event, std::optional<Error> why = std::nullopt);
    void perform(SignInEffect effect, const std::optional<Error> &why);
    void ask();
    Result<void> read(const Json &answer);
    void armExpiry();

    net::HttpClient &m_http;
    Executor &m_executor;
    const Clock &m_clock;
    Listener m_listener;
    SignInState m_state = SignInState::SignedOut;
    std::optional<Credentials> m_credentials;
    net::HttpClient::RequestId m_request = 0;
    std::optional<Account> m_account;
    Secret m_token;
    bool m_locking = false;
    std::optional<Executor::TimerId> m_expiry;
};

} // namespace bedside::auth
