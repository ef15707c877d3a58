// SPDX-License-Identifier: Apache-2.0
// What the camera is encoded to: decided by the call (congestion/video_ladder.h), applied by local/video_encoder.h. And
// what the sound beside it takes of the same path, applied by local/microphone.h.
#pragma once

namespace bedside::media {

struct PictureSize {
    int width = 0;
    int height = 0;
    friend bool operator==(const PictureSize &, const PictureSize &) = default;
};

// The size is a box: the picture keeps its own shape and is never enlarged.
struct VideoTarget {
    unsigned bitsPerSecond = 1'500'000;
    PictureSize box{1280, 720};
    int framesPerSecond = 30;
    bool paused = false; // nothing is encoded: what has been is still waiting to leave
    unsigned soundBitsPerSecond = 32'000;
    friend bool operator==(const VideoTarget &, const VideoTarget &) = default;
};

} // namespace bedside::media
