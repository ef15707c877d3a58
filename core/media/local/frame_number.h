// SPDX-License-Identifier: Apache-2.0
// The frame number drawn into the measurement clip: 16 squares along the top edge, 8 bits, most significant first, then
// the same bits inverted. Pure functions.
#pragma once

#include "core/base/bytes.h"

#include <optional>

namespace bedside::media {

class Picture;

// The number in a decoded picture, or nothing where the two halves disagree or a square is neither black nor white.
std::optional<unsigned> readFrameNumber(const Picture &picture);
// The same from one plane of brightness: `step` bytes from pixel to pixel, `stride` from line to line.
std::optional<unsigned> readFrameNumber(ByteSpan plane, int width, int height, std::size_t stride, std::size_t step);

} // namespace bedside::media
