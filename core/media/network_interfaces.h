// SPDX-License-Identifier: Apache-2.0
// The addresses of this computer, and whether what was built on them may still be good.
#pragma once

#include "core/base/clock.h"

#include <string>
#include <vector>

namespace bedside::media {

// Besides loopback, in order. Any thread.
std::vector<std::string> localAddresses();
bool hasNetworkAddress();
// The first IPv4 and the first IPv6 address of a host; a numeric address is its own. Asks name servers, so it may block for
// seconds. Empty: there is none. Any thread.
std::vector<std::string> addressesOf(const std::string &host);

// Told of the addresses and the time several times a second, says when every path should be made anew: the computer has
// other addresses, or it slept. One thread.
class NetworkWatch {
public:
    // No addresses: there is nothing to build a path on, and nothing is said until there are some again.
    bool changed(const std::vector<std::string> &addresses, WallTime wall, SteadyTime steady);

private:
    bool m_looked = false;
    std::vector<std::string> m_addresses;
    WallTime m_wall{};
    SteadyTime m_steady{};
    bool m_slept = false; // and had no address since
};

} // namespace bedside::media
