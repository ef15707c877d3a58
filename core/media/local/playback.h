// SPDX-License-Identifier: Apache-2.0
// What the others say: mixes the decoded sound of every peer, hands it to the echo canceller as the far end and plays
// it. Owned by LocalMedia. Without a speaker the sound is discarded in real time, so that everything else behaves alike.
#pragma once

#include "core/base/bytes.h"

#include <cstdint>
#include <memory>

namespace bedside::media {

class Mixer;

// One peer's sound. Written by one streaming thread at a time; may outlive the Playback it came from (it then discards).
class PlaybackInput {
public:
    struct Counts {
        std::uint64_t samplesWritten = 0;   // per channel, as decoded
        std::uint64_t samplesPlayed = 0;    // that reached the mix
        std::uint64_t samplesDropped = 0;   // cut to bring the delay down
        std::uint64_t samplesMissing = 0;   // silence put in because the buffer had run empty
        unsigned bufferedMs = 0;            // waiting now
        unsigned targetMs = 0;              // what the buffer aims for; grows when it runs empty, shrinks when calm
    };

    virtual ~PlaybackInput() = default;
    // Interleaved S16LE at 48 kHz, 1 or 2 channels; any number of samples, normally 10 or 20 ms. Never blocks; at most
    // 500 ms are kept. An odd number of bytes or another channel count is ignored. Streaming thread; no allocation.
    virtual void write(ByteSpan samples, unsigned channels) = 0;
    virtual Counts counts() const = 0;      // any thread
    virtual double level() const = 0;       // 0 to 1, falls back within 0.3 s; any thread
    virtual bool speaking() const = 0;      // speech stands out of the noise, now; any thread
};

class Playback {
public:
    virtual ~Playback() = default;
    virtual std::shared_ptr<PlaybackInput> addInput() = 0;  // any thread; removed when the last handle goes
    virtual bool speakerMissing() const = 0;                // any thread: discarding, nobody hears it
    virtual std::uint64_t samplesPlayed() const = 0;        // mixed and handed to the sink since the start; any thread
};

} // namespace bedside::media
