// SPDX-License-Identifier: Apache-2.0
// Where pictures come from when no camera does: a drawn one (a swaying figure and a turning ring, no text), or the
// frames of a Y4M file. Painted into I420 planes on a streaming thread.
#pragma once

#include "core/base/bytes.h"
#include "core/media/local/local_media.h"

#include <cstdint>
#include <memory>
#include <string>

namespace bedside::media {

struct PlanarView { // I420
    std::uint8_t *plane[3] = {};    // Y, U, V; U and V have half the size, rounded up
    int stride[3] = {};
};

class PicturePainter {
public:
    virtual ~PicturePainter() = default;
    virtual PictureSize size() const = 0;           // even numbers
    virtual int framesPerSecond() const = 0;
    // Draws frame `index` (0, 1, 2 ... without end) completely. Returns the frame's number where it has one to be told.
    virtual int paint(std::uint64_t index, const PlanarView &view) = 0;
    static constexpr int kNoNumber = -1;
};

// `variant` chooses the colour.
std::unique_ptr<PicturePainter> makeGeneratedPicture(PictureSize size, int framesPerSecond, unsigned variant);

// 4:2:0, 8 bit, at most 1920x1080, looped. NotFound, Malformed, UnknownType (another sampling), TooLarge.
Result<std::unique_ptr<PicturePainter>> openPictureFile(const std::string &path);

} // namespace bedside::media
