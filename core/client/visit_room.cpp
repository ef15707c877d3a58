// SPDX-License-Identifier: Apache-2.0
#include "core/client/visit_room.h"

#include "core/base/log.h"
#include "core/wire/messages.h"

#include <algorithm>

namespace bedside::client {
namespace {

constexpr Milliseconds kTick{100};
constexpr std::size_t kMostEarlySignals = 256;
constexpr std::size_t kMostChatLines = 2000;
constexpr int kMostHeads = 4; // of a member

// The 16 bytes that name a connection travel in front of the signal's body; the control message has room for 8 of them.
e2ee::MediaSignal toControl(media::Leaf to, const media::Signal &signal)
{
    e2ee::MediaSignal out;
    out.to = to;
    for (std::size_t i = 0; i < 8; ++i)
        out.connection = out.connection << 8 | signal.connection.bytes[i];
    out.kind = static_cast<e2ee::MediaSignal::Kind>(signal.kind);
    out.body = toBytes(signal.connection.bytes);
    append(out.body, signal.body);
    return out;
}

Result<media::Signal> fromControl(const e2ee::MediaSignal &control)
{
    if (control.kind < e2ee::MediaSignal::Kind::Offer || control.kind > e2ee::MediaSignal::Kind::Renew)
        return Error(ErrorCode::UnknownType, "media signal");
    ByteReader reader(control.body);
    TRY(const auto id, reader.take(media::ConnectionId::kSize));
    media::Signal signal;
    TRY(signal.connection, media::ConnectionId::fromBytes(id));
    signal.kind = static_cast<media::SignalKind>(control.kind);
    signal.body = toBytes(reader.rest());
    return signal;
}

// The MLS message inside a frame, as the peers' data channels carry it.
Result<Bytes> mlsMessageOf(wire::FrameType type, ByteSpan body)
{
    if (type == wire::FrameType::Commit) {
        TRY(auto commit, wire::CommitRequest::decode(body));
        return std::move(commit.commit);
    }
    TRY(auto message, wire::GroupMessageRequest::decode(body));
    return std::move(message.message);
}

std::string roleName(const e2ee::RosterMember &member)
{
    return member.roles.has(wire::Role::Clinician) ? "clinician" : "guest";
}

} // namespace

static_assert(static_cast<int>(LineRung::TextOnly) == static_cast<int>(media::Rung::Text)
                  && static_cast<int>(LineReason::Chosen) == static_cast<int>(media::RungReason::Chosen),
              "the screens' steps are the call's, in the same order");

VisitRoom::VisitRoom(Common &common, MediaDesk &media, RoomOwner &owner, e2ee::GroupSession session,
                     std::unique_ptr<CallLine> line)
    : m_common(common), m_media(media), m_owner(owner), m_session(std::move(session)), m_line(std::move(line)),
      m_tick(common.executor, kTick, [this] { tick(); })
{
    for (ChatLine &said : m_common.view.visit.chat) // in an instance whose host has gone
        said.failed = said.failed || (said.own && !said.delivered);
    m_chatIds.resize(m_common.view.visit.chat.size());
    m_common.view.visit.line = {.best = m_common.view.visit.line.best}; // what the person chose holds in every instance
    m_line->relay.target = this;
    m_media.setOnSwitched([this] { sendMediaState(); });
    m_tick.start();
}

VisitRoom::~VisitRoom()
{
    m_media.setOnSwitched(nullptr);
    if (const auto record = m_meter.record())
        m_common.keep(*record);
    m_common.view.visit.tiles.clear(); // the pictures go with the call
    if (m_line) {
        m_line->keys.wipeAll();
        m_media.close(std::move(m_line));
    }
}

// ---- Inputs --------------------------------------------------------------------------------------------------------

void VisitRoom::perform(e2ee::Effects effects)
{
    for (e2ee::Effect &effect : effects)
        std::visit([this](auto &one) { perform(one); }, effect);
}

void VisitRoom::onFrame(wire::FrameType type, ByteSpan body)
{
    if (type == wire::FrameType::Commit) {
        if (auto commit = wire::CommitDelivery::decode(body); commit.ok() && commit->instance == instance())
            m_lastSeq = std::max(m_lastSeq, commit->seq);
    } else if (type == wire::FrameType::GroupMessage) {
        if (auto message = wire::GroupMessageDelivery::decode(body); message.ok() && message->instance == instance())
            m_lastSeq = std::max(m_lastSeq, message->seq);
    }
    perform(m_session.receive(type, body, m_common.now()));
}

void VisitRoom::serverBack() { perform(m_session.serverBack(m_common.now())); }

void VisitRoom::tick()
{
    if (const auto hint = m_line->keys.takeNewerEpochHint(); hint && !m_distrusted)
        perform(m_session.newerEpochSeen(*hint, m_common.now()));
    if (m_line->keys.wantsNewEpoch() && std::exchange(m_askedAtEpoch, m_session.epoch()) != m_session.epoch()) {
        if (m_session.isHost()) {
            if (auto effects = m_session.rotate(m_common.now()); effects.ok())
                perform(std::move(effects).value());
        } else {
            send(e2ee::RotateRequest{});
        }
    }
    perform(m_session.tick(m_common.now()));
    watchSpeakers();
}

bool VisitRoom::send(e2ee::Control control, std::uint64_t *id)
{
    auto sent = m_session.send(std::move(control), m_common.now());
    if (!sent.ok()) {
        logEvent(LogLevel::Warning, "visit.send-refused", {{"error", sent.error()}});
        return false;
    }
    if (id)
        *id = sent->id;
    perform(std::move(sent->effects));
    return true;
}

void VisitRoom::sendChat(std::string text)
{
    ChatLine line;
    line.text = text;
    line.own = true;
    line.at = m_common.clock.now();
    auto sent = m_session.send(e2ee::Chat{std::move(text)}, m_common.now());
    line.failed = !sent.ok(); // it stays on the screen: nothing that was typed is lost
    m_common.view.visit.chat.push_back(std::move(line));
    m_chatIds.push_back(sent.ok() ? sent->id : 0);
    m_common.changed(Part::Visit);
    if (!sent.ok()) {
        if (sent.error().code() == ErrorCode::TooLarge)
            m_common.tell(sent.error());
        return logEvent(LogLevel::Warning, "visit.chat-refused", {{"error", sent.error()}});
    }
    perform(std::move(sent->effects));
    report(audit::EventType::ChatSent, "");
}

void VisitRoom::sendChatAgain(std::size_t line)
{
    auto &chat = m_common.view.visit.chat;
    if (line >= chat.size() || !chat[line].failed)
        return;
    std::string text = std::move(chat[line].text);
    chat.erase(chat.begin() + static_cast<std::ptrdiff_t>(line));
    m_chatIds.erase(m_chatIds.begin() + static_cast<std::ptrdiff_t>(line));
    sendChat(std::move(text));
}

void VisitRoom::confirmSafetyCode(std::uint32_t leaf, bool same)
{
    const auto found = m_codes.find(leaf);
    if (found == m_codes.end())
        return;
    found->second.confirmed = same;
    send(e2ee::SafetyCodeConfirmed{leaf, same});
    report(audit::EventType::SafetyCodeCompared, same ? "same" : "different");
    same ? showSecurity() : distrust(leaf);
}

// Somebody may be in between: picture and sound stop both ways and for good, while the group itself goes on, so that
// the other side is told and the visit can be ended. The session seals nothing more either.
void VisitRoom::distrust(e2ee::LeafNumber leaf)
{
    if (const auto code = m_codes.find(leaf); code != m_codes.end()) {
        code->second.differs = true;
        code->second.confirmed = false;
    }
    warn(Error(ErrorCode::SafetyCodeDiffers, "safety code"));
    m_distrusted = true;
    showTiles(); // lets go of the pictures first
    m_media.setSending(false);
    m_line->keys.wipeAll();
    showSecurity();
}

void VisitRoom::warn(std::optional<Error> warning)
{
    if (!m_distrusted)
        m_common.view.visit.warning = warning;
}

void VisitRoom::sendMediaState()
{
    if (m_members.empty())
        return;
    const LineState &line = m_common.view.visit.line;
    const bool picture = line.rung < LineRung::SoundOnly, sound = line.rung < LineRung::TextOnly;
    send(e2ee::MediaState{m_media.microphoneOn() && sound, m_media.cameraOn() && picture, false,
                          !picture && line.reason != LineReason::Chosen});
}

void VisitRoom::limitLine(LineRung best)
{
    m_common.view.visit.line.best = best;
    if (m_line->call)
        m_line->call->pinRung(static_cast<media::Rung>(best));
    m_common.changed(Part::Visit);
}

void VisitRoom::endForAll(wire::EndOutcome outcome) { perform(m_session.endForAll(outcome, m_common.now())); }
void VisitRoom::leave() { perform(m_session.leave(m_common.now())); }

void VisitRoom::attachMedia()
{
    if (!m_line->call)
        return;
    m_line->call->pinRung(static_cast<media::Rung>(m_common.view.visit.line.best));
    for (auto &[leaf, member] : m_members)
        connect(member);
    for (auto &[leaf, signal] : std::exchange(m_earlySignals, {}))
        (void)m_line->call->onSignal(leaf, signal).ok();
    showTiles();
}

// ---- Effects of the group ------------------------------------------------------------------------------------------

void VisitRoom::perform(e2ee::SendFrame &effect)
{
    if (effect.toPeers && m_line->call) {
        if (const auto message = mlsMessageOf(effect.type, effect.body); message.ok() && message->size() <= media::kMaxChannelMessage) {
            for (const auto &[leaf, member] : m_members)
                (void)m_line->call->sendMessage(leaf, *message).ok(); // the server's way is the other one
        }
    }
    m_owner.sendFrame(effect.type, std::move(effect.body));
}

void VisitRoom::perform(e2ee::EpochInstalled &effect)
{
    if (!std::exchange(m_knowsOwnSince, true))
        m_ownSince = effect.epoch;
    const auto installed = m_distrusted ? Result<void>()
                                        : m_line->keys.installEpoch(effect.instance, effect.epoch, effect.baseKey,
                                                                    effect.ownLeaf, effect.leaves);
    if (!installed.ok()) {
        report(audit::EventType::KeyFailed, errorName(installed.error().code()));
        warn(installed.error());
    }
    m_epochs.push_back(effect.epoch);
    if (m_line->call)
        m_line->call->epochInstalled();
    showSecurity();
}

void VisitRoom::perform(e2ee::SwitchSender &effect)
{
    if (const auto switched = m_line->keys.switchSender(effect.instance, effect.epoch); !switched.ok()) {
        report(audit::EventType::KeyFailed, errorName(switched.error().code()));
        return;
    }
    if (m_line->call)
        m_line->call->senderSwitched();
}

void VisitRoom::perform(e2ee::WipeEpoch &effect) { m_line->keys.wipeEpoch(effect.instance, effect.epoch); }

void VisitRoom::perform(e2ee::WipeAll &)
{
    m_media.setSending(false);
    m_line->keys.wipeAll();
}

void VisitRoom::perform(e2ee::StopSending &)
{
    m_line->keys.stopSending();
    showSecurity();
}

void VisitRoom::perform(e2ee::RosterChanged &effect)
{
    for (const e2ee::RosterMember &member : effect.left)
        part(member.leaf);
    for (const e2ee::RosterMember &member : effect.joined)
        join(member);
    showTiles();
    if (!effect.joined.empty())
        sendMediaState();
}

void VisitRoom::perform(e2ee::MemberNamed &effect)
{
    if (const auto member = m_members.find(effect.leaf); member != m_members.end())
        member->second.roster.name = effect.name;
    if (const auto seen = m_seen.find(effect.leaf); seen != m_seen.end())
        seen->second.name = effect.name;
    showTiles();
    m_owner.onNamed();
}

void VisitRoom::perform(e2ee::ControlReceived &effect)
{
    std::visit([&](const auto &control) { receive(effect.from, control); }, effect.control);
}

void VisitRoom::perform(e2ee::ControlDelivered &effect)
{
    for (std::size_t i = 0; i < m_chatIds.size(); ++i) {
        if (effect.id != 0 && m_chatIds[i] == effect.id)
            m_common.view.visit.chat[i].delivered = true;
    }
    m_common.changed(Part::Visit);
}

void VisitRoom::perform(e2ee::ControlUndelivered &effect)
{
    for (std::size_t i = 0; i < m_chatIds.size(); ++i) {
        if (effect.id != 0 && m_chatIds[i] == effect.id)
            m_common.view.visit.chat[i].failed = true;
    }
    m_common.changed(Part::Visit);
}

void VisitRoom::perform(e2ee::SafetyCodeReady &effect)
{
    SafetyCode &code = m_codes[effect.leaf];
    code.leaf = effect.leaf;
    code.digits = effect.digits;
    showSecurity();
}

void VisitRoom::perform(e2ee::Admitted &effect) { m_owner.onAdmitted(effect); }
void VisitRoom::perform(e2ee::AdmissionFailed &effect) { m_owner.onAdmissionFailed(effect); }
void VisitRoom::perform(e2ee::InviteBound &effect) { m_owner.onInviteBound(effect); }

void VisitRoom::perform(e2ee::StateChanged &effect)
{
    switch (effect.state) {
    case e2ee::SessionState::Active: return;
    case e2ee::SessionState::Left: return over(RoomEnd::Left, std::nullopt);
    case e2ee::SessionState::Removed: return over(RoomEnd::Removed, std::nullopt);
    case e2ee::SessionState::Ended: return over(RoomEnd::EndedForAll, std::nullopt);
    case e2ee::SessionState::Failed: return; // Failed says why
    }
}

void VisitRoom::perform(e2ee::Warning &effect)
{
    warn(effect.error);
    showSecurity();
}

void VisitRoom::perform(e2ee::WarningCleared &)
{
    warn(std::nullopt);
    showSecurity();
}

void VisitRoom::perform(e2ee::Failed &effect)
{
    if (effect.error.code() == ErrorCode::ConnectionLost)
        return over(RoomEnd::HostGone, effect.error);
    report(audit::EventType::KeyFailed, errorName(effect.error.code()));
    over(RoomEnd::Failed, effect.error);
}

void VisitRoom::perform(e2ee::Ended &) { over(RoomEnd::EndedForAll, std::nullopt); }

void VisitRoom::perform(e2ee::Refused &effect)
{
    // What comes over the server and over the peer as well is a replay the second time.
    const bool duplicate = effect.error.code() == ErrorCode::Replayed;
    logEvent(duplicate ? LogLevel::Debug : LogLevel::Warning, "visit.message-refused",
             {{"error", effect.error}, {"leaf", effect.from ? static_cast<std::int64_t>(*effect.from) : -1}});
}

void VisitRoom::over(RoomEnd end, std::optional<Error> error)
{
    if (std::exchange(m_over, true))
        return;
    m_tick.stop();
    if (error)
        m_meter.fail(*error);
    // Later: we are inside an input of ours, and the owner will destroy this.
    m_common.executor.post([this, alive = std::weak_ptr(m_alive), end, error] {
        if (!alive.expired())
            m_owner.onOver(end, error);
    });
}

// ---- Control messages ----------------------------------------------------------------------------------------------

void VisitRoom::receive(e2ee::LeafNumber from, const e2ee::Chat &chat)
{
    if (m_common.view.visit.chat.size() >= kMostChatLines)
        return;
    ChatLine line;
    line.text = chat.text;
    const auto member = m_members.find(from);
    line.from = member == m_members.end() ? std::string() : m_owner.nameOf(member->second.roster);
    line.delivered = true;
    line.at = m_common.clock.now();
    m_common.view.visit.chat.push_back(std::move(line));
    m_chatIds.push_back(0);
    m_common.changed(Part::Visit);
}

void VisitRoom::receive(e2ee::LeafNumber from, const e2ee::MediaSignal &control)
{
    auto signal = fromControl(control);
    if (!signal.ok())
        return logEvent(LogLevel::Warning, "visit.signal-refused", {{"error", signal.error()}});
    if (!m_line->call) {
        if (m_earlySignals.size() < kMostEarlySignals)
            m_earlySignals.emplace_back(from, std::move(signal).value());
        return;
    }
    if (const auto taken = m_line->call->onSignal(from, *signal); !taken.ok())
        logEvent(LogLevel::Warning, "visit.signal-refused", {{"error", taken.error()}});
}

void VisitRoom::receive(e2ee::LeafNumber from, const e2ee::MediaState &state)
{
    const auto member = m_members.find(from);
    if (member == m_members.end())
        return;
    member->second.said = state;
    if (!state.cameraOn && m_line->call)
        m_line->call->clearPicture(from, media::Context::Camera);
    showTiles();
}

void VisitRoom::receive(e2ee::LeafNumber, const e2ee::KeyFrameRequest &) { m_media.requestKeyFrame(); }

void VisitRoom::receive(e2ee::LeafNumber from, const e2ee::SafetyCodeConfirmed &confirmed)
{
    if (confirmed.with == m_session.ownLeaf() && !confirmed.same)
        distrust(from);
}

void VisitRoom::receive(e2ee::LeafNumber, const e2ee::RotateRequest &)
{
    if (!m_session.isHost())
        return;
    if (auto effects = m_session.rotate(m_common.now()); effects.ok())
        perform(std::move(effects).value());
}

void VisitRoom::receive(e2ee::LeafNumber from, const e2ee::LogHead &head)
{
    if (m_headsFrom[from]++ < kMostHeads)
        m_owner.onLogHead(head);
}

void VisitRoom::logRefused(const Error &error)
{
    logEvent(LogLevel::Error, "log.refused", {{"error", error}});
    m_common.tell(error);
    report(audit::EventType::KeyFailed, errorName(error.code()));
}

// ---- Members and their connections -----------------------------------------------------------------------------------

void VisitRoom::join(const e2ee::RosterMember &member)
{
    if (member.own || m_members.contains(member.leaf))
        return;
    Member added;
    added.roster = member;
    // A newcomer finds the others there already; one that comes later came with the present epoch.
    const bool wasThere = m_session.epoch() == m_ownSince && !m_session.isHost();
    added.sinceEpoch = wasThere ? 0 : m_session.epoch();
    added.role = media::roleOf(m_session.ownLeaf(), m_ownSince, member.leaf, added.sinceEpoch);
    added.admitAt = m_admitAt;
    ++m_membersSeen;
    m_seen.insert_or_assign(member.leaf, member);
    connect(m_members.emplace(member.leaf, std::move(added)).first->second);
}

void VisitRoom::connect(Member &member)
{
    if (member.added || !m_line->call)
        return;
    const std::uint64_t since = std::max(member.sinceEpoch, m_ownSince);
    const auto added = m_line->call->addPeer(member.roster.leaf, member.role, since);
    member.added = added.ok();
    if (!added.ok())
        member.failure = added.error();
}

void VisitRoom::part(e2ee::LeafNumber leaf)
{
    m_members.erase(leaf);
    m_codes.erase(leaf);
    showTiles(); // lets go of the picture first
    if (m_line->call)
        m_line->call->removePeer(leaf);
    showSecurity();
}

void VisitRoom::onSignal(media::Leaf to, const media::Signal &signal) { send(toControl(to, signal)); }

void VisitRoom::onPeerState(media::Leaf leaf, media::PeerState state, std::optional<Error> error)
{
    const auto member = m_members.find(leaf);
    if (member == m_members.end())
        return;
    logEvent(LogLevel::Info, "visit.peer", {{"leaf", leaf}, {"state", static_cast<int>(state)}});
    member->second.failure = error;
    m_session.peerAlive(leaf, state == media::PeerState::Live, m_common.now());
    if (state == media::PeerState::Live && !m_distrusted && !std::exchange(m_sending, true))
        m_media.setSending(true);
    if (state == media::PeerState::Lost)
        report(audit::EventType::MediaInterrupted, errorName(ErrorCode::ConnectionLost));
    if (state == media::PeerState::Failed && error) {
        const bool certificate = error->code() == ErrorCode::CertificateMismatch;
        report(certificate ? audit::EventType::CertificateFailed : audit::EventType::MediaInterrupted, errorName(error->code()));
        warn(error);
    }
    m_measured = m_line->call->measures();
    showTiles();
    showSecurity();
}

void VisitRoom::onFirstPicture(media::Leaf leaf)
{
    m_pictureSeen = true;
    if (const auto member = m_members.find(leaf); member != m_members.end())
        member->second.firstFrameAt = m_common.clock.steady();
    m_measured = m_line->call->measures();
    showTiles();
    showSecurity();
}

void VisitRoom::onMessage(media::Leaf, Bytes message) { perform(m_session.receiveFromPeer(message, m_common.now())); }

void VisitRoom::onKeyFrameNeeded(media::Context context)
{
    if (media::isVideo(context))
        m_media.requestKeyFrame();
}

void VisitRoom::onVideoTarget(media::VideoTarget target) { m_media.setVideoTarget(target); }

void VisitRoom::onRung(media::RungChoice choice)
{
    LineState &line = m_common.view.visit.line;
    const LineState before = std::exchange(line, {static_cast<LineRung>(choice.rung), static_cast<LineReason>(choice.reason), line.best});
    logEvent(LogLevel::Info, "visit.line", {{"rung", static_cast<int>(choice.rung)}, {"reason", static_cast<int>(choice.reason)}});
    sendMediaState();
    const bool weak = line.rung >= LineRung::SoundOnly && line.reason != LineReason::Chosen;
    const bool wasWeak = before.rung >= LineRung::SoundOnly && before.reason != LineReason::Chosen;
    if (weak)
        report(audit::EventType::MediaInterrupted, line.rung == LineRung::SoundOnly ? audit::kWeakLineSoundOnly : audit::kWeakLineTextOnly);
    else if (wasWeak)
        report(audit::EventType::MediaRestored, "");
    m_common.changed(Part::Visit);
}

void VisitRoom::onMeasures()
{
    m_measured = m_line->call->measures();
    for (const media::PeerMeasures &peer : m_measured)
        if (const auto member = m_members.find(peer.leaf); member != m_members.end())
            member->second.picture.count(peer.video.decoded, !member->second.said || member->second.said->cameraOn, m_common.clock.steady());
    m_meter.add(m_measured, m_common.view.visit.line.rung, m_common.clock.now());
    showTiles();
    showSecurity();
}

void VisitRoom::onUnknownKey(media::Leaf) {} // the KeyStore's hint, read at the next tick, says the epoch

// ---- What is shown -----------------------------------------------------------------------------------------------------

TileState VisitRoom::tileState(const Member &member, const media::PeerMeasures *measured) const
{
    if (m_distrusted || (member.failure && member.failure->code() == ErrorCode::CertificateMismatch))
        return TileState::NotVerified;
    if (!m_line->call || !measured)
        return TileState::WaitingForConnection;
    switch (measured->state) {
    case media::PeerState::Negotiating:
    case media::PeerState::Connecting: return TileState::WaitingForConnection;
    case media::PeerState::Lost: return TileState::WeakLine;
    case media::PeerState::Failed:
    case media::PeerState::Closed: return TileState::Gone;
    case media::PeerState::Live: break;
    }
    if (member.said && !member.said->cameraOn)
        return member.said->weakLine ? TileState::WeakLine : TileState::CameraOff;
    if (member.firstFrameAt)
        return member.picture.hasStopped(m_common.clock.steady()) ? TileState::PictureStopped : TileState::Live;
    return measured->held > 0 ? TileState::WaitingForKey : TileState::WaitingForPicture;
}

bool VisitRoom::isSpeaking(const Member &member) const
{
    const bool microphoneOn = !member.said || member.said->microphoneOn;
    return microphoneOn && !m_distrusted && m_line->call && m_line->call->isSpeaking(member.roster.leaf);
}

void VisitRoom::watchSpeakers()
{
    const auto &tiles = m_common.view.visit.tiles;
    if (std::any_of(tiles.begin(), tiles.end(), [this](const Tile &tile) {
            const auto member = m_members.find(tile.leaf);
            return member != m_members.end() && tile.speaking != isSpeaking(member->second);
        }))
        showTiles();
}

void VisitRoom::showTiles()
{
    std::vector<Tile> tiles;
    for (const auto &[leaf, member] : m_members) {
        const auto measured = std::find_if(m_measured.begin(), m_measured.end(),
                                           [leaf = leaf](const media::PeerMeasures &one) { return one.leaf == leaf; });
        Tile tile;
        tile.leaf = leaf;
        tile.name = m_owner.nameOf(member.roster);
        tile.role = roleName(member.roster);
        tile.state = tileState(member, measured == m_measured.end() ? nullptr : &*measured);
        tile.microphoneOn = !member.said || member.said->microphoneOn;
        tile.cameraOn = !member.said || member.said->cameraOn;
        tile.speaking = isSpeaking(member);
        tile.picture = m_line->call && !m_distrusted ? m_line->call->picture(leaf, media::Context::Camera) : nullptr;
        tiles.push_back(std::move(tile));
    }
    m_common.view.visit.tiles = std::move(tiles);
    m_common.changed(Part::Visit);
}

void VisitRoom::showSecurity()
{
    SecurityView &view = m_common.view.visit.security;
    view.epoch = m_session.epoch();
    view.mlsSuite = e2ee::GroupSession::mlsSuite();
    view.sframeSuite = e2ee::GroupSession::sframeSuite();
    view.liveVerified = m_session.isVerifiedLive();
    view.locked = m_session.isLocked();
    view.stopped = m_distrusted;
    view.peers = static_cast<int>(m_members.size());
    view.verifiedPeers = 0;
    int opened = 0;
    for (const media::PeerMeasures &peer : m_measured) {
        if (!m_members.contains(peer.leaf) || peer.state != media::PeerState::Live)
            continue;
        ++view.verifiedPeers; // Live means: the certificate is the one that the leaf signed
        opened += peer.video.opened + peer.audio.opened > 0 ? 1 : 0;
    }
    // Not what was asked for: every connection is checked and from every member sealed frames have been opened.
    view.encrypted = !m_distrusted && view.peers > 0 && view.verifiedPeers == view.peers && opened == view.peers && view.liveVerified;
    view.peerCertificate = view.verifiedPeers == view.peers && view.peers > 0 ? "checked" : "not checked";
    view.codes.clear();
    for (const auto &[leaf, code] : m_codes)
        view.codes.push_back(code);
    m_common.changed(Part::Visit);
}

void VisitRoom::report(audit::EventType event, std::string_view detail)
{
    wire::EventReport entry{visit(), std::string(audit::eventName(event)), std::string(detail)};
    m_owner.sendFrame(wire::FrameType::Event, entry.encode());
}

std::vector<std::string> VisitRoom::people() const
{
    std::vector<std::string> names;
    for (const auto &[leaf, member] : m_seen)
        names.push_back(m_owner.nameOf(member));
    return names;
}

bool VisitRoom::soundHeard() const
{
    return std::any_of(m_measured.begin(), m_measured.end(),
                       [](const media::PeerMeasures &peer) { return peer.audio.decoded > 0; });
}

Measures VisitRoom::measures() const
{
    const auto counts = [](const media::MediumCounts &from) {
        return DirectionCounts{from.sealed, from.sent, from.received, from.opened, from.refused, from.decoded};
    };
    const auto milliseconds = [](const std::optional<SteadyTime> &at) {
        return at ? std::int64_t{at->time_since_epoch().count()} : -1;
    };
    Measures out;
    out.epochs = m_epochs;
    for (const media::PeerMeasures &peer : m_line->call ? m_line->call->measures() : m_measured) {
        PeerMeasures one;
        one.leaf = peer.leaf;
        one.video = counts(peer.video);
        one.audio = counts(peer.audio);
        one.audioSamplesPlayed = peer.audioSamples;
        one.pictureWidth = peer.pictureWidth;
        one.pictureHeight = peer.pictureHeight;
        one.roundTripMs = peer.roundTripMs;
        one.relayed = peer.route == media::Route::Relayed;
        if (const auto member = m_members.find(peer.leaf); member != m_members.end()) {
            one.admittedAtMs = milliseconds(member->second.admitAt);
            one.firstFrameAtMs = milliseconds(member->second.firstFrameAt);
        }
        out.peers.push_back(one);
    }
    return out;
}

} // namespace bedside::client
