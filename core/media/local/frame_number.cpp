// SPDX-License-Identifier: Apache-2.0
#include "core/media/local/frame_number.h"

#include "core/media/picture.h"

#include <algorithm>

namespace bedside::media {

namespace {

constexpr int kSquares = 16;
constexpr int kWhiteFrom = 150, kBlackTo = 105; // 16 and 235, or 0 and 255, with what an encoder does to them

// The mean of the inner half of a square: its edges may be blurred by scaling.
int squareLevel(const BrightnessPlane &plane, double square, int index)
{
    const int top = static_cast<int>(square * 0.25), bottom = static_cast<int>(square * 0.75);
    const int left = static_cast<int>(square * (index + 0.25)), right = static_cast<int>(square * (index + 0.75));
    int sum = 0, count = 0;
    for (int y = top; y < bottom; ++y) {
        for (int x = left; x < right; ++x, ++count)
            sum += plane.bytes[static_cast<std::size_t>(y) * plane.stride + static_cast<std::size_t>(x) * plane.step];
    }
    return count == 0 ? (kWhiteFrom + kBlackTo) / 2 : sum / count;
}

} // namespace

std::optional<unsigned> readFrameNumber(const BrightnessPlane &plane, int clipHeight)
{
    if (clipHeight < 1 || plane.height < 1 || plane.width < 1)
        return std::nullopt;
    const double square = static_cast<double>(std::max(16, clipHeight / 30)) * plane.height / clipHeight;
    const auto rows = static_cast<std::size_t>(square);
    const bool inside = square >= 3 && square * kSquares <= plane.width && square <= plane.height
                        && plane.step * static_cast<std::size_t>(plane.width) <= plane.stride + plane.step - 1
                        && plane.bytes.size() >= (rows - 1) * plane.stride
                                                     + (static_cast<std::size_t>(plane.width) - 1) * plane.step + 1;
    if (!inside)
        return std::nullopt;

    unsigned bits = 0;
    for (int i = 0; i < kSquares; ++i) {
        const int level = squareLevel(plane, square, i);
        if (level > kBlackTo && level < kWhiteFrom)
            return std::nullopt;
        bits = bits << 1 | (level >= kWhiteFrom ? 1u : 0u);
    }
    const unsigned number = bits >> 8;
    return (bits & 0xffu) == (~number & 0xffu) ? std::optional(number) : std::nullopt;
}

std::optional<unsigned> readFrameNumber(const Picture &picture, int clipHeight)
{
    if (picture.pixels.empty() || picture.stride < 4 * picture.width)
        return std::nullopt;
    // Black and white have the same value in every colour: green alone will do.
    return readFrameNumber(BrightnessPlane{picture.pixels.subspan(1), picture.width, picture.height,
                                           static_cast<std::size_t>(picture.stride), 4},
                           clipHeight);
}

} // namespace bedside::media
