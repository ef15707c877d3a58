// SPDX-License-Identifier: Apache-2.0
#include "core/media/peer.h"

#include "core/base/log.h"
#include "core/media/session_description.h"

#include <algorithm>

namespace bedside::media {
namespace {

constexpr Milliseconds kNegotiationLimit{30'000};
constexpr Milliseconds kSilenceLimit{10'000};  // RTCP alone comes every 2.5 to 7.5 s
constexpr Milliseconds kDeadLimit{4'000};      // and nothing answers what we send: an outage of 3 s heals by itself
constexpr Milliseconds kPathLimit{5'000};      // to verify a further path, before another is tried
constexpr Milliseconds kOldPath{1'500};        // after the switch, for what is still on its way
constexpr Milliseconds kOldPathLimit{10'000};  // if the other side is not heard on the new one
constexpr Milliseconds kRecoveryLimit{30'000}; // after the path has ended
constexpr std::size_t kMostPaths = 3;          // one that ends, the present one, the next
constexpr std::size_t kMostGone = 32;
constexpr double kOwnPerSecond = 0.1, kOwn = 4;
constexpr double kOthersPerSecond = 0.2, kOthers = 8; // so that nobody is refused who keeps to the other two

} // namespace

Result<std::unique_ptr<Peer>> Peer::create(const Setup &setup, Role role)
{
    std::unique_ptr<Peer> peer(new Peer(setup, role));
    TRY_OK(peer->addPath());
    peer->m_current = peer->m_paths.front().get();
    return peer;
}

Peer::Peer(const Setup &setup, Role role)
    : m_setup(setup), m_role(role), m_pathSetup{setup.transport, setup.playback, this, std::make_shared<HoldBudget>(), {}},
      m_own(kOwnPerSecond, kOwn), m_others(kOthersPerSecond, kOthers)
{
    for (const Context context : kAllMedia)
        if (isVideo(context))
            m_pathSetup.pictures[static_cast<std::size_t>(context)] = std::make_shared<PictureMailbox>();
}

Peer::~Peer()
{
    for (const auto &mailbox : m_pathSetup.pictures)
        if (mailbox)
            mailbox->setNotify({});
}

void Peer::assign(Leaf leaf, std::uint64_t sinceEpoch)
{
    m_assigned = true;
    m_leaf = leaf;
    m_sinceEpoch = sinceEpoch;
    m_current->setOpener(m_setup.keys->opener(leaf));
    m_startedAt = m_heardAt = now();
    for (const Signal &waiting : std::exchange(m_outbox, {}))
        m_setup.owner->sendSignal(m_leaf, waiting);
}

void Peer::sendSignal(const Signal &signal)
{
    if (m_assigned)
        m_setup.owner->sendSignal(m_leaf, signal);
    else
        m_outbox.push_back(signal);
}

// ---- Paths ------------------------------------------------------------------------------------------------------------

Result<void> Peer::addPath()
{
    while (m_paths.size() >= kMostPaths)
        drop(*m_paths.front());
    TRY(auto path, Path::create(m_pathSetup, m_role, m_made++));
    if (m_assigned)
        path->setOpener(m_setup.keys->opener(m_leaf));
    path->dropBefore(m_oldestEpoch);
    if (path->connection())
        m_lastOffered = *path->connection();
    m_paths.push_back(std::move(path));
    return {};
}

void Peer::drop(const Path &path)
{
    const auto found = std::find_if(m_paths.begin(), m_paths.end(), [&](const auto &one) { return one.get() == &path; });
    const std::shared_ptr<Path> gone = std::move(*found);
    m_paths.erase(found);
    gone->addTo(m_past);
    m_past.held = 0;
    if (gone->connection())
        m_gone.push_back(*gone->connection());
    if (m_gone.size() > kMostGone)
        m_gone.pop_front();
    gone->close();
    m_setup.transport.executor->post([gone] {}); // we may be in a call of its own
}

// The one that is being made: another takes its place.
void Peer::dropNext()
{
    while (m_paths.back().get() != m_current)
        drop(*m_paths.back());
}

Path *Peer::find(const ConnectionId &connection) const
{
    const auto found = std::find_if(m_paths.begin(), m_paths.end(), [&](const auto &path) { return path->connection() == connection; });
    return found == m_paths.end() ? nullptr : found->get();
}

void Peer::renew() { want(Want::Path); }

void Peer::want(Want what)
{
    if (!m_assigned || hasEnded())
        return;
    m_want = std::max(m_want, what);
    m_wantedAt = now();
    pursue();
}

// Until a path that was begun after the wish is verified: again and again, bounded.
void Peer::pursue()
{
    if (m_want == Want::Nothing || hasEnded())
        return;
    const Path &newest = *m_paths.back();
    const bool serves = m_want == Want::Path ? newest.createdAt() >= m_wantedAt : &newest != m_current;
    if (serves && !newest.hasFailed() && now() - newest.createdAt() < kPathLimit)
        return; // it is being made
    if (m_askedAt >= m_wantedAt && now() - m_askedAt < kPathLimit)
        return; // as the other side has been asked to
    if ((m_role == Role::Answerer && !newest.connection()) || !m_own.take(now()))
        return;
    if (m_role == Role::Offerer)
        return begin();
    m_askedAt = now();
    sendSignal({*newest.connection(), SignalKind::Renew, {}});
}

void Peer::begin()
{
    dropNext();
    const auto added = addPath();
    if (added.ok())
        logEvent(LogLevel::Info, "media.path-begun", {{"leaf", m_leaf}, {"path", m_made - 1}});
    else
        logEvent(LogLevel::Warning, "media.path-failed", {{"leaf", m_leaf}, {"error", added.error()}});
}

// ---- Signals ----------------------------------------------------------------------------------------------------------

Result<void> Peer::checkSignal(const Signal &signal) const
{
    if (signal.body.size() > kMaxSignalBody)
        return Error(ErrorCode::TooLarge, "signal", static_cast<std::int64_t>(signal.body.size()));
    if (signal.connection.isNull())
        return Error(ErrorCode::Malformed, "a signal without a connection");
    if (hasEnded())
        return Error(ErrorCode::NotInState, "the connection has ended");
    return {};
}

Result<void> Peer::onSignal(const Signal &signal)
{
    TRY_OK(checkSignal(signal));
    if (signal.kind == SignalKind::Renew)
        return takeRenew(signal);
    TRY(Path *path, pathOf(signal));
    return path->onSignal(signal);
}

Result<Path *> Peer::pathOf(const Signal &signal)
{
    if (Path *path = find(signal.connection))
        return path;
    if (m_role == Role::Answerer && !m_paths.back()->connection())
        return m_paths.back().get(); // which waits for the other side to name it
    const bool begins = (signal.kind == SignalKind::Fingerprint && signal.body.size() == CertificateHash().size())
                        || (signal.kind == SignalKind::Offer && checkDescription(asText(signal.body)).ok());
    if (m_role == Role::Offerer || !m_paths.front()->isDescribed() || !begins
        || std::find(m_gone.begin(), m_gone.end(), signal.connection) != m_gone.end())
        return Error(ErrorCode::WrongSender, "a signal of another connection");
    if (!m_others.take(now()))
        return Error(ErrorCode::TooLarge, "connections of one peer");
    dropNext();
    TRY_OK(addPath());
    return m_paths.back().get();
}

// The other side asks for a path newer than the newest it knows.
Result<void> Peer::takeRenew(const Signal &signal)
{
    if (m_role != Role::Offerer)
        return Error(ErrorCode::NotInState, "renew");
    if (signal.connection != m_lastOffered && !find(signal.connection))
        return Error(ErrorCode::WrongSender, "a signal of another connection");
    if (!signal.body.empty())
        return Error(ErrorCode::Malformed, "renew");
    if (signal.connection != m_lastOffered && now() - m_paths.back()->createdAt() < kPathLimit)
        return {}; // one is being made
    if (!m_others.take(now()))
        return Error(ErrorCode::TooLarge, "connections of one peer");
    begin();
    return {};
}

bool Peer::claims(ByteSpan fingerprint) const
{
    return std::any_of(m_paths.begin(), m_paths.end(), [&](const auto &path) {
        return path->expectedFingerprint() && equalBytes(*path->expectedFingerprint(), fingerprint);
    });
}

// ---- What the paths say -----------------------------------------------------------------------------------------------

void Peer::pathChanged(Path &path, TransportState state, std::optional<Error> error)
{
    switch (state) {
    case TransportState::Idle: break;
    case TransportState::Connecting:
        if (m_state == PeerState::Negotiating)
            become(PeerState::Connecting);
        break;
    case TransportState::Verified: onVerified(path); break;
    case TransportState::Lost:
        if (&path != m_current || m_state != PeerState::Live)
            break;
        become(PeerState::Lost);
        want(Want::PathUnlessHeard);
        break;
    case TransportState::Failed: onFailed(path, error.value_or(Error(ErrorCode::ConnectionLost))); break;
    }
}

void Peer::onVerified(Path &path)
{
    if (path.number() < m_current->number())
        return; // late
    if (m_want != Want::Path || path.createdAt() >= m_wantedAt)
        m_want = Want::Nothing;
    const bool switched = &path != m_current;
    m_current = &path;
    m_heardAt = now();
    if (!m_connectedAt)
        m_connectedAt = now();
    if (switched) {
        m_switchedAt = now();
        m_heardPackets = path.heard();
        logEvent(LogLevel::Info, "media.path-switched", {{"leaf", m_leaf}, {"path", path.number()}});
        if (m_state == PeerState::Live)
            m_setup.owner->pathSwitched(m_leaf);
    }
    become(PeerState::Live);
}

void Peer::onFailed(Path &path, const Error &error)
{
    if (error.code() == ErrorCode::CertificateMismatch)
        return end(error); // on a further path, too: somebody is in between
    if (&path != m_current)
        return drop(path);
    if (m_connectedAt && error.code() == ErrorCode::ConnectionLost) {
        m_failedAt = now();
        become(PeerState::Lost);
        return want(Want::PathUnlessHeard);
    }
    if (m_connectedAt || m_paths.size() == 1)
        return end(error);
    m_current = m_paths[1].get(); // the first path, which never worked: another is on its way
    drop(path);
}

void Peer::become(PeerState state, std::optional<Error> error)
{
    if (m_state == state || hasEnded())
        return;
    m_state = state;
    if (m_assigned)
        m_setup.owner->peerChanged(m_leaf, state, error);
}

void Peer::end(Error error)
{
    if (hasEnded())
        return;
    logEvent(LogLevel::Warning, "media.peer-failed", {{"leaf", m_leaf}, {"error", error}});
    for (const auto &path : m_paths)
        path->close();
    for (const auto &mailbox : m_pathSetup.pictures)
        if (mailbox)
            mailbox->clear();
    become(PeerState::Failed, error);
}

void Peer::decodedFirst(Path &path, Context context)
{
    if (!isVideo(context))
        return;
    for (const auto &other : m_paths)
        if (other->number() < path.number())
            other->stopShowing(context);
    if (!std::exchange(m_shown[static_cast<std::size_t>(context)], true))
        m_setup.owner->firstPicture(m_leaf);
}

void Peer::message(Bytes message)
{
    if (m_assigned)
        m_setup.owner->message(m_leaf, std::move(message));
}

void Peer::keyFrameAsked(Context context)
{
    ++m_keyFramesAsked;
    m_setup.owner->keyFrameAsked(context);
}

// ---- The call's questions ---------------------------------------------------------------------------------------------

// A new path's channel opens a moment after its media: until then the old one's is good.
Result<void> Peer::sendMessage(ByteSpan message)
{
    if (m_state != PeerState::Live && m_state != PeerState::Lost)
        return Error(ErrorCode::NotInState, "not connected");
    auto sent = m_current->sendMessage(message);
    for (auto older = m_paths.rbegin(); older != m_paths.rend() && !sent.ok(); ++older)
        if ((*older)->number() < m_current->number())
            sent = (*older)->sendMessage(message);
    return sent;
}

void Peer::dropBefore(std::uint64_t epoch)
{
    m_oldestEpoch = epoch;
    for (const auto &path : m_paths)
        path->dropBefore(epoch);
}

void Peer::retryHeld()
{
    for (const auto &path : m_paths)
        path->retryHeld();
}

bool Peer::takeUnknownKey()
{
    bool any = false;
    for (const auto &path : m_paths)
        any = path->takeUnknownKey() || any;
    return any;
}

bool Peer::isSpeaking() const
{
    return std::any_of(m_paths.begin(), m_paths.end(), [](const auto &path) { return path->isSpeaking(); });
}

void Peer::tick()
{
    if (!m_assigned || hasEnded())
        return;
    retryHeld(); // also lets those go that have waited too long
    watchSilence();
    if (hasEnded())
        return;
    tidy();
    pursue();
}

// libnice keeps a dead pair for long; that packets come is what counts.
void Peer::watchSilence()
{
    const std::uint64_t packets = m_current->heard();
    const auto silence = now() - m_heardAt;
    if (packets != m_heardPackets) {
        m_heardPackets = packets;
        m_heardAt = now();
        if (m_current->hasFailed())
            return;
        if (m_want == Want::PathUnlessHeard)
            m_want = Want::Nothing;
        if (m_state == PeerState::Lost)
            become(PeerState::Live);
    } else if (!m_connectedAt) {
        if (now() - *m_startedAt > kNegotiationLimit)
            end(m_state == PeerState::Connecting ? Error(ErrorCode::NoPath, "no path within 30 s")
                                                 : Error(ErrorCode::NegotiationFailed, "no description within 30 s"));
        else if (m_state == PeerState::Connecting && m_want == Want::Nothing && now() - *m_startedAt > kPathLimit)
            want(Want::Path);
    } else if (m_current->hasFailed()) {
        if (now() - m_failedAt > kRecoveryLimit)
            end(Error(ErrorCode::ConnectionLost, "no other path within 30 s"));
    } else {
        if (m_want == Want::Nothing && silence > (congestion().stalled ? kDeadLimit : kSilenceLimit))
            want(Want::PathUnlessHeard);
        if (m_state == PeerState::Live && silence > kSilenceLimit)
            become(PeerState::Lost);
    }
}

void Peer::tidy()
{
    while (m_paths.front().get() != m_current && now() - m_switchedAt > (m_current->heard() > 0 ? kOldPath : kOldPathLimit))
        drop(*m_paths.front());
    if (m_connectedAt && m_paths.back().get() != m_current && now() - m_paths.back()->createdAt() > 2 * kPathLimit)
        dropNext(); // nobody pursues it any more
}

PeerMeasures Peer::measures() const
{
    PeerMeasures out = m_past;
    for (const auto &path : m_paths)
        path->addTo(out);
    out.leaf = m_leaf;
    out.state = m_state;
    out.startedAt = m_startedAt;
    out.connectedAt = m_connectedAt;
    out.keyFramesAsked = m_keyFramesAsked;
    const auto measured = congestion();
    out.roundTripMs = double(measured.roundTrip.count()) / 1000;
    out.sendRate = measured.known ? measured.rate : 0;
    out.acknowledgedRate = measured.acknowledged;
    out.repairRate = measured.repairs;
    out.queueMs = double(measured.queue.count()) / 1000;
    out.backlogMs = double(measured.backlog.count()) / 1000;
    out.lossShare = measured.loss;
    return out;
}

} // namespace bedside::media
