// SPDX-License-Identifier: Apache-2.0
// Incoming messages of a session, and the profile's judgement on a commit before it is applied.
#include "core/e2ee/session_impl.h"

#include <algorithm>

namespace bedside::e2ee {

namespace {

constexpr std::size_t kMaxEarly = 64;
constexpr std::size_t kMaxEarlyBytes = 512 * 1024;
constexpr std::uint64_t kEpochsAhead = 4;
constexpr Milliseconds kReack{1000};

} // namespace

void GroupSession::Impl::receiveFrame(wire::FrameType type, ByteSpan body, Moment now)
{
    const auto ours = [&](const auto &frame) { return frame.visit == m_visit && frame.instance == m_instance; };
    if (type == wire::FrameType::Commit) {
        const auto frame = wire::CommitDelivery::decode(body);
        if (!frame.ok())
            return refuse(frame.error());
        if (!ours(*frame))
            return refuse(Error(ErrorCode::WrongGroup, "commit of another instance"));
        if (!isHost()) // at the host it is our own coming back
            receiveMls(frame->commit, now, now.steady);
    } else if (type == wire::FrameType::GroupMessage) {
        const auto frame = wire::GroupMessageDelivery::decode(body);
        if (!frame.ok())
            return refuse(frame.error());
        if (!ours(*frame))
            return refuse(Error(ErrorCode::WrongGroup, "message of another instance"));
        m_lastSender.reset();
        receiveMls(frame->message, now, now.steady);
        noteConnection(frame->sender, now);
    } else if (type == wire::FrameType::MemberPresence) {
        const auto frame = wire::MemberPresence::decode(body);
        if (frame.ok() && ours(*frame))
            presence(*frame, now);
    } else if (type == wire::FrameType::Resumed) {
        const auto frame = wire::Resumed::decode(body);
        if (frame.ok() && ours(*frame))
            resumed(now);
    }
    // VisitEnd from the server is a hint: a visit ends by the host's message, or when its heartbeats stay away.
}

void GroupSession::Impl::noteConnection(std::uint64_t connection, Moment now)
{
    for (auto &one : m_roster) {
        if (m_lastSender == one.leaf)
            one.connection = connection;
    }
    if (!m_lastSender || !m_peers.contains(*m_lastSender))
        return;
    if (auto &down = m_peers[*m_lastSender].socketDown) // it may have been under way: the silence only counts anew
        down = now.steady;
}

void GroupSession::Impl::presence(const wire::MemberPresence &presence, Moment now)
{
    auto *one = byConnection(presence.connection);
    if (!one)
        return;
    one->connection = presence.connection;
    auto &down = m_peers[one->leaf].socketDown;
    if (presence.up)
        down.reset();
    else if (!down)
        down = now.steady;
}

// Whose connection it is, or the only other one's whose connection is not known: a newcomer hears of the host's before it hears
// the host.
RosterMember *GroupSession::Impl::byConnection(std::uint64_t connection)
{
    RosterMember *unknown = nullptr;
    int unknowns = 0;
    for (auto &one : m_roster) {
        if (one.own)
            continue;
        if (one.connection == connection)
            return &one;
        if (!one.connection) {
            unknown = &one;
            ++unknowns;
        }
    }
    return unknowns == 1 ? unknown : nullptr;
}

// Back on the server: whoever is there is announced next, perhaps over another connection than before; who is not, has gone.
void GroupSession::Impl::resumed(Moment now)
{
    if (isHost())
        return;
    for (auto &one : m_roster) {
        if (one.own)
            continue;
        one.connection.reset();
        if (auto &down = m_peers[one.leaf].socketDown; !down)
            down = now.steady;
    }
}

void GroupSession::Impl::peerAlive(LeafNumber leaf, bool alive, Moment now)
{
    const auto peer = m_peers.find(leaf);
    if (peer == m_peers.end())
        return;
    if (alive)
        peer->second.peerDown.reset();
    else if (!peer->second.peerDown)
        peer->second.peerDown = now.steady;
}

void GroupSession::Impl::bufferEarly(ByteSpan message, SteadyTime arrived)
{
    if (m_early.size() >= kMaxEarly || m_earlyBytes + message.size() > kMaxEarlyBytes)
        return refuse(Error(ErrorCode::TooLarge, "early messages"));
    m_earlyBytes += message.size();
    m_early.push_back({toBytes(message), arrived});
}

void GroupSession::Impl::processEarly(Moment now)
{
    auto early = std::exchange(m_early, {});
    m_earlyBytes = 0;
    for (const auto &[message, arrived] : early) {
        if (active())
            receiveMls(message, now, arrived);
    }
    m_lastSender.reset(); // theirs is not the connection that the message in hand came over
}

void GroupSession::Impl::receiveMls(ByteSpan message, Moment now, SteadyTime arrived)
{
    using Kind = mls::MessageHeader::Kind;
    const auto header = mls::peekMessage(message);
    if (!header.ok())
        return refuse(header.error());
    if (!header->isPrivate || (header->kind != Kind::Commit && header->kind != Kind::Application))
        return refuse(Error(ErrorCode::WrongSender, "not a message of the profile"));
    if (!equalBytes(header->groupId, m_group.groupId()))
        return refuse(Error(ErrorCode::WrongGroup, "group id"));
    const auto epoch = m_group.epoch();
    if (header->epoch > epoch) {
        if (header->epoch > epoch + kEpochsAhead)
            return refuse(Error(ErrorCode::WrongEpoch, "far ahead"));
        bufferEarly(message, arrived);
        return newerEpochSeen(header->epoch, now);
    }
    if (header->kind == Kind::Commit && header->epoch < epoch) {
        if (!isHost() && now.steady >= m_nextReack) { // sent again: our acknowledgement was lost
            m_nextReack = now.steady + kReack;
            sendQuietly(EpochAck{epoch}, false, std::nullopt, now);
        }
        return refuse(Error(ErrorCode::Replayed, "commit"));
    }
    auto received = m_group.receive(message, now.wall);
    if (!received.ok())
        return refuse(received.error());
    if (auto *staged = std::get_if<mls::StagedCommit>(&*received))
        return receiveCommit(std::move(*staged), message, now);
    if (const auto *application = std::get_if<mls::ApplicationMessage>(&*received))
        receiveApplication(*application, now, arrived);
}

// The present member who sent it, or null: one who has left since is not heard any more.
const RosterMember *GroupSession::Impl::senderOf(const mls::ApplicationMessage &message) const
{
    std::optional<crypto::SignaturePublicKey> leafKey;
    if (message.epoch == m_group.epoch()) {
        if (const auto one = m_group.member(message.sender))
            leafKey = one->signatureKey;
    }
    for (const auto &old : m_retiring) {
        const auto one = old.leaves.find(message.sender.value);
        if (old.epoch == message.epoch && one != old.leaves.end())
            leafKey = one->second;
    }
    const auto found =
        std::find_if(m_roster.begin(), m_roster.end(), [&](const auto &one) { return one.leafKey == leafKey; });
    return found == m_roster.end() ? nullptr : &*found;
}

void GroupSession::Impl::receiveApplication(const mls::ApplicationMessage &message, Moment now, SteadyTime arrived)
{
    const auto *sender = senderOf(message);
    if (!sender)
        return refuse(Error(ErrorCode::WrongSender, "no member any more"), message.sender.value);
    if (!wire::allows(sender->roles, wire::Permission::TakePart))
        return refuse(Error(ErrorCode::NotAuthorized, "role of the sender"), sender->leaf);
    m_lastSender = sender->leaf;
    if (sender->host)
        m_hostHeard = std::max(m_hostHeard, arrived);
    if (const auto peer = m_peers.find(sender->leaf); peer != m_peers.end())
        peer->second.heard = std::max(peer->second.heard, arrived);
    receiveControl(sender->leaf, message.plaintext.reveal(), now);
}

void GroupSession::Impl::receiveCommit(mls::StagedCommit staged, ByteSpan message, Moment now)
{
    if (!staged.sender || staged.sender->value != m_params.hostLeaf)
        return refuse(Error(ErrorCode::NotHost, "commit"),
                      staged.sender ? std::optional(staged.sender->value) : std::nullopt);
    auto accepted = checkCommit(staged, now);
    if (!accepted.ok()) // signed by the host and against the rules: we do not follow, and cannot stay
        return fail(accepted.error());
    if (staged.removesUs)
        return finish(SessionState::Removed);
    const auto from = m_group.epoch();
    const bool removal = !staged.removed.empty();
    const bool joined = !staged.added.empty();
    if (const auto applied = m_group.apply(std::move(staged)); !applied.ok())
        return fail(applied.error());
    m_params = std::move(accepted->params);
    if (accepted->trust)
        m_trust = std::move(*accepted->trust);
    keepCommit(from, toBytes(message));
    enterEpoch(from, removal, now);
    const auto host = m_group.member(mls::LeafIndex{m_params.hostLeaf});
    if (const auto roles = verifyMember(*host, m_params, m_trust, now.wall);
        !roles.ok() && roles.error().code() == ErrorCode::Revoked)
        return fail(roles.error());
    sendQuietly(EpochAck{m_group.epoch()}, false, std::nullopt, now);
    if (joined)
        introduce(now);
    processEarly(now);
}

Result<wire::RoleSet> GroupSession::Impl::verifyMember(const mls::Member &leaf, const profile::Params &params,
                                                       const identity::PracticeTrust &trust, WallTime now) const
{
    if (leaf.leaf.value >= profile::kMaxMembers)
        return Error(ErrorCode::TooLarge, "leaf", leaf.leaf.value);
    TRY(const auto credential, identity::LeafCredential::parse(leaf.identity));
    TRY(const auto roles, trust.checkLeaf(credential, m_visit, leaf.signatureKey, now));
    if (credential.certificate.isSelfIssued()) { // a guest: the host's word that it knew the invite's secret
        const auto *binding = params.find(identity::keyHash(credential.certificate.signatureKey));
        if (!binding)
            return Error(ErrorCode::NotAuthorized, "guest not admitted");
        if (binding->barred)
            return Error(ErrorCode::Revoked, "guest barred");
    }
    return roles;
}

Result<GroupSession::Impl::Accepted> GroupSession::Impl::checkCommit(const mls::StagedCommit &staged, Moment now) const
{
    for (const auto &proposal : staged.proposals) {
        const bool allowed = proposal.type == mls::proposal_type::kAdd || proposal.type == mls::proposal_type::kRemove
                             || proposal.type == mls::proposal_type::kGroupContextExtensions;
        if (!allowed || proposal.byReference)
            return Error(ErrorCode::BadProposal, "not of the profile", proposal.type);
    }
    if (!staged.hasPath)
        return Error(ErrorCode::BadPath, "commit without a path");
    TRY(auto params, profile::readGroupContext(staged.groupContextExtensions));
    TRY_OK(profile::checkSuccession(m_params, params));
    if (params.hostLeaf != m_params.hostLeaf)
        return Error(ErrorCode::Split, "another host");
    Accepted accepted{std::move(params), std::nullopt};
    if (accepted.params.grantNumber != m_params.grantNumber) {
        accepted.trust = m_trust;
        TRY_OK(accepted.trust->acceptGrants(staged.aad, now.wall));
        if (accepted.trust->grants()->hash() != accepted.params.grantHash)
            return Error(ErrorCode::Equivocated, "grant list of the commit");
    }
    if (staged.removesUs)
        return accepted;
    if (staged.changesCredential || !staged.updated.empty())
        return Error(ErrorCode::BadProposal, "a member's identity changed");
    TRY_OK(checkAdded(staged, accepted, now));
    return accepted;
}

Result<void> GroupSession::Impl::checkAdded(const mls::StagedCommit &staged, const Accepted &accepted, Moment now) const
{
    if (staged.added.empty())
        return {};
    const auto &trust = accepted.trust ? *accepted.trust : m_trust;
    // The host judged by its own clock: ours may run ahead of it by as much as is tolerated elsewhere.
    TRY_OK(trust.checkFresh(now.wall - identity::GrantList::kMaxAhead));
    std::set<crypto::Digest> devices;
    for (const auto &one : staged.members) {
        TRY(const auto credential, identity::LeafCredential::parse(one.identity));
        if (!devices.insert(identity::keyHash(credential.certificate.signatureKey)).second)
            return Error(ErrorCode::DuplicateKey, "a device twice");
    }
    for (const auto &one : staged.added) {
        TRY_OK(verifyMember(one, accepted.params, trust, now.wall));
        TRY(const auto credential, identity::LeafCredential::parse(one.identity));
        const auto device = identity::keyHash(credential.certificate.signatureKey);
        if (m_params.locked && accepted.params.locked && !m_params.find(device))
            return Error(ErrorCode::Locked, "a new device in a locked visit");
    }
    return {};
}

} // namespace bedside::e2ee
