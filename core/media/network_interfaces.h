// SPDX-License-Identifier: Apache-2.0
// What this computer's network says of addresses. Any thread.
#pragma once

#include <string>
#include <vector>

namespace bedside::media {

bool hasNetworkAddress(); // any besides loopback
// The first IPv4 and the first IPv6 address of a host; a numeric address is its own. Asks name servers, so it may block for
// seconds. Empty: there is none.
std::vector<std::string> addressesOf(const std::string &host);

} // namespace bedside::media
