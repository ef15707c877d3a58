// SPDX-License-Identifier: Apache-2.0
#include "core/media/path.h"

#include "core/crypto/random.h"
#include "core/media/local/worker.h"
#include "core/media/session_description.h"

namespace bedside::media {
namespace {

constexpr unsigned kMaxCandidates = 100; // a machine with many addresses has about 30

} // namespace

void Path::Receiving::onVerified()
{
    for (auto &chain : chains) {
        chain->gate().open(*opener);
        chain->retryHeld();
    }
}

Result<std::unique_ptr<Path>> Path::create(const Setup &setup, Role role, unsigned number)
{
    std::unique_ptr<Path> path(new Path(setup, role, number));
    TRY_OK(path->build());
    return path;
}

Path::Path(const Setup &setup, Role role, unsigned number)
    : m_setup(setup), m_role(role), m_number(number), m_createdAt(setup.transport.clock->steady())
{
}

Result<void> Path::build()
{
    TRY(m_transport, makeWebRtcTransport(m_setup.transport));
    const auto first = [this, post = m_life.poster(*m_setup.transport.executor)](Context context) {
        post([this, context] { m_setup.owner->decodedFirst(*this, context); });
    };
    for (const Context context : kAllMedia) {
        const auto index = static_cast<std::size_t>(context);
        TRY(m_receiving->chains[index], ReceiveChain::create(m_transport->pipeline(), context, m_setup.budget, m_setup.pictures[index],
                                                             *m_setup.transport.clock, *m_setup.playback, first));
    }
    m_transport->start(*m_receiving, *this, m_role);
    if (m_role == Role::Offerer) {
        m_connection = crypto::randomId<ConnectionId>();
        m_transport->createOffer();
    }
    return {};
}

Path::~Path() { close(); }

void Path::close()
{
    if (std::exchange(m_closed, true) || !m_transport)
        return;
    m_life.renew();
    m_transport->close([receiving = m_receiving] {});
    m_setup.transport.worker->post([transport = m_transport, receiving = m_receiving] {}); // the last handles go there
}

void Path::signal(SignalKind kind, Bytes body)
{
    m_setup.owner->sendSignal({m_connection.value_or(ConnectionId{}), kind, std::move(body)});
}

// The fingerprint goes first: the other side can judge as soon as the handshake ends.
void Path::onDescription(SignalKind kind, std::string sdp)
{
    signal(SignalKind::Fingerprint, toBytes(m_transport->ownFingerprint()));
    signal(kind, toBytes(asBytes(sdp)));
}

void Path::onCandidate(unsigned mLine, std::string candidate)
{
    signal(SignalKind::Candidate, ByteWriter().u16(static_cast<std::uint16_t>(mLine)).raw(asBytes(candidate)).bytes());
}

void Path::onTransportState(TransportState state, std::optional<Error> error)
{
    m_verified = m_verified || state == TransportState::Verified;
    m_failed = m_failed || state == TransportState::Failed;
    m_setup.owner->pathChanged(*this, state, error);
}

Result<void> Path::onSignal(const Signal &signal)
{
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

Result<void> Path::takeFingerprint(ByteSpan body)
{
    CertificateHash fingerprint;
    if (body.size() != fingerprint.size())
        return Error(ErrorCode::Malformed, "fingerprint");
    std::copy(body.begin(), body.end(), fingerprint.begin());
    m_expected = fingerprint;
    m_transport->expectFingerprint(fingerprint); // ours, or a second one: ends the connection
    return {};
}

Result<void> Path::takeDescription(const Signal &signal)
{
    const auto expected = m_role == Role::Offerer ? SignalKind::Answer : SignalKind::Offer;
    if (signal.kind != expected || m_described)
        return Error(ErrorCode::NotInState, "description");
    TRY_OK(checkDescription(asText(signal.body)));
    m_described = true;
    m_transport->setRemote(signal.kind, std::string(asText(signal.body)));
    return {};
}

Result<void> Path::takeCandidate(ByteSpan body)
{
    ByteReader reader(body);
    TRY(const auto mLine, reader.u16());
    TRY_OK(checkCandidate(asText(reader.rest())));
    if (mLine > kContexts || ++m_candidates > kMaxCandidates)
        return Error(ErrorCode::TooLarge, "candidate");
    m_transport->addRemoteCandidate(mLine, std::string(asText(reader.rest())));
    return {};
}

void Path::dropBefore(std::uint64_t epoch)
{
    m_transport->sendPort()->dropBefore(epoch);
    congestion().dropBefore(epoch);
}

void Path::retryHeld()
{
    for (auto &chain : m_receiving->chains)
        if (chain->gate().waitsForKey())
            chain->retryHeld();
}

bool Path::takeUnknownKey()
{
    bool any = false;
    for (auto &chain : m_receiving->chains)
        any = chain->gate().takeUnknownKey() || any;
    return any;
}

void Path::addTo(PeerMeasures &out) const
{
    if (const Route route = m_transport->route(); route != Route::Unknown)
        out.route = route;
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
        out.audioConcealed += context == Context::Microphone ? counts.concealed : 0;
        auto &first = isVideo(context) ? out.firstPictureAt : out.firstSoundAt;
        if (counts.first && (!first || *counts.first < *first))
            first = counts.first;
        if (context == Context::Camera && counts.width > 0) { // of the newest path that has one
            out.pictureWidth = counts.width;
            out.pictureHeight = counts.height;
        }
    }
}

} // namespace bedside::media
