// SPDX-License-Identifier: Apache-2.0
// The account session as a table: one `next`, effects as data, pure. Any thread.
//
// Events by origin:
//   user     SignIn, SignOut
//   server   Accepted, Refused (any answer that is no session), EndedByServer (401 on a later request)
//   clock    TimedOut (the session's own end)
//   lock     Locked (the store was locked: the token is dropped at once)
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace bedside::auth {

enum class SignInState : std::uint8_t { SignedOut, Asking, SignedIn };
inline constexpr int kSignInStateCount = 3;

enum class SignInEvent : std::uint8_t { SignIn, SignOut, Accepted, Refused, EndedByServer, TimedOut, Locked };
inline constexpr int kSignInEventCount = 7;

enum class SignInEffect : std::uint8_t {
    Ask,            // POST sign-in
    CancelAsking,   // the answer under way is of no interest any more
    KeepSession,
    DropSession,    // wipe the token
    TellServer,     // POST sign-out with the token, before it is dropped; not waited for
    Report,         // the listener hears of the outcome
};

struct SignInStep {
    SignInState state;
    std::vector<SignInEffect> effects; // in order
};

// None: the event means nothing in that state and is dropped.
std::optional<SignInStep> next(SignInState state, SignInEvent event);

} // namespace bedside::auth
