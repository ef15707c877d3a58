// SPDX-License-Identifier: Apache-2.0
#include "core/media/receive_chain.h"

#include <gst/audio/audio.h>
#include <gst/video/video.h>

namespace bedside::media {
namespace {

constexpr GstClockTime kLongestConcealed = 120 * GST_MSECOND; // at a time: what the longest delay of the playback covers

// One decoded picture, mapped for as long as somebody looks at it. Nothing is copied.
struct MappedPicture {
    explicit MappedPicture(GstPtr<GstSample> s) : sample(std::move(s))
    {
        GstVideoInfo info;
        mapped = gst_video_info_from_caps(&info, gst_sample_get_caps(sample.get()))
                 && gst_video_frame_map(&frame, &info, gst_sample_get_buffer(sample.get()), GST_MAP_READ);
    }
    ~MappedPicture()
    {
        if (mapped)
            gst_video_frame_unmap(&frame);
    }
    MappedPicture(const MappedPicture &) = delete;
    MappedPicture &operator=(const MappedPicture &) = delete;
    GstPtr<GstSample> sample;
    GstVideoFrame frame{};
    bool mapped = false;
};

// Elements of a chain, in order; null where one is missing.
using Elements = std::vector<GstPtr<GstElement>>;

GstPtr<GstElement> make(const char *factory)
{
    return GstPtr<GstElement>::adopt(gst_element_factory_make(factory, nullptr));
}

GstPtr<GstElement> makeFilter(const char *caps)
{
    auto filter = make("capsfilter");
    const auto parsed = GstPtr<GstCaps>::adopt(gst_caps_from_string(caps));
    g_object_set(filter.get(), "caps", parsed.get(), nullptr);
    return filter;
}

// sync=false: a picture is shown when it is decoded; waiting for the clock would cost the whole latency of the
// pipeline (383 ms against 44). qos=false: one late spell must not make the decoder skip.
GstPtr<GstElement> makeSink(guint maxBuffers, bool drop)
{
    auto sink = make("appsink");
    if (sink)
        g_object_set(sink.get(), "sync", FALSE, "async", FALSE, "qos", FALSE, "max-buffers", maxBuffers, "drop",
                     drop ? TRUE : FALSE, "enable-last-sample", FALSE, nullptr);
    return sink;
}

Elements videoElements(GstPtr<GstElement> opener)
{
    auto depayloader = make("rtpvp8depay");
    auto decoder = make("vp8dec");
    auto convert = make("videoconvert");
    if (depayloader)
        g_object_set(depayloader.get(), "wait-for-keyframe", TRUE, "request-keyframe", TRUE, nullptr);
    if (decoder)
        g_object_set(decoder.get(), "qos", FALSE, nullptr);
    if (convert)
        g_object_set(convert.get(), "n-threads", 1u, "qos", FALSE, nullptr);
    return {depayloader, std::move(opener), decoder, convert, makeFilter("video/x-raw,format=BGRx"), makeSink(2, true)};
}

Elements soundElements(GstPtr<GstElement> opener)
{
    auto decoder = make("opusdec");
    if (decoder)
        g_object_set(decoder.get(), "use-inband-fec", TRUE, "plc", TRUE, nullptr);
    return {make("rtpopusdepay"), std::move(opener),     decoder, make("audioconvert"), make("audioresample"),
            makeFilter("audio/x-raw,format=S16LE,rate=48000,layout=interleaved,channels=[1,2]"), makeSink(50, false)};
}

} // namespace

Result<std::unique_ptr<ReceiveChain>> ReceiveChain::create(GstElement *pipeline, Context context, std::shared_ptr<HoldBudget> budget,
                                                           std::shared_ptr<PictureMailbox> pictures, const Clock &clock,
                                                           Playback &playback, FirstDecoded first)
{
    std::unique_ptr<ReceiveChain> chain(
        new ReceiveChain(context, std::move(budget), std::move(pictures), clock, std::move(first)));
    if (!isVideo(context))
        chain->m_sound = playback.addInput();
    TRY_OK(chain->build(pipeline));
    return chain;
}

ReceiveChain::ReceiveChain(Context context, std::shared_ptr<HoldBudget> budget, std::shared_ptr<PictureMailbox> pictures,
                           const Clock &clock, FirstDecoded first)
    : m_context(context), m_clock(clock), m_first(std::move(first)), m_gate(std::make_shared<FrameGate>(context, std::move(budget))),
      m_opener(makeFrameOpener(m_gate)), m_pictures(std::move(pictures))
{
}

Result<void> ReceiveChain::build(GstElement *pipeline)
{
    const Elements elements = isVideo(m_context) ? videoElements(m_opener) : soundElements(m_opener);
    GstElement *previous = nullptr;
    for (const auto &element : elements) {
        if (!element)
            return Error(ErrorCode::Unsupported, "an element for receiving is missing");
        gst_bin_add(GST_BIN(pipeline), element.get());
        if (previous && !gst_element_link(previous, element.get()))
            return Error(ErrorCode::Internal, "linking a receiving chain");
        previous = element.get();
    }
    m_sink = GstPtr<GstPad>::adopt(gst_element_get_static_pad(elements.front().get(), "sink"));
    takeOutput(previous);
    if (!isVideo(m_context))
        watchGaps(elements[2].get());
    return {};
}

void ReceiveChain::takeOutput(GstElement *sink)
{
    GstAppSinkCallbacks callbacks{};
    callbacks.new_sample = [](GstAppSink *from, gpointer data) {
        auto *self = static_cast<ReceiveChain *>(data);
        auto sample = GstPtr<GstSample>::adopt(gst_app_sink_pull_sample(from));
        if (!sample)
            return GST_FLOW_EOS;
        if (isVideo(self->m_context))
            self->onPicture(std::move(sample));
        else
            self->onSound(std::move(sample));
        return GST_FLOW_OK;
    };
    gst_app_sink_set_callbacks(GST_APP_SINK(sink), &callbacks, this, nullptr);
}

// The jitter buffer says what is lost, and the decoder fills it in: a while. What it made up for more, after an outage, nobody
// would hear in time, and what comes then would wait behind it. The mixer counts that time as missing.
void ReceiveChain::watchGaps(GstElement *decoder)
{
    const auto pad = GstPtr<GstPad>::adopt(gst_element_get_static_pad(decoder, "sink"));
    gst_pad_add_probe(
        pad.get(), static_cast<GstPadProbeType>(GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM | GST_PAD_PROBE_TYPE_BUFFER),
        [](GstPad *, GstPadProbeInfo *info, gpointer data) {
            auto *self = static_cast<ReceiveChain *>(data);
            if (GST_PAD_PROBE_INFO_TYPE(info) & GST_PAD_PROBE_TYPE_BUFFER) {
                self->m_gap = 0;
                return GST_PAD_PROBE_OK;
            }
            GstEvent *event = GST_PAD_PROBE_INFO_EVENT(info);
            GstClockTime at = 0, length = 0;
            if (GST_EVENT_TYPE(event) != GST_EVENT_GAP)
                return GST_PAD_PROBE_OK;
            gst_event_parse_gap(event, &at, &length);
            if (!GST_CLOCK_TIME_IS_VALID(length) || self->m_gap + length > kLongestConcealed) {
                self->m_gap = kLongestConcealed; // the rest of it neither
                return GST_PAD_PROBE_DROP;
            }
            self->m_gap += length;
            self->m_concealed.fetch_add(gst_util_uint64_scale(length, 48'000, GST_SECOND), std::memory_order_relaxed);
            return GST_PAD_PROBE_OK;
        },
        this, nullptr);
}

void ReceiveChain::onPicture(GstPtr<GstSample> sample)
{
    const auto mapped = std::make_shared<MappedPicture>(std::move(sample));
    if (!mapped->mapped)
        return;
    Picture picture;
    picture.width = GST_VIDEO_FRAME_WIDTH(&mapped->frame);
    picture.height = GST_VIDEO_FRAME_HEIGHT(&mapped->frame);
    picture.stride = GST_VIDEO_FRAME_PLANE_STRIDE(&mapped->frame, 0);
    picture.pixels = {static_cast<const std::uint8_t *>(GST_VIDEO_FRAME_PLANE_DATA(&mapped->frame, 0)),
                      static_cast<std::size_t>(picture.stride) * static_cast<std::size_t>(picture.height)};
    picture.shownAtNs = static_cast<std::uint64_t>(g_get_monotonic_time()) * 1000;
    picture.owner = mapped;
    m_size.store(static_cast<std::uint64_t>(picture.width) << 32 | static_cast<std::uint64_t>(picture.height),
                 std::memory_order_relaxed);
    if (m_showing.load(std::memory_order_relaxed))
        m_pictures->put(std::move(picture));
    decodedOne();
}

void ReceiveChain::onSound(GstPtr<GstSample> sample)
{
    GstAudioInfo info;
    GstMapInfo map;
    GstBuffer *buffer = gst_sample_get_buffer(sample.get());
    if (!gst_audio_info_from_caps(&info, gst_sample_get_caps(sample.get()))
        || !gst_buffer_map(buffer, &map, GST_MAP_READ))
        return;
    m_sound->write({map.data, map.size}, static_cast<unsigned>(GST_AUDIO_INFO_CHANNELS(&info)));
    m_samples.fetch_add(map.size / static_cast<std::size_t>(GST_AUDIO_INFO_BPF(&info)), std::memory_order_relaxed);
    gst_buffer_unmap(buffer, &map);
    decodedOne();
}

void ReceiveChain::decodedOne()
{
    if (m_decoded.fetch_add(1, std::memory_order_relaxed) != 0)
        return;
    m_firstMs.store(m_clock.steady().time_since_epoch().count(), std::memory_order_relaxed);
    m_first(m_context);
}

ReceiveChain::Counts ReceiveChain::counts() const
{
    Counts out;
    out.frames = m_gate->counts();
    out.decoded = m_decoded.load(std::memory_order_relaxed);
    out.samples = m_samples.load(std::memory_order_relaxed);
    out.concealed = m_concealed.load(std::memory_order_relaxed) + (m_sound ? m_sound->counts().samplesMissing : 0);
    const std::uint64_t size = m_size.load(std::memory_order_relaxed);
    out.width = static_cast<int>(size >> 32);
    out.height = static_cast<int>(size & 0xffffffff);
    if (const std::int64_t ms = m_firstMs.load(std::memory_order_relaxed))
        out.first = SteadyTime(Milliseconds(ms));
    return out;
}

} // namespace bedside::media
