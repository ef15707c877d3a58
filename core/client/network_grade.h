// SPDX-License-Identifier: Apache-2.0
// How well a network carries a visit, judged by what was tried and measured. Pure; any thread.
#pragma once

#include "core/client/facade.h"

#include <string_view>

namespace bedside::client {

NetworkGrade gradeOf(const NetworkVerdict &verdict); // of steps and figures alone
bool isSoundAtRisk(const NetworkVerdict &verdict);
// What the visit's log is told, from audit::kNetworkDetails: the grade, then each leg that failed. Nothing while it is
// Unknown.
std::vector<std::string_view> logDetailsOf(const NetworkVerdict &verdict);

// "slow", "relay-udp": as the log and every report write them. Here, for those who know the facade alone, too.
constexpr std::string_view nameOf(NetworkGrade grade)
{
    switch (grade) {
    case NetworkGrade::Good: return "good";
    case NetworkGrade::Slow: return "slow";
    case NetworkGrade::Blocked: return "blocked";
    case NetworkGrade::Unknown: break;
    }
    return "unknown";
}

constexpr std::string_view nameOf(NetworkLeg leg)
{
    switch (leg) {
    case NetworkLeg::Https: return "https";
    case NetworkLeg::Socket: return "websocket";
    case NetworkLeg::RelayUdp: return "relay-udp";
    case NetworkLeg::RelayTcp: return "relay-tcp";
    case NetworkLeg::RelayTls: return "relay-tls";
    }
    return "";
}

} // namespace bedside::client
