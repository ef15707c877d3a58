// SPDX-License-Identifier: Apache-2.0
#include "core/media/congestion/video_ladder.h"

#include <algorithm>
#include <array>

namespace bedside::media {
namespace {

using namespace std::chrono_literals;

struct Step {
    BitsPerSecond from; // worth it from this rate on
    PictureSize box;
    int framesPerSecond;
};

constexpr std::array<Step, 6> kSteps{{{0, {320, 180}, 15},
                                      {90'000, {320, 180}, 30},
                                      {130'000, {480, 270}, 30},
                                      {190'000, {640, 360}, 30},
                                      {600'000, {960, 540}, 30},
                                      {1'000'000, {1280, 720}, 30}}};
constexpr double kHysteresis = 0.85;             // down only below this share of a step's rate
constexpr Microseconds kStart = 3s, kFirstHold = 150ms, kHold = 3s, kHoldAfterFailure = 10s, kFailure = 5s, kHoldInPlenty = 500ms;
constexpr double kPlenty = 2; // times the rate of a step: it will hold
constexpr std::size_t kSmall = 1;

} // namespace

VideoTarget VideoLadder::next(BitsPerSecond rate, bool queueEmpty, Microseconds now)
{
    m_began = m_began.value_or(now);
    m_changed = m_changed.value_or(now);
    std::size_t wanted = 0;
    while (wanted + 1 < kSteps.size() && rate >= kSteps[wanted + 1].from)
        ++wanted;
    if (wanted < m_step && double(rate) < kHysteresis * double(kSteps[m_step].from)) {
        const bool failed = m_raised && now - *m_raised < kFailure;
        m_hold = failed ? kHoldAfterFailure : kHold;
        m_step = wanted;
        m_changed = now;
    } else if (wanted > m_step && queueEmpty) {
        const Microseconds hold = now - *m_began < kStart && m_hold == 0us ? kFirstHold : std::max(m_hold, kHold);
        for (; wanted > m_step; --wanted) {
            const bool plenty = double(rate) > kPlenty * double(kSteps[wanted].from);
            if (now - *m_changed >= (plenty ? std::min(hold, kHoldInPlenty) : hold)) {
                m_step = wanted;
                m_changed = m_raised = now;
            }
        }
    }
    const Step &step = kSteps[m_step];
    return {static_cast<unsigned>(std::max<BitsPerSecond>(rate, 30'000)), step.box, step.framesPerSecond, false};
}

void VideoLadder::restart(Microseconds now)
{
    m_step = std::min(m_step, kSmall);
    m_changed = now;
}

} // namespace bedside::media
