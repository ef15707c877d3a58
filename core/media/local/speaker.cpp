// SPDX-License-Identifier: Apache-2.0
#include "core/media/local/speaker.h"

#include "core/media/local/microphone.h"

namespace bedside::media {

namespace {

// Probes are found by name in the whole process.
std::string nextProbeName()
{
    static std::atomic<unsigned> count{0};
    return "bedside-far-end-" + std::to_string(++count);
}

} // namespace

Speaker::Speaker(const LocalMediaOptions &options, Worker &worker, DeviceMonitor &devices, std::function<void()> onChanged)
    : m_never(options.withoutSpeaker), m_worker(worker), m_devices(devices),
      m_slot(DeviceKind::Speaker, options.speaker, worker,
             [this](const auto &device, auto handlers) { return open(device, handlers); }, std::move(onChanged))
{
}

void Speaker::setRunning(bool running)
{
    m_slot.setRunning(running);
    if (!running)
        m_echoProbe.clear();
}

void Speaker::update(const DeviceList &devices)
{
    if (!m_never)
        m_slot.update(devices);
}

// A live test source gives the beat: each block of its silence is replaced by what the inputs have. The mixing is our
// own, since audiomixer holds sound back by timestamps, which those of the peers are not comparable with.
Speaker::Opened Speaker::open(const std::optional<std::string> &device, const DeviceSlot::Handlers &handlers)
{
    TRY(auto pipeline, Pipeline::create("playback", m_worker, handlers.failed));
    TRY(GstElement *const ticker,
        pipeline->add("audiotestsrc", {{"is-live", "true"}, {"wave", "silence"}, {"samplesperbuffer", "480"}}));
    TRY(GstElement *const filter,
        pipeline->addCapsFilter("audio/x-raw,format=S16LE,layout=interleaved,rate=48000,channels=1"));
    std::string name = nextProbeName();
    TRY(GstElement *const farEnd, pipeline->add("webrtcechoprobe", {{"name", name.c_str()}}));
    TRY(GstElement *const convert, pipeline->add("audioconvert"));
    TRY(GstElement *const resample, pipeline->add("audioresample"));
    TRY(GstElement *const end, addEnd(*pipeline, device));
    TRY_OK(pipeline->link({ticker, filter, farEnd, convert, resample, end}));
    pipeline->probe(filter, "src", [this](GstPtr<GstBuffer> &buffer) { return onTick(buffer); });
    pipeline->whenFirstBuffer(resample, "src", handlers.delivers);
    TRY_OK(pipeline->play());
    m_echoProbe = std::move(name);
    m_missing.store(!device, std::memory_order_relaxed);
    return pipeline;
}

Result<GstElement *> Speaker::addEnd(Pipeline &pipeline, const std::optional<std::string> &device)
{
    if (!device)
        return pipeline.add("fakesink", {{"sync", "true"}, {"enable-last-sample", "false"}});
    const auto found = m_devices.find(DeviceKind::Speaker, *device);
    auto element = found ? GstPtr<GstElement>::adopt(gst_device_create_element(found.get(), nullptr)) : nullptr;
    if (!element)
        return Error(ErrorCode::DeviceLost, "it is gone");
    GstElement *const sink = pipeline.adopt(std::move(element));
    setIfPresent(sink, "buffer-time", "60000");
    setIfPresent(sink, "latency-time", "10000");
    setIfPresent(sink, "provide-clock", "false");
    setIfPresent(sink, "low-latency", "true");
    return sink;
}

bool Speaker::onTick(GstPtr<GstBuffer> &buffer)
{
    buffer = GstPtr<GstBuffer>::adopt(gst_buffer_make_writable(buffer.release()));
    GstMapInfo map;
    if (!gst_buffer_map(buffer.get(), &map, GST_MAP_WRITE))
        return false;
    const bool whole = map.size == kMixBlock * sizeof(std::int16_t);
    if (whole)
        m_mixer->mix(std::span<std::int16_t, kMixBlock>(reinterpret_cast<std::int16_t *>(map.data), kMixBlock),
                     monotonicNs());
    gst_buffer_unmap(buffer.get(), &map);
    GST_BUFFER_FLAG_UNSET(buffer.get(), GST_BUFFER_FLAG_GAP);
    return whole;
}

} // namespace bedside::media
