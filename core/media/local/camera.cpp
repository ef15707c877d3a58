// SPDX-License-Identifier: Apache-2.0
#include "core/media/local/camera.h"

#include "core/media/local/capture_mode.h"

#include <gst/video/video.h>

#include <algorithm>
#include <chrono>

namespace bedside::media {

namespace {
constexpr unsigned kNumberBits = 12; // of m_lastCaptured: clips of up to 4,096 frames; microseconds fit above until 2112
}

Result<std::unique_ptr<Camera>> Camera::create(const LocalMediaOptions &options, Worker &worker, DeviceMonitor &devices,
                                               VideoControl &control, SinkGate &sink, PictureMailbox &selfView,
                                               std::function<void()> onChanged)
{
    std::unique_ptr<Camera> out(new Camera(options, worker, devices, control, sink, selfView, std::move(onChanged)));
    if (!options.pictureFile.empty()) {
        TRY(out->m_painter, openPictureFile(options.pictureFile));
        out->m_fromFile = true;
    } else {
        out->m_painter = makeGeneratedPicture(options.generated, options.framesPerSecond, options.generatedVariant);
    }
    return out;
}

Camera::Camera(const LocalMediaOptions &options, Worker &worker, DeviceMonitor &devices, VideoControl &control,
               SinkGate &sink, PictureMailbox &selfView, std::function<void()> onChanged)
    : m_options(options), m_worker(worker), m_devices(devices), m_selfView(selfView), m_encoder(control, sink),
      m_slot(DeviceKind::Camera, options.camera, worker,
             [this](const auto &device, auto handlers) { return open(device, std::move(handlers)); }, std::move(onChanged))
{
}

Camera::~Camera() = default;

void Camera::update(const DeviceList &devices)
{
    if (!m_fromFile)
        m_slot.update(devices);
}

void Camera::setRunning(bool running)
{
    m_slot.setRunning(running);
    if (!running)
        m_selfView.clear();
}

Camera::Opened Camera::open(const std::optional<std::string> &device, DeviceSlot::Handlers handlers)
{
    TRY(auto pipeline, Pipeline::create("camera", m_worker, handlers.failed));
    TRY(GstElement *const tee, pipeline->add("tee"));
    TRY(GstElement *const source, device && !m_fromFile ? addDevice(*pipeline, *device, handlers)
                                                        : addPainter(*pipeline, handlers));
    TRY_OK(pipeline->link({source, tee}));
    TRY_OK(addSelfView(*pipeline, tee));
    TRY_OK(m_encoder.build(*pipeline, tee));
    TRY_OK(pipeline->play());
    return pipeline;
}

Result<GstElement *> Camera::addDevice(Pipeline &pipeline, const std::string &id, const DeviceSlot::Handlers &handlers)
{
    const auto device = m_devices.find(DeviceKind::Camera, id);
    if (!device)
        return Error(ErrorCode::DeviceLost, "it is gone");
    const auto offered = GstPtr<GstCaps>::adopt(gst_device_get_caps(device.get()));
    const auto mode = chooseCaptureMode(offered.get(), m_options.capture, m_options.framesPerSecond);
    if (!mode)
        return Error(ErrorCode::PipelineFailed, "a camera without a usable mode");
    auto element = GstPtr<GstElement>::adopt(gst_device_create_element(device.get(), nullptr));
    if (!element)
        return Error(ErrorCode::Unsupported, "no element for the camera");
    GstElement *const source = pipeline.adopt(std::move(element));
    pipeline.whenFirstBuffer(source, "src", handlers.delivers);
    TRY(GstElement *const filter, pipeline.add("capsfilter"));
    g_object_set(filter, "caps", mode->caps.get(), nullptr);
    TRY_OK(pipeline.link({source, filter}));
    m_captured = mode->size;
    if (!mode->jpeg)
        return filter;
    TRY(GstElement *const decoder, pipeline.add("jpegdec", {{"qos", "false"}}));
    TRY_OK(pipeline.link({filter, decoder}));
    return decoder;
}

// A live test source keeps the time; what it delivers is painted over.
Result<GstElement *> Camera::addPainter(Pipeline &pipeline, const DeviceSlot::Handlers &handlers)
{
    TRY(GstElement *const ticker, pipeline.add("videotestsrc", {{"is-live", "true"}, {"pattern", "black"}}));
    const PictureSize size = m_painter->size();
    TRY(GstElement *const filter,
        pipeline.addCapsFilter("video/x-raw,format=I420,pixel-aspect-ratio=1/1,width=" + std::to_string(size.width)
                               + ",height=" + std::to_string(size.height)
                               + ",framerate=" + std::to_string(m_painter->framesPerSecond()) + "/1"));
    TRY_OK(pipeline.link({ticker, filter}));
    pipeline.probe(filter, "src", [this](GstPtr<GstBuffer> &buffer) { return onTick(buffer); });
    pipeline.whenFirstBuffer(filter, "src", handlers.delivers);
    m_captured = size;
    return filter;
}

bool Camera::onTick(GstPtr<GstBuffer> &buffer)
{
    buffer = GstPtr<GstBuffer>::adopt(gst_buffer_make_writable(buffer.release()));
    const PictureSize size = m_painter->size();
    GstVideoInfo info;
    gst_video_info_set_format(&info, GST_VIDEO_FORMAT_I420, static_cast<guint>(size.width),
                              static_cast<guint>(size.height));
    GstVideoFrame frame;
    if (!gst_video_frame_map(&frame, &info, buffer.get(), GST_MAP_WRITE))
        return false;
    PlanarView view;
    for (int plane = 0; plane < 3; ++plane) {
        view.plane[plane] = static_cast<std::uint8_t *>(GST_VIDEO_FRAME_PLANE_DATA(&frame, plane));
        view.stride[plane] = GST_VIDEO_FRAME_PLANE_STRIDE(&frame, plane);
    }
    const int number = m_painter->paint(m_painted++, view);
    gst_video_frame_unmap(&frame);

    if (number != PicturePainter::kNoNumber) {
        const auto now = std::chrono::system_clock::now().time_since_epoch();
        const auto us = static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(now).count());
        m_lastCaptured.store(us << kNumberBits | static_cast<unsigned>(number), std::memory_order_relaxed);
    }
    return true;
}

std::optional<CapturedFrame> Camera::lastCaptured() const
{
    const std::uint64_t packed = m_lastCaptured.load(std::memory_order_relaxed);
    if (packed == 0)
        return std::nullopt;
    const auto ms = static_cast<std::int64_t>((packed >> kNumberBits) / 1000);
    return CapturedFrame{static_cast<unsigned>(packed & ((1u << kNumberBits) - 1)), fromUnixMilliseconds(ms)};
}

Result<void> Camera::addSelfView(Pipeline &pipeline, GstElement *tee)
{
    const PictureSize size = fitInside(m_captured, kSelfView);
    TRY(GstElement *const queue, pipeline.add("queue", {{"leaky", "downstream"}, {"max-size-buffers", "1"},
                                                        {"max-size-bytes", "0"}, {"max-size-time", "0"}}));
    TRY(GstElement *const scale, pipeline.add("videoconvertscale", {{"qos", "false"}, {"add-borders", "false"}}));
    TRY(GstElement *const filter,
        pipeline.addCapsFilter("video/x-raw,format=BGRx,pixel-aspect-ratio=1/1,width=" + std::to_string(size.width)
                               + ",height=" + std::to_string(size.height)));
    TRY(GstElement *const end, pipeline.add("fakesink", {{"sync", "false"}, {"async", "false"}, {"qos", "false"},
                                                         {"enable-last-sample", "false"}}));
    TRY_OK(pipeline.link({tee, queue, scale, filter, end}));
    m_selfViewDue = 0;
    pipeline.probe(queue, "src", [this](GstPtr<GstBuffer> &buffer) {
        constexpr std::int64_t kInterval = 1'000'000'000 / kSelfViewFramesPerSecond;
        const auto now = static_cast<std::int64_t>(GST_BUFFER_PTS(buffer.get()));
        if (now < m_selfViewDue - kInterval / 4)
            return false;
        m_selfViewDue = std::max(m_selfViewDue + kInterval, now);
        return true;
    });
    pipeline.probe(filter, "src", [this, size](GstPtr<GstBuffer> &buffer) { return onSelfView(buffer, size); });
    return {};
}

namespace {

// Keeps a buffer mapped for as long as a picture of it is shown.
struct MappedBuffer {
    GstPtr<GstBuffer> buffer;
    GstMapInfo map{};
    bool mapped = false;

    explicit MappedBuffer(GstPtr<GstBuffer> owned) : buffer(std::move(owned))
    {
        mapped = gst_buffer_map(buffer.get(), &map, GST_MAP_READ);
    }
    ~MappedBuffer()
    {
        if (mapped)
            gst_buffer_unmap(buffer.get(), &map);
    }
};

} // namespace

bool Camera::onSelfView(GstPtr<GstBuffer> &buffer, PictureSize size)
{
    const GstVideoMeta *meta = gst_buffer_get_video_meta(buffer.get());
    Picture picture;
    picture.width = size.width;
    picture.height = size.height;
    picture.stride = meta ? meta->stride[0] : 4 * size.width;
    picture.shownAtNs = GST_BUFFER_PTS(buffer.get());
    auto mapped = std::make_shared<MappedBuffer>(buffer);
    const auto bytes = static_cast<std::size_t>(picture.stride) * static_cast<std::size_t>(size.height);
    const std::size_t offset = meta ? meta->offset[0] : 0;
    if (!mapped->mapped || mapped->map.size < offset + bytes)
        return false;
    picture.pixels = {mapped->map.data + offset, bytes};
    picture.owner = std::move(mapped);
    m_selfView.put(std::move(picture));
    return true;
}

} // namespace bedside::media
