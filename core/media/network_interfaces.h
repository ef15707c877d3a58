// SPDX-License-Identifier: Apache-2.0
// The addresses of this computer, and whether what was built on them may still be good.
#pragma once

#include "core/base/clock.h"
#include "core/base/error.h"

#include <string>
#include <vector>

namespace bedside::media {

// Besides loopback, in order. Any thread.
std::vector<std::string> localAddresses();
bool hasNetworkAddress();
// For each host its first IPv4 and its first IPv6 address, where it has one; a numeric address is its own. Asks the name
// servers for all at once and waits at most `patience` for them: NotFound, TimedOut. Any thread.
std::vector<Result<std::vector<std::string>>> addressesOf(const std::vector<std::string> &hosts, Milliseconds patience);

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
