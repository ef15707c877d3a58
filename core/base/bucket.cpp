// SPDX-License-Identifier: Apache-2.0
#include "core/base/bucket.h"

#include <algorithm>

namespace bedside {

double Bucket::level(SteadyTime now) const
{
    const double passed = std::chrono::duration<double>(now - m_at).count();
    return std::min(m_burst, m_tokens + std::max(0.0, passed) * m_perSecond);
}

bool Bucket::take(SteadyTime now, double tokens)
{
    m_tokens = level(now);
    m_at = now;
    if (m_tokens < tokens)
        return false;
    m_tokens -= tokens;
    return true;
}

bool Bucket::isFull(SteadyTime now) const { return level(now) >= m_burst; }

} // namespace bedside
