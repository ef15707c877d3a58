// SPDX-License-Identifier: Apache-2.0
#include "core/media/peer.h"

#include "core/base/log.h"
#include "core/crypto/random.h"
#include "core/media/local/worker.h"
#include "core/media/session_description.h"

namespace bedside::media {
namespace {

constexpr unsigned kMaxCandidates = 100;         // a machine with many addresses has about 30
constexpr Milliseconds kNegotiationLimit{30'000};
constexpr Milliseconds kSilenceLimit{10'000};    // RTCP alone comes every 2.5 to 7.5 s

} // namespace

struct Peer::Receiving final : IncomingSink {
    std::shared_ptr<HoldBudget> budget = std::make_shared<HoldBudget>();
    std::array<std::unique_ptr<ReceiveChain>, kContexts> chains;
    std::optional<sframe::Opener> opener; // set before the transport may verify

    ReceiveChain &chain(Context context) { return *chains[static_cast<std::size_t>(context)]; }
    GstPad *sinkFor(Context context) override { return chain(context).sink(); }
    void onVerified() override
    {
        for (auto &chain : chains) {
            chain->gate().open(*opener);
            chain->retryHeld();
        }
    }
};

Result<std::unique_ptr<Peer>> Peer::create(const Setup &setup, Role role)
{
    std::unique_ptr<Peer> peer(new Peer(setup, role));
    TRY(peer->m_transport, makeWebRtcTransport(setup.transport));
    const auto first = [self = peer.get(), post = peer->m_life.poster(*setup.transport.executor)](Context context) {
        if (isVideo(context))
            post([self] { self->m_setup.owner->firstPicture(self->m_leaf); });
    };
    for (const Context context : kAllMedia) {
        TRY(peer->m_receiving->chains[static_cast<std::size_t>(context)],
            ReceiveChain::create(peer->m_transport->pipeline(), context, peer->m_receiving->budget,
                                 *setup.transport.clock, *setup.playback, first));
    }
    peer->m_transport->start(*peer->m_receiving, *peer, role);
    if (role == Role::Offerer) {
        peer->m_connection = crypto::randomId<ConnectionId>();
        peer->m_transport->createOffer();
    }
    return peer;
}

Peer::Peer(const Setup &setup, Role role) : m_setup(setup), m_role(role), m_receiving(std::make_shared<Receiving>()) {}

Peer::~Peer() { close({}); }

void Peer::close(std::function<void()> done)
{
    if (std::exchange(m_closed, true) || !m_transport)
        return;
    m_state = PeerState::Closed;
    m_life.renew();
    for (const Context context : kAllMedia)
        if (auto *mailbox = pictures(context))
            mailbox->setNotify({});
    m_transport->close([receiving = m_receiving] {});
    m_setup.transport.worker->post([transport = m_transport, receiving = m_receiving, done = std::move(done)] {
        if (done)
            done();
    });
}

void Peer::assign(Leaf leaf, std::uint64_t sinceEpoch)
{
    m_assigned = true;
    m_leaf = leaf;
    m_sinceEpoch = sinceEpoch;
    m_receiving->opener = m_setup.keys->opener(leaf);
    m_startedAt = m_heardAt = m_setup.transport.clock->steady();
    for (const Signal &waiting : std::exchange(m_outbox, {}))
        m_setup.owner->sendSignal(m_leaf, waiting);
}

void Peer::signal(SignalKind kind, Bytes body)
{
    Signal out{m_connection.value_or(ConnectionId{}), kind, std::move(body)};
    if (m_assigned)
        m_setup.owner->sendSignal(m_leaf, out);
    else
        m_outbox.push_back(std::move(out));
}

// The fingerprint goes first: the other side can judge as soon as the handshake ends.
void Peer::onDescription(SignalKind kind, std::string sdp)
{
    signal(SignalKind::Fingerprint, toBytes(m_transport->ownFingerprint()));
    signal(kind, toBytes(asBytes(sdp)));
}

void Peer::onCandidate(unsigned mLine, std::string candidate)
{
    signal(SignalKind::Candidate, ByteWriter().u16(static_cast<std::uint16_t>(mLine)).raw(asBytes(candidate)).bytes());
}

Result<void> Peer::checkConnection(const Signal &signal) const
{
    if (signal.body.size() > kMaxSignalBody)
        return Error(ErrorCode::TooLarge, "signal", static_cast<std::int64_t>(signal.body.size()));
    if (m_connection && signal.connection != *m_connection)
        return Error(ErrorCode::WrongSender, "a signal of another connection");
    if (signal.connection.isNull())
        return Error(ErrorCode::Malformed, "a signal without a connection");
    if (m_state == PeerState::Failed || m_state == PeerState::Closed)
        return Error(ErrorCode::NotInState, "the connection has ended");
    return {};
}

Result<void> Peer::onSignal(const Signal &signal)
{
    TRY_OK(checkConnection(signal));
    switch (signal.kind) {
    case SignalKind::Fingerprint: TRY_OK(takeFingerprint(signal.body)); break;
    case SignalKind::Offer:
    case SignalKind::Answer: TRY_OK(takeDescription(signal)); break;
    case SignalKind::Candidate: TRY_OK(takeCandidate(signal.body)); break;
    default: return Error(ErrorCode::UnknownType, "signal");
    }
    m_connection = signal.connection;
    return {};
}

Result<void> Peer::takeFingerprint(ByteSpan body)
{
    CertificateHash fingerprint;
    if (body.size() != fingerprint.size())
        return Error(ErrorCode::Malformed, "fingerprint");
    std::copy(body.begin(), body.end(), fingerprint.begin());
    m_expected = fingerprint;
    m_transport->expectFingerprint(fingerprint); // ours, or a second one: ends the connection
    return {};
}

Result<void> Peer::takeDescription(const Signal &signal)
{
    const auto expected = m_role == Role::Offerer ? SignalKind::Answer : SignalKind::Offer;
    if (signal.kind != expected || m_described)
        return Error(ErrorCode::NotInState, "description");
    TRY_OK(checkDescription(asText(signal.body)));
    m_described = true;
    m_transport->setRemote(signal.kind, std::string(asText(signal.body)));
    return {};
}

Result<void> Peer::takeCandidate(ByteSpan body)
{
    ByteReader reader(body);
    TRY(const auto mLine, reader.u16());
    TRY_OK(checkCandidate(asText(reader.rest())));
    if (mLine > kContexts || ++m_candidates > kMaxCandidates)
        return Error(ErrorCode::TooLarge, "candidate");
    m_transport->addRemoteCandidate(mLine, std::string(asText(reader.rest())));
    return {};
}

void Peer::onTransportState(TransportState state, std::optional<Error> error)
{
    switch (state) {
    case TransportState::Idle: break;
    case TransportState::Connecting:
        if (m_state == PeerState::Negotiating)
            become(PeerState::Connecting);
        break;
    case TransportState::Verified:
        if (!m_connectedAt)
            m_connectedAt = m_setup.transport.clock->steady();
        m_heardAt = m_setup.transport.clock->steady();
        become(PeerState::Live);
        break;
    case TransportState::Lost:
        if (m_state == PeerState::Live)
            become(PeerState::Lost);
        break;
    case TransportState::Failed: end(error.value_or(Error(ErrorCode::ConnectionLost))); break;
    }
}

void Peer::become(PeerState state, std::optional<Error> error)
{
    if (m_state == state || m_state == PeerState::Failed || m_state == PeerState::Closed)
        return;
    m_state = state;
    if (m_assigned)
        m_setup.owner->peerChanged(m_leaf, state, error);
}

void Peer::end(Error error)
{
    if (m_state == PeerState::Failed || m_state == PeerState::Closed)
        return;
    logEvent(LogLevel::Warning, "media.peer-failed", {{"leaf", m_leaf}, {"error", error}});
    m_life.renew();
    m_transport->close([receiving = m_receiving] {});
    for (const Context context : kAllMedia)
        if (auto *mailbox = pictures(context))
            mailbox->clear();
    become(PeerState::Failed, error);
}

void Peer::onChannelMessage(Bytes message)
{
    if (m_assigned)
        m_setup.owner->message(m_leaf, std::move(message));
}

void Peer::onKeyFrameAsked(Context context)
{
    ++m_keyFramesAsked;
    m_setup.owner->keyFrameAsked(context);
}

Result<void> Peer::sendMessage(ByteSpan message)
{
    if (m_state != PeerState::Live && m_state != PeerState::Lost)
        return Error(ErrorCode::NotInState, "not connected");
    return m_transport->sendMessage(message);
}

PictureMailbox *Peer::pictures(Context context)
{
    if (!isVideo(context) || !m_receiving->chains[static_cast<std::size_t>(context)])
        return nullptr;
    return &m_receiving->chain(context).pictures();
}

void Peer::retryHeld()
{
    for (auto &chain : m_receiving->chains)
        if (chain->gate().waitsForKey())
            chain->retryHeld();
}

bool Peer::takeUnknownKey()
{
    bool any = false;
    for (auto &chain : m_receiving->chains)
        any = chain->gate().takeUnknownKey() || any;
    return any;
}

void Peer::tick()
{
    if (!m_assigned || m_state == PeerState::Failed || m_state == PeerState::Closed)
        return;
    retryHeld(); // also lets those go that have waited too long
    watchSilence();
}

// libnice keeps a dead pair for long; that packets come is what counts.
void Peer::watchSilence()
{
    const SteadyTime now = m_setup.transport.clock->steady();
    const std::uint64_t packets = m_transport->tap().heard();
    if (packets != m_heardPackets) {
        m_heardPackets = packets;
        m_heardAt = now;
        if (m_state == PeerState::Lost)
            become(PeerState::Live);
    } else if (m_state == PeerState::Live && now - m_heardAt > kSilenceLimit) {
        become(PeerState::Lost);
    } else if (!m_connectedAt && now - *m_startedAt > kNegotiationLimit) {
        end(Error(ErrorCode::NegotiationFailed, "no connection within 30 s"));
    }
}

bool Peer::isSpeaking() const { return m_receiving->chain(Context::Microphone).speaking(); }

PeerMeasures Peer::measures() const
{
    PeerMeasures out;
    out.leaf = m_leaf;
    out.state = m_state;
    out.path = m_transport->path();
    out.startedAt = m_startedAt;
    out.connectedAt = m_connectedAt;
    out.keyFramesAsked = m_keyFramesAsked;
    const auto path = congestion();
    out.roundTripMs = double(path.roundTrip.count()) / 1000;
    out.sendRate = path.known ? path.rate : 0;
    out.acknowledgedRate = path.acknowledged;
    out.repairRate = path.repairs;
    out.queueMs = double(path.queue.count()) / 1000;
    out.backlogMs = double(path.backlog.count()) / 1000;
    out.lossShare = path.loss;
    for (const Context context : kAllMedia) {
        const auto counts = m_receiving->chain(context).counts();
        const auto sent = m_transport->tap().sent(context);
        MediumCounts &medium = isVideo(context) ? out.video : out.audio;
        medium.sent += sent.frames;
        medium.bytesSent += sent.bytes;
        medium.bytesReceived += m_transport->tap().received(context).bytes;
        medium.received += counts.frames.received;
        medium.opened += counts.frames.opened;
        medium.refused += counts.frames.refused;
        medium.decoded += counts.decoded;
        out.wrongLeaf += counts.frames.wrongLeaf;
        out.held += counts.frames.held;
        out.audioSamples += counts.samples;
        auto &first = isVideo(context) ? out.firstPictureAt : out.firstSoundAt;
        if (counts.first && (!first || *counts.first < *first))
            first = counts.first;
    }
    const auto camera = m_receiving->chains[static_cast<std::size_t>(Context::Camera)]->counts();
    out.pictureWidth = camera.width;
    out.pictureHeight = camera.height;
    return out;
}

} // namespace bedside::media
