// SPDX-License-Identifier: Apache-2.0
// What was lost in a pause of a stream comes no more: for a moment after it the jitter buffer must not wait for what is
// missing. Pure, one thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace bedside::media {

class ResumeWatch {
public:
    using Time = std::chrono::steady_clock::time_point;
    enum class Advice { Nothing, WaitShortly, WaitAsUsual };

    // A packet of the stream, repairs not included.
    Advice arrived(std::uint16_t sequence, Time now)
    {
        const bool paused = m_last && now - *m_last > kPause && sequence != static_cast<std::uint16_t>(m_sequence + 1);
        m_last = now;
        m_sequence = sequence;
        if (paused) {
            m_until = now + kShort;
            return Advice::WaitShortly;
        }
        if (!m_until || now < *m_until)
            return Advice::Nothing;
        m_until.reset();
        return Advice::WaitAsUsual;
    }

private:
    static constexpr std::chrono::milliseconds kPause{300}, kShort{700};

    std::optional<Time> m_last, m_until;
    std::uint16_t m_sequence = 0;
};

} // namespace bedside::media
