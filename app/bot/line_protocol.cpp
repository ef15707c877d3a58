// SPDX-License-Identifier: Apache-2.0
#include "app/bot/line_protocol.h"

#include "app/bot/json_lines.h"
#include "core/crypto/hkdf.h"
#include "core/media/initialize.h"
#include "core/media/local/frame_number.h"

#include <nlohmann/json.hpp>

namespace bedside::bot {
namespace {

constexpr std::uint64_t kEpoch = 1;
constexpr Milliseconds kNumbers{500};       // "about twice a second"
constexpr Milliseconds kTrace{100};
constexpr std::size_t kMostEarlySignals = 256;
constexpr std::size_t kMaxKeyHex = 256;

const char *stateName(media::PeerState state)
{
    switch (state) {
    case media::PeerState::Negotiating: return "new";
    case media::PeerState::Connecting: return "checking";
    case media::PeerState::Live: return "connected";
    case media::PeerState::Lost: return "disconnected";
    case media::PeerState::Failed: return "failed";
    case media::PeerState::Closed: return "closed";
    }
    return "closed";
}

} // namespace

LineProtocol::LineProtocol(Executor &executor, const Clock &clock, media::CallOptions options, const std::string &trace,
                           bool draw, std::function<void(int)> finished)
    : m_executor(executor), m_clock(clock), m_options(options), m_draw(draw), m_finished(std::move(finished)),
      m_numbers(executor, kNumbers, [this] { reportNumbers(); }), m_tracing(executor, kTrace, [this] { writeTrace(); })
{
    if (trace.empty())
        return;
    m_trace.open(trace);
    m_trace << "ms,estimate,acknowledged,repairs,queue,backlog,loss,target,width,fps,paused" << std::endl;
}

LineProtocol::~LineProtocol()
{
    m_window.reset();
    if (m_local)
        m_local->setSink(nullptr);
    if (auto *picture = m_call ? m_call->picture(m_other, media::Context::Camera) : nullptr)
        picture->setNotify(nullptr);
}

void LineProtocol::onLine(const Json &line)
{
    if (m_done)
        return;
    const auto command = jsonString(line, "cmd", 16);
    if (!command.ok())
        return fail("command", command.error());
    Result<void> outcome;
    if (*command == "prepare")
        outcome = prepare(line);
    else if (*command == "join")
        outcome = join();
    else if (*command == "signal")
        outcome = takeSignal(line);
    else if (*command == "quit")
        return finish(0);
    else
        outcome = Error(ErrorCode::UnknownType, "command");
    if (!outcome.ok())
        fail(command->c_str(), outcome.error());
}

void LineProtocol::onEnd(Result<void> end)
{
    if (!end.ok())
        writeLine({{"ev", "error"}, {"text", "input: " + std::string(errorName(end.error().code()))}});
    finish(end.ok() ? 0 : 2);
}

void LineProtocol::fail(const char *what, const Error &error)
{
    writeLine({{"ev", "error"}, {"text", std::string(what) + ": " + std::string(errorName(error.code())) + " " + error.why()}});
    if (!m_ready)
        finish(1); // nothing to measure without that
}

void LineProtocol::finish(int code)
{
    if (!std::exchange(m_done, true))
        m_finished(code);
}

// ---- Commands --------------------------------------------------------------------------------------------------------------

Result<void> LineProtocol::prepare(const Json &line)
{
    if (m_local)
        return Error(ErrorCode::NotInState, "prepared already");
    TRY(const auto role, jsonString(line, "role", 1));
    if (role != "a" && role != "b")
        return Error(ErrorCode::Malformed, "role");
    m_own = role == "a" ? 0 : 1;
    m_other = 1 - m_own;
    media::LocalMediaOptions options;
    options.withoutSpeaker = true;
    if (jsonHas(line, "video")) {
        TRY(options.pictureFile, jsonString(line, "video", 4096));
    }
    if (jsonHas(line, "audio")) {
        TRY(options.soundFile, jsonString(line, "audio", 4096));
    }
    if (jsonHas(line, "width")) {
        TRY(const auto width, jsonInteger(line, "width", 16, 4096));
        TRY(const auto height, jsonInteger(line, "height", 16, 4096));
        TRY(const auto fps, jsonInteger(line, "fps", 1, 60));
        m_width = static_cast<int>(width);
        m_height = static_cast<int>(height);
        m_fps = static_cast<int>(fps);
    }
    if (jsonHas(line, "codec")) {
        TRY(const auto codec, jsonString(line, "codec", 16));
        if (codec != "VP8")
            return Error(ErrorCode::Unsupported, "codec");
    }
    options.capture = options.generated = {m_width, m_height};
    options.framesPerSecond = m_fps;
    TRY_OK(media::initialize());
    TRY_OK(installKeys(line));
    TRY(m_local, media::LocalMedia::create(std::move(options), m_executor));
    media::VideoTarget target;
    target.box = {m_width, m_height};
    target.framesPerSecond = m_fps;
    m_local->setVideoTarget(target);
    m_local->setListener([this] { reportReady(); });
    m_local->start();
    TRY(m_call, media::Call::create(m_executor, m_clock, m_keys, m_local->playback(), *this, m_options));
    m_call->prepare(m_own == 0 ? media::Role::Offerer : media::Role::Answerer);
    return {};
}

// Both directions' keys make one SFrame base key, as an epoch secret does in a visit: each leaf sends under its own.
Result<void> LineProtocol::installKeys(const Json &line)
{
    Bytes both;
    for (const char *name : {"keyA", "keyB"}) {
        TRY(const auto hex, jsonString(line, name, kMaxKeyHex));
        TRY(const auto key, fromHex(hex));
        append(both, key);
    }
    const Secret base = crypto::hkdfSha256(both, {}, asBytes("bedside-bot line protocol"), 32);
    wipeMemory(both);
    const sframe::LeafAccess leaves[] = {{0}, {1}};
    TRY_OK(m_keys.installEpoch(m_instance, kEpoch, base, m_own, leaves));
    return m_keys.switchSender(m_instance, kEpoch);
}

void LineProtocol::reportReady()
{
    const auto &state = m_local->state();
    if (m_ready || state.captured.width == 0)
        return;
    m_ready = true;
    writeLine({{"ev", "ready"},
               {"version", "bedside-bot " BEDSIDE_VERSION},
               {"width", state.captured.width},
               {"height", state.captured.height},
               {"frameRate", m_fps},
               {"generatedPicture", state.generatedPicture}});
}

Result<void> LineProtocol::join()
{
    if (!m_call || m_joined)
        return Error(ErrorCode::NotInState, "join");
    m_joined = true;
    m_local->setSink(m_call.get());
    m_call->senderSwitched();
    TRY_OK(m_call->addPeer(m_other, m_own == 0 ? media::Role::Offerer : media::Role::Answerer, kEpoch));
    watchPicture();
    for (const media::Signal &signal : std::exchange(m_early, {}))
        TRY_OK(m_call->onSignal(m_other, signal));
    m_numbers.start();
    if (m_trace.is_open())
        m_tracing.start();
    return {};
}

Result<void> LineProtocol::takeSignal(const Json &line)
{
    TRY(const Json *data, jsonObject(line, "data"));
    media::Signal signal;
    TRY(signal.connection, jsonId<media::ConnectionId>(*data, "connection"));
    TRY(const auto kind, jsonInteger(*data, "kind", 1, 5));
    signal.kind = static_cast<media::SignalKind>(kind);
    TRY(signal.body, jsonBase64(*data, "body", media::kMaxSignalBody));
    if (m_joined)
        return m_call->onSignal(m_other, signal);
    if (m_early.size() >= kMostEarlySignals)
        return Error(ErrorCode::TooLarge, "signals before join");
    m_early.push_back(std::move(signal));
    return {};
}

// ---- Events ------------------------------------------------------------------------------------------------------------------

void LineProtocol::onSignal(media::Leaf, const media::Signal &signal)
{
    writeLine({{"ev", "signal"},
               {"data",
                {{"connection", signal.connection.text()},
                 {"kind", static_cast<int>(signal.kind)},
                 {"body", toBase64(signal.body)}}}});
}

void LineProtocol::onPeerState(media::Leaf, media::PeerState state, std::optional<Error> error)
{
    const double now = wallMilliseconds();
    writeLine({{"ev", "state"}, {"t", now}, {"what", "ice"}, {"value", stateName(state)}});
    if (error)
        fail("peer", *error);
    if (state != media::PeerState::Live || std::exchange(m_connected, true))
        return;
    m_local->setSending(true);
    writeLine({{"ev", "mark"}, {"name", "ice"}, {"t", now}});
    writeLine({{"ev", "mark"}, {"name", "connected"}, {"t", now}});
}

void LineProtocol::watchPicture()
{
    auto *picture = m_call->picture(m_other, media::Context::Camera);
    if (!picture)
        return;
    const auto note = [shown = m_shown] {
        const std::scoped_lock lock(shown->mutex);
        shown->times.push_back(wallMilliseconds());
    };
    if (!m_draw)
        return picture->setNotify(note);
    m_window = std::make_unique<ShownCall>(media::PictureSize{m_width, m_height}, m_local->selfView());
    m_window->showOther(*picture, note);
}

void LineProtocol::onFirstPicture(media::Leaf)
{
    double first = wallMilliseconds();
    {
        const std::scoped_lock lock(m_shown->mutex);
        if (!m_shown->times.empty())
            first = m_shown->times.front();
    }
    writeLine({{"ev", "mark"}, {"name", "firstFrame"}, {"t", first}});
}

void LineProtocol::onKeyFrameNeeded(media::Context context)
{
    if (media::isVideo(context))
        m_local->requestKeyFrame();
}

void LineProtocol::onVideoTarget(media::VideoTarget target)
{
    target.box = {std::min(target.box.width, m_width), std::min(target.box.height, m_height)};
    target.framesPerSecond = std::min(target.framesPerSecond, m_fps);
    m_target = target;
    m_local->setVideoTarget(target);
}

void LineProtocol::writeTrace()
{
    for (const media::PeerMeasures &peer : m_call->measures())
        m_trace << static_cast<std::int64_t>(wallMilliseconds()) << ',' << peer.sendRate << ',' << peer.acknowledgedRate << ','
                << peer.repairRate << ',' << peer.queueMs << ',' << peer.backlogMs << ',' << peer.lossShare << ','
                << m_target.bitsPerSecond << ',' << m_target.box.width << ',' << m_target.framesPerSecond << ','
                << m_target.paused << std::endl;
}

void LineProtocol::reportFrames()
{
    std::vector<double> times;
    {
        const std::scoped_lock lock(m_shown->mutex);
        times.swap(m_shown->times);
    }
    if (!times.empty())
        writeLine({{"ev", "frames"}, {"t", times}});
}

void LineProtocol::reportNumbers()
{
    reportFrames();
    if (const auto sent = m_local->lastCaptured(); sent && sent->number != m_lastSent) {
        m_lastSent = sent->number;
        writeLine({{"ev", "sent"}, {"t", double(toUnixMilliseconds(sent->at))}, {"n", sent->number}});
    }
    auto *source = m_call->picture(m_other, media::Context::Camera);
    const auto picture = source ? source->latest() : nullptr;
    const auto number = picture ? media::readFrameNumber(*picture, m_height) : std::nullopt;
    if (!number || number == m_lastShown)
        return;
    m_lastShown = number;
    const auto age = std::chrono::steady_clock::now().time_since_epoch() - std::chrono::nanoseconds(picture->shownAtNs);
    const double shownAt = wallMilliseconds() - std::chrono::duration<double, std::milli>(age).count();
    writeLine({{"ev", "shown"}, {"t", shownAt}, {"n", *number}});
}

void LineProtocol::onMeasures()
{
    reportFrames();
    for (const media::PeerMeasures &peer : m_call->measures()) {
        writeLine({{"ev", "stats"},
                   {"t", wallMilliseconds()},
                   {"in",
                    {{"bytesReceived", peer.video.bytesReceived},
                     {"framesReceived", peer.video.received},
                     {"framesDecoded", peer.video.decoded},
                     {"frameWidth", peer.pictureWidth},
                     {"frameHeight", peer.pictureHeight},
                     {"framesOpened", peer.video.opened},
                     {"framesRefused", peer.video.refused}}},
                   {"audio",
                    {{"totalSamplesReceived", peer.audioSamples},
                     {"concealedSamples", peer.audioConcealed},
                     {"bytesReceived", peer.audio.bytesReceived},
                     {"framesReceived", peer.audio.received},
                     {"framesOpened", peer.audio.opened},
                     {"framesRefused", peer.audio.refused},
                     {"framesDecoded", peer.audio.decoded}}},
                   {"out", {{"bytesSent", peer.video.bytesSent}, {"framesSent", peer.video.sent}, {"framesSealed", peer.video.sealed}}},
                   {"audioOut", {{"framesSent", peer.audio.sent}, {"framesSealed", peer.audio.sealed}}},
                   {"pair", {{"currentRoundTripTime", peer.roundTripMs / 1000}}}});
    }
}

} // namespace bedside::bot
