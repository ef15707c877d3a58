// SPDX-License-Identifier: Apache-2.0
// Processing a received commit (RFC 9420 section 12.4.2).
#include "core/mls/group_state.h"

#include <algorithm>

namespace bedside::mls {

Result<std::vector<ResolvedProposal>> CommitReceiver::resolve() const
{
    std::vector<ResolvedProposal> out;
    for (const auto &entry : commit().proposals) {
        if (const auto *proposal = std::get_if<Proposal>(&entry)) {
            out.push_back({*proposal, message.content.sender, false});
            continue;
        }
        const auto &ref = std::get<ProposalRef>(entry);
        const auto kept = std::find_if(group.proposals.begin(), group.proposals.end(),
                                       [&](const KeptProposal &candidate) { return candidate.ref == ref; });
        if (kept == group.proposals.end())
            return Error(ErrorCode::BadProposal, "reference to an unknown proposal");
        out.push_back(kept->resolved);
    }
    return out;
}

// Puts the committer's path, where there is one, into the tree. Returns the committer's leaf.
Result<LeafIndex> CommitReceiver::mergeCommitter(ProposalEffects &effects) const
{
    const Sender &sender = message.content.sender;
    const LeafIndex leaf = sender.isMember() ? sender.leaf() : effects.tree.firstFree();
    if (!commit().path) {
        if (effects.pathRequired || !sender.isMember())
            return Error(ErrorCode::BadPath, "commit without the path it needs");
        return leaf;
    }
    const UpdatePath &path = *commit().path;
    TRY_OK(effects.tree.makeRoom(leaf));
    TRY_OK(path.leaf.verify(group.state->context.groupId, leaf));
    TRY_OK(path.leaf.checkCapabilities());
    TRY_OK(mergePath(effects.tree, leaf, path));
    return leaf;
}

Result<std::unique_ptr<GroupState>> CommitReceiver::nextState(ProposalEffects effects, LeafIndex committer,
                                                              GroupContext next) const
{
    const GroupState &state = *group.state;
    TreeKeys keys = state.keys.clone();
    keys.prune(effects.tree);
    Secret commitSecret = zeroSecret();
    if (commit().path) {
        TRY(auto opened, openPath(effects.tree, keys, committer, *commit().path, next.encode(), effects.added));
        keys = std::move(opened.keys);
        commitSecret = std::move(opened.commitSecret);
    }
    next.confirmedTranscriptHash = confirmedTranscriptHash(state.interimTranscript, message.confirmedTranscriptInput());
    Secret init = state.secrets.init.clone();
    if (effects.externalInit) {
        TRY(init, externalInitSecret(state.secrets.externalKey(), *effects.externalInit));
    }
    TRY(const Secret psk, group.pskSecretOf(effects.psks));
    const Bytes context = next.encode();
    EpochSecrets secrets = epochSecrets(intermediateSecret(joinerSecret(init, commitSecret, context), psk), context);
    const Bytes tag = secrets.confirmationTag(next.confirmedTranscriptHash);
    if (!crypto::constantTimeEqual(tag, message.auth.confirmationTag))
        return Error(ErrorCode::BadConfirmation, "confirmation tag");
    auto out = GroupState::make(std::move(next), std::move(effects.tree), std::move(keys), std::move(secrets), tag);
    out->reInitialized = effects.reInitializes;
    return out;
}

void CommitReceiver::describe(StagedCommit &staged, const std::vector<ResolvedProposal> &proposals,
                              const ProposalEffects &effects, LeafIndex committer) const
{
    const GroupState &state = *group.state;
    const Sender &sender = message.content.sender;
    if (sender.isMember())
        staged.sender = committer;
    else
        staged.added.push_back(describeMember(effects.tree, committer));
    for (const LeafIndex leaf : effects.added)
        staged.added.push_back(describeMember(effects.tree, leaf));
    for (const LeafIndex leaf : effects.removed)
        staged.removed.push_back(describeMember(state.tree, leaf));
    for (const LeafIndex leaf : effects.updated)
        staged.updated.push_back(describeMember(effects.tree, leaf));
    for (const ResolvedProposal &resolved : proposals)
        staged.proposals.push_back({resolved.proposal.type(),
                                    resolved.sender.isMember() ? std::optional(resolved.sender.leaf()) : std::nullopt,
                                    resolved.byReference});
    auto changed = [&](LeafIndex leaf) {
        const LeafNode *before = state.tree.leaf(leaf);
        const LeafNode *after = effects.tree.leaf(leaf);
        return before == nullptr || after == nullptr || before->credential != after->credential ||
               before->signatureKey != after->signatureKey;
    };
    staged.changesCredential = std::any_of(effects.updated.begin(), effects.updated.end(), changed) ||
                               (sender.isMember() && changed(committer));
    staged.hasPath = commit().path.has_value();
    staged.reInitializes = effects.reInitializes;
    staged.aad = message.content.aad;
    staged.members = describeMembers(effects.tree);
    staged.groupContextExtensions = effects.extensions;
}

Result<StagedCommit> CommitReceiver::run() const
{
    const GroupState &state = *group.state;
    TRY(const auto proposals, resolve());
    TRY(auto effects, applyProposals(proposals, message.content.sender, state.tree, state.context, now));
    TRY(const LeafIndex committer, mergeCommitter(effects));
    TRY_OK(checkMembers(effects.tree, effects.extensions));
    StagedCommit staged;
    describe(staged, proposals, effects, committer);
    GroupContext next = state.context;
    ++next.epoch;
    next.treeHash = toBytes(effects.tree.rootHash());
    next.extensions = effects.extensions;
    staged.epoch = next.epoch;
    staged.confirmedTranscriptHash = confirmedTranscriptHash(state.interimTranscript, message.confirmedTranscriptInput());
    staged.m_fromTranscript = state.interimTranscript;
    staged.removesUs = std::find(effects.removed.begin(), effects.removed.end(), state.keys.own()) != effects.removed.end();
    if (!staged.removesUs) {
        TRY(staged.m_next, nextState(std::move(effects), committer, std::move(next)));
    }
    return staged;
}

} // namespace bedside::mls
