// SPDX-License-Identifier: Apache-2.0
#include "core/media/call.h"

#include "core/media/congestion/rung_ladder.h"
#include "core/media/congestion/video_ladder.h"
#include "core/media/fan_out.h"
#include "core/media/local/worker.h"
#include "core/media/network_interfaces.h"
#include "core/media/peer.h"

#include <algorithm>
#include <cassert>
#include <map>
#include <thread>

namespace bedside::media {
namespace {

constexpr Milliseconds kTick{100};
constexpr int kTicksPerSecond = 10;
constexpr int kTicksPerLook = 2; // at the computer's addresses: 50 us
constexpr BitsPerSecond kAroundSound = 32'000; // headers and tags of 50 packets a second
constexpr unsigned kSoundRate = 32'000, kThinSoundRate = 24'000; // Opus: the second where it is a large part of all
constexpr BitsPerSecond kThinPath = 400'000, kWidePath = 500'000;
constexpr BitsPerSecond kAroundFrame = 78 * 8; // headers and tags of the one packet that a frame is on a thin path
constexpr double kMostRepairs = 0.3;
constexpr PictureSize kLowVideo{480, 270};
constexpr unsigned kLowVideoRate = 250'000;
constexpr Microseconds kLeastKeyFrameFloor{300'000}, kMostKeyFrameFloor{1'500'000}, kKeyFrameSlack{100'000};
constexpr Microseconds kRest{250'000}; // after a path has become much thinner: what waits in it has to leave
constexpr Microseconds kMostBacklog{150'000}, kEmptyQueue{30'000};

class RealCall final : public Call, private PeerOwner {
public:
    RealCall(Executor &executor, const Clock &clock, sframe::KeyStore &keys, Playback &playback, CallEvents &events,
             CallOptions options)
        : m_executor(executor), m_clock(clock), m_keys(keys), m_playback(playback), m_events(events), m_options(options),
          m_post(m_life.poster(executor)), m_fanOut(keys)
    {
        startTick();
    }
    ~RealCall() override
    {
        assertOwner();
        shutDown({}); // the worker's destructor waits for it
    }

    void prepare(Role role) override;
    void setRelays(SharedRelays relays) override;
    Result<void> addPeer(Leaf leaf, Role role, std::uint64_t sinceEpoch) override;
    void removePeer(Leaf leaf) override;
    Result<void> onSignal(Leaf from, const Signal &signal) override;
    void networkChanged() override;
    void epochInstalled() override;
    void senderSwitched() override;
    Result<void> sendMessage(Leaf to, ByteSpan message) override;
    PictureSource *picture(Leaf leaf, Context context) override;
    void clearPicture(Leaf leaf, Context context) override;
    std::vector<PeerMeasures> measures() const override;
    PeerState state(Leaf leaf) const override;
    bool isSpeaking(Leaf leaf) const override;
    void close(std::function<void()> closed) override { shutDown(std::move(closed)); }
    void pinRung(Rung best) override
    {
        m_rungs.pin(best);
        m_best = best; // from here on, before the ladder is asked again
    }
    void onEncoded(Context context, ByteSpan frame, bool, std::uint64_t capturedNs) override
    {
        const Rung rung = std::max(m_rung.load(std::memory_order_relaxed), m_best.load(std::memory_order_relaxed));
        if (rung == Rung::Text || (rung == Rung::Sound && isVideo(context)))
            return;
        m_fanOut.push(context, frame, capturedNs);
    }

private:
    void sendSignal(Leaf to, const Signal &signal) override;
    void peerChanged(Leaf leaf, PeerState state, std::optional<Error> error) override;
    void pathSwitched(Leaf leaf) override;
    void firstPicture(Leaf leaf) override;
    void message(Leaf leaf, Bytes message) override;
    void keyFrameAsked(Context context) override;

    void assertOwner() const { assert(std::this_thread::get_id() == m_ownerThread); }
    Peer *find(Leaf leaf) const;
    bool claimedByAnother(Leaf leaf, ByteSpan fingerprint) const;
    Result<std::unique_ptr<Peer>> makePeer(Role role);
    void askForKeyFrames();
    void keyFrameNeeded(Context context);
    Microseconds now() const { return std::chrono::duration_cast<Microseconds>(m_clock.steady().time_since_epoch()); }
    void updateTargets();
    void startTick();
    void tick();
    void steer();
    void setRung(RungChoice choice);
    void shutDown(std::function<void()> closed);

    Executor &m_executor;
    const Clock &m_clock;
    sframe::KeyStore &m_keys;
    Playback &m_playback;
    CallEvents &m_events;
    CallOptions m_options;
    const std::thread::id m_ownerThread = std::this_thread::get_id();
    Life m_life;
    Poster m_post;
    FanOut m_fanOut;
    Worker m_worker; // outlives the peers, whose pipelines end on it
    std::map<Leaf, std::unique_ptr<Peer>> m_peers;
    std::array<std::unique_ptr<Peer>, 2> m_prepared; // by Role
    std::optional<Executor::TimerId> m_timer;
    int m_ticks = 0;
    NetworkWatch m_network;
    VideoLadder m_ladder;
    VideoTarget m_target;
    RungLadder m_rungs;
    RungChoice m_choice;
    std::atomic<Rung> m_rung{Rung::Video}, m_best{Rung::Video}; // of m_choice, and what was pinned; for the streaming threads
    bool m_stalled = false;
    std::optional<Microseconds> m_restUntil;
    std::array<std::optional<Microseconds>, kContexts> m_keyFrameAt;
    Microseconds m_keyFrameFloor = kLeastKeyFrameFloor;
    bool m_closed = false;
};

Peer *RealCall::find(Leaf leaf) const
{
    const auto found = m_peers.find(leaf);
    return found == m_peers.end() ? nullptr : found->second.get();
}

Result<std::unique_ptr<Peer>> RealCall::makePeer(Role role)
{
    const Peer::Setup setup{{&m_executor, &m_worker, &m_clock, m_options}, &m_keys, &m_playback, this};
    return Peer::create(setup, role);
}

void RealCall::prepare(Role role)
{
    assertOwner();
    auto &slot = m_prepared[static_cast<std::size_t>(role)];
    if (slot || m_closed)
        return;
    if (auto peer = makePeer(role); peer.ok()) // a failure shows again, with its error, in addPeer
        slot = std::move(peer).value();
}

void RealCall::setRelays(SharedRelays relays)
{
    assertOwner();
    const auto state = [](const SharedRelays &of) { return of ? std::pair(of->servers.empty(), of->only) : std::pair(true, false); };
    const bool other = state(relays) != state(m_options.relays);
    m_options.relays = std::move(relays);
    for (auto &[leaf, peer] : m_peers)
        peer->setRelays(m_options.relays);
    for (const Role role : {Role::Offerer, Role::Answerer}) // a renewed password alone is no reason: an allocation outlives it
        if (other && std::exchange(m_prepared[static_cast<std::size_t>(role)], nullptr))
            prepare(role);
}

Result<void> RealCall::addPeer(Leaf leaf, Role role, std::uint64_t sinceEpoch)
{
    assertOwner();
    if (m_closed)
        return Error(ErrorCode::NotInState, "the call is closed");
    if (find(leaf))
        return Error(ErrorCode::AlreadyExists, "peer", leaf);
    auto peer = std::move(m_prepared[static_cast<std::size_t>(role)]);
    if (!peer || peer->state() == PeerState::Failed) {
        TRY(peer, makePeer(role));
    }
    Peer &added = *peer;
    m_peers.emplace(leaf, std::move(peer));
    added.assign(leaf, sinceEpoch);
    return {};
}

void RealCall::removePeer(Leaf leaf)
{
    assertOwner();
    m_peers.erase(leaf); // nothing is sent any more when this returns
    updateTargets();
}

// A second leaf that claims a fingerprint is refused, the first one keeps it: every member reads the signals, so that
// any could repeat another's, but none can say it before its owner did.
bool RealCall::claimedByAnother(Leaf leaf, ByteSpan fingerprint) const
{
    return std::any_of(m_peers.begin(), m_peers.end(),
                       [&](const auto &entry) { return entry.first != leaf && entry.second->claims(fingerprint); });
}

Result<void> RealCall::onSignal(Leaf from, const Signal &signal)
{
    assertOwner();
    Peer *peer = find(from);
    if (!peer)
        return Error(ErrorCode::NotFound, "no such peer", from);
    if (signal.kind == SignalKind::Fingerprint && claimedByAnother(from, signal.body)) {
        const Error error(ErrorCode::CertificateMismatch, "two leaves claim one certificate");
        m_post([this, from, error] {
            if (Peer *claimant = find(from))
                claimant->end(error);
        });
        return error;
    }
    return peer->onSignal(signal);
}

void RealCall::networkChanged()
{
    assertOwner();
    for (auto &[leaf, peer] : m_peers)
        peer->renew();
    for (const Role role : {Role::Offerer, Role::Answerer}) // what is prepared has the old addresses in it
        if (std::exchange(m_prepared[static_cast<std::size_t>(role)], nullptr))
            prepare(role);
}

void RealCall::epochInstalled()
{
    assertOwner();
    for (auto &[leaf, peer] : m_peers)
        peer->retryHeld();
}

void RealCall::senderSwitched()
{
    assertOwner();
    if (const auto epoch = m_keys.sendingEpoch())
        for (auto &[leaf, peer] : m_peers)
            peer->dropBefore(*epoch);
    askForKeyFrames();
}

void RealCall::askForKeyFrames()
{
    keyFrameNeeded(Context::Camera);
    keyFrameNeeded(Context::Screen);
}

Result<void> RealCall::sendMessage(Leaf to, ByteSpan message)
{
    assertOwner();
    Peer *peer = find(to);
    if (!peer)
        return Error(ErrorCode::NotFound, "no such peer", to);
    return peer->sendMessage(message);
}

PictureSource *RealCall::picture(Leaf leaf, Context context)
{
    assertOwner();
    Peer *peer = find(leaf);
    return peer ? peer->pictures(context) : nullptr;
}

void RealCall::clearPicture(Leaf leaf, Context context)
{
    assertOwner();
    Peer *peer = find(leaf);
    if (auto *mailbox = peer ? peer->pictures(context) : nullptr)
        mailbox->clear();
}

std::vector<PeerMeasures> RealCall::measures() const
{
    assertOwner();
    std::vector<PeerMeasures> out;
    for (const auto &[leaf, peer] : m_peers) {
        out.push_back(peer->measures());
        out.back().video.sealed = m_fanOut.sealed(Context::Camera) + m_fanOut.sealed(Context::Screen);
        out.back().audio.sealed = m_fanOut.sealed(Context::Microphone) + m_fanOut.sealed(Context::ScreenAudio);
    }
    return out;
}

PeerState RealCall::state(Leaf leaf) const
{
    assertOwner();
    const Peer *peer = find(leaf);
    return peer ? peer->state() : PeerState::Closed;
}

bool RealCall::isSpeaking(Leaf leaf) const
{
    assertOwner();
    const Peer *peer = find(leaf);
    return peer && peer->isSpeaking();
}

void RealCall::sendSignal(Leaf to, const Signal &signal)
{
    m_post([this, to, signal] { m_events.onSignal(to, signal); });
}

void RealCall::peerChanged(Leaf leaf, PeerState state, std::optional<Error> error)
{
    updateTargets();
    if (state == PeerState::Live)
        askForKeyFrames(); // it has nothing to decode yet
    m_post([this, leaf, state, error] { m_events.onPeerState(leaf, state, error); });
}

// What was paused for the old path begins again: this one tells nothing before something is sent on it.
void RealCall::pathSwitched(Leaf)
{
    updateTargets();
    m_stalled = false;
    const bool paused = m_choice.rung >= Rung::Sound;
    if (std::exchange(m_target.paused, paused) != paused)
        m_events.onVideoTarget(m_target);
    askForKeyFrames();
}

void RealCall::firstPicture(Leaf leaf) { m_events.onFirstPicture(leaf); }

void RealCall::message(Leaf leaf, Bytes message) { m_events.onMessage(leaf, std::move(message)); }

// By a peer, which goes on asking until it has one. While the last is on its way another would only take its place.
void RealCall::keyFrameAsked(Context context)
{
    const auto &last = m_keyFrameAt[static_cast<std::size_t>(context)];
    if (!last || now() - *last >= m_keyFrameFloor)
        keyFrameNeeded(context);
}

void RealCall::keyFrameNeeded(Context context)
{
    m_keyFrameAt[static_cast<std::size_t>(context)] = now();
    m_post([this, context] { m_events.onKeyFrameNeeded(context); });
}

void RealCall::updateTargets()
{
    FanOut::Targets targets;
    for (auto &[leaf, peer] : m_peers)
        if (peer->state() == PeerState::Live || peer->state() == PeerState::Lost)
            targets.push_back({peer->sendPort(), peer->sinceEpoch()});
    m_fanOut.setTargets(std::move(targets));
}

void RealCall::startTick()
{
    m_timer = m_executor.startTimer(kTick, [this, alive = std::weak_ptr(m_life.token())] {
        if (!alive.expired())
            tick();
    });
}

void RealCall::tick()
{
    startTick();
    steer();
    if (++m_ticks % kTicksPerLook == 0
        && m_network.changed(m_options.onlyLoopback ? std::vector<std::string>() : localAddresses(), m_clock.now(), m_clock.steady()))
        networkChanged();
    if (m_ticks % kTicksPerSecond != 0)
        return;
    for (auto &[leaf, peer] : m_peers) {
        peer->tick();
        if (peer->takeUnknownKey())
            m_post([this, leaf = leaf] { m_events.onUnknownKey(leaf); });
        if (peer->sendPort()->takeOverflow())
            askForKeyFrames();
    }
    m_events.onMeasures();
}

// One encoding for all: the slowest path decides.
void RealCall::steer()
{
    std::optional<BitsPerSecond> least;
    PathState worst{.rate = EstimatorLimits{}.most};
    bool queueEmpty = true, paused = false, stalled = false;
    const auto now = this->now();
    Microseconds takes{0};
    for (auto &[leaf, peer] : m_peers) {
        if (peer->takeFlushed()) {
            m_ladder.restart(now);
            m_restUntil = now + kRest;
        }
        const auto path = peer->congestion();
        if (peer->state() != PeerState::Live || !path.known)
            continue;
        const auto repairs = std::min(path.repairs, static_cast<BitsPerSecond>(kMostRepairs * double(path.rate)));
        const auto rate = path.rate - m_target.soundBitsPerSecond - kAroundSound - kAroundFrame * m_target.framesPerSecond - repairs;
        least = std::min(least.value_or(rate), rate);
        worst.rate = std::min(worst.rate, path.rate);
        worst.loss = std::max(worst.loss, path.loss);
        worst.queue = std::max(worst.queue, path.queue);
        takes = std::max(takes, path.roundTrip + path.backlog);
        queueEmpty = queueEmpty && path.queue < kEmptyQueue;
        stalled = stalled || path.stalled;
        paused = paused || path.stalled || path.backlog > kMostBacklog;
    }
    m_keyFrameFloor = std::clamp(takes + kKeyFrameSlack, kLeastKeyFrameFloor, kMostKeyFrameFloor);
    VideoTarget target = least ? m_ladder.next(*least, queueEmpty, now) : m_target;
    worst.stalled = stalled;
    worst.smallPicture = target.box.width <= kLowVideo.width;
    setRung(m_rungs.next(worst, now));
    const bool resting = m_restUntil && now < *m_restUntil;
    if (m_restUntil && !resting) {
        m_restUntil.reset();
        askForKeyFrames();
    }
    target.soundBitsPerSecond = !least || worst.rate > kWidePath ? kSoundRate : worst.rate < kThinPath ? kThinSoundRate : m_target.soundBitsPerSecond;
    target.paused = paused || resting || m_choice.rung >= Rung::Sound;
    if (m_choice == RungChoice{Rung::LowVideo, RungReason::Chosen} && target.box.width > kLowVideo.width) {
        target.box = kLowVideo;
        target.bitsPerSecond = std::min(target.bitsPerSecond, kLowVideoRate);
    }
    if (m_stalled && !stalled)
        askForKeyFrames(); // what was on its way is lost
    m_stalled = stalled;
    if (target != m_target) {
        m_target = target;
        m_events.onVideoTarget(target);
    }
}

void RealCall::setRung(RungChoice choice)
{
    if (choice == m_choice)
        return;
    if (m_choice.rung >= Rung::Sound && choice.rung < Rung::Sound)
        askForKeyFrames();
    m_choice = choice;
    m_rung = choice.rung;
    m_events.onRung(choice);
}

void RealCall::shutDown(std::function<void()> closed)
{
    assertOwner();
    m_fanOut.setTargets({});
    if (m_timer)
        m_executor.cancelTimer(*m_timer);
    m_timer.reset();
    m_closed = true;
    m_life.renew();
    m_peers.clear();
    m_prepared = {};
    if (!closed)
        return;
    const auto tell = [post = m_life.poster(m_executor), closed = std::move(closed)] { post(closed); };
    m_worker.post([tell, &worker = m_worker, relayed = m_options.relays != nullptr] {
        relayed ? worker.postAfter(kGiveBack, tell) : tell();
    });
}

} // namespace

Role roleOf(Leaf own, std::uint64_t ownSinceEpoch, Leaf other, std::uint64_t otherSinceEpoch)
{
    if (ownSinceEpoch != otherSinceEpoch)
        return ownSinceEpoch < otherSinceEpoch ? Role::Offerer : Role::Answerer;
    return own < other ? Role::Offerer : Role::Answerer;
}

Result<std::unique_ptr<Call>> Call::create(Executor &executor, const Clock &clock, sframe::KeyStore &keys,
                                           Playback &playback, CallEvents &events, CallOptions options)
{
    return std::unique_ptr<Call>(std::make_unique<RealCall>(executor, clock, keys, playback, events, options));
}

} // namespace bedside::media
