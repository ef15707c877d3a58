// SPDX-License-Identifier: Apache-2.0
// The client's side of core/media: starts GStreamer in the background, keeps camera, microphone and self view in the
// facade's values, and makes the Call of a visit with its connections prepared. Owned by Client; main thread.
#pragma once

#include "core/client/common.h"
#include "core/client/repeating_timer.h"
#include "core/media/call.h"
#include "core/media/local/local_media.h"
#include "core/net/tunnel.h"
#include "core/sframe/key_store.h"
#include "core/wire/messages.h"

namespace bedside::client {

// Passes a call's events on for as long as somebody listens: a call is made before its visit and ends after it.
class CallRelay final : public media::CallEvents {
public:
    media::CallEvents *target = nullptr;

    void onSignal(media::Leaf to, const media::Signal &signal) override { target ? target->onSignal(to, signal) : void(); }
    void onPeerState(media::Leaf leaf, media::PeerState state, std::optional<Error> error) override
    {
        target ? target->onPeerState(leaf, state, error) : void();
    }
    void onFirstPicture(media::Leaf leaf) override { target ? target->onFirstPicture(leaf) : void(); }
    void onMessage(media::Leaf leaf, Bytes message) override { target ? target->onMessage(leaf, std::move(message)) : void(); }
    void onKeyFrameNeeded(media::Context context) override { target ? target->onKeyFrameNeeded(context) : void(); }
    void onVideoTarget(media::VideoTarget wanted) override { target ? target->onVideoTarget(wanted) : void(); }
    void onRung(media::RungChoice choice) override { target ? target->onRung(choice) : void(); }
    void onMeasures() override { target ? target->onMeasures() : void(); }
    void onUnknownKey(media::Leaf leaf) override { target ? target->onUnknownKey(leaf) : void(); }
};

// One visit's keys and connections. Keys and relay outlive the call.
struct CallLine {
    sframe::KeyStore keys;
    CallRelay relay;
    std::vector<std::unique_ptr<net::Tunnel>> tunnels; // outlive the call, too
    std::unique_ptr<media::Call> call; // null until GStreamer is up, or where this client runs without media
};

class MediaDesk {
public:
    explicit MediaDesk(Common &common);
    ~MediaDesk();
    MediaDesk(const MediaDesk &) = delete;
    MediaDesk &operator=(const MediaDesk &) = delete;

    // Camera, microphone and self view on. `whenReady` (may be empty) follows once, later, when calls can be made; not
    // at all if media cannot work here: the facade's values then say why.
    void startPreview(std::function<void()> whenReady);
    void stop();                                    // devices released

    // The Call of a line, its first connection of that role prepared. PipelineFailed, NotInState before ready.
    Result<void> open(CallLine &line, media::Role role, const std::optional<wire::RelayOffer> &relays);
    // Newer ones of the practice's server, or another choice in the options: for the connections that are made from now on.
    void setRelays(CallLine &line, const std::optional<wire::RelayOffer> &relays);
    // Detaches and ends it in the background; keys and call live until it is down.
    void close(std::unique_ptr<CallLine> line);
    void setSending(bool sending);
    void requestKeyFrame();
    void setVideoTarget(media::VideoTarget target);

    void setCamera(bool on);
    void setMicrophone(bool on);
    void choose(DeviceKind kind, std::string id);
    void retry();
    bool cameraOn() const { return m_common.view.localMedia.cameraOn; }
    bool microphoneOn() const { return m_common.view.localMedia.microphoneOn; }
    // Camera or microphone were switched: a visit tells the others.
    void setOnSwitched(std::function<void()> switched) { m_switched = std::move(switched); }
    media::LocalMedia *local() { return m_local.get(); }

private:
    void onInitialized(Result<void> outcome);
    void onLocalChanged();
    void showLevel();
    media::SharedRelays relaysFor(CallLine &line, const wire::RelayOffer &offer) const;

    Common &m_common;
    std::unique_ptr<media::LocalMedia> m_local;
    std::vector<std::unique_ptr<CallLine>> m_closing; // their calls are still ending, and play into m_local
    bool m_initializing = false;
    bool m_wanted = false;
    std::vector<std::function<void()>> m_whenReady;
    std::function<void()> m_switched;
    RepeatingTimer m_level;
    std::shared_ptr<int> m_alive = std::make_shared<int>(0); // guards answers from the worker
};

} // namespace bedside::client
