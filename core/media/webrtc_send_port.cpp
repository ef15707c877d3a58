// SPDX-License-Identifier: Apache-2.0
#include "core/media/repair_history.h"
#include "core/media/webrtc_transport.h"

namespace bedside::media {
namespace {

constexpr guint64 kMaxQueued = 60;                                // frames: 2 s of video, 1.2 s of sound
constexpr std::uint64_t kBelievable = 10ull * 1'000'000'000;      // a capture time further off than this is not one

} // namespace

// The transport, which keeps this port, outlives the pipeline's probes.
void WebRtcSendPort::setSource(Context context, GstPtr<GstElement> source)
{
    const auto out = GstPtr<GstPad>::adopt(gst_element_get_static_pad(source.get(), "src"));
    gst_pad_add_probe(
        out.get(), GST_PAD_PROBE_TYPE_BUFFER,
        [](GstPad *, GstPadProbeInfo *info, gpointer self) {
            const auto oldest = static_cast<WebRtcSendPort *>(self)->m_oldest.load(std::memory_order_relaxed);
            return epochOf(GST_PAD_PROBE_INFO_BUFFER(info)) < oldest ? GST_PAD_PROBE_DROP : GST_PAD_PROBE_OK;
        },
        this, nullptr);
    at(context).source = std::move(source);
}

void WebRtcSendPort::open(std::uint64_t baseTimeNs)
{
    m_baseTime.store(baseTimeNs, std::memory_order_relaxed);
    m_open.store(true, std::memory_order_release);
}

void WebRtcSendPort::push(Context context, GstBuffer *frame, std::uint64_t capturedNs)
{
    if (!m_open.load(std::memory_order_acquire))
        return;
    Lane &lane = at(context);
    auto *source = GST_APP_SRC(lane.source.get());
    const bool delta = GST_BUFFER_FLAG_IS_SET(frame, GST_BUFFER_FLAG_DELTA_UNIT);
    if (gst_app_src_get_current_level_buffers(source) > kMaxQueued) {
        lane.needsKeyFrame = true;
        m_overflow.store(true, std::memory_order_relaxed);
    }
    if (!delta)
        lane.needsKeyFrame = false;
    else if (isVideo(context) && lane.needsKeyFrame)
        return; // nobody could decode it
    const auto now = static_cast<std::uint64_t>(g_get_monotonic_time()) * 1000;
    const std::uint64_t base = m_baseTime.load(std::memory_order_relaxed);
    if (capturedNs > now || now - capturedNs > kBelievable)
        capturedNs = now;
    auto copy = GstPtr<GstBuffer>::adopt(gst_buffer_copy(frame)); // of the metadata: the bytes are shared
    GST_BUFFER_PTS(copy.get()) = capturedNs > base ? capturedNs - base : 0;
    GST_BUFFER_DTS(copy.get()) = GST_BUFFER_PTS(copy.get());
    gst_app_src_push_buffer(source, copy.release());
}

} // namespace bedside::media
