// SPDX-License-Identifier: Apache-2.0
#include "core/media/congestion/rung_ladder.h"

#include <algorithm>

namespace bedside::media {
namespace {

using namespace std::chrono_literals;

constexpr BitsPerSecond kForVideo = 80'000;      // sound takes 45 of it
constexpr double kMuchLoss = 0.4, kHopelessLoss = 0.7, kLittleLoss = 0.2;
constexpr Microseconds kHopelessQueue = 1s, kLittleQueue = 100ms;
constexpr Microseconds kPatience = 3s, kPatienceSound = 4s;
constexpr Microseconds kTrial = 10s;             // a probe may take 8 s to find what there is
constexpr Microseconds kFailed = 15s;            // a try that lasted less has failed
constexpr Microseconds kMostHold = 60s;
constexpr Microseconds kSmallFor = 5s;

} // namespace

RungChoice RungLadder::next(const PathState &path, Microseconds now)
{
    climb(path, now);
    if (!path.smallPicture)
        m_small.reset();
    else if (!m_small)
        m_small = now;
    RungChoice choice{m_rung, m_reason};
    if (m_rung == Rung::Video && m_small && now - *m_small >= kSmallFor)
        choice = {Rung::LowVideo, RungReason::Slow};
    if (m_best > choice.rung || (m_best == choice.rung && m_best != Rung::Video))
        choice = {m_best, RungReason::Chosen};
    return choice;
}

void RungLadder::climb(const PathState &path, Microseconds now)
{
    const bool held = now - m_changed >= m_hold;
    if (path.stalled && m_rung != Rung::Text)
        return;
    switch (m_rung) {
    case Rung::Video:
    case Rung::LowVideo: {
        if (m_best >= Rung::Sound)
            return; // no picture is sent: nothing is learned about whether one could be
        const bool trial = m_tried && now - *m_tried < kTrial;
        const bool lossy = path.loss > kMuchLoss;
        if (lasts(lossy || path.rate < kForVideo, trial && !lossy ? kTrial : kPatience, now))
            fall(Rung::Sound, path.rate < kForVideo ? RungReason::Slow : RungReason::Loss, now); // a full line loses, too
        break;
    }
    case Rung::Sound: {
        const bool lossy = path.loss > kHopelessLoss;
        if (lasts(lossy || path.queue > kHopelessQueue, kPatienceSound, now))
            fall(Rung::Text, lossy ? RungReason::Loss : RungReason::Slow, now);
        else if (held && !m_bad && path.loss < kLittleLoss && path.queue < kLittleQueue)
            tryAgain(Rung::Video, now);
        break;
    }
    case Rung::Text:
        if (held)
            tryAgain(Rung::Sound, now);
        break;
    }
}

bool RungLadder::lasts(bool condition, Microseconds patience, Microseconds now)
{
    if (!condition)
        m_bad.reset();
    else if (!m_bad)
        m_bad = now;
    return m_bad && now - *m_bad >= patience;
}

void RungLadder::fall(Rung to, RungReason reason, Microseconds now)
{
    const bool failed = m_tried && now - *m_tried < kFailed;
    m_hold = failed ? std::min(m_hold * 2, kMostHold) : kFirstHold;
    m_rung = to;
    m_reason = reason;
    m_changed = now;
    m_bad.reset();
    m_tried.reset();
}

void RungLadder::tryAgain(Rung to, Microseconds now)
{
    m_rung = to;
    if (to == Rung::Video)
        m_reason = RungReason::None;
    m_changed = now;
    m_tried = now;
    m_bad.reset();
}

} // namespace bedside::media
