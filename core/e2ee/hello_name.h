// SPDX-License-Identifier: Apache-2.0
// Internal to core/e2ee: the name inside a hello, sealed to inv_hello and padded so that its length says nothing.
#pragma once

#include "core/e2ee/lobby_hello.h"

namespace bedside::e2ee {

// TooLarge over LobbyHello::kMaxName bytes. `hello` gives kind, visit, invite and counter, which are bound in.
Result<Bytes> sealName(const LobbyHello &hello, std::string_view name, const Secret &invHello);
Result<std::string> openName(const LobbyHello &hello, const Secret &invHello); // BadMac, Malformed

} // namespace bedside::e2ee
