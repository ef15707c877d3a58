// SPDX-License-Identifier: Apache-2.0
// Counters for GET /v1/metrics: numbers only, no ids. Network thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace bedside::server {

struct Metrics {
    std::array<std::uint64_t, 6> responses{}; // by first digit of the status
    std::uint64_t connections = 0;            // accepted since the start
    std::uint64_t refusedConnections = 0;     // over a cap
    std::uint64_t timeouts = 0;
    std::uint64_t framesIn = 0, framesOut = 0, framesRefused = 0;
    std::uint64_t slowReadersDropped = 0, floodsDropped = 0;
    std::uint64_t signIns = 0, signInsRefused = 0, throttled = 0;
    std::uint64_t networkProbes = 0, networkProbeBytes = 0;
    // Of the moment.
    std::uint64_t openConnections = 0, openSockets = 0, lobby = 0, rooms = 0, storageQueue = 0;
    std::uint64_t logSize = 0;
    std::int64_t uptimeSeconds = 0;
    std::int64_t certificateSeconds = 0; // until the current certificate ends
};

std::string prometheusText(const Metrics &metrics); // exposition format 0.0.4

} // namespace bedside::server
