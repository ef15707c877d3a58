// SPDX-License-Identifier: Apache-2.0
// What was lost in a pause of a stream comes no more, and what has been missing for long when a key frame begins is not
// needed any more: for a moment the jitter buffer must not wait for what is missing. Pure, one thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace bedside::media {

class ResumeWatch {
public:
    using Time = std::chrono::steady_clock::time_point;
    enum class Advice { Nothing, WaitShortly, WaitAsUsual };

    // A packet of the stream, repairs not included. `renewed`: a key frame begins with it, and what is missing has been for long.
    Advice arrived(std::uint16_t sequence, Time now, bool renewed = false)
    {
        const bool paused = m_last && now - *m_last > kPause && sequence != static_cast<std::uint16_t>(m_sequence + 1);
        m_last = now;
        m_sequence = sequence;
        if (paused || renewed) {
            m_until = now + kShort;
            return Advice::WaitShortly;
        }
        if (!m_until || now < *m_until)
            return Advice::Nothing;
        m_until.reset();
        return Advice::WaitAsUsual;
    }

private:
    static constexpr std::chrono::milliseconds kPause{300};
    static constexpr std::chrono::milliseconds kShort{700}; // the jitter buffer looks at what it has asked for once in a round trip

    std::optional<Time> m_last, m_until;
    std::uint16_t m_sequence = 0;
};

} // namespace bedside::media
