// SPDX-License-Identifier: Apache-2.0
#include "core/media/local/microphone.h"

namespace bedside::media {

namespace {

constexpr const char *kMono = "audio/x-raw,format=S16LE,layout=interleaved,rate=48000,channels=1";

} // namespace

void setIfPresent(GstElement *element, const char *property, const char *value)
{
    if (g_object_class_find_property(G_OBJECT_GET_CLASS(element), property))
        gst_util_set_object_arg(G_OBJECT(element), property, value);
}

// The canceller relies on the latencies that speaker and microphone report, and then finds an echo up to about 50 ms
// later than they say; webrtcdsp's delay-agnostic and extended-filter have no effect in Debian 12 (measured).
Result<std::pair<GstElement *, GstElement *>> addCleaning(Pipeline &pipeline, const std::string &echoProbe)
{
    TRY(GstElement *const convert, pipeline.add("audioconvert"));
    TRY(GstElement *const resample, pipeline.add("audioresample"));
    TRY(GstElement *const filter, pipeline.addCapsFilter(kMono));
    TRY(GstElement *const clean, pipeline.add("webrtcdsp", {{"echo-cancel", echoProbe.empty() ? "false" : "true"},
                                                            {"echo-suppression-level", "high"},
                                                            {"noise-suppression", "true"},
                                                            {"noise-suppression-level", "high"},
                                                            {"gain-control", "true"},
                                                            {"probe", echoProbe.c_str()}}));
    TRY_OK(pipeline.link({convert, resample, filter, clean}));
    return std::pair(convert, clean);
}

Result<std::unique_ptr<Microphone>> Microphone::create(const LocalMediaOptions &options, Worker &worker,
                                                       DeviceMonitor &devices, VideoControl &control, SinkGate &sink,
                                                       std::function<void()> onChanged)
{
    std::unique_ptr<Microphone> out(new Microphone(options, worker, devices, control, sink, std::move(onChanged)));
    if (!options.soundFile.empty()) {
        TRY(out->m_painter, openSoundFile(options.soundFile));
        out->m_fromFile = true;
    } else {
        out->m_painter = makeGeneratedSound(options.generatedVariant);
    }
    return out;
}

Microphone::Microphone(const LocalMediaOptions &options, Worker &worker, DeviceMonitor &devices, VideoControl &control,
                       SinkGate &sink, std::function<void()> onChanged)
    : m_worker(worker), m_devices(devices), m_control(control), m_sink(sink),
      m_slot(DeviceKind::Microphone, options.microphone, worker,
             [this](const auto &device, auto handlers) { return open(device, handlers); }, std::move(onChanged))
{
}

void Microphone::setRunning(bool running)
{
    m_slot.setRunning(running);
    if (!running)
        m_meter.reset();
}

void Microphone::update(const DeviceList &devices)
{
    if (!m_fromFile)
        m_slot.update(devices);
}

void Microphone::setEchoProbe(std::string name)
{
    if (name == m_echoProbe)
        return;
    m_echoProbe = std::move(name);
    if (m_slot.isOpen())
        m_slot.reopen();
}

Result<GstElement *> addVoiceEncoder(Pipeline &pipeline)
{
    return pipeline.add("opusenc", {{"audio-type", "voice"},
                                    {"frame-size", "20"},
                                    {"bitrate", "32000"},
                                    {"complexity", "9"},
                                    {"inband-fec", "true"},
                                    {"packet-loss-percentage", "10"}});
}

Microphone::Opened Microphone::open(const std::optional<std::string> &device, const DeviceSlot::Handlers &handlers)
{
    TRY(auto pipeline, Pipeline::create("microphone", m_worker, handlers.failed));
    TRY(GstElement *const source, device && !m_fromFile ? addDevice(*pipeline, *device, handlers)
                                                        : addPainter(*pipeline, handlers));
    TRY(const auto cleaning, addCleaning(*pipeline, m_echoProbe));
    TRY(GstElement *const encoder, addVoiceEncoder(*pipeline));
    TRY(GstElement *const end, pipeline->add("fakesink", {{"sync", "false"}, {"async", "false"},
                                                          {"enable-last-sample", "false"}}));
    TRY_OK(pipeline->link({source, cleaning.first}));
    TRY_OK(pipeline->link({cleaning.second, encoder, end}));
    m_version = 0;
    pipeline->probe(cleaning.second, "src", [this, encoder](GstPtr<GstBuffer> &buffer) {
        applyTarget(encoder);
        return onClean(buffer);
    });
    pipeline->probe(encoder, "src", [this](GstPtr<GstBuffer> &buffer) { return onPacket(buffer); });
    TRY_OK(pipeline->play());
    return pipeline;
}

Result<GstElement *> Microphone::addDevice(Pipeline &pipeline, const std::string &id, const DeviceSlot::Handlers &handlers)
{
    const auto device = m_devices.find(DeviceKind::Microphone, id);
    auto element = device ? GstPtr<GstElement>::adopt(gst_device_create_element(device.get(), nullptr)) : nullptr;
    if (!element)
        return Error(ErrorCode::DeviceLost, "it is gone");
    GstElement *const source = pipeline.adopt(std::move(element));
    setIfPresent(source, "buffer-time", "80000");
    setIfPresent(source, "latency-time", "10000");
    setIfPresent(source, "provide-clock", "false");
    setIfPresent(source, "low-latency", "true");
    pipeline.whenFirstBuffer(source, "src", handlers.delivers);
    return source;
}

// A live test source keeps the time; its silence is painted over.
Result<GstElement *> Microphone::addPainter(Pipeline &pipeline, const DeviceSlot::Handlers &handlers)
{
    TRY(GstElement *const ticker,
        pipeline.add("audiotestsrc", {{"is-live", "true"}, {"wave", "silence"}, {"samplesperbuffer", "480"}}));
    TRY(GstElement *const filter, pipeline.addCapsFilter(kMono));
    TRY_OK(pipeline.link({ticker, filter}));
    pipeline.probe(filter, "src", [this](GstPtr<GstBuffer> &buffer) { return onTick(buffer); });
    pipeline.whenFirstBuffer(filter, "src", handlers.delivers);
    return filter;
}

bool Microphone::onTick(GstPtr<GstBuffer> &buffer)
{
    buffer = GstPtr<GstBuffer>::adopt(gst_buffer_make_writable(buffer.release()));
    GstMapInfo map;
    if (!gst_buffer_map(buffer.get(), &map, GST_MAP_WRITE))
        return false;
    const std::span<std::int16_t> block(reinterpret_cast<std::int16_t *>(map.data), map.size / sizeof(std::int16_t));
    m_painter->paint(m_position, block);
    m_position += block.size();
    gst_buffer_unmap(buffer.get(), &map);
    GST_BUFFER_FLAG_UNSET(buffer.get(), GST_BUFFER_FLAG_GAP); // the ticker's silence is marked as such
    return true;
}

void Microphone::applyTarget(GstElement *encoder)
{
    if (const unsigned version = m_control.version(); version != m_version) {
        m_version = version;
        g_object_set(encoder, "bitrate", static_cast<gint>(m_control.target().soundBitsPerSecond), nullptr);
    }
}

bool Microphone::onClean(GstPtr<GstBuffer> &buffer)
{
    GstMapInfo map;
    if (!gst_buffer_map(buffer.get(), &map, GST_MAP_READ))
        return false;
    m_meter.add({reinterpret_cast<const std::int16_t *>(map.data), map.size / sizeof(std::int16_t)}, monotonicNs());
    gst_buffer_unmap(buffer.get(), &map);
    return m_control.sending();
}

bool Microphone::onPacket(GstPtr<GstBuffer> &buffer)
{
    GstMapInfo map;
    if (!gst_buffer_map(buffer.get(), &map, GST_MAP_READ))
        return false;
    const GstClockTime pts = GST_BUFFER_PTS(buffer.get());
    if (map.size > 0 && m_control.sending())
        m_sink.pass(Context::Microphone, {map.data, map.size}, false, GST_CLOCK_TIME_IS_VALID(pts) ? pts : 0);
    gst_buffer_unmap(buffer.get(), &map);
    return true;
}

} // namespace bedside::media
