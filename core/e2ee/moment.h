// SPDX-License-Identifier: Apache-2.0
// Both clocks at one instant, given with every input: the group session reads no clock. Value.
#pragma once

#include "core/base/clock.h"

namespace bedside::e2ee {

struct Moment {
    WallTime wall{};     // for certificates and lifetimes
    SteadyTime steady{}; // for intervals
    static Moment of(const Clock &clock) { return {clock.now(), clock.steady()}; }
};

} // namespace bedside::e2ee
