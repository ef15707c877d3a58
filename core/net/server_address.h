// SPDX-License-Identifier: Apache-2.0
// Where a server is: a host name or address and a port, as links and profiles write it.
#pragma once

#include "core/base/error.h"

#include <cstdint>
#include <string>

namespace bedside::net {

struct ServerAddress {
    std::string host;           // without brackets
    std::uint16_t port = 443;

    // "host", "host:port", "[v6]:port", each also after "https://" and with a final slash. Malformed otherwise:
    // no user, path, query or fragment, no other scheme, only letters a host may have, at most 253 of them.
    static Result<ServerAddress> parse(std::string_view text);
    std::string text() const;   // shortest form that parse() reads back; :443 is left out
    std::string urlHost() const; // in brackets where it is an IPv6 address

    friend bool operator==(const ServerAddress &, const ServerAddress &) = default;
};

} // namespace bedside::net
