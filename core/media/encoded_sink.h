// SPDX-License-Identifier: Apache-2.0
// The seam between capture (core/media/local) and the call: encoded frames, not yet sealed.
#pragma once

#include "core/base/bytes.h"
#include "core/sframe/kid.h"

#include <cstdint>

namespace bedside::media {

// The medium of a frame. The values are also the m-line numbers of the session.
using Context = sframe::Context;
using sframe::kContexts;
inline constexpr std::array<Context, kContexts> kAllMedia{Context::Microphone, Context::Camera, Context::Screen,
                                                          Context::ScreenAudio};

constexpr bool isVideo(Context context) noexcept
{
    return context == Context::Camera || context == Context::Screen;
}

class EncodedSink {
public:
    virtual ~EncodedSink() = default;
    // One VP8 frame or Opus packet, valid during the call only. On a streaming thread; at most one thread at a time for
    // each context. `capturedNs` is the moment of capture on the machine's monotonic clock (GstSystemClock), so that
    // the picture and the sound of different pipelines can be held together. It does not block and cannot fail: a frame
    // for which there is no key is dropped and counted.
    virtual void onEncoded(Context context, ByteSpan frame, bool keyFrame, std::uint64_t capturedNs) = 0;
};

} // namespace bedside::media
