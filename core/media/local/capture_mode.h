// SPDX-License-Identifier: Apache-2.0
// Which of a camera's modes to ask for. Pure.
#pragma once

#include "core/media/gst_ptr.h"
#include "core/media/local/local_media.h"

#include <optional>

namespace bedside::media {

struct CaptureMode {
    GstPtr<GstCaps> caps;       // fixed, for a filter behind the source
    bool jpeg = false;          // needs a decoder
    PictureSize size;
    int framesPerSecond = 0;
};

// The mode nearest to the wanted size that reaches 24 frames a second where one does; uncompressed before JPEG where
// both fit alike. Nothing where the device offers neither raw pictures in main memory nor JPEG.
std::optional<CaptureMode> chooseCaptureMode(const GstCaps *offered, PictureSize wanted, int framesPerSecond);

} // namespace bedside::media
