// SPDX-License-Identifier: Apache-2.0
// Playback through the chosen speaker, or into nothing in real time where there is none. Also the far end of the echo
// canceller. Worker only, except the Playback interface.
#pragma once

#include "core/media/local/device_monitor.h"
#include "core/media/local/device_slot.h"
#include "core/media/local/local_media.h"
#include "core/media/local/mixer.h"

#include <atomic>

namespace bedside::media {

class Speaker final : public Playback {
public:
    Speaker(const LocalMediaOptions &options, Worker &worker, DeviceMonitor &devices, std::function<void()> onChanged);

    std::shared_ptr<PlaybackInput> addInput() override { return m_mixer->addInput(); }
    bool speakerMissing() const override { return m_missing.load(std::memory_order_relaxed); }
    std::uint64_t samplesPlayed() const override { return m_mixer->samplesPlayed(); }

    DeviceSlot &slot() { return m_slot; }
    void setRunning(bool running);
    void update(const DeviceList &devices);
    // Of the open pipeline, for webrtcdsp; another for each, since a canceller keeps the one it started with.
    const std::string &echoProbe() const { return m_echoProbe; }

private:
    using Opened = Result<std::unique_ptr<Pipeline>>;
    Opened open(const std::optional<std::string> &device, const DeviceSlot::Handlers &handlers);
    Result<GstElement *> addEnd(Pipeline &pipeline, const std::optional<std::string> &device);
    bool onTick(GstPtr<GstBuffer> &buffer);

    const bool m_never;
    Worker &m_worker;
    DeviceMonitor &m_devices;
    std::shared_ptr<Mixer> m_mixer = std::make_shared<Mixer>();
    std::atomic<bool> m_missing{true};
    std::string m_echoProbe;
    DeviceSlot m_slot; // last: its pipeline goes first
};

} // namespace bedside::media
