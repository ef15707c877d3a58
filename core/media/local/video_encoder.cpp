// SPDX-License-Identifier: Apache-2.0
#include "core/media/local/video_encoder.h"

#include <gst/video/video.h>

#include <algorithm>
#include <cmath>

namespace bedside::media {

namespace {

// More hardly shows: 2.3 Mbit/s at 640 x 360 are a quantizer of 5, 3.3 at 1280 x 720 one of 9.
unsigned mostFor(PictureSize size)
{
    constexpr double kSmall = 640 * 360, kEach = 11, kEachBeyond = 1.45; // bits a second and pixel
    const double pixels = double(size.width) * size.height;
    return static_cast<unsigned>(kEach * std::min(pixels, kSmall) + kEachBeyond * std::max(0.0, pixels - kSmall));
}

// vp8enc's cpu-used. Negative: a fixed speed; a positive value may spend half of each frame's time, whatever the load. The faster
// one costs a quarter less at 1280 x 720 and nothing that shows there; small pictures are for thin lines, where each bit counts.
int speedFor(PictureSize size)
{
    return size.width * size.height > 640 * 360 ? -10 : -6;
}

} // namespace

PictureSize fitInside(PictureSize picture, PictureSize box)
{
    if (picture.width <= 0 || picture.height <= 0)
        return {};
    if ((picture.height > picture.width) != (box.height > box.width))
        std::swap(box.width, box.height);
    const double share = std::min({1.0, static_cast<double>(box.width) / picture.width,
                                   static_cast<double>(box.height) / picture.height});
    const auto even = [share](int length) { return std::max(16, static_cast<int>(std::lround(length * share / 2)) * 2); };
    return {even(picture.width), even(picture.height)};
}

Result<void> VideoEncoder::build(Pipeline &pipeline, GstElement *tee)
{
    // Two frames may wait; older ones are dropped rather than sent late.
    TRY(m_queue, pipeline.add("queue", {{"leaky", "downstream"}, {"max-size-buffers", "2"}, {"max-size-bytes", "0"},
                                        {"max-size-time", "0"}}));
    TRY(GstElement *const scale, pipeline.add("videoconvertscale", {{"qos", "false"}, {"add-borders", "false"}}));
    TRY(m_filter, pipeline.addCapsFilter("video/x-raw,format=I420,width=320,height=180,pixel-aspect-ratio=1/1"));
    TRY(m_encoder, pipeline.add("vp8enc", {{"deadline", "1"},
                                           {"threads", "1"},
                                           {"end-usage", "cbr"},
                                           {"lag-in-frames", "0"},
                                           {"keyframe-max-dist", "30000"},
                                           {"undershoot", "100"},
                                           {"overshoot", "15"},
                                           {"min-quantizer", "2"},
                                           {"max-quantizer", "60"},
                                           {"static-threshold", "1"},
                                           {"noise-sensitivity", "1"},
                                           {"buffer-size", "500"},
                                           {"buffer-initial-size", "300"},
                                           {"buffer-optimal-size", "300"},
                                           {"min-force-key-unit-interval", "60000000"},
                                           {"error-resilient", "0"},
                                           {"resize-allowed", "false"},
                                           {"dropframe-threshold", "0"},
                                           {"qos", "false"}}));
    TRY(GstElement *const end, pipeline.add("fakesink", {{"sync", "false"}, {"async", "false"}, {"qos", "false"},
                                                         {"enable-last-sample", "false"}}));
    TRY_OK(pipeline.link({tee, m_queue, scale, m_filter, m_encoder, end}));
    // Another size here is no matter of the camera's: where it negotiated anew on its own thread while the filter changed, it
    // sometimes found no format and ended.
    pipeline.keepFormatBefore(m_queue, "src");
    pipeline.probe(m_queue, "sink", [this](GstPtr<GstBuffer> &) {
        m_arrived.fetch_add(1, std::memory_order_relaxed);
        return true;
    });
    pipeline.probe(m_queue, "src", [this](GstPtr<GstBuffer> &buffer) { return onRaw(buffer); });
    pipeline.probe(m_encoder, "src", [this](GstPtr<GstBuffer> &buffer) { return onFrame(buffer); });
    m_running = false;
    m_size = {};
    m_bitrate = 0;
    return {};
}

bool VideoEncoder::onRaw(GstPtr<GstBuffer> &buffer)
{
    if (!m_control.sending()) {
        m_running = false;
        return false;
    }
    const GstClockTime pts = GST_BUFFER_PTS(buffer.get());
    const std::int64_t now = GST_CLOCK_TIME_IS_VALID(pts) ? static_cast<std::int64_t>(pts) : monotonicNs();
    if (!m_running)
        begin(now);
    if (m_processor.take(m_arrived.load(std::memory_order_relaxed), m_size, monotonicNs()))
        m_version = 0; // the target has to be looked at again
    applyTarget(now);
    if (m_target.paused || !isDue(now))
        return false;
    constexpr std::int64_t kApartNs = 500'000'000;
    const bool may = m_remaking || !m_keyFrameAt || now - *m_keyFrameAt >= kApartNs;
    if (may && m_control.takeKeyFrameRequest()) {
        m_keyFrameAt = now;
        forceKeyFrame();
    }
    return true;
}

void VideoEncoder::begin(std::int64_t now)
{
    m_running = true;
    m_first = true;
    m_remaking = false;
    m_remade = 0;
    m_keyFrameAt.reset();
    m_startedAt = now;
    m_nextDue = now;
    m_version = 0;
    m_processor.restart(m_arrived.load(std::memory_order_relaxed), monotonicNs());
    m_control.requestKeyFrame();
}

void VideoEncoder::applyTarget(std::int64_t now)
{
    const bool wasFirst = m_first;
    m_first = m_first && now - m_startedAt < kFirstForNs;
    const unsigned version = m_control.version();
    if (version == m_version && wasFirst == m_first)
        return;
    m_version = version;
    m_target = m_control.target();
    setSize(fitInside(sourceSize(), box()));
    m_wanted = std::min(m_first ? std::min(kFirstBitrate, m_target.bitsPerSecond) : m_target.bitsPerSecond, mostFor(m_size));
    setBitrate(static_cast<unsigned>(m_correction.factor() * m_wanted));
}

PictureSize VideoEncoder::box() const
{
    const PictureSize most = m_first ? kFirstSize : m_processor.largest();
    return {std::min(most.width, m_target.box.width), std::min(most.height, m_target.box.height)};
}

PictureSize VideoEncoder::sourceSize() const
{
    const auto pad = GstPtr<GstPad>::adopt(gst_element_get_static_pad(m_queue, "src"));
    const auto caps = GstPtr<GstCaps>::adopt(gst_pad_get_current_caps(pad.get()));
    GstVideoInfo info;
    if (!caps || !gst_video_info_from_caps(&info, caps.get()))
        return {};
    return {GST_VIDEO_INFO_WIDTH(&info), GST_VIDEO_INFO_HEIGHT(&info)};
}

// The encoder starts anew with a key frame at the new size; the other side follows it without a gap.
void VideoEncoder::setSize(PictureSize size)
{
    if (size == m_size || size.width == 0)
        return;
    m_size = size;
    m_correction.restart();
    const auto caps = GstPtr<GstCaps>::adopt(
        gst_caps_new_simple("video/x-raw", "format", G_TYPE_STRING, "I420", "width", G_TYPE_INT, size.width, "height",
                            G_TYPE_INT, size.height, "pixel-aspect-ratio", GST_TYPE_FRACTION, 1, 1, nullptr));
    g_object_set(m_encoder, "cpu-used", speedFor(size), nullptr);
    g_object_set(m_filter, "caps", caps.get(), nullptr);
}

void VideoEncoder::setBitrate(unsigned bitsPerSecond)
{
    const double change = m_bitrate == 0 ? 1 : std::abs(static_cast<double>(bitsPerSecond) / m_bitrate - 1);
    if (change <= 0.03) // each change resets the encoder's rate control a little
        return;
    m_bitrate = bitsPerSecond;
    g_object_set(m_encoder, "target-bitrate", static_cast<gint>(std::min(bitsPerSecond, 20'000'000u)), nullptr);
}

// Fewer frames than the camera gives: every frame has its time, and one that comes half an interval early is left out.
bool VideoEncoder::isDue(std::int64_t now)
{
    const std::int64_t interval = 1'000'000'000 / std::clamp(m_target.framesPerSecond, 1, 120);
    if (now < m_nextDue - interval / 2)
        return false;
    m_nextDue = std::max(m_nextDue + interval, now - interval);
    return true;
}

void VideoEncoder::forceKeyFrame()
{
    const auto pad = GstPtr<GstPad>::adopt(gst_element_get_static_pad(m_encoder, "src"));
    gst_pad_send_event(pad.get(), gst_video_event_new_upstream_force_key_unit(GST_CLOCK_TIME_NONE, TRUE, 0));
}

// After a fall of the rate the encoder's guess can be several times off, and is right the next time: that is there sooner than
// a path takes for what is too much. Twice at most.
bool VideoEncoder::isTooLarge(std::size_t keyFrame)
{
    constexpr std::size_t kAlwaysFits = 4'500; // at 320 x 180
    constexpr double kMostSeconds = 0.5;       // of the rate
    constexpr int kMostRemade = 2;
    const auto most = std::max(kAlwaysFits, static_cast<std::size_t>(kMostSeconds * m_target.bitsPerSecond / 8));
    if (keyFrame > most && m_remade < kMostRemade) {
        ++m_remade;
        return true;
    }
    m_remade = 0;
    return false;
}

bool VideoEncoder::onFrame(GstPtr<GstBuffer> &buffer)
{
    GstMapInfo map;
    if (!gst_buffer_map(buffer.get(), &map, GST_MAP_READ))
        return false;
    const bool keyFrame = !GST_BUFFER_FLAG_IS_SET(buffer.get(), GST_BUFFER_FLAG_DELTA_UNIT);
    const GstClockTime pts = GST_BUFFER_PTS(buffer.get());
    if (keyFrame)
        m_remaking = isTooLarge(map.size);
    else if (m_correction.add(map.size, m_wanted, monotonicNs()))
        setBitrate(static_cast<unsigned>(m_correction.factor() * m_wanted));
    if (m_remaking)
        m_control.requestKeyFrame();
    else
        m_sink.pass(Context::Camera, {map.data, map.size}, keyFrame, GST_CLOCK_TIME_IS_VALID(pts) ? pts : 0);
    gst_buffer_unmap(buffer.get(), &map);
    return true;
}

} // namespace bedside::media
