// SPDX-License-Identifier: Apache-2.0
// Group's sending half: our own commits and the Welcomes that go with them (RFC 9420 sections 12.4.1 and 12.4.3).
#include "core/mls/codec.h"
#include "core/mls/group_state.h"
#include "core/mls/welcome.h"

namespace bedside::mls {
namespace {

std::vector<ResolvedProposal> proposalsOf(const CommitRequest &request, const Sender &sender)
{
    std::vector<ResolvedProposal> out;
    if (request.groupContextExtensions)
        out.push_back({{GroupContextExtensionsProposal{*request.groupContextExtensions}}, sender, false});
    for (const LeafIndex leaf : request.removes)
        out.push_back({{RemoveProposal{leaf}}, sender, false});
    for (const KeyPackage &package : request.adds)
        out.push_back({{AddProposal{package}}, sender, false});
    return out;
}

// A commit on its way through the steps of section 12.4.1.
struct CommitBuilder {
    const GroupState &state;
    const crypto::SigningKey &signer;
    const CommitRequest &request;
    WallTime now;

    struct Built {
        AuthenticatedContent message;
        std::vector<Bytes> welcomes;
        std::vector<LeafIndex> added;
        std::unique_ptr<GroupState> next;
    };

    Result<Built> build() const
    {
        const Sender sender = Sender::member(state.keys.own());
        const auto proposals = proposalsOf(request, sender);
        TRY(auto effects, applyProposals(proposals, sender, state.tree, state.context, now));
        TRY(const PathDraft draft, draftPath(effects.tree, state.keys, *state.tree.leaf(sender.leaf()), signer,
                                             state.context.groupId));
        TRY_OK(checkMembers(effects.tree, effects.extensions));
        GroupContext next = state.context;
        ++next.epoch;
        next.treeHash = toBytes(effects.tree.rootHash());
        next.extensions = effects.extensions;
        TRY(auto path, sealPath(draft, effects.tree, next.encode(), effects.added));

        Built out{sign(proposals, std::move(path)), {}, effects.added, nullptr};
        next.confirmedTranscriptHash =
            confirmedTranscriptHash(state.interimTranscript, out.message.confirmedTranscriptInput());
        const Bytes context = next.encode();
        const Secret joiner = joinerSecret(state.secrets.init, draft.commitSecret, context);
        const Secret intermediate = intermediateSecret(joiner, zeroSecret());
        EpochSecrets secrets = epochSecrets(intermediate, context);
        out.message.auth.confirmationTag = secrets.confirmationTag(next.confirmedTranscriptHash);
        TRY(out.welcomes, welcomes(next, out, draft, joiner, welcomeSecret(intermediate)));
        out.next = GroupState::make(std::move(next), std::move(effects.tree), draft.keys.clone(), std::move(secrets),
                                    out.message.auth.confirmationTag);
        return out;
    }

private:
    AuthenticatedContent sign(const std::vector<ResolvedProposal> &proposals, UpdatePath path) const
    {
        Commit commit;
        for (const ResolvedProposal &resolved : proposals)
            commit.proposals.emplace_back(resolved.proposal);
        commit.path = std::move(path);
        AuthenticatedContent out;
        out.content = {state.context.groupId, state.context.epoch, Sender::member(state.keys.own()), request.aad,
                       std::move(commit)};
        out.sign(signer, state.encodedContext);
        return out;
    }

    // GroupInfo is sealed once and goes into every Welcome: see CommitRequest.
    Result<std::vector<Bytes>> welcomes(const GroupContext &next, const Built &built, const PathDraft &draft,
                                        const Secret &joiner, const Secret &welcomeSecret) const
    {
        GroupInfo info{next, request.groupInfoExtensions, built.message.auth.confirmationTag, state.keys.own(), {}};
        info.sign(signer);
        TRY(const Bytes sealedInfo, sealGroupInfo(info, welcomeSecret));
        std::vector<Bytes> out;
        for (std::size_t i = 0; i < request.adds.size(); ++i) {
            GroupSecrets secrets{joiner.clone(), std::nullopt, {}};
            if (const Secret *path = pathSecretFor(draft, built.added[i]))
                secrets.pathSecret = path->clone();
            TRY(auto entry, sealGroupSecrets(secrets, request.adds[i], sealedInfo));
            Welcome welcome;
            welcome.secrets.push_back(std::move(entry));
            welcome.encryptedGroupInfo = sealedInfo;
            Writer writer;
            writeMessageHeader(writer, WireFormat::Welcome);
            welcome.write(writer);
            out.push_back(writer.take());
        }
        return out;
    }
};

} // namespace

Result<CommitOutput> Group::commit(const CommitRequest &request, WallTime now)
{
    TRY_OK(m->checkLive());
    if (m->pending)
        return Error(ErrorCode::NotInState, "a commit is pending");
    if (m->state->reInitialized)
        return Error(ErrorCode::NotInState, "the group was reinitialized");
    const CommitBuilder builder{*m->state, m->signer, request, now};
    TRY(auto built, builder.build());
    TRY(const PrivateMessage message, sealPrivate(built.message, m->state->messages));
    Writer writer;
    writeMessageHeader(writer, WireFormat::PrivateMessage);
    message.write(writer);
    CommitOutput out{writer.take(), std::move(built.welcomes), built.next->tree.encode(), std::move(built.added),
                     built.next->context.epoch};
    m->pending = std::move(built.next);
    return out;
}

} // namespace bedside::mls
