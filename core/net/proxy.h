// SPDX-License-Identifier: Apache-2.0
// The proxy that the environment names for HTTPS, for people who look after a network.
#pragma once

#include <string>

namespace bedside::net {

// As curl chooses it and as it stands there, with its name and password; empty: none.
std::string proxySetting();
// For people to read: "http://proxy.example:3128", without name and password; empty: none.
std::string proxyInUse();
std::string withoutCredentials(const std::string &proxy);

} // namespace bedside::net
