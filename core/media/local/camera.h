// SPDX-License-Identifier: Apache-2.0
// The camera, or the picture that stands in for it: self view and encoder branch behind one source. Worker only, except
// lastCaptured().
#pragma once

#include "core/media/local/device_monitor.h"
#include "core/media/local/device_slot.h"
#include "core/media/local/generated_picture.h"
#include "core/media/local/video_encoder.h"
#include "core/media/picture.h"

#include <atomic>

namespace bedside::media {

class Camera {
public:
    static constexpr PictureSize kSelfView{480, 270};
    static constexpr int kSelfViewFramesPerSecond = 20;

    // A picture file, where the options name one, takes the place of every device.
    static Result<std::unique_ptr<Camera>> create(const LocalMediaOptions &options, Worker &worker, DeviceMonitor &devices,
                                                  VideoControl &control, SinkGate &sink, PictureMailbox &selfView,
                                                  std::function<void()> onChanged);
    ~Camera();

    DeviceSlot &slot() { return m_slot; }
    void setRunning(bool running);
    void update(const DeviceList &devices);
    bool generated() const { return m_slot.hasSubstitute() && !m_fromFile; }
    PictureSize captured() const { return m_slot.isOpen() ? m_captured : PictureSize{}; }
    std::optional<CapturedFrame> lastCaptured() const; // any thread

private:
    Camera(const LocalMediaOptions &options, Worker &worker, DeviceMonitor &devices, VideoControl &control, SinkGate &sink,
           PictureMailbox &selfView, std::function<void()> onChanged);
    using Opened = Result<std::unique_ptr<Pipeline>>;
    Opened open(const std::optional<std::string> &device, DeviceSlot::Handlers handlers);
    Result<GstElement *> addDevice(Pipeline &pipeline, const std::string &id, const DeviceSlot::Handlers &handlers);
    Result<GstElement *> addPainter(Pipeline &pipeline, const DeviceSlot::Handlers &handlers);
    Result<void> addSelfView(Pipeline &pipeline, GstElement *tee);
    bool onTick(GstPtr<GstBuffer> &buffer);
    bool onSelfView(GstPtr<GstBuffer> &buffer, PictureSize size);

    const LocalMediaOptions m_options;
    Worker &m_worker;
    DeviceMonitor &m_devices;
    PictureMailbox &m_selfView;
    std::unique_ptr<PicturePainter> m_painter;
    bool m_fromFile = false;
    PictureSize m_captured;
    std::uint64_t m_painted = 0;                 // streaming thread: frames so far, over every restart
    std::int64_t m_selfViewDue = 0;              // streaming thread of the self view
    std::atomic<std::uint64_t> m_lastCaptured{0}; // frame number and Unix microseconds; 0 = none yet
    VideoEncoder m_encoder;
    DeviceSlot m_slot;                           // last: its pipeline goes first
};

} // namespace bedside::media
