// SPDX-License-Identifier: Apache-2.0
#include "core/net/proxy.h"

#include <cstdlib>

namespace bedside::net {

std::string withoutCredentials(const std::string &proxy)
{
    // The last "@": a password may have one, what is said of a proxy may not.
    const auto at = proxy.rfind('@');
    if (at == std::string::npos)
        return proxy;
    const auto scheme = proxy.find("://");
    const bool hasScheme = scheme < at && proxy.find(':') == scheme; // and none in a password
    return (hasScheme ? proxy.substr(0, scheme + 3) : std::string()) + proxy.substr(at + 1);
}

std::string proxySetting()
{
    for (const char *name : {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) {
        if (const char *value = std::getenv(name); value && *value)
            return value;
    }
    return {};
}

std::string proxyInUse() { return withoutCredentials(proxySetting()); }

} // namespace bedside::net
