// SPDX-License-Identifier: Apache-2.0
// A token bucket: lets a steady rate through, and a burst above it. One thread at a time.
#pragma once

#include "core/base/clock.h"

namespace bedside {

class Bucket { // full at first
public:
    Bucket() = default; // one per second
    Bucket(double perSecond, double burst) : m_perSecond(perSecond), m_burst(burst), m_tokens(burst) {}
    // True and taken, or false and nothing taken.
    bool take(SteadyTime now, double tokens = 1);
    bool isFull(SteadyTime now) const;

private:
    double level(SteadyTime now) const;
    double m_perSecond = 1;
    double m_burst = 1;
    double m_tokens = 1;
    SteadyTime m_at{};
};

} // namespace bedside
