// SPDX-License-Identifier: Apache-2.0
// What an encoder is asked for so that it gives what is wanted: one that is short of processor, and so gets its pictures at
// uneven times, gives up to a third more than it is asked for. Pure; one thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <utility>

namespace bedside::media {

class RateCorrection {
public:
    // A frame of so many bytes came out, at `nowNs` of a steady clock; `wanted` bit/s. Whether factor() has changed.
    bool add(std::size_t bytes, double wanted, std::int64_t nowNs)
    {
        m_frames.push_back({nowNs, double(bytes) * 8, m_frames.empty() ? 0 : wanted * double(nowNs - m_frames.back().atNs) / 1e9});
        while (nowNs - m_frames.front().atNs > kWindowNs)
            m_frames.pop_front();
        if (nowNs - m_lookedAt < kWindowNs / 2 || nowNs - m_frames.front().atNs < kWindowNs / 2)
            return false;
        m_lookedAt = nowNs;
        double bits = 0, wantedBits = 0; // each frame against what was wanted when it came
        for (auto frame = m_frames.begin() + 1; frame != m_frames.end(); ++frame) {
            bits += frame->bits;
            wantedBits += frame->wantedBits;
        }
        const double excess = bits / std::max(wantedBits, 1.0);
        const double next = std::clamp(excess > kTolerated ? m_factor / excess : m_factor * kReturn, kLeast, 1.0);
        return std::exchange(m_factor, next) != next;
    }
    // Another picture size: what was seen says nothing of it.
    void restart() { *this = {}; }
    double factor() const { return m_factor; }

private:
    static constexpr std::int64_t kWindowNs = 1'000'000'000;
    static constexpr double kTolerated = 1.1, kReturn = 1.04, kLeast = 0.5;

    struct Frame {
        std::int64_t atNs = 0;
        double bits = 0, wantedBits = 0;
    };
    std::deque<Frame> m_frames; // of the last second
    std::int64_t m_lookedAt = 0;
    double m_factor = 1;
};

} // namespace bedside::media
