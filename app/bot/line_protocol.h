// SPDX-License-Identifier: Apache-2.0
// A call without a visit, for measuring: the program that starts us hands over the media keys and carries the signals;
// everything from the encoders to the decoders is the product's own. Main thread.
#pragma once

#include "app/bot/shown_call.h"
#include "core/base/executor.h"
#include "core/base/json.h"
#include "core/client/repeating_timer.h"
#include "core/media/call.h"
#include "core/media/local/local_media.h"
#include "core/sframe/key_store.h"

#include <fstream>
#include <functional>
#include <mutex>

namespace bedside::bot {

class LineProtocol final : private media::CallEvents {
public:
    // `finished` gets the exit code, once. `trace` (may be empty): a file for the path's numbers, ten times a second, as
    // lines of time in ms, bit/s thought possible, arriving and repairing, ms in the network and here, loss, bit/s, width
    // and frame rate asked of the encoder, and whether it pauses. `draw`: both pictures in a window; the times of pictures
    // are then of those that were drawn.
    LineProtocol(Executor &executor, const Clock &clock, media::CallOptions options, const std::string &trace, bool draw,
                 std::function<void(int)> finished);
    ~LineProtocol() override;

    void onLine(const Json &line); // one command
    void onEnd(Result<void> end);  // of the input

private:
    // media::CallEvents
    void onSignal(media::Leaf to, const media::Signal &signal) override;
    void onPeerState(media::Leaf leaf, media::PeerState state, std::optional<Error> error) override;
    void onFirstPicture(media::Leaf leaf) override;
    void onMessage(media::Leaf, Bytes) override {}
    void onKeyFrameNeeded(media::Context context) override;
    void onVideoTarget(media::VideoTarget target) override;
    void onRung(media::RungChoice) override {}
    void onMeasures() override;
    void onUnknownKey(media::Leaf) override {}

    Result<void> prepare(const Json &line);
    Result<void> installKeys(const Json &line);
    Result<void> join();
    Result<void> takeSignal(const Json &line);
    void watchPicture();
    void reportReady();
    void reportFrames();
    void reportNumbers();
    void writeTrace();
    void fail(const char *what, const Error &error);
    void finish(int code);

    // Written by the streaming thread that decodes, or as they are drawn.
    struct Shown {
        std::mutex mutex;
        std::vector<double> times;
    };

    Executor &m_executor;
    const Clock &m_clock;
    const media::CallOptions m_options;
    const bool m_draw;
    std::function<void(int)> m_finished;
    sframe::KeyStore m_keys;
    std::unique_ptr<media::LocalMedia> m_local;
    std::unique_ptr<media::Call> m_call;
    InstanceId m_instance{{1}};
    media::Leaf m_own = 0, m_other = 1;
    int m_width = 640, m_height = 360, m_fps = 30;
    bool m_ready = false, m_joined = false, m_connected = false, m_done = false;
    std::vector<media::Signal> m_early; // from a peer that clicked first
    std::shared_ptr<Shown> m_shown = std::make_shared<Shown>();
    std::unique_ptr<ShownCall> m_window;
    std::optional<unsigned> m_lastSent, m_lastShown;
    client::RepeatingTimer m_numbers, m_tracing;
    std::ofstream m_trace;
    media::VideoTarget m_target;
};

} // namespace bedside::bot
