// SPDX-License-Identifier: Apache-2.0
// Small statistics and one line of output for each figure.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

namespace bedside::bench {

using SteadyClock = std::chrono::steady_clock;

inline double millisecondsSince(SteadyClock::time_point begin)
{
    return std::chrono::duration<double, std::milli>(SteadyClock::now() - begin).count();
}

// The value below which `share` of the values lie; sorts a copy. 0 for no values.
inline double quantile(std::vector<double> values, double share)
{
    if (values.empty())
        return 0;
    std::sort(values.begin(), values.end());
    const auto at = static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5);
    return values[at];
}

inline void print(const std::string &figure, double value, const char *unit, const std::string &goal)
{
    std::printf("%-58s %10.2f %-6s goal: %s\n", figure.c_str(), value, unit, goal.c_str());
    std::fflush(stdout);
}

int benchFrames();
int benchGroups();
int benchTiming(int frames);
int benchDay(int appointments);
int benchVisits(int count);
int benchLog(int events);

} // namespace bedside::bench
