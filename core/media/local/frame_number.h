// SPDX-License-Identifier: Apache-2.0
// The frame number drawn into the measurement clip: 16 squares along the top edge, 8 bits, most significant first, then
// the same bits inverted. A square is max(16, clipHeight / 30) wide in the clip and scaled with it. Pure functions.
#pragma once

#include "core/base/bytes.h"

#include <optional>

namespace bedside::media {

struct Picture;

// The number in a decoded picture of a clip that was `clipHeight` lines high when captured. Nothing where the two
// halves disagree or a square is neither black nor white.
std::optional<unsigned> readFrameNumber(const Picture &picture, int clipHeight);

// The same from one plane of brightness, `step` bytes from pixel to pixel and `stride` from line to line.
struct BrightnessPlane {
    ByteSpan bytes;
    int width = 0, height = 0;
    std::size_t stride = 0, step = 1;
};
std::optional<unsigned> readFrameNumber(const BrightnessPlane &plane, int clipHeight);

} // namespace bedside::media
