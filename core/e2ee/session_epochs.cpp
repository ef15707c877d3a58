// SPDX-License-Identifier: Apache-2.0
// Epochs of a session: installing, switching, wiping; heartbeats and the other timers.
#include "core/e2ee/session_impl.h"

#include <algorithm>
#include <utility>

namespace bedside::e2ee {

namespace {

constexpr std::size_t kCommitsKept = 8;

const RosterMember *find(const std::vector<RosterMember> &roster, const crypto::SignaturePublicKey &leafKey)
{
    const auto found =
        std::find_if(roster.begin(), roster.end(), [&](const auto &one) { return one.leafKey == leafKey; });
    return found == roster.end() ? nullptr : &*found;
}

RosterChanged difference(const std::vector<RosterMember> &before, const std::vector<RosterMember> &after)
{
    RosterChanged change;
    for (const auto &one : after) {
        if (!one.own && !find(before, one.leafKey))
            change.joined.push_back(one);
    }
    for (const auto &one : before) {
        if (!find(after, one.leafKey))
            change.left.push_back(one);
    }
    return change;
}

} // namespace

GroupSession::Impl::Impl(mls::Group group, VisitId visit, InstanceId instance, identity::PracticeTrust trust,
                         profile::Params params, Moment now)
    : m_group(std::move(group)), m_visit(visit), m_instance(instance), m_trust(std::move(trust)),
      m_params(std::move(params)), m_nextSign(now.steady + Timing::kSignOfLife), m_hostHeard(now.steady),
      m_nextHeartbeat(now.steady + Timing::kHeartbeat), m_lastAdmission(now.steady - Timing::kAdmissionsShare),
      m_lastCommit(now.steady)
{
}

const RosterMember *GroupSession::Impl::member(LeafNumber leaf) const
{
    const auto found =
        std::find_if(m_roster.begin(), m_roster.end(), [&](const auto &one) { return one.leaf == leaf; });
    return found == m_roster.end() ? nullptr : &*found;
}

void GroupSession::Impl::finish(SessionState state)
{
    m_state = state;
    m_group.wipe();
    m_early.clear();
    m_outbox.clear();
    m_codes.clear();
    m_admissions.clear();
    m_commits.clear();
    emit(WipeAll{m_instance});
    emit(StateChanged{state});
}

void GroupSession::Impl::fail(const Error &error)
{
    finish(SessionState::Failed);
    emit(Failed{error});
}

RosterMember GroupSession::Impl::describe(const mls::Member &leaf, WallTime now) const
{
    RosterMember out;
    out.leaf = leaf.leaf.value;
    out.leafKey = leaf.signatureKey;
    out.own = leaf.leaf == m_group.ownLeaf();
    out.host = out.leaf == m_params.hostLeaf;
    const auto credential = identity::LeafCredential::parse(leaf.identity);
    if (credential.ok()) {
        const auto &certificate = credential->certificate;
        out.device = certificate.device;
        out.account = certificate.account;
        out.deviceHash = identity::keyHash(certificate.signatureKey);
        const auto roles = m_trust.checkLeaf(*credential, m_visit, leaf.signatureKey, now);
        if (roles.ok()) // run out or revoked since: no role, and what it sends is dropped
            out.roles = *roles;
    }
    out.contexts = contextsFor(out.roles);
    return out;
}

void GroupSession::Impl::rebuildRoster(WallTime now)
{
    std::vector<RosterMember> roster;
    for (const auto &leaf : m_group.members()) {
        auto entry = describe(leaf, now);
        if (const auto *known = find(m_roster, entry.leafKey)) {
            entry.invite = known->invite;
            entry.connection = known->connection;
            entry.name = known->name;
        } else if (const auto arrival = m_arrivals.find(entry.leafKey); arrival != m_arrivals.end()) {
            entry.invite = arrival->second.invite;
            entry.connection = arrival->second.connection;
            entry.name = arrival->second.name;
        }
        if (entry.own)
            entry.name = m_displayName;
        roster.push_back(std::move(entry));
    }
    m_roster = std::move(roster);
}

void GroupSession::Impl::start(Moment now)
{
    enterEpoch(m_group.epoch(), false, now);
    emit(StateChanged{SessionState::Active});
}

void GroupSession::Impl::retire(std::uint64_t epoch, bool removal, Moment now)
{
    const auto keep = removal ? Timing::kKeepOldEpochOnRemoval : Timing::kKeepOldEpoch;
    Retiring old{epoch, now.steady + keep, {}};
    for (const auto &one : m_roster)
        old.leaves.emplace(one.leaf, one.leafKey);
    m_retiring.push_back(std::move(old));
    for (auto &one : m_retiring) // a removed member was in the older ones too
        one.wipeAt = std::min(one.wipeAt, now.steady + keep);
}

void GroupSession::Impl::enterEpoch(std::uint64_t from, bool removal, Moment now)
{
    const auto before = m_roster;
    if (!before.empty())
        retire(from, removal, now);
    rebuildRoster(now.wall);
    const auto change = difference(before, m_roster);
    EpochInstalled installed{m_instance, m_group.epoch(), m_group.exportSecret("SFrame 1.0 Base Key", {}, 32), ownLeaf(),
                             {}};
    for (const auto &one : m_roster)
        installed.leaves.push_back({one.leaf, one.contexts});
    emit(std::move(installed));
    updatePeers(change, now);
    if (!change.joined.empty() || !change.left.empty())
        emit(change);
    planSwitch(change, removal, now);
    m_newer.reset();
    m_stopped = false;
    m_lastCommit = now.steady;
    m_nextCommitResend = now.steady + Timing::kResend;
}

void GroupSession::Impl::updatePeers(const RosterChanged &change, Moment now)
{
    for (const auto &gone : change.left) {
        m_peers.erase(gone.leaf);
        m_codes.erase(gone.leaf);
        for (auto &message : m_outbox)
            message.waiting.erase(gone.leaf);
    }
    for (const auto &fresh : change.joined) {
        Peer peer;
        peer.ackedEpoch = m_group.epoch();
        peer.peerDown = now.steady; // until its connection is up
        peer.heard = now.steady;
        m_peers.insert_or_assign(fresh.leaf, std::move(peer));
    }
}

void GroupSession::Impl::planSwitch(const RosterChanged &change, bool removal, Moment now)
{
    Switch next{m_group.epoch(), now.steady + (removal ? Timing::kSwitchOnRemoval : Timing::kSwitch), {}};
    if (m_switch) // commits in quick succession do not put off the switch away from a removed member
        next.deadline = std::min(next.deadline, m_switch->deadline);
    for (const auto &one : m_roster) {
        const bool newcomer = std::any_of(change.joined.begin(), change.joined.end(),
                                          [&](const auto &fresh) { return fresh.leafKey == one.leafKey; });
        // The commit is the host's own acknowledgement, and newcomers can read nothing older.
        if (!one.own && !one.host && !newcomer && m_peers[one.leaf].ackedEpoch < next.epoch)
            next.waiting.insert(one.leaf);
    }
    m_switch = std::move(next);
    trySwitch(now, false);
}

void GroupSession::Impl::trySwitch(Moment now, bool late)
{
    if (!m_switch || (!m_switch->waiting.empty() && !(late && now.steady >= m_switch->deadline)))
        return;
    if (!m_distrusted)
        emit(SwitchSender{m_instance, m_switch->epoch});
    m_switch.reset();
}

void GroupSession::Impl::acknowledged(LeafNumber leaf, std::uint64_t epoch)
{
    const auto peer = m_peers.find(leaf);
    if (peer == m_peers.end() || epoch > m_group.epoch())
        return;
    peer->second.ackedEpoch = std::max(peer->second.ackedEpoch, epoch);
    if (m_switch && epoch >= m_switch->epoch) {
        m_switch->waiting.erase(leaf);
        trySwitch({}, false);
    }
}

void GroupSession::Impl::wipeDue(Moment now)
{
    for (const auto &old : m_retiring) {
        if (now.steady < old.wipeAt)
            continue;
        m_group.wipeEpoch(old.epoch);
        emit(WipeEpoch{m_instance, old.epoch});
    }
    std::erase_if(m_retiring, [&](const auto &old) { return now.steady >= old.wipeAt; });
}

void GroupSession::Impl::keepCommit(std::uint64_t epoch, Bytes commit)
{
    m_commits.emplace_back(epoch, std::move(commit));
    if (m_commits.size() > kCommitsKept)
        m_commits.pop_front();
}

void GroupSession::Impl::resendCommits(Moment now)
{
    if (!isHost() || now.steady < m_nextCommitResend || now.steady - m_lastCommit > Timing::kGiveUp)
        return;
    m_nextCommitResend = now.steady + Timing::kResend;
    auto oldest = m_group.epoch();
    for (const auto &[leaf, peer] : m_peers)
        oldest = std::min(oldest, peer.ackedEpoch);
    for (const auto &[epoch, commit] : m_commits) {
        if (epoch >= oldest)
            emit(SendFrame{wire::FrameType::Commit, wire::CommitRequest{m_visit, m_instance, epoch, commit}.encode(), true});
    }
}

// The server's word that its socket is down, and silence on every path. A guest waits in the lobby then, for the host to come
// back with another instance. Not after a safety code that differs: that stops for good.
bool GroupSession::Impl::hostIsGone(Moment now) const
{
    const auto host = m_peers.find(m_params.hostLeaf);
    return host != m_peers.end() && host->second.socketDown && now.steady - m_hostHeard >= Timing::kSucceed
           && !mayHost(own().roles) && !m_distrusted;
}

void GroupSession::Impl::abandon(const Error &why, Moment now)
{
    sendQuietly(LeaveRequest{}, false, std::nullopt, now);
    emit(SendFrame{wire::FrameType::Leave, wire::Leave{m_visit, m_instance}.encode()});
    fail(why);
}

void GroupSession::Impl::checkHost(Moment now)
{
    const auto missed = (now.steady - m_hostHeard) / Timing::kHeartbeat;
    if (missed >= Timing::kMissedForLeaving)
        return abandon(Error(ErrorCode::TimedOut, "no word from the host for 60 s"), now);
    if (hostIsGone(now))
        return abandon(Error(ErrorCode::ConnectionLost, "the host has gone"), now);
    if (missed >= Timing::kMissedForWarning && !m_warned) {
        m_warned = true;
        emit(Warning{Error(ErrorCode::TimedOut, "no word from the host for 30 s")});
    } else if (missed < Timing::kMissedForWarning && m_warned && !m_stopped) {
        m_warned = false;
        emit(WarningCleared{});
    }
}

void GroupSession::Impl::newerEpochSeen(std::uint64_t epoch, Moment now)
{
    if (epoch <= m_group.epoch() || m_newer || isHost())
        return;
    m_newer = Newer{epoch, m_tick, now.steady};
    sendQuietly(EpochRequest{epoch}, false, std::nullopt, now);
}

// The host's counterpart: a member gives a sign of life every 10 s. The server may say that it is there.
void GroupSession::Impl::checkMembers(Moment now)
{
    const bool silent = std::any_of(m_peers.begin(), m_peers.end(),
                                    [&](const auto &peer) { return now.steady - peer.second.heard >= Timing::kSilence; });
    if (silent == std::exchange(m_memberSilent, silent))
        return;
    if (silent)
        emit(Warning{Error(ErrorCode::TimedOut, "no word from a member for 30 s")});
    else
        emit(WarningCleared{});
}

// Frames of a newer epoch and neither its commit nor a heartbeat since: the host may have removed us.
void GroupSession::Impl::checkNewer(Moment now)
{
    if (!m_newer || now.steady - m_newer->since < Timing::kNewerEpoch)
        return;
    const bool hostIsHere = m_tick > m_newer->tick;
    m_newer.reset();
    if (hostIsHere || m_stopped)
        return;
    m_stopped = true;
    m_warned = true;
    emit(StopSending{});
    emit(Warning{Error(ErrorCode::WrongEpoch, "a newer epoch whose commit has not come")});
}

// The host's word that this is its epoch: what frames pretended, which nobody signs, was not so.
void GroupSession::Impl::goOn()
{
    if (!std::exchange(m_stopped, false))
        return;
    if (!m_switch && !m_distrusted)
        emit(SwitchSender{m_instance, m_group.epoch()});
}

void GroupSession::Impl::tick(Moment now)
{
    trySwitch(now, true);
    wipeDue(now);
    answerEpochRequests(now);
    flushDelivered(now);
    resendOutbox(now);
    if (!isHost()) {
        checkNewer(now);
        if (now.steady >= m_nextSign) { // tells the host that this path lives, also after a reconnection
            m_nextSign = now.steady + Timing::kSignOfLife;
            sendQuietly(EpochAck{m_group.epoch()}, false, std::nullopt, now);
        }
        checkHost(now);
        return;
    }
    if (!m_admissions.empty() && now.steady - m_lastAdmission >= Timing::kAdmissionsShare)
        commitAdmissions(now);
    removeSilent(now);
    checkMembers(now);
    resendCommits(now);
    if (now.steady >= m_nextHeartbeat && m_roster.size() > 1) {
        m_nextHeartbeat = now.steady + Timing::kHeartbeat;
        sendQuietly(Heartbeat{m_group.epoch(), m_group.confirmedTranscriptHash(), ++m_tick}, false, std::nullopt, now);
    }
    if (m_roster.size() > 1 && now.steady - m_lastCommit >= Timing::kRotation) {
        if (const auto rotated = rotate(now); !rotated.ok())
            emit(Warning{rotated.error()});
    }
}

} // namespace bedside::e2ee
