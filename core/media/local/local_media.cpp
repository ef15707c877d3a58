// SPDX-License-Identifier: Apache-2.0
#include "core/media/local/local_media.h"

#include "core/media/local/camera.h"
#include "core/media/local/microphone.h"
#include "core/media/local/speaker.h"
#include "core/media/poster.h"

namespace bedside::media {

namespace {

// What lives on the worker.
class Studio {
public:
    using Publish = std::function<void(LocalMediaState)>;

    Studio(const LocalMediaOptions &options, Worker &worker, Publish publish)
        : m_worker(worker), m_publish(std::move(publish)), m_devices(worker, [this] { onDevices(); }),
          m_speaker(options, worker, m_devices, [this] { onSpeaker(); })
    {
    }
    ~Studio() { *m_alive = false; }

    Result<void> build(const LocalMediaOptions &options, VideoControl &control, SinkGate &sink, PictureMailbox &selfView)
    {
        const auto changed = [this] { publishSoon(); };
        TRY(m_camera, Camera::create(options, m_worker, m_devices, control, sink, selfView, changed));
        TRY(m_microphone, Microphone::create(options, m_worker, m_devices, control, sink, changed));
        return {};
    }

    Speaker &speaker() { return m_speaker; }
    Camera &camera() { return *m_camera; }
    Microphone &microphone() { return *m_microphone; }

    void findDevices() { m_devices.start(); }

    // The speaker first: the microphone's echo canceller needs its probe.
    void run(bool camera, bool microphone, bool speaker)
    {
        m_speaker.setRunning(speaker);
        m_camera->setRunning(camera);
        m_microphone->setRunning(microphone);
        publishSoon();
    }
    void prefer(DeviceKind kind, std::string id) { slot(kind).prefer(std::move(id)); }
    void retry()
    {
        m_devices.restart();
        for (const DeviceKind kind : {DeviceKind::Speaker, DeviceKind::Camera, DeviceKind::Microphone})
            slot(kind).retry();
    }

private:
    DeviceSlot &slot(DeviceKind kind)
    {
        switch (kind) {
        case DeviceKind::Camera: return m_camera->slot();
        case DeviceKind::Microphone: return m_microphone->slot();
        case DeviceKind::Speaker: break;
        }
        return m_speaker.slot();
    }

    void onDevices()
    {
        m_speaker.update(m_devices.list());
        m_camera->update(m_devices.list());
        m_microphone->update(m_devices.list());
        publishSoon();
    }
    void onSpeaker()
    {
        if (m_microphone)
            m_microphone->setEchoProbe(m_speaker.echoProbe());
        publishSoon();
    }
    void publishSoon()
    {
        if (std::exchange(m_publishing, true))
            return;
        m_worker.post([this, alive = m_alive] {
            if (!*alive)
                return;
            m_publishing = false;
            m_publish(state());
        });
    }

    LocalMediaState state()
    {
        LocalMediaState out;
        out.devices = m_devices.list();
        for (DeviceInfo &device : out.devices)
            device.inUse = slot(device.kind).device() == device.id;
        out.generatedPicture = m_camera->generated();
        out.generatedSound = m_microphone->generated();
        out.speakerMissing = m_speaker.speakerMissing();
        out.cameraProblem = m_camera->slot().problem();
        out.microphoneProblem = m_microphone->slot().problem();
        out.speakerProblem = m_speaker.slot().problem();
        out.captured = m_camera->captured();
        return out;
    }

    Worker &m_worker;
    Publish m_publish;
    bool m_publishing = false;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
    DeviceMonitor m_devices;
    std::unique_ptr<Camera> m_camera;
    std::unique_ptr<Microphone> m_microphone;
    Speaker m_speaker;
};

class LocalMediaImpl final : public LocalMedia {
public:
    static Result<std::unique_ptr<LocalMedia>> create(const LocalMediaOptions &options, Executor &executor)
    {
        std::unique_ptr<LocalMediaImpl> out(new LocalMediaImpl);
        Result<void> built;
        const Poster poster = out->m_life.poster(executor);
        out->m_worker.postAndWait([&, self = out.get()] {
            self->m_studio = std::make_unique<Studio>(options, self->m_worker, [poster, self](LocalMediaState state) {
                poster([self, state = std::move(state)]() mutable { self->onState(std::move(state)); });
            });
            built = self->m_studio->build(options, self->m_control, self->m_sink, self->m_selfView);
        });
        if (!built)
            return built.error();
        out->tell([](Studio &studio) { studio.findDevices(); });
        return std::unique_ptr<LocalMedia>(std::move(out));
    }

    ~LocalMediaImpl() override
    {
        m_sink.set(nullptr);
        m_worker.postAndWait([this] { m_studio.reset(); });
    }

    void setListener(std::function<void()> listener) override { m_listener = std::move(listener); }
    const LocalMediaState &state() const override { return m_state; }

    void start() override { run(true); }
    void stop() override { run(false); }
    void setCameraOn(bool on) override
    {
        m_cameraOn = on;
        run(m_started);
    }
    void setMicrophoneOn(bool on) override
    {
        m_microphoneOn = on;
        run(m_started);
    }
    void choose(DeviceKind kind, std::string id) override
    {
        tell([kind, id = std::move(id)](Studio &studio) { studio.prefer(kind, id); });
    }
    void retryDevices() override
    {
        tell([](Studio &studio) { studio.retry(); });
    }

    void setSink(EncodedSink *sink) override { m_sink.set(sink); }
    void setSending(bool sending) override { m_control.setSending(sending); }
    void requestKeyFrame() override { m_control.requestKeyFrame(); }
    void setVideoTarget(VideoTarget target) override { m_control.setTarget(target); }

    double microphoneLevel() const override { return m_studio->microphone().meter().level(); }
    bool microphoneHeard() const override { return m_studio->microphone().meter().heard(monotonicNs()); }
    PictureSource &selfView() override { return m_selfView; }
    Playback &playback() override { return m_studio->speaker(); }
    std::optional<CapturedFrame> lastCaptured() const override { return m_studio->camera().lastCaptured(); }

private:
    LocalMediaImpl() = default;

    void tell(std::function<void(Studio &)> what)
    {
        m_worker.post([this, what = std::move(what)] { what(*m_studio); });
    }
    void run(bool started)
    {
        m_started = started;
        const bool camera = m_started && m_cameraOn, microphone = m_started && m_microphoneOn;
        m_state.cameraOn = camera;
        m_state.microphoneOn = microphone;
        tell([=](Studio &studio) { studio.run(camera, microphone, started); });
    }
    void onState(LocalMediaState state)
    {
        state.cameraOn = m_state.cameraOn; // what was asked for last, of which this report may not know yet
        state.microphoneOn = m_state.microphoneOn;
        m_state = std::move(state);
        if (m_listener)
            m_listener();
    }

    std::function<void()> m_listener;
    LocalMediaState m_state;
    bool m_started = false, m_cameraOn = true, m_microphoneOn = true;
    VideoControl m_control;
    SinkGate m_sink;
    PictureMailbox m_selfView;
    std::unique_ptr<Studio> m_studio; // made and ended on the worker; the pointer itself stays while this lives
    Worker m_worker;
    Life m_life;                      // last: nothing is posted to a half-destroyed object
};

} // namespace

Result<std::unique_ptr<LocalMedia>> LocalMedia::create(LocalMediaOptions options, Executor &executor)
{
    return LocalMediaImpl::create(options, executor);
}

} // namespace bedside::media
