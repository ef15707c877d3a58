// SPDX-License-Identifier: Apache-2.0
// The seam between capture and the call: one encoded frame at a time, still in clear, never stored.
// Called on GStreamer's streaming threads: one thread per context, so contexts run beside each other.
#pragma once

#include "core/base/bytes.h"

#include <cstdint>

namespace bedside::media {

// What a frame belongs to; the numbers are those of the SFrame key id.
enum class Context : std::uint8_t { Microphone = 0, Camera = 1, Screen = 2, ScreenAudio = 3 };

class EncodedSink {
public:
    virtual ~EncodedSink() = default;
    // `frame` is one Opus packet of 20 ms or one VP8 frame and is valid during the call only. `ptsNs` is running time
    // on the clock that every pipeline of this process shares (core/media/local/pipeline.h), so sound and picture
    // captured together carry the same time. Must not block, allocate per frame, or call back into LocalMedia except
    // requestKeyFrame() and setVideoTarget().
    virtual void onEncoded(Context context, ByteSpan frame, bool keyFrame, std::uint64_t ptsNs) = 0;
};

} // namespace bedside::media
