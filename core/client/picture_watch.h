// SPDX-License-Identifier: Apache-2.0
// Whether a picture stands still: nothing of it has been decoded for a while, although its camera is on. Pure; one thread.
#pragma once

#include "core/base/clock.h"

#include <cstdint>
#include <optional>

namespace bedside::client {

class PictureWatch {
public:
    static constexpr Milliseconds kStopped{2'500}; // a repair, a key frame or another path is there sooner

    // How many pictures have been decoded so far. A camera that is off owes none.
    void count(std::uint64_t decoded, bool cameraOn, SteadyTime now)
    {
        if (decoded == m_decoded && cameraOn)
            return;
        m_decoded = decoded;
        m_at = now;
    }
    bool hasStopped(SteadyTime now) const { return m_at && now - *m_at > kStopped; }

private:
    std::uint64_t m_decoded = 0;
    std::optional<SteadyTime> m_at; // none: there has not been a picture
};

} // namespace bedside::client
