// SPDX-License-Identifier: Apache-2.0
// Control messages of a session: sending, acknowledging, sending again, and what each of them does.
#include "core/e2ee/safety_code.h"
#include "core/e2ee/session_impl.h"

#include <algorithm>
#include <utility>

namespace bedside::e2ee {

namespace {

constexpr std::size_t kMaxOutbox = 256;
constexpr std::size_t kMaxSeenIds = 1024;
constexpr std::size_t kMaxDelivered = 64;
constexpr Milliseconds kLeastRotation{1000};

template <class... Ts>
struct Overload : Ts... {
    using Ts::operator()...;
};
template <class... Ts>
Overload(Ts...) -> Overload<Ts...>;

} // namespace

Result<void> GroupSession::Impl::transmit(const ControlMessage &message)
{
    TRY(auto sealed, m_group.protectApplication(encodeControl(message)));
    if (sealed.size() > wire::kMaxGroupPayload)
        return Error(ErrorCode::TooLarge, "control message");
    emit(SendFrame{wire::FrameType::GroupMessage,
                   wire::GroupMessageRequest{m_visit, m_instance, std::move(sealed)}.encode(), true});
    return {};
}

Result<std::uint64_t> GroupSession::Impl::sendControl(Control control, bool reliable, std::optional<LeafNumber> to,
                                                      bool reported, Moment now)
{
    if (m_roster.size() < 2)
        return Error(ErrorCode::NotFound, "nobody else is here");
    if (reliable && m_outbox.size() >= kMaxOutbox)
        return Error(ErrorCode::TooLarge, "unacknowledged messages");
    ControlMessage message{reliable ? m_nextId++ : 0, std::move(control)};
    TRY_OK(transmit(message));
    if (!reliable)
        return std::uint64_t{0};
    Outgoing outgoing;
    outgoing.id = message.id;
    outgoing.control = std::move(message.control);
    for (const auto &one : m_roster) {
        outgoing.audience.insert(one.leafKey);
        if (to ? one.leaf == *to : !one.own)
            outgoing.waiting.insert(one.leaf);
    }
    outgoing.first = now.steady;
    outgoing.next = now.steady + Timing::kResend;
    outgoing.reported = reported;
    const auto id = outgoing.id;
    m_outbox.push_back(std::move(outgoing));
    return id;
}

void GroupSession::Impl::sendQuietly(Control control, bool reliable, std::optional<LeafNumber> to, Moment now)
{
    if (m_roster.size() < 2)
        return;
    if (const auto sent = sendControl(std::move(control), reliable, to, false, now); !sent.ok())
        refuse(sent.error());
}

Result<GroupSession::Sent> GroupSession::Impl::send(Control control, Moment now)
{
    std::optional<LeafNumber> to;
    bool reliable = true;
    if (auto *signal = std::get_if<MediaSignal>(&control)) {
        const auto *receiver = member(signal->to);
        if (!receiver || receiver->own)
            return Error(ErrorCode::NotFound, "leaf", signal->to);
        if (signal->body.size() > MediaSignal::kMaxBody)
            return Error(ErrorCode::TooLarge, "media signal");
        signal->fromKey = own().leafKey;
        signal->toKey = receiver->leafKey;
        to = signal->to;
    } else if (const auto *request = std::get_if<KeyFrameRequest>(&control)) {
        to = request->to;
        reliable = false;
    } else if (const auto *chat = std::get_if<Chat>(&control)) {
        if (chat->text.size() > Chat::kMaxText)
            return Error(ErrorCode::TooLarge, "chat line");
        if (m_distrusted)
            return Error(ErrorCode::SafetyCodeDiffers, "chat");
    } else if (const auto *state = std::get_if<MediaState>(&control)) {
        m_mediaState = *state; // those who join later hear it too
        if (m_roster.size() < 2)
            return Sent{0, take()};
    } else if (std::holds_alternative<RotateRequest>(control)) {
        reliable = false;
        if (isHost()) {
            TRY_OK(rotate(now));
            return Sent{0, take()};
        }
    } else if (const auto *head = std::get_if<LogHead>(&control)) {
        if (head->head.size() > LogHead::kMaxHead || head->proof.size() > LogHead::kMaxProof)
            return Error(ErrorCode::TooLarge, "log head");
    } else if (const auto *confirmed = std::get_if<SafetyCodeConfirmed>(&control)) {
        if (!confirmed->same)
            distrust();
    } else {
        return Error(ErrorCode::NotAuthorized, "a message of the session's own");
    }
    TRY(const auto id, sendControl(std::move(control), reliable, to, true, now));
    return Sent{id, take()};
}

// Somebody may be in between. The group itself goes on, so that the others can be told and the visit be ended.
void GroupSession::Impl::distrust()
{
    if (std::exchange(m_distrusted, true))
        return;
    emit(StopSending{});
    std::erase_if(m_outbox, [&](const auto &message) {
        if (!std::holds_alternative<Chat>(message.control))
            return false;
        emit(ControlUndelivered{message.id});
        return true;
    });
}

// ---- Sending again ----

// A chat line goes to those who were here when it was written, and to nobody who has joined since.
bool GroupSession::Impl::mayGo(const Outgoing &message) const
{
    return !std::holds_alternative<Chat>(message.control)
           || std::all_of(m_roster.begin(), m_roster.end(),
                          [&](const auto &one) { return message.audience.contains(one.leafKey); });
}

void GroupSession::Impl::sendAgain(Outgoing &message, Moment now)
{
    message.next = now.steady + Timing::kResend;
    if (const auto sent = transmit({message.id, message.control}); !sent.ok())
        refuse(sent.error());
}

void GroupSession::Impl::resendOutbox(Moment now)
{
    for (auto message = m_outbox.begin(); message != m_outbox.end();) {
        const bool due = now.steady >= message->next;
        const bool over = now.steady - message->first >= Timing::kGiveUp || (due && !mayGo(*message));
        if (!message->waiting.empty() && !over) {
            if (due)
                sendAgain(*message, now);
            ++message;
            continue;
        }
        if (message->reported && message->waiting.empty() && message->delivered)
            emit(ControlDelivered{message->id});
        else if (message->reported)
            emit(ControlUndelivered{message->id});
        message = m_outbox.erase(message);
    }
}

void GroupSession::Impl::serverBack(Moment now)
{
    for (auto &message : m_outbox)
        message.next = now.steady;
    resendOutbox(now);
    m_nextCommitResend = now.steady;
    resendCommits(now);
}

void GroupSession::Impl::flushDelivered(Moment now)
{
    for (auto &[leaf, peer] : m_peers) {
        while (!peer.toAcknowledge.empty()) {
            const auto count = std::min(peer.toAcknowledge.size(), kMaxDelivered);
            const auto end = peer.toAcknowledge.begin() + static_cast<std::ptrdiff_t>(count);
            sendQuietly(Delivered{leaf, {peer.toAcknowledge.begin(), end}}, false, leaf, now);
            peer.toAcknowledge.erase(peer.toAcknowledge.begin(), end);
        }
    }
}

void GroupSession::Impl::handle(LeafNumber from, const Delivered &delivered)
{
    if (delivered.to != ownLeaf())
        return;
    for (auto &message : m_outbox) {
        if (std::find(delivered.ids.begin(), delivered.ids.end(), message.id) == delivered.ids.end())
            continue;
        if (message.waiting.erase(from) > 0)
            message.delivered = true;
    }
    std::erase_if(m_outbox, [&](const auto &message) {
        if (!message.waiting.empty())
            return false;
        if (message.reported)
            emit(ControlDelivered{message.id});
        return true;
    });
}

// ---- Receiving ----

bool GroupSession::Impl::isForUs(const Control &control) const
{
    const auto us = ownLeaf();
    return std::visit(Overload{[&](const MediaSignal &signal) { return signal.to == us; },
                               [&](const KeyFrameRequest &request) { return request.to == us; },
                               [&](const Reveal &reveal) { return reveal.newcomer == us; },
                               [&](const Joined &) { return isHost(); }, [](const auto &) { return true; }},
                      control);
}

void GroupSession::Impl::receiveControl(LeafNumber from, ByteSpan plaintext, Moment now)
{
    auto message = decodeControl(plaintext);
    if (!message.ok())
        return refuse(message.error(), from);
    if (!isForUs(message->control))
        return;
    if (message->id != 0)
        return acceptReliable(from, std::move(*message), now);
    dispatch(from, std::move(*message), now);
}

// Acknowledges every time, acts once.
void GroupSession::Impl::acceptReliable(LeafNumber from, ControlMessage message, Moment now)
{
    const auto peer = m_peers.find(from);
    if (peer == m_peers.end())
        return;
    auto &seen = peer->second.seenIds;
    peer->second.toAcknowledge.push_back(message.id);
    if (seen.size() >= kMaxSeenIds && message.id < *seen.begin())
        return;
    if (!seen.insert(message.id).second)
        return;
    if (seen.size() > kMaxSeenIds)
        seen.erase(seen.begin());
    dispatch(from, std::move(message), now);
}

void GroupSession::Impl::dispatch(LeafNumber from, ControlMessage message, Moment now)
{
    const bool hostsOnly = std::holds_alternative<Heartbeat>(message.control)
                           || std::holds_alternative<Reveal>(message.control)
                           || std::holds_alternative<End>(message.control);
    if (hostsOnly && from != m_params.hostLeaf)
        return refuse(Error(ErrorCode::NotHost, "a host's message"), from);
    const auto id = message.id;
    std::visit(Overload{
                   [&](const MediaSignal &signal) { handle(from, id, signal); },
                   [&](const Heartbeat &beat) { handle(from, beat, now); },
                   [&](const EpochAck &ack) { acknowledged(from, ack.epoch); },
                   [&](const Joined &joined) { handle(from, joined, now); },
                   [&](const Reveal &reveal) { handle(from, reveal); },
                   [&](const End &end) { handle(from, end); },
                   [&](const Introduction &introduction) { handle(from, introduction); },
                   [&](const Delivered &delivered) { handle(from, delivered); },
                   [&](const EpochRequest &request) { handle(from, request, now); },
                   [&](const LeaveRequest &) {
                       if (!isHost())
                           return;
                       if (const auto removed = remove(from, false, now); !removed.ok())
                           refuse(removed.error(), from);
                   },
                   [&](const RotateRequest &) {
                       if (!isHost() || now.steady - m_lastCommit < kLeastRotation)
                           return;
                       if (const auto rotated = rotate(now); !rotated.ok())
                           refuse(rotated.error(), from);
                   },
                   [&](const SafetyCodeConfirmed &confirmed) {
                       if (confirmed.with == ownLeaf() && !confirmed.same)
                           distrust();
                       emit(ControlReceived{from, id, confirmed});
                   },
                   [&](const auto &other) { emit(ControlReceived{from, id, other}); },
               },
               message.control);
}

void GroupSession::Impl::handle(LeafNumber from, std::uint64_t id, const MediaSignal &signal)
{
    const auto *sender = member(from);
    if (!sender || signal.fromKey != sender->leafKey || signal.toKey != own().leafKey)
        return refuse(Error(ErrorCode::WrongSender, "keys of a media signal"), from);
    emit(ControlReceived{from, id, signal});
}

void GroupSession::Impl::handle(LeafNumber from, const Heartbeat &beat, Moment now)
{
    if (beat.tick <= m_tick)
        return refuse(Error(ErrorCode::Replayed, "heartbeat"), from);
    if (beat.epoch == m_group.epoch() && beat.transcriptHash != m_group.confirmedTranscriptHash())
        return fail(Error(ErrorCode::Split, "the host's transcript differs"));
    m_tick = beat.tick;
    if (beat.epoch > m_group.epoch())
        newerEpochSeen(beat.epoch, now);
    else if (beat.epoch == m_group.epoch())
        goOn();
}

void GroupSession::Impl::handle(LeafNumber from, const EpochRequest &request, Moment now)
{
    auto &asked = m_peers[from].epochAsked;
    asked = std::max(asked.value_or(0), request.epoch);
    answerEpochRequests(now);
}

void GroupSession::Impl::answerEpochRequests(Moment now)
{
    for (auto &[leaf, peer] : m_peers) {
        if (!peer.epochAsked || now.steady < peer.nextEpochAnswer)
            continue;
        peer.nextEpochAnswer = now.steady + Timing::kEpochAnswer;
        const auto asked = *std::exchange(peer.epochAsked, std::nullopt);
        for (const auto &[epoch, commit] : m_commits) {
            if (epoch >= peer.ackedEpoch && epoch < asked)
                emit(SendFrame{wire::FrameType::GroupMessage,
                               wire::GroupMessageRequest{m_visit, m_instance, commit}.encode(), true});
        }
        if (isHost() && leaf != ownLeaf())
            sendQuietly(Heartbeat{m_group.epoch(), m_group.confirmedTranscriptHash(), ++m_tick}, false, std::nullopt, now);
    }
}

void GroupSession::Impl::handle(LeafNumber from, const End &end)
{
    finish(SessionState::Ended);
    emit(Ended{from, end.outcome});
}

void GroupSession::Impl::handle(LeafNumber from, const Introduction &introduction)
{
    for (auto &one : m_roster) {
        if (one.leaf != from || !one.name.empty()) // what the hello said stands
            continue;
        one.name = introduction.name;
        emit(MemberNamed{from, one.name});
    }
}

void GroupSession::Impl::introduce(Moment now)
{
    if (!m_displayName.empty())
        sendQuietly(Introduction{m_displayName}, true, std::nullopt, now);
    if (m_mediaState)
        sendQuietly(*m_mediaState, true, std::nullopt, now);
}

// ---- The safety code ----

GroupSession::Impl::Code &GroupSession::Impl::startCode(LeafNumber other, const crypto::SignaturePublicKey &hostDevice,
                                                        const crypto::SignaturePublicKey &newcomerDevice)
{
    auto &code = m_codes[other];
    code = {};
    code.exported = m_group.exportSecret("bedside safety code", safetyCodeContext(hostDevice, newcomerDevice), 32);
    return code;
}

void GroupSession::Impl::completeCode(LeafNumber leaf, Code &code)
{
    code.digits = e2ee::safetyCode(code.exported, *code.hostNonce, *code.newcomerNonce);
    code.exported.wipe();
    emit(SafetyCodeReady{leaf, code.digits});
}

void GroupSession::Impl::handle(LeafNumber from, const Joined &joined, Moment now)
{
    const auto code = m_codes.find(from);
    if (!isHost() || code == m_codes.end() || code->second.newcomerNonce)
        return refuse(Error(ErrorCode::NotInState, "joined"), from);
    code->second.newcomerNonce = joined.nonce;
    sendQuietly(Reveal{from, *code->second.hostNonce}, true, from, now);
    completeCode(from, code->second);
}

void GroupSession::Impl::handle(LeafNumber from, const Reveal &reveal)
{
    const auto code = m_codes.find(from);
    if (code == m_codes.end() || code->second.hostNonce)
        return refuse(Error(ErrorCode::NotInState, "reveal"), from);
    if (nonceCommitment(reveal.nonce) != code->second.commitment)
        return fail(Error(ErrorCode::BadMac, "the host's nonce is not the one it committed to"));
    code->second.hostNonce = reveal.nonce;
    completeCode(from, code->second);
}

} // namespace bedside::e2ee
