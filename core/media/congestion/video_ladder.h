// SPDX-License-Identifier: Apache-2.0
// Which size and frame rate the camera is worth at a rate. A step down at once, a step up only after a while in which
// nothing queued, and later if the last one did not hold. Pure; one thread.
#pragma once

#include "core/media/congestion/bandwidth_estimator.h"
#include "core/media/video_target.h"

namespace bedside::media {

class VideoLadder {
public:
    // What `rate` for the camera alone allows, at `now` of a steady clock.
    VideoTarget next(BitsPerSecond rate, bool queueEmpty, Microseconds now);
    // The path has become much thinner, and a key frame is due: as small as possible, soon larger.
    void restart(Microseconds now);

private:
    std::size_t m_step = 0;
    std::optional<Microseconds> m_began, m_changed, m_raised;
    Microseconds m_hold{0}; // before the next step up
};

} // namespace bedside::media
