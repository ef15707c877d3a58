// SPDX-License-Identifier: Apache-2.0
// What only the host does: admission, removal, lock, rotation: every change of the group is one commit of ours. Nobody
// else commits, so it is final when it is made; the server's echo tells nothing.
#include "core/e2ee/session_impl.h"

#include "core/crypto/random.h"
#include "core/e2ee/safety_code.h"
#include "core/e2ee/welcome_envelope.h"

#include <algorithm>

namespace bedside::e2ee {

struct GroupSession::Impl::CommitPlan {
    profile::Params params;
    std::vector<PendingAdmission> adds;
    std::vector<Nonce32> nonces; // n_h, one for each of `adds`
    std::vector<LeafNumber> removes;
    Bytes grants;                // a newer list, for the members
};

Result<void> GroupSession::Impl::checkAdmission(const LobbyEntry &entry, bool hasKeys, Moment now) const
{
    if (!entry.hello || entry.visit != m_visit || entry.hello->visit() != m_visit)
        return Error(ErrorCode::WrongGroup, "lobby entry");
    const auto &hello = *entry.hello;
    if ((hello.kind() == HelloKind::Invite) != hasKeys)
        return Error(ErrorCode::KeyUnavailable, "invite keys");
    TRY_OK(m_trust.checkFresh(now.wall));
    TRY_OK(m_trust.checkLeaf(hello.credential(), m_visit, hello.credential().leafKey, now.wall));
    if (m_usedPackages.contains(hello.keyPackage().ref()))
        return Error(ErrorCode::Replayed, "KeyPackage");
    const auto device = hello.deviceHash();
    const auto *known = m_params.find(device);
    if (known && known->barred)
        return Error(ErrorCode::Revoked, "removed from this visit");
    if (hello.kind() == HelloKind::Invite) {
        const auto *bound = m_params.ofInvite(profile::inviteHash(entry.invite));
        if (bound && bound->device != device)
            return Error(bound->barred ? ErrorCode::Revoked : ErrorCode::LinkInUse, "link of another device");
        if (!bound && m_params.bindings.size() + m_admissions.size() >= profile::kMaxBindings)
            return Error(ErrorCode::TooLarge, "bindings");
    }
    if (m_params.locked && !known)
        return Error(ErrorCode::Locked, "a new device");
    const bool returns = std::any_of(m_roster.begin(), m_roster.end(),
                                     [&](const auto &one) { return one.deviceHash == device; });
    if (!returns && m_roster.size() + m_admissions.size() >= profile::kMaxMembers)
        return Error(ErrorCode::TooLarge, "members");
    return {};
}

Result<void> GroupSession::Impl::admit(const LobbyEntry &entry, const identity::InviteKeys *keys, Moment now)
{
    TRY_OK(checkAdmission(entry, keys != nullptr, now));
    std::erase_if(m_admissions, [&](const auto &one) { // the same device again: only its last hello counts
        return one.entry.hello->deviceHash() == entry.hello->deviceHash();
    });
    m_admissions.push_back({entry, keys ? std::optional(keys->welcome.clone()) : std::nullopt});
    if (now.steady - m_lastAdmission >= Timing::kAdmissionsShare)
        commitAdmissions(now);
    return {};
}

void GroupSession::Impl::commitAdmissions(Moment now)
{
    m_lastAdmission = now.steady;
    CommitPlan plan;
    plan.params = m_params;
    for (auto &pending : std::exchange(m_admissions, {})) {
        const auto connection = pending.entry.connection;
        if (const auto ok = checkAdmission(pending.entry, pending.invWelcome.has_value(), now); !ok.ok()) {
            emit(AdmissionFailed{connection, ok.error()});
            continue;
        }
        const auto invite = profile::inviteHash(pending.entry.invite);
        const auto device = pending.entry.hello->deviceHash();
        if (pending.invWelcome && !plan.params.ofInvite(invite))
            plan.params.bind(invite, device);
        else if (pending.invWelcome && plan.params.ofInvite(invite)->device != device) { // two at once by one link
            emit(AdmissionFailed{connection, Error(ErrorCode::LinkInUse, "link of another device")});
            continue;
        }
        for (const auto &one : m_roster) { // crash and rejoin: Remove(old) + Add(new)
            if (one.deviceHash == device && !one.own)
                plan.removes.push_back(one.leaf);
        }
        plan.adds.push_back(std::move(pending));
    }
    if (plan.adds.empty())
        return;
    std::vector<std::uint64_t> connections;
    for (const auto &add : plan.adds)
        connections.push_back(add.entry.connection);
    if (const auto made = makeCommit(std::move(plan), now); !made.ok()) {
        for (const auto connection : connections)
            emit(AdmissionFailed{connection, made.error()});
    }
}

Result<void> GroupSession::Impl::makeCommit(CommitPlan plan, Moment now)
{
    mls::CommitRequest request;
    std::vector<profile::JoinCommitment> commitments;
    for (const auto &add : plan.adds) {
        Nonce32 nonce;
        crypto::randomBytes(MutableByteSpan(nonce));
        plan.nonces.push_back(nonce);
        request.adds.push_back(add.entry.hello->keyPackage());
        commitments.push_back({add.entry.hello->keyPackage().ref(), nonceCommitment(nonce)});
    }
    if (!commitments.empty())
        request.groupInfoExtensions = {profile::encodeJoin(commitments)};
    for (const auto leaf : plan.removes)
        request.removes.push_back(mls::LeafIndex{leaf});
    if (!(plan.params == m_params))
        request.groupContextExtensions = profile::groupContext(plan.params);
    request.aad = plan.grants;
    TRY(const auto output, m_group.commit(request, now.wall));
    const bool fits = output.commit.size() <= wire::kMaxCommitPayload
                      && std::all_of(output.added.begin(), output.added.end(),
                                     [](auto leaf) { return leaf.value < profile::kMaxMembers; });
    if (!fits) {
        m_group.discardCommit();
        return Error(ErrorCode::TooLarge, "commit");
    }
    const auto from = m_group.epoch();
    TRY_OK(m_group.confirmCommit());
    m_params = plan.params;
    keepCommit(from, output.commit);
    m_arrivals.clear();
    for (const auto &add : plan.adds)
        m_arrivals[add.entry.hello->credential().leafKey] = {
            add.entry.hello->name(), add.entry.connection,
            add.invWelcome ? std::optional(add.entry.invite) : std::nullopt};
    enterEpoch(from, !plan.removes.empty(), now);
    emit(SendFrame{wire::FrameType::Commit, wire::CommitRequest{m_visit, m_instance, from, output.commit}.encode(), true});
    handOut(plan, output, now);
    if (!plan.adds.empty())
        introduce(now);
    return {};
}

// Hands a Welcome to each newcomer.
void GroupSession::Impl::handOut(CommitPlan &plan, const mls::CommitOutput &output, Moment now)
{
    auto trust = m_trust.bundle();
    trust.statement.clear();
    const auto credential = identity::LeafCredential::parse(m_group.member(m_group.ownLeaf())->identity);
    for (std::size_t i = 0; i < plan.adds.size() && credential.ok(); ++i) {
        const auto &add = plan.adds[i];
        const auto &hello = *add.entry.hello;
        const auto leaf = output.added[i].value;
        const WelcomeHeader header{hello.kind(), m_visit, m_instance, hello.invite(), m_group.epoch(), hello.hash()};
        const WelcomeContent content{output.welcomes[i], output.ratchetTree, credential->certificate.encode(), trust};
        const auto sealed =
            add.invWelcome ? WelcomeEnvelope::sealToInvite(header, content, *add.invWelcome)
                           : WelcomeEnvelope::sealToDevice(header, content, hello.credential().certificate.agreementKey);
        m_usedPackages.insert(hello.keyPackage().ref());
        auto body = sealed.ok() ? sealed->encode() : Bytes();
        if (!sealed.ok() || body.size() > wire::kMaxWelcomePayload) {
            emit(AdmissionFailed{add.entry.connection, Error(ErrorCode::TooLarge, "welcome")});
            continue; // it never comes, and goes when it has been silent for 30 s
        }
        // Kept before the Welcome goes out: a host that dies in between must not take a second device for the first.
        if (add.invWelcome)
            emit(InviteBound{add.entry.invite, hello.deviceHash()});
        emit(SendFrame{wire::FrameType::Welcome,
                       wire::WelcomeRequest{m_visit, m_instance, add.entry.connection, std::move(body)}.encode()});
        auto &code = startCode(leaf, credential->certificate.signatureKey, hello.credential().certificate.signatureKey);
        code.hostNonce = plan.nonces[i];
        emit(Admitted{add.entry.connection, leaf});
    }
    m_lastAdmission = plan.adds.empty() ? m_lastAdmission : now.steady;
}

Result<void> GroupSession::Impl::remove(LeafNumber leaf, bool bar, Moment now)
{
    const auto *one = member(leaf);
    if (!one || one->own)
        return Error(ErrorCode::NotFound, "leaf", leaf);
    CommitPlan plan;
    plan.params = m_params;
    plan.removes = {leaf};
    if (bar)
        plan.params.bar(one->deviceHash);
    return makeCommit(std::move(plan), now);
}

Result<void> GroupSession::Impl::setLocked(bool locked, Moment now)
{
    if (m_params.locked == locked)
        return {};
    CommitPlan plan;
    plan.params = m_params;
    plan.params.locked = locked;
    return makeCommit(std::move(plan), now);
}

Result<void> GroupSession::Impl::rotate(Moment now)
{
    CommitPlan plan;
    plan.params = m_params;
    return makeCommit(std::move(plan), now);
}

Result<void> GroupSession::Impl::updateTrust(const identity::PracticeTrust &trust, Moment now)
{
    if (trust.fingerprint() != m_trust.fingerprint() || !trust.grants())
        return Error(ErrorCode::WrongPractice, "trust");
    TRY_OK(trust.checkFresh(now.wall));
    CommitPlan plan;
    plan.params = m_params;
    plan.params.grantNumber = trust.grants()->number;
    plan.params.grantHash = trust.grants()->hash();
    TRY_OK(profile::checkSuccession(m_params, plan.params));
    if (plan.params == m_params)
        return {};
    auto former = std::exchange(m_trust, trust);
    for (const auto &one : m_group.members()) {
        const auto roles = verifyMember(one, m_params, m_trust, now.wall);
        const bool out = !roles.ok()
                         && (roles.error().code() == ErrorCode::Revoked || roles.error().code() == ErrorCode::NotAuthorized);
        if (out && one.leaf == m_group.ownLeaf()) {
            fail(roles.error());
            return {};
        }
        if (out)
            plan.removes.push_back(one.leaf.value);
    }
    plan.grants = trust.grants()->encode();
    auto made = makeCommit(std::move(plan), now);
    if (!made.ok())
        m_trust = std::move(former);
    return made;
}

void GroupSession::Impl::removeSilent(Moment now)
{
    const auto dead = [&](const std::optional<SteadyTime> &since) {
        return since && now.steady - *since >= Timing::kSilence;
    };
    const auto silent = std::find_if(m_peers.begin(), m_peers.end(), [&](const auto &peer) {
        return dead(peer.second.socketDown) && dead(peer.second.peerDown);
    });
    if (silent == m_peers.end())
        return;
    if (const auto removed = remove(silent->first, false, now); !removed.ok())
        emit(Warning{removed.error()});
}

void GroupSession::Impl::endForAll(wire::EndOutcome outcome, Moment now)
{
    if (m_roster.size() > 1)
        sendQuietly(End{outcome}, false, std::nullopt, now);
    emit(SendFrame{wire::FrameType::VisitEnd, wire::VisitEnd{m_visit, m_instance, outcome}.encode()});
    finish(SessionState::Ended);
    emit(Ended{ownLeaf(), outcome});
}

void GroupSession::Impl::leave(Moment now)
{
    if (isHost())
        return endForAll(wire::EndOutcome::Left, now);
    sendQuietly(LeaveRequest{}, false, std::nullopt, now);
    emit(SendFrame{wire::FrameType::Leave, wire::Leave{m_visit, m_instance}.encode()});
    finish(SessionState::Left);
}

} // namespace bedside::e2ee
