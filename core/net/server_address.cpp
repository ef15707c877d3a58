// SPDX-License-Identifier: Apache-2.0
#include "core/net/server_address.h"

#include <algorithm>
#include <charconv>

namespace bedside::net {
namespace {

constexpr std::size_t kMaxHost = 253; // RFC 1035 section 2.3.4, in text form

bool isNameCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

bool isAddressCharacter(char c)
{
    return (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || (c >= '0' && c <= '9') || c == ':' || c == '.';
}

Result<std::uint16_t> parsePort(std::string_view text)
{
    std::uint16_t port = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (failure != std::errc() || end != text.data() + text.size() || port == 0)
        return Error(ErrorCode::Malformed, "port");
    return port;
}

} // namespace

Result<ServerAddress> ServerAddress::parse(std::string_view text)
{
    if (text.starts_with("https://"))
        text.remove_prefix(8);
    if (text.ends_with('/'))
        text.remove_suffix(1);
    ServerAddress out;
    std::string_view host;
    std::string_view rest;
    const bool bracketed = text.starts_with('[');
    if (bracketed) {
        const auto close = text.find(']');
        if (close == std::string_view::npos)
            return Error(ErrorCode::Malformed, "address bracket");
        host = text.substr(1, close - 1);
        rest = text.substr(close + 1);
    } else {
        const auto colon = text.find(':');
        host = text.substr(0, colon);
        rest = colon == std::string_view::npos ? std::string_view() : text.substr(colon);
    }
    if (host.empty() || host.size() > kMaxHost
        || !std::all_of(host.begin(), host.end(), bracketed ? isAddressCharacter : isNameCharacter))
        return Error(ErrorCode::Malformed, "host");
    if (!rest.empty()) {
        if (rest.front() != ':')
            return Error(ErrorCode::Malformed, "after host");
        TRY(out.port, parsePort(rest.substr(1)));
    }
    out.host = std::string(host);
    std::transform(out.host.begin(), out.host.end(), out.host.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

std::string ServerAddress::urlHost() const
{
    return host.find(':') == std::string::npos ? host : '[' + host + ']';
}

std::string ServerAddress::text() const
{
    return port == 443 ? urlHost() : urlHost() + ':' + std::to_string(port);
}

} // namespace bedside::net
