// SPDX-License-Identifier: Apache-2.0
// Where sound comes from when no microphone does: a soft tone now and then, or a WAV file. 48 kHz, mono, filled in
// blocks on a streaming thread.
#pragma once

#include "core/base/error.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace bedside::media {

class SoundPainter {
public:
    virtual ~SoundPainter() = default;
    // Fills `block` with the samples from `position` on (counted from 0, without end). No allocation.
    virtual void paint(std::uint64_t position, std::span<std::int16_t> block) = 0;
};

// Two notes of 0.3 s every 2 s, at -24 dBFS with soft ends. `variant` chooses the pitch.
std::unique_ptr<SoundPainter> makeGeneratedSound(unsigned variant);

// PCM, 16 bit, 48 kHz, mono or stereo (mixed to mono), at most 10 minutes, looped. NotFound, Malformed, Truncated,
// UnknownType (another coding or rate), TooLarge.
Result<std::unique_ptr<SoundPainter>> openSoundFile(const std::string &path);

} // namespace bedside::media
