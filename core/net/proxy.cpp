// SPDX-License-Identifier: Apache-2.0
#include "core/net/proxy.h"

#include "core/base/ascii.h"

#include <algorithm>
#include <cstdlib>

namespace bedside::net {
namespace {

std::string firstOf(std::initializer_list<const char *> names)
{
    for (const char *name : names)
        if (const char *value = std::getenv(name); value && *value)
            return value;
    return {};
}

} // namespace

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

std::string proxySetting() { return firstOf({"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}); }

bool goesWithoutProxy(std::string_view host)
{
    const std::string names = asciiLower(firstOf({"no_proxy", "NO_PROXY"})), wanted = asciiLower(host);
    for (std::string_view rest = names; !rest.empty();) {
        const auto comma = std::min(rest.find(','), rest.size());
        std::string_view name = trimmed(rest.substr(0, comma));
        rest.remove_prefix(std::min(comma + 1, rest.size()));
        if (name == "*")
            return true;
        if (name.starts_with('.'))
            name.remove_prefix(1);
        if (!name.empty() && (wanted == name || wanted.ends_with("." + std::string(name))))
            return true;
    }
    return false;
}

std::string proxyInUse(std::string_view host)
{
    return goesWithoutProxy(host) ? std::string() : withoutCredentials(proxySetting());
}

} // namespace bedside::net
