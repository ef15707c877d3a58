// SPDX-License-Identifier: Apache-2.0
// Credentials for the practice's relays, made from the secret that they share with this server and checked by them
// without asking back (draft-uberti-behave-turn-rest-00, coturn's use-auth-secret). They end by themselves and name
// nobody. Network thread.
#pragma once

#include "core/base/clock.h"
#include "core/base/secret.h"
#include "core/wire/messages.h"

namespace bedside::server {

struct Config;

class RelayCredentials {
public:
    // Of the settings' relays; nothing where there are none. NotFound, InputOutput: a file of theirs; Malformed: a
    // secret shorter than kLeastSecret or with spaces inside, or no certificate.
    static Result<std::optional<RelayCredentials>> load(const Config &config);
    RelayCredentials(wire::RelayOffer servers, Secret secret, Milliseconds life);

    static constexpr std::size_t kLeastSecret = 16, kMostSecret = 256; // characters
    wire::RelayOffer mint(WallTime now) const;
    const wire::RelayOffer &servers() const { return m_servers; } // without credentials
    Milliseconds renewAfter() const { return m_life / 2; }

private:
    wire::RelayOffer m_servers; // without credentials
    Secret m_secret;
    Milliseconds m_life;
};

} // namespace bedside::server
