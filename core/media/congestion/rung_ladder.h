// SPDX-License-Identifier: Apache-2.0
// When the picture goes so that the sound can stay, when the sound goes so that text gets through, and when each is tried
// again: after a while, later if the last try did not hold. Pure; one thread.
#pragma once

#include "core/media/congestion/bandwidth_estimator.h"
#include "core/media/rung.h"

namespace bedside::media {

struct PathState { // of the worst path
    BitsPerSecond rate = 0;      // for everything
    double loss = 0;             // over the last second
    Microseconds queue{0};
    bool stalled = false;        // nothing is heard of what was sent: says nothing about the next second
    bool smallPicture = false;   // what the camera is encoded to
};

class RungLadder {
public:
    void pin(Rung best) { m_best = best; } // never above; Video: as the line allows
    RungChoice next(const PathState &path, Microseconds now);

private:
    void climb(const PathState &path, Microseconds now);
    bool lasts(bool condition, Microseconds patience, Microseconds now);
    void fall(Rung to, RungReason reason, Microseconds now);
    void tryAgain(Rung to, Microseconds now);

    static constexpr Microseconds kFirstHold{10'000'000};

    Rung m_best = Rung::Video;
    Rung m_rung = Rung::Video; // never LowVideo
    RungReason m_reason = RungReason::None;
    Microseconds m_changed{0}, m_hold{kFirstHold};
    std::optional<Microseconds> m_bad, m_small, m_tried;
};

} // namespace bedside::media
