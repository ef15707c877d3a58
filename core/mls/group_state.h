// SPDX-License-Identifier: Apache-2.0
// The inside of Group: the state of one epoch, and what outlives epochs. Only the group*.cpp files of this folder
// include it. Single thread.
#pragma once

#include "core/mls/commit_rules.h"
#include "core/mls/group.h"
#include "core/mls/message_protection.h"

#include <deque>

namespace bedside::mls {

// One epoch, complete. Made whole by a factory, then changed only in its message keys.
struct GroupState {
    GroupContext context;
    Bytes encodedContext;
    RatchetTree tree;
    TreeKeys keys;
    EpochSecrets secrets; // senderData and encryption have moved into `messages`
    MessageKeys messages;
    Bytes interimTranscript;
    bool reInitialized = false;

    static std::unique_ptr<GroupState> make(GroupContext context, RatchetTree tree, TreeKeys keys, EpochSecrets secrets,
                                            ByteSpan confirmationTag);
    const Bytes *signatureKeyOf(LeafIndex leaf) const;
};

// What is left of an earlier epoch: enough for late application messages.
struct PastEpoch {
    std::uint64_t epoch;
    Bytes encodedContext;
    std::map<std::uint32_t, Bytes> signatureKeys;
    MessageKeys messages;
};

struct KeptProposal {
    ProposalRef ref;
    ResolvedProposal resolved;
};

struct ResumptionSecret {
    std::uint64_t epoch;
    Secret secret;
};

struct Group::Parts {
    std::unique_ptr<GroupState> state;
    crypto::SigningKey signer;
    GroupOptions options;
    std::unique_ptr<GroupState> pending; // the epoch of our own commit, not yet confirmed
    std::vector<KeptProposal> proposals; // of the present epoch, for commits to refer to
    std::deque<PastEpoch> past;          // newest first
    std::deque<ResumptionSecret> resumption;
    bool wiped = false;

    Result<void> checkLive() const;
    void moveTo(std::unique_ptr<GroupState> next);
    Result<Secret> findPsk(const PskId &id) const;
    Result<Secret> pskSecretOf(const std::vector<PskId> &ids) const;
};

Result<Secret> pskSecretFrom(const std::vector<PskId> &ids, const std::function<Result<Secret>(const PskId &)> &find);

// Receiving a commit: verified completely against the state, which stays as it is.
struct CommitReceiver {
    const Group::Parts &group;
    const AuthenticatedContent &message;
    WallTime now;

    Result<StagedCommit> run() const;

private:
    Result<std::vector<ResolvedProposal>> resolve() const;
    Result<LeafIndex> mergeCommitter(ProposalEffects &effects) const;
    Result<std::unique_ptr<GroupState>> nextState(ProposalEffects effects, LeafIndex committer, GroupContext next) const;
    void describe(StagedCommit &staged, const std::vector<ResolvedProposal> &proposals, const ProposalEffects &effects,
                  LeafIndex committer) const;
    const Commit &commit() const { return std::get<Commit>(message.content.content); }
};

Member describeMember(const RatchetTree &tree, LeafIndex leaf); // of an occupied leaf
std::vector<Member> describeMembers(const RatchetTree &tree);

} // namespace bedside::mls
