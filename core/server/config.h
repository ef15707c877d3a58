// SPDX-License-Identifier: Apache-2.0
// Settings of the server: "key = value" lines, # comments. An unknown key or a value out of range is refused with the
// line's number, so that a misspelt limit never silently becomes its default. Value.
#pragma once

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/crypto/password.h"
#include "core/wire/messages.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace bedside::server {

struct Config {
    std::filesystem::path dataFolder;
    std::filesystem::path captureFolder;      // empty: nothing is captured
    std::string listenAddress = "127.0.0.1";  // a numeric address
    std::uint16_t port = 8443;                // 0: the system picks one
    std::string serverName;                   // host or host:port as links name it; empty: from address and port

    std::int64_t mostSockets = 4'000;
    std::int64_t mostSocketsPerAddress = 256; // a practice behind one address fits
    std::int64_t requestsPerSecond = 50;      // per address; a burst of ten seconds' worth is let through
    std::int64_t framesPerSecond = 100;       // per socket; likewise
    std::int64_t writeQueueBytes = 2 * 1024 * 1024;
    Milliseconds headerTimeout = std::chrono::seconds(10);
    Milliseconds bodyTimeout = std::chrono::seconds(30);
    Milliseconds keepAlive = std::chrono::seconds(60);
    Milliseconds sessionIdle = std::chrono::minutes(30);
    Milliseconds sessionLife = std::chrono::hours(12);
    bool metricsForAll = false;               // false: only to loopback

    std::vector<wire::RelayServer> relays;
    bool relayOnly = false;                   // nobody in a visit learns another's address
    std::filesystem::path relaySecretFile;    // empty: relay.secret in the data folder
    std::filesystem::path relayCertificateFile; // empty: clients take the system's roots
    Milliseconds relayCredentialLife = std::chrono::hours(1);

    crypto::PasswordCost passwordCost = crypto::PasswordCost::interactive();
};

// Reads `text` over the defaults. Malformed: detail = the line, from 1.
Result<Config> parseConfig(std::string_view text);
// The name for links and the server statement once the port is known, and its host part for the certificates.
std::string publicName(const Config &config, std::uint16_t port);
std::string hostOf(std::string_view publicName);

// "127.0.0.1:8443", "[::1]:8443", ":8443" (every address).
Result<void> setListen(Config &config, std::string_view text);

} // namespace bedside::server
