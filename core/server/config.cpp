// SPDX-License-Identifier: Apache-2.0
#include "core/server/config.h"

#include "core/base/host.h"

#include <charconv>

namespace bedside::server {

namespace {

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

Result<std::int64_t> number(std::string_view text, std::int64_t least, std::int64_t most)
{
    std::int64_t value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc() || end != text.data() + text.size() || value < least || value > most)
        return Error(ErrorCode::Malformed, "number");
    return value;
}

using Setter = Result<void> (*)(Config &, std::string_view);

template <std::int64_t Config::*Member, std::int64_t Least, std::int64_t Most>
Result<void> setNumber(Config &config, std::string_view text)
{
    TRY(config.*Member, number(text, Least, Most));
    return {};
}
template <Milliseconds Config::*Member, std::int64_t UnitMs, std::int64_t Least, std::int64_t Most>
Result<void> setDuration(Config &config, std::string_view text)
{
    TRY(auto value, number(text, Least, Most));
    config.*Member = Milliseconds(value * UnitMs);
    return {};
}
template <std::filesystem::path Config::*Member>
Result<void> setPath(Config &config, std::string_view text)
{
    if (text.empty())
        return Error(ErrorCode::Malformed, "path");
    config.*Member = std::filesystem::path(text);
    return {};
}
Result<void> setServerName(Config &config, std::string_view text)
{
    constexpr std::size_t kLongestName = 253; // RFC 1035 section 2.3.4, as text
    const bool sound = !text.empty() && text.size() <= kLongestName &&
                       text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]") ==
                           std::string_view::npos;
    if (!sound)
        return Error(ErrorCode::Malformed, "server name");
    config.serverName = std::string(text);
    return {};
}
struct Endpoint {
    std::string_view host; // without brackets; empty where there is none
    std::uint16_t port = 0;
};
Result<Endpoint> parseEndpoint(std::string_view text, std::int64_t leastPort)
{
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos)
        return Error(ErrorCode::Malformed, "no :port");
    TRY(auto port, number(text.substr(colon + 1), leastPort, 65'535));
    auto host = text.substr(0, colon);
    if (host.size() >= 2 && host.front() == '[' && host.back() == ']')
        host = host.substr(1, host.size() - 2);
    else if (host.find(':') != std::string_view::npos)
        return Error(ErrorCode::Malformed, "an IPv6 address needs brackets");
    return Endpoint{host, static_cast<std::uint16_t>(port)};
}
Result<void> addRelay(Config &config, std::string_view text)
{
    const auto space = text.find_first_of(" \t");
    const auto transport = space == std::string_view::npos ? std::string_view() : trimmed(text.substr(space));
    TRY(const auto endpoint, parseEndpoint(text.substr(0, space), 1));
    wire::RelayServer relay{std::string(endpoint.host), endpoint.port, {}};
    TRY(relay.transport, wire::relayTransportFromName(transport));
    if (!isHost(relay.host))
        return Error(ErrorCode::Malformed, "relay host");
    if (config.relays.size() >= wire::kMaxRelays)
        return Error(ErrorCode::Malformed, "more relays than 8");
    config.relays.push_back(std::move(relay));
    return {};
}
Result<void> setRelayOnly(Config &config, std::string_view text)
{
    if (text != "yes" && text != "no")
        return Error(ErrorCode::Malformed, "relay_only");
    config.relayOnly = text == "yes";
    return {};
}
Result<void> setMetrics(Config &config, std::string_view text)
{
    if (text != "loopback" && text != "all")
        return Error(ErrorCode::Malformed, "metrics");
    config.metricsForAll = text == "all";
    return {};
}

struct Row {
    std::string_view key;
    Setter set;
};
constexpr std::int64_t kSecond = 1000, kMinute = 60 * kSecond, kHour = 60 * kMinute;
constexpr Row kRows[] = {
    {"data", setPath<&Config::dataFolder>},
    {"listen", setListen},
    {"server_name", setServerName},
    {"max_sockets", setNumber<&Config::mostSockets, 1, 1'000'000>},
    {"max_sockets_per_address", setNumber<&Config::mostSocketsPerAddress, 1, 1'000'000>},
    {"requests_per_second", setNumber<&Config::requestsPerSecond, 1, 1'000'000>},
    {"frames_per_second", setNumber<&Config::framesPerSecond, 1, 1'000'000>},
    {"write_queue_kib", [](Config &config, std::string_view text) -> Result<void> {
         TRY(auto value, number(text, 512, 1024 * 1024));
         config.writeQueueBytes = value * 1024;
         return {};
     }},
    {"header_timeout_seconds", setDuration<&Config::headerTimeout, kSecond, 1, 600>},
    {"body_timeout_seconds", setDuration<&Config::bodyTimeout, kSecond, 1, 600>},
    {"keep_alive_seconds", setDuration<&Config::keepAlive, kSecond, 1, 600>},
    {"session_idle_minutes", setDuration<&Config::sessionIdle, kMinute, 1, 24 * 60>},
    {"session_hours", setDuration<&Config::sessionLife, kHour, 1, 24>},
    {"metrics", setMetrics},
    {"relay", addRelay},
    {"relay_only", setRelayOnly},
    {"relay_secret_file", setPath<&Config::relaySecretFile>},
    {"relay_certificate_file", setPath<&Config::relayCertificateFile>},
    {"relay_credential_minutes", setDuration<&Config::relayCredentialLife, kMinute, 5, 24 * 60>},
};

Result<void> applyLine(Config &config, std::string_view line)
{
    const auto equals = line.find('=');
    if (equals == std::string_view::npos)
        return Error(ErrorCode::Malformed, "no = in the line");
    const auto key = trimmed(line.substr(0, equals));
    const auto value = trimmed(line.substr(equals + 1));
    for (const auto &row : kRows)
        if (row.key == key)
            return row.set(config, value);
    return Error(ErrorCode::Malformed, "unknown setting");
}

} // namespace

Result<Config> parseConfig(std::string_view text)
{
    Config config;
    std::int64_t lineNumber = 0;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const auto line = trimmed(text.substr(0, end));
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        ++lineNumber;
        if (line.empty() || line.front() == '#')
            continue;
        if (auto applied = applyLine(config, line); !applied.ok())
            return Error(ErrorCode::Malformed, applied.error().why(), lineNumber);
    }
    if (config.relayOnly && config.relays.empty())
        return Error(ErrorCode::Malformed, "relay_only without a relay");
    return config;
}

std::string publicName(const Config &config, std::uint16_t port)
{
    if (!config.serverName.empty())
        return config.serverName;
    constexpr std::uint16_t kHttps = 443;
    std::string host = config.listenAddress;
    if (host == "0.0.0.0" || host == "::")
        host = "localhost";
    if (host.find(':') != std::string::npos)
        host = "[" + host + "]";
    return port == kHttps ? host : host + ":" + std::to_string(port);
}

std::string hostOf(std::string_view publicName)
{
    if (publicName.starts_with('['))
        return std::string(publicName.substr(1, publicName.find(']') - 1));
    return std::string(publicName.substr(0, publicName.find(':')));
}

Result<void> setListen(Config &config, std::string_view text)
{
    TRY(const auto endpoint, parseEndpoint(text, 0));
    config.listenAddress = endpoint.host.empty() ? "::" : std::string(endpoint.host);
    config.port = endpoint.port;
    return {};
}

} // namespace bedside::server
