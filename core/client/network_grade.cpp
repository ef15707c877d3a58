// SPDX-License-Identifier: Apache-2.0
#include "core/client/network_grade.h"

#include <algorithm>

namespace bedside::client {
namespace {

constexpr int kPictureKbps = 500; // a picture that fills a window, and sound
constexpr int kSoundKbps = 64;    // sound alone: 45, and what else a visit says
constexpr double kSomeLoss = 5,
                 kMuchLoss = 20;  // percent; beyond the second, sound that is sent twice more has gaps, too
constexpr int kLongDelayMs = 400; // ITU-T G.114: the most for planning, there and back

bool isRelay(NetworkLeg leg)
{
    return leg == NetworkLeg::RelayUdp || leg == NetworkLeg::RelayTcp || leg == NetworkLeg::RelayTls;
}
bool isUnder(const std::optional<int> &rate, int least) { return rate && *rate < least; }

bool isThrottled(const NetworkStep &step) { return step.error && step.error->code() == ErrorCode::TooManyAttempts; }

// The way over a relay is the only one to somebody behind another router: nothing else tells the two their outer
// addresses.
bool leadsNowhere(const std::vector<NetworkStep> &steps)
{
    const auto works = [](const NetworkStep &step) { return isRelay(step.leg) && !step.error; };
    return std::ranges::any_of(steps, isRelay, &NetworkStep::leg) && std::ranges::none_of(steps, works);
}

} // namespace

NetworkGrade gradeOf(const NetworkVerdict &verdict)
{
    const auto &steps = verdict.steps;
    if (steps.empty() || std::ranges::any_of(steps, isThrottled))
        return NetworkGrade::Unknown;
    const auto cutsOff = [](const NetworkStep &step) { return step.error && !isRelay(step.leg); };
    if (std::ranges::any_of(steps, cutsOff) || leadsNowhere(steps))
        return NetworkGrade::Blocked;
    const bool slow = isUnder(verdict.downKbps, kPictureKbps) || isUnder(verdict.upKbps, kPictureKbps) ||
                      verdict.lossPercent.value_or(0) > kSomeLoss || verdict.delayMs.value_or(0) > kLongDelayMs;
    return slow ? NetworkGrade::Slow : NetworkGrade::Good;
}

bool isSoundAtRisk(const NetworkVerdict &verdict)
{
    return isUnder(verdict.downKbps, kSoundKbps) || isUnder(verdict.upKbps, kSoundKbps) ||
           verdict.lossPercent.value_or(0) > kMuchLoss;
}

std::vector<std::string_view> logDetailsOf(const NetworkVerdict &verdict)
{
    std::vector<std::string_view> details;
    if (verdict.grade == NetworkGrade::Unknown)
        return details;
    details.push_back(nameOf(verdict.grade));
    for (const NetworkStep &step : verdict.steps) {
        if (step.error && std::ranges::find(details, nameOf(step.leg)) == details.end())
            details.push_back(nameOf(step.leg));
    }
    return details;
}

} // namespace bedside::client
