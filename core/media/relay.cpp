// SPDX-License-Identifier: Apache-2.0
#include "core/media/relay.h"

#include "core/base/host.h"

namespace bedside::media {
namespace {

constexpr std::string_view kUnreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

// Everything but RFC 3986's unreserved characters: a username has a colon, a password may have + / =.
void appendEscaped(std::string &to, ByteSpan text)
{
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    for (const std::uint8_t byte : text) {
        if (kUnreserved.find(static_cast<char>(byte)) != std::string_view::npos)
            to.push_back(static_cast<char>(byte));
        else
            to.append({'%', kDigits[byte >> 4], kDigits[byte & 0xf]});
    }
}

} // namespace

Result<std::string> relayUri(const Relay &relay)
{
    if (!isHost(relay.host) || relay.port == 0 || relay.username.empty() || relay.password.empty())
        return Error(ErrorCode::Malformed, "relay");
    const bool bracketed = relay.host.find(':') != std::string::npos;
    std::string out;
    out.reserve(64 + relay.host.size() + 3 * (relay.username.size() + relay.password.size())); // no copy left behind
    out += "turn://";
    appendEscaped(out, asBytes(relay.username));
    out += ':';
    appendEscaped(out, relay.password.reveal());
    out += bracketed ? "@[" : "@";
    out += relay.host;
    out += bracketed ? "]:" : ":";
    out += std::to_string(relay.port);
    out += relay.transport == RelayTransport::Udp ? "?transport=udp" : "?transport=tcp";
    return out;
}

} // namespace bedside::media
