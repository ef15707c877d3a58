// SPDX-License-Identifier: Apache-2.0
// Relays (TURN servers) that connections may lead over, and how webrtcbin is told of one. A relay carries what DTLS and
// SFrame have sealed: it learns addresses and amounts. Values; any thread.
#pragma once

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/secret.h"

#include <memory>
#include <string>
#include <vector>

namespace bedside::media {

enum class RelayTransport { Udp, Tcp }; // no TLS: libnice has none (core/net/tunnel.h)

struct Relay {
    std::string host; // name or numeric address, without brackets
    std::uint16_t port = 0;
    RelayTransport transport = RelayTransport::Udp;
    std::string username;
    Secret password;
};

struct Relays {
    std::vector<Relay> servers; // those after the first kMaxRelays are left out
    // Relays or nothing: no other participant learns an address of this computer.
    bool only = false;
};
using SharedRelays = std::shared_ptr<const Relays>; // never changed; null: none

inline constexpr std::size_t kMaxRelays = 8; // as many as libnice takes

// How long a connection that has been closed is kept so that its agent can end its allocations: by themselves they stay with
// the relay for ten minutes. Libnice asks from its own thread, one after the other, and hears the answers there.
inline constexpr Milliseconds kGiveBack{400};

// "turn://user:password@host:port?transport=udp", to be wiped after use. Malformed: no host, port or name.
Result<std::string> relayUri(const Relay &relay);

} // namespace bedside::media
