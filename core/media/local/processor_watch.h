// SPDX-License-Identifier: Apache-2.0
// The largest picture that this computer encodes in time. Where the encoder leaves out more than a third of the camera's
// pictures for 3 s, motion is worth more than size: a step smaller, and tried again after 20 s, later if that did not hold.
// Pure; one thread.
#pragma once

#include "core/media/video_target.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace bedside::media {

class ProcessorWatch {
public:
    // Looks anew, and keeps what it has found: after a pause, in which no picture was taken. `arrived` as below.
    void restart(std::uint64_t arrived, std::int64_t nowNs)
    {
        m_short = 0;
        begin(arrived, nowNs);
    }
    // The encoder has taken a picture, of all the `arrived` that have come from the camera so far; it encodes at `size`.
    // Whether largest() has changed.
    bool take(std::uint64_t arrived, PictureSize size, std::int64_t nowNs)
    {
        ++m_taken;
        if (nowNs - m_beganAt < kLookNs)
            return false;
        const auto came = static_cast<double>(arrived - m_arrived);
        const double lost = came > 0 ? 1 - static_cast<double>(m_taken) / came : 0;
        begin(arrived, nowNs);
        m_short = lost > kTooMuchLost ? m_short + 1 : 0;
        if (lost > kLittleLost)
            m_lateAt = nowNs;
        if (m_short >= kLooksUntilSmaller)
            return smaller(size, nowNs);
        return m_step > 0 && nowNs - std::max(m_lateAt, m_changedAt) >= m_hold && larger(nowNs);
    }
    PictureSize largest() const { return kSizes[m_step]; }

private:
    static constexpr std::int64_t kSecond = 1'000'000'000, kLookNs = kSecond, kHold = 20 * kSecond, kMostHold = 320 * kSecond;
    static constexpr double kTooMuchLost = 0.34, kLittleLost = 0.1;
    static constexpr int kLooksUntilSmaller = 3;
    static constexpr std::array<PictureSize, 5> kSizes{{{7680, 4320}, {960, 540}, {640, 360}, {480, 270}, {320, 180}}};

    void begin(std::uint64_t arrived, std::int64_t nowNs)
    {
        m_arrived = arrived;
        m_beganAt = nowNs;
        m_taken = 0;
    }
    // Than what is encoded now: the path may allow less than the processor.
    bool smaller(PictureSize size, std::int64_t nowNs)
    {
        m_short = 0;
        const std::size_t before = m_step;
        const auto pixels = [](PictureSize of) { return of.width * of.height; };
        while (m_step + 1 < kSizes.size() && pixels(kSizes[m_step]) >= pixels(size))
            ++m_step;
        if (m_step == before)
            return false;
        m_hold = m_raised && nowNs - m_changedAt < kHold ? std::min(2 * m_hold, kMostHold) : m_hold;
        m_raised = false;
        m_changedAt = nowNs;
        return true;
    }
    bool larger(std::int64_t nowNs)
    {
        --m_step;
        m_raised = true;
        m_changedAt = nowNs;
        return true;
    }

    std::uint64_t m_arrived = 0, m_taken = 0; // at the last look; since then
    std::int64_t m_beganAt = 0, m_changedAt = 0, m_lateAt = 0;
    std::int64_t m_hold = kHold;
    int m_short = 0;
    bool m_raised = false; // by the last change
    std::size_t m_step = 0;
};

} // namespace bedside::media
