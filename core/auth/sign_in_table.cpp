// SPDX-License-Identifier: Apache-2.0
#include "core/auth/sign_in_table.h"

namespace bedside::auth {
namespace {

using E = SignInEffect;

std::optional<SignInStep> fromSignedOut(SignInEvent event)
{
    if (event == SignInEvent::SignIn)
        return SignInStep{SignInState::Asking, {E::Ask}};
    return std::nullopt;
}

std::optional<SignInStep> fromAsking(SignInEvent event)
{
    switch (event) {
    case SignInEvent::Accepted: return SignInStep{SignInState::SignedIn, {E::KeepSession, E::Report}};
    case SignInEvent::Refused: return SignInStep{SignInState::SignedOut, {E::Report}};
    case SignInEvent::SignOut:
    case SignInEvent::Locked: return SignInStep{SignInState::SignedOut, {E::CancelAsking}};
    default: return std::nullopt; // SignIn: one attempt at a time
    }
}

std::optional<SignInStep> fromSignedIn(SignInEvent event)
{
    switch (event) {
    case SignInEvent::SignOut:
    case SignInEvent::Locked: return SignInStep{SignInState::SignedOut, {E::TellServer, E::DropSession}};
    case SignInEvent::EndedByServer:
    case SignInEvent::TimedOut: return SignInStep{SignInState::SignedOut, {E::DropSession, E::Report}};
    default: return std::nullopt;
    }
}

} // namespace

std::optional<SignInStep> next(SignInState state, SignInEvent event)
{
    switch (state) {
    case SignInState::SignedOut: return fromSignedOut(event);
    case SignInState::Asking: return fromAsking(event);
    case SignInState::SignedIn: return fromSignedIn(event);
    }
    return std::nullopt;
}

} // namespace bedside::auth
