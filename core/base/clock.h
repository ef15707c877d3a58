// SPDX-License-Identifier: Apache-2.0
// Time, injected: nothing in core reads a clock of its own.
#pragma once

#include <chrono>
#include <cstdint>

namespace bedside {

using Milliseconds = std::chrono::milliseconds;
using WallTime = std::chrono::sys_time<Milliseconds>;                                 // UTC
using SteadyTime = std::chrono::time_point<std::chrono::steady_clock, Milliseconds>;  // never jumps

inline std::int64_t toUnixMilliseconds(WallTime time) { return time.time_since_epoch().count(); }
inline WallTime fromUnixMilliseconds(std::int64_t ms) { return WallTime(Milliseconds(ms)); }

class Clock {
public:
    virtual ~Clock() = default;
    virtual WallTime now() const = 0;
    virtual SteadyTime steady() const = 0;
};

class SystemClock final : public Clock {
public:
    WallTime now() const override
    {
        return std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now());
    }
    SteadyTime steady() const override
    {
        return std::chrono::time_point_cast<Milliseconds>(std::chrono::steady_clock::now());
    }
};

} // namespace bedside
