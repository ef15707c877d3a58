// SPDX-License-Identifier: Apache-2.0
#include "core/client/media_desk.h"

#include "core/base/log.h"
#include "core/media/initialize.h"

namespace bedside::client {
namespace {

constexpr Milliseconds kLevelInterval{100};

DeviceKind toOurs(media::DeviceKind kind)
{
    switch (kind) {
    case media::DeviceKind::Camera: return DeviceKind::Camera;
    case media::DeviceKind::Microphone: return DeviceKind::Microphone;
    case media::DeviceKind::Speaker: return DeviceKind::Speaker;
    }
    return DeviceKind::Speaker;
}

media::DeviceKind toMedia(DeviceKind kind)
{
    switch (kind) {
    case DeviceKind::Camera: return media::DeviceKind::Camera;
    case DeviceKind::Microphone: return media::DeviceKind::Microphone;
    case DeviceKind::Speaker: return media::DeviceKind::Speaker;
    }
    return media::DeviceKind::Speaker;
}

// The port here that leads there, of a tunnel of the line's.
Result<std::uint16_t> tunnelTo(const net::ServerAddress &relay, const Bytes &authority, std::vector<std::unique_ptr<net::Tunnel>> &tunnels)
{
    for (const auto &tunnel : tunnels)
        if (tunnel->place() == relay && tunnel->authority() == authority)
            return tunnel->port();
    if (tunnels.size() >= 2 * wire::kMaxRelays) // a server that offers other relays all the time
        return Error(ErrorCode::TooLarge, "tunnels");
    TRY(auto tunnel, net::Tunnel::toRelay(relay, authority));
    return tunnels.emplace_back(std::move(tunnel))->port();
}

} // namespace

MediaDesk::MediaDesk(Common &common) : m_common(common), m_level(common.executor, kLevelInterval, [this] { showLevel(); }) {}

MediaDesk::~MediaDesk()
{
    if (m_local)
        m_local->setSink(nullptr);
    m_closing.clear(); // waits for what is still ending: it uses the executor and the speaker
}

void MediaDesk::startPreview(std::function<void()> whenReady)
{
    if (!m_common.options.media)
        return;
    m_wanted = true;
    if (m_local) {
        m_local->start();
        m_level.start();
        if (whenReady)
            m_common.executor.post([alive = std::weak_ptr(m_alive), whenReady = std::move(whenReady)] {
                if (!alive.expired())
                    whenReady();
            });
        return;
    }
    if (whenReady)
        m_whenReady.push_back(std::move(whenReady));
    if (std::exchange(m_initializing, true))
        return;
    m_common.worker.run([] { return media::initialize(); },
                        [this, alive = std::weak_ptr(m_alive)](Result<void> outcome) {
                            if (!alive.expired())
                                onInitialized(outcome);
                        });
}

void MediaDesk::onInitialized(Result<void> outcome)
{
    m_initializing = false;
    if (outcome.ok()) {
        media::LocalMediaOptions options;
        options.pictureFile = m_common.options.generatedVideo;
        options.soundFile = m_common.options.generatedAudio;
        options.withoutSpeaker = m_common.options.withoutSpeaker;
        options.generatedVariant = m_common.options.generatedVariant;
        auto local = media::LocalMedia::create(std::move(options), m_common.executor);
        outcome = local.ok() ? Result<void>() : Result<void>(local.error());
        if (local.ok())
            m_local = std::move(local).value();
    }
    if (!outcome.ok()) {
        m_common.view.localMedia.cameraProblem = outcome.error();
        m_common.view.localMedia.microphoneProblem = outcome.error();
        m_whenReady.clear();
        return m_common.changed(Part::LocalMedia);
    }
    m_local->setListener([this] { onLocalChanged(); });
    m_local->setCameraOn(m_common.view.localMedia.cameraOn);
    m_local->setMicrophoneOn(m_common.view.localMedia.microphoneOn);
    if (m_wanted) {
        m_local->start();
        m_level.start();
    }
    onLocalChanged();
    for (const auto &ready : std::exchange(m_whenReady, {}))
        ready();
}

void MediaDesk::stop()
{
    m_wanted = false;
    m_whenReady.clear();
    m_level.stop();
    if (!m_local)
        return;
    m_local->setSending(false);
    m_local->stop();
}

void MediaDesk::onLocalChanged()
{
    const media::LocalMediaState &state = m_local->state();
    LocalMedia &view = m_common.view.localMedia;
    view.devices.clear();
    for (const media::DeviceInfo &device : state.devices)
        view.devices.push_back({toOurs(device.kind), device.id, device.name, device.inUse});
    view.generatedPicture = state.generatedPicture;
    view.generatedSound = state.generatedSound;
    view.cameraProblem = state.cameraProblem;
    view.microphoneProblem = state.microphoneProblem;
    view.selfView = &m_local->selfView();
    m_common.changed(Part::LocalMedia);
}

void MediaDesk::showLevel()
{
    LocalMedia &view = m_common.view.localMedia;
    view.microphoneLevel = m_local->microphoneLevel();
    view.microphoneHeard = m_local->microphoneHeard();
    m_common.changed(Part::Level);
}

Result<void> MediaDesk::open(CallLine &line, media::Role role, const std::optional<wire::RelayOffer> &relays)
{
    if (!m_local)
        return Error(ErrorCode::NotInState, "media");
    media::CallOptions options;
    options.onlyLoopback = m_common.options.loopbackCandidates;
    options.relays = relaysFor(line, relays.value_or(wire::RelayOffer()));
    TRY(line.call, media::Call::create(m_common.executor, m_common.clock, line.keys, m_local->playback(), line.relay, options));
    line.call->prepare(role);
    m_local->setSink(line.call.get());
    return {};
}

void MediaDesk::setRelays(CallLine &line, const std::optional<wire::RelayOffer> &relays)
{
    if (line.call)
        line.call->setRelays(relaysFor(line, relays.value_or(wire::RelayOffer())));
}

media::SharedRelays MediaDesk::relaysFor(CallLine &line, const wire::RelayOffer &offer) const
{
    auto relays = std::make_shared<media::Relays>();
    relays->only = m_common.options.relayOnly || offer.only;
    for (const wire::RelayServer &server : offer.servers) {
        media::Relay relay{server.host, server.port, media::RelayTransport::Udp, offer.username, Secret::copyOf(offer.password)};
        if (server.transport != wire::RelayTransport::Udp)
            relay.transport = media::RelayTransport::Tcp;
        if (server.transport == wire::RelayTransport::Tls) {
            const auto tunnel = tunnelTo({server.host, server.port}, offer.authority, line.tunnels);
            if (!tunnel.ok()) {
                logEvent(LogLevel::Warning, "relay.no-tunnel", {{"error", tunnel.error()}});
                continue;
            }
            relay.host = "127.0.0.1";
            relay.port = *tunnel;
        }
        relays->servers.push_back(std::move(relay));
    }
    return relays;
}

void MediaDesk::close(std::unique_ptr<CallLine> line)
{
    if (!line)
        return;
    line->relay.target = nullptr;
    if (!line->call)
        return;
    if (m_local) {
        m_local->setSending(false);
        m_local->setSink(nullptr);
    }
    media::Call *call = line->call.get();
    m_closing.push_back(std::move(line));
    call->close([this, alive = std::weak_ptr(m_alive), call] {
        if (alive.expired())
            return;
        m_common.executor.post([this, alive, call] { // not from inside the call's own callback
            if (!alive.expired())
                std::erase_if(m_closing, [call](const auto &one) { return one->call.get() == call; });
        });
    });
}

void MediaDesk::setSending(bool sending)
{
    if (m_local)
        m_local->setSending(sending);
}

void MediaDesk::setVideoTarget(media::VideoTarget target)
{
    if (m_local)
        m_local->setVideoTarget(target);
}

void MediaDesk::requestKeyFrame()
{
    if (m_local)
        m_local->requestKeyFrame();
}

void MediaDesk::setCamera(bool on)
{
    m_common.view.localMedia.cameraOn = on;
    if (m_local)
        m_local->setCameraOn(on);
    if (m_switched)
        m_switched();
    m_common.changed(Part::LocalMedia);
}

void MediaDesk::setMicrophone(bool on)
{
    m_common.view.localMedia.microphoneOn = on;
    if (m_local)
        m_local->setMicrophoneOn(on);
    if (m_switched)
        m_switched();
    m_common.changed(Part::LocalMedia);
}

void MediaDesk::choose(DeviceKind kind, std::string id)
{
    if (m_local)
        m_local->choose(toMedia(kind), std::move(id));
}

void MediaDesk::retry()
{
    if (m_local)
        m_local->retryDevices();
}

} // namespace bedside::client
