// SPDX-License-Identifier: Apache-2.0
// The proxy that the environment names for HTTPS, for people who look after a network.
#pragma once

#include <string>
#include <string_view>

namespace bedside::net {

// As curl chooses it and as it stands there, with its name and password; empty: none.
std::string proxySetting();
// Whether no_proxy or NO_PROXY names the host, itself or a domain above it, or "*".
bool goesWithoutProxy(std::string_view host);
// For people to read: "http://proxy.example:3128", without name and password; empty: none for this host.
std::string proxyInUse(std::string_view host);
std::string withoutCredentials(const std::string &proxy);

} // namespace bedside::net
