// SPDX-License-Identifier: Apache-2.0
// The microphone, or the sound that stands in for it: echo, noise and level are corrected, then Opus. Worker only,
// except meter().
#pragma once

#include "core/media/local/device_monitor.h"
#include "core/media/local/device_slot.h"
#include "core/media/local/generated_sound.h"
#include "core/media/local/level_meter.h"
#include "core/media/local/local_media.h"
#include "core/media/local/sink_gate.h"
#include "core/media/local/video_control.h"

#include <vector>

namespace bedside::media {

class Microphone {
public:
    // A sound file, where the options name one, takes the place of every device.
    static Result<std::unique_ptr<Microphone>> create(const LocalMediaOptions &options, Worker &worker,
                                                      DeviceMonitor &devices, VideoControl &control, SinkGate &sink,
                                                      std::function<void()> onChanged);

    DeviceSlot &slot() { return m_slot; }
    void setRunning(bool running);
    void update(const DeviceList &devices);
    void setEchoProbe(std::string name);        // of the playback that is heard; reopens a running microphone
    bool generated() const { return m_slot.hasSubstitute() && !m_fromFile; }
    const LevelMeter &meter() const { return m_meter; } // any thread

private:
    Microphone(const LocalMediaOptions &options, Worker &worker, DeviceMonitor &devices, VideoControl &control,
               SinkGate &sink, std::function<void()> onChanged);
    using Opened = Result<std::unique_ptr<Pipeline>>;
    Opened open(const std::optional<std::string> &device, const DeviceSlot::Handlers &handlers);
    Result<GstElement *> addDevice(Pipeline &pipeline, const std::string &id, const DeviceSlot::Handlers &handlers);
    Result<GstElement *> addPainter(Pipeline &pipeline, const DeviceSlot::Handlers &handlers);
    bool onTick(GstPtr<GstBuffer> &buffer);
    void applyTarget(GstElement *encoder);
    bool onClean(GstPtr<GstBuffer> &buffer);
    bool onPacket(GstPtr<GstBuffer> &buffer);

    Worker &m_worker;
    DeviceMonitor &m_devices;
    VideoControl &m_control;                    // "sending", since sound waits for the same moment, and its rate
    SinkGate &m_sink;
    std::unique_ptr<SoundPainter> m_painter;
    bool m_fromFile = false;
    std::string m_echoProbe;
    std::uint64_t m_position = 0;               // streaming thread: samples painted
    unsigned m_version = 0;                     // streaming thread: of the target that the encoder has
    LevelMeter m_meter;
    DeviceSlot m_slot;                          // last: its pipeline goes first
};

// The elements that clean a microphone's sound: mono, 48 kHz, S16LE in and out, blocks of 10 ms. `echoProbe` is the
// name of a webrtcechoprobe that exists, or empty for no echo cancellation. Returns {first, last}, linked.
Result<std::pair<GstElement *, GstElement *>> addCleaning(Pipeline &pipeline, const std::string &echoProbe);

// Opus for one voice, 20 ms a packet, with in-band FEC: each packet carries the one before it again, coarsely.
Result<GstElement *> addVoiceEncoder(Pipeline &pipeline);

// Sets a property where the element has it: sound servers' elements differ between systems.
void setIfPresent(GstElement *element, const char *property, const char *value);

} // namespace bedside::media
