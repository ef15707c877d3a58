// SPDX-License-Identifier: Apache-2.0
#include "core/media/local/capture_mode.h"

#include <cmath>

namespace bedside::media {

namespace {

constexpr double kEnoughFrames = 24;

bool inMainMemory(const GstCaps *caps, guint index)
{
    const GstCapsFeatures *features = gst_caps_get_features(caps, index);
    return !features || gst_caps_features_is_equal(features, GST_CAPS_FEATURES_MEMORY_SYSTEM_MEMORY);
}

std::optional<CaptureMode> fixed(const GstStructure *offered, PictureSize wanted, int framesPerSecond)
{
    const bool jpeg = gst_structure_has_name(offered, "image/jpeg");
    if (!jpeg && !gst_structure_has_name(offered, "video/x-raw"))
        return std::nullopt;
    StructurePtr structure(gst_structure_copy(offered));
    if (!gst_structure_has_field(structure.get(), "framerate"))
        gst_structure_set(structure.get(), "framerate", GST_TYPE_FRACTION, framesPerSecond, 1, nullptr);
    gst_structure_fixate_field_nearest_int(structure.get(), "width", wanted.width);
    gst_structure_fixate_field_nearest_int(structure.get(), "height", wanted.height);
    gst_structure_fixate_field_nearest_fraction(structure.get(), "framerate", framesPerSecond, 1);
    gst_structure_fixate(structure.get());

    CaptureMode mode;
    mode.jpeg = jpeg;
    gint numerator = 0, denominator = 1;
    gst_structure_get_int(structure.get(), "width", &mode.size.width);
    gst_structure_get_int(structure.get(), "height", &mode.size.height);
    gst_structure_get_fraction(structure.get(), "framerate", &numerator, &denominator);
    if (mode.size.width < 16 || mode.size.height < 16 || denominator == 0)
        return std::nullopt;
    mode.framesPerSecond = numerator / denominator;
    mode.caps = GstPtr<GstCaps>::adopt(gst_caps_new_full(structure.release(), nullptr));
    return mode;
}

// Smaller is better: how far the size is off, in doublings of the area, then missing frames, then decoding.
double cost(const CaptureMode &mode, PictureSize wanted)
{
    const double area = static_cast<double>(mode.size.width) * mode.size.height;
    const double ratio = std::log2(area / (static_cast<double>(wanted.width) * wanted.height));
    const double size = ratio < 0 ? -ratio : 0.7 * ratio; // too large can be scaled down
    const double frames = std::max(0.0, kEnoughFrames - mode.framesPerSecond) / kEnoughFrames;
    return size + 6 * frames + (mode.jpeg ? 0.2 : 0);
}

} // namespace

std::optional<CaptureMode> chooseCaptureMode(const GstCaps *offered, PictureSize wanted, int framesPerSecond)
{
    std::optional<CaptureMode> best;
    for (guint i = 0; offered && i < gst_caps_get_size(offered); ++i) {
        if (!inMainMemory(offered, i))
            continue;
        auto mode = fixed(gst_caps_get_structure(offered, i), wanted, framesPerSecond);
        if (mode && (!best || cost(*mode, wanted) < cost(*best, wanted)))
            best = std::move(mode);
    }
    return best;
}

} // namespace bedside::media
