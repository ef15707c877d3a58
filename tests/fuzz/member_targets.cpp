// SPDX-License-Identifier: Apache-2.0
// What a group takes from its server and from a member that breaks the rules.
#include "core/mls/codec.h"
#include "tests/fuzz/mls_fixture.h"
#include "tests/fuzz/promise.h"
#include "tests/fuzz/targets.h"

#include <algorithm>

namespace bedside::fuzz {
namespace {

mls::Group joinAsBen()
{
    const MlsTrio &trio = mlsTrio();
    return made(mls::Group::join(trio.added.welcomes[0], ByteSpan(trio.added.ratchetTree), trio.ben, someTime()),
                "Ben joins")
        .group;
}

mls::Group afterCommit()
{
    auto group = joinAsBen();
    auto received = made(group.receive(mlsTrio().commit, someTime()), "a commit is received");
    promise(group.apply(std::move(std::get<mls::StagedCommit>(received))).ok(), "and applied");
    return group;
}

// Eve's message and commit, and proposals of hers, each under the key that its place in the sequence asks for.
std::vector<Bytes> receiveSeeds()
{
    static const auto all = [] {
        const FixedRandom random("receive");
        const MlsTrio &trio = mlsTrio();
        std::vector<Bytes> out{trio.message, trio.commit};
        const auto seal = [&](const mls::KeyPackageBundle &from, mls::GroupState &state,
                              mls::AuthenticatedContent content) {
            content.wireFormat = mls::WireFormat::PrivateMessage;
            content.sign(from.signatureKey, state.encodedContext);
            mls::Writer writer;
            mls::writeMessageHeader(writer, mls::WireFormat::PrivateMessage);
            made(mls::sealPrivate(content, state.messages), "a proposal is sealed").write(writer);
            out.push_back(writer.take());
        };
        const auto eves = trio.stateOf(trio.eve);
        for (mls::Proposal &proposal : trio.proposals())
            seal(trio.eve, *eves, trio.frame(mls::Sender::member({2}), std::move(proposal)));
        const auto own = trio.stateOf(trio.ben);
        seal(trio.ben, *own, trio.frame(mls::Sender::member({1}), trio.proposals().front()));
        Bytes early = trio.message;
        constexpr std::size_t kEpochEnd = 4 + 2 + 7; // behind the header and a group id of one octet
        early[kEpochEnd] = 0;
        out.push_back(std::move(early));
        return out;
    }();
    return all;
}

// Anything in place of a message of Eve's: only what she made is taken, each once, and nothing moves by itself.
void mlsReceive(ByteSpan input)
{
    static auto group = std::optional(joinAsBen());
    const auto received = group->receive(input, someTime());
    promise(group->epoch() == 1, "a message by itself moves nothing");
    if (received.ok()) {
        static const auto sent = receiveSeeds();
        promise(std::find(sent.begin(), sent.end(), toBytes(input)) != sent.end(), "a message that opens was sent");
        promise(!group->receive(input, someTime()).ok(), "it opens once");
        group.emplace(joinAsBen());
    }
    static auto later = std::optional(afterCommit()); // the same an epoch later: what was said before may come late
    if (later->receive(input, someTime()).ok()) {
        promise(equalBytes(input, mlsTrio().message), "only a message comes late");
        later.emplace(afterCommit());
    }
    promise(later->epoch() == 2, "a message by itself moves nothing");
}

// FramedContent, and for a commit its confirmation tag: signed as Eve and handed to Ben as a PublicMessage. Leaves in
// it are signed as well, so that more than signatures is looked at.
void signLeaves(mls::Content &content, const MlsTrio &trio)
{
    const auto sign = [&](mls::LeafNode &leaf) {
        if (equalBytes(leaf.signatureKey, trio.eve.signatureKey.publicKey()))
            leaf.sign(trio.eve.signatureKey, trio.info.context.groupId, {2});
    };
    const auto signProposal = [&](mls::Proposal &proposal) {
        if (auto *update = std::get_if<mls::UpdateProposal>(&proposal.body))
            sign(update->leaf);
    };
    if (auto *proposal = std::get_if<mls::Proposal>(&content))
        signProposal(*proposal);
    if (auto *commit = std::get_if<mls::Commit>(&content)) {
        for (auto &item : commit->proposals)
            if (auto *proposal = std::get_if<mls::Proposal>(&item))
                signProposal(*proposal);
        if (commit->path)
            sign(commit->path->leaf);
    }
}

void mlsMember(ByteSpan input)
{
    static const auto state = mlsTrio().stateOf(mlsTrio().ben);
    static auto group = std::optional(joinAsBen());
    mls::Reader reader(input);
    auto content = mls::FramedContent::read(reader);
    if (!content.ok())
        return;
    mls::AuthenticatedContent message;
    message.wireFormat = mls::WireFormat::PublicMessage;
    message.content = std::move(*content);
    signLeaves(message.content.content, mlsTrio());
    message.sign(mlsTrio().eve.signatureKey, state->encodedContext);
    if (message.content.type() == mls::ContentType::Commit)
        message.auth.confirmationTag = toBytes(reader.rest());
    mls::Writer writer;
    mls::writeMessageHeader(writer, mls::WireFormat::PublicMessage);
    mls::sealPublic(std::move(message), state->secrets.membership, state->encodedContext).write(writer);
    const auto received = group->receive(writer.view(), someTime());
    promise(group->epoch() == 1 && group->members().size() == 3, "a message by itself moves nothing");
    if (!received.ok())
        return;
    promise(!std::holds_alternative<mls::ApplicationMessage>(*received), "an application message is never public");
    if (const auto *proposal = std::get_if<mls::ProposalMessage>(&*received))
        promise(!proposal->sender || proposal->sender->value == 2, "a proposal is its sender's");
    if (const auto *commit = std::get_if<mls::StagedCommit>(&*received))
        promise(commit->epoch == 2 && commit->members.size() <= mls::kMaxLeaves, "a commit leads to the next epoch");
    group.emplace(joinAsBen()); // proposals are kept for later
}

std::vector<Bytes> memberSeeds()
{
    const MlsTrio &trio = mlsTrio();
    const auto state = trio.stateOf(trio.ben);
    const auto encoded = [](const mls::FramedContent &content, ByteSpan tag = {}) {
        mls::Writer writer;
        content.write(writer);
        return writer.raw(tag).take();
    };
    std::vector<Bytes> out;
    const auto commit = trio.opened(*state, trio.commit);
    out.push_back(encoded(commit.content, commit.auth.confirmationTag));
    for (const mls::Proposal &proposal : trio.proposals()) {
        out.push_back(encoded(trio.frame(mls::Sender::member({2}), proposal).content));
        mls::Commit with = std::get<mls::Commit>(commit.content.content);
        with.proposals.emplace_back(proposal);
        out.push_back(encoded(trio.frame(mls::Sender::member({2}), std::move(with)).content, Bytes(32, 1)));
        mls::Commit without;
        without.proposals.emplace_back(proposal);
        without.proposals.emplace_back(Bytes(32, 7)); // by reference
        out.push_back(encoded(trio.frame(mls::Sender::member({2}), std::move(without)).content, Bytes(32, 1)));
    }
    mls::Commit external = std::get<mls::Commit>(commit.content.content);
    external.proposals.emplace_back(mls::Proposal{mls::ExternalInitProposal{toBytes(trio.ada.initKey.publicKey())}});
    out.push_back(
        encoded(trio.frame({mls::SenderType::NewMemberCommit, 0}, std::move(external)).content, Bytes(32, 1)));
    for (const mls::SenderType type : {mls::SenderType::External, mls::SenderType::NewMemberProposal})
        for (const std::size_t which : {0u, 2u}) // an Add, a Remove
            out.push_back(encoded(trio.frame({type, 0}, trio.proposals()[which]).content));
    out.push_back(encoded(trio.frame(mls::Sender::member({1}), trio.proposals().front()).content)); // in Ben's own name
    for (const mls::SenderType type : {mls::SenderType::NewMemberProposal, mls::SenderType::NewMemberCommit})
        out.push_back(encoded(trio.frame({type, 0}, mls::Commit()).content, Bytes(32, 1)));
    out.push_back(encoded(trio.frame(mls::Sender::member({2}), Secret::copyOf(asBytes("hello"))).content));
    return out;
}

constexpr Target kTargets[] = {
    {"mls_receive", mlsReceive, receiveSeeds},
    {"mls_member", mlsMember, memberSeeds},
};

} // namespace

std::span<const Target> memberTargets() { return kTargets; }

} // namespace bedside::fuzz
