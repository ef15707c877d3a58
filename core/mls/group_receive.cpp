// SPDX-License-Identifier: Apache-2.0
// Group's receiving half: which epoch and which key a message is for, and proposals kept for later.
#include "core/mls/codec.h"
#include "core/mls/group_state.h"

namespace bedside::mls {
namespace {

MessageHeader::Kind kindOf(ContentType type)
{
    switch (type) {
    case ContentType::Application:
        return MessageHeader::Kind::Application;
    case ContentType::Proposal:
        return MessageHeader::Kind::Proposal;
    case ContentType::Commit:
        break;
    }
    return MessageHeader::Kind::Commit;
}

Result<void> checkEpoch(const GroupContext &context, ByteSpan groupId, std::uint64_t epoch)
{
    if (!equalBytes(context.groupId, groupId))
        return Error(ErrorCode::WrongGroup, "message of another group");
    if (context.epoch != epoch)
        return Error(ErrorCode::WrongEpoch, "message of another epoch", static_cast<std::int64_t>(epoch));
    return {};
}

// The key that a PublicMessage must be signed with (section 6.1).
Result<Bytes> signatureKeyFor(const FramedContent &content, const GroupState &state)
{
    switch (content.sender.type) {
    case SenderType::Member: {
        const Bytes *key = state.signatureKeyOf(content.sender.leaf());
        if (key == nullptr)
            return Error(ErrorCode::WrongSender, "no such member", content.sender.index);
        return *key;
    }
    case SenderType::External:
        return externalSenderKey(state.context.extensions, content.sender.index);
    case SenderType::NewMemberProposal:
        if (const auto *proposal = std::get_if<Proposal>(&content.content))
            if (const auto *add = proposal->as<AddProposal>())
                return add->package.leaf.signatureKey;
        break;
    case SenderType::NewMemberCommit:
        if (const auto *commit = std::get_if<Commit>(&content.content); commit != nullptr && commit->path)
            return commit->path->leaf.signatureKey;
        break;
    }
    return Error(ErrorCode::WrongSender, "content not for this sender");
}

Result<void> checkSenderAndType(const FramedContent &content, LeafIndex own)
{
    const Sender &sender = content.sender;
    if (sender.isMember() && sender.leaf() == own)
        return Error(ErrorCode::WrongSender, "our own message");
    const bool commit = content.type() == ContentType::Commit;
    if ((sender.type == SenderType::NewMemberCommit) != commit && !sender.isMember())
        return Error(ErrorCode::WrongSender, "content not for this sender");
    return {};
}

std::optional<LeafIndex> memberOf(const Sender &sender)
{
    return sender.isMember() ? std::optional(sender.leaf()) : std::nullopt;
}

struct Receiver {
    Group::Parts &group;
    WallTime now;

    Result<Received> publicMessage(PublicMessage message)
    {
        GroupState &state = *group.state;
        TRY_OK(checkEpoch(state.context, message.content.groupId, message.content.epoch));
        TRY_OK(checkSenderAndType(message.content, state.keys.own()));
        TRY(const auto content, openPublic(std::move(message), state.secrets.membership, state.encodedContext));
        TRY(const Bytes key, signatureKeyFor(content.content, state));
        TRY_OK(content.verify(key, state.encodedContext));
        return handshake(content);
    }

    Result<Received> privateMessage(const PrivateMessage &message)
    {
        GroupState &state = *group.state;
        if (message.type == ContentType::Application && message.epoch < state.context.epoch)
            return pastApplication(message);
        TRY_OK(checkEpoch(state.context, message.groupId, message.epoch));
        auto keyOf = [&](LeafIndex leaf) { return state.signatureKeyOf(leaf); };
        TRY(auto opened, openFromOthers(message, state.messages, keyOf, state.encodedContext));
        if (message.type == ContentType::Application)
            return application(std::move(opened.content));
        return handshake(opened.content);
    }

private:
    Result<OpenedPrivate> openFromOthers(const PrivateMessage &message, MessageKeys &keys, const SignatureKeyOf &keyOf,
                                         ByteSpan context)
    {
        const LeafIndex own = group.state->keys.own();
        bool ownMessage = false;
        auto others = [&](LeafIndex leaf) {
            ownMessage = leaf == own;
            return ownMessage ? nullptr : keyOf(leaf);
        };
        auto opened = openPrivate(message, keys, others, context);
        if (ownMessage)
            return Error(ErrorCode::WrongSender, "our own message");
        if (opened)
            consumeKey(keys, *opened);
        return opened;
    }

    Result<Received> pastApplication(const PrivateMessage &message)
    {
        if (message.groupId != group.state->context.groupId)
            return Error(ErrorCode::WrongGroup, "message of another group");
        for (PastEpoch &old : group.past) {
            if (old.epoch != message.epoch)
                continue;
            auto keyOf = [&](LeafIndex leaf) -> const Bytes * {
                const auto found = old.signatureKeys.find(leaf.value);
                return found == old.signatureKeys.end() ? nullptr : &found->second;
            };
            TRY(auto opened, openFromOthers(message, old.messages, keyOf, old.encodedContext));
            return application(std::move(opened.content));
        }
        return Error(ErrorCode::KeyUnavailable, "past epoch not kept", static_cast<std::int64_t>(message.epoch));
    }

    static Result<Received> application(AuthenticatedContent content)
    {
        FramedContent &framed = content.content;
        return Received(ApplicationMessage{framed.sender.leaf(), framed.epoch, std::move(framed.aad),
                                           std::move(std::get<Secret>(framed.content))});
    }

    Result<Received> handshake(const AuthenticatedContent &content)
    {
        if (content.content.type() == ContentType::Proposal)
            return keepProposal(content);
        if (group.state->reInitialized)
            return Error(ErrorCode::NotInState, "the group was reinitialized");
        const CommitReceiver receiver{group, content, now};
        TRY(StagedCommit staged, receiver.run());
        return Received(std::move(staged));
    }

    Result<Received> keepProposal(const AuthenticatedContent &content)
    {
        if (group.proposals.size() >= kMaxProposals)
            return Error(ErrorCode::TooLarge, "proposals kept");
        ResolvedProposal resolved{std::get<Proposal>(content.content.content), content.content.sender, true};
        TRY_OK(checkProposal(resolved, group.state->tree, group.state->context, now));
        ProposalMessage out{resolved.proposal.type(), memberOf(resolved.sender)};
        group.proposals.push_back({content.proposalRef(), std::move(resolved)});
        return Received(out);
    }
};

} // namespace

Result<Received> Group::receive(ByteSpan message, WallTime now)
{
    TRY_OK(m->checkLive());
    Reader reader(message);
    TRY(const WireFormat format, readMessageHeader(reader));
    Receiver receiver{*m, now};
    if (format == WireFormat::PublicMessage) {
        TRY(auto parsed, parseWhole<PublicMessage>(reader.rest()));
        return receiver.publicMessage(std::move(parsed));
    }
    if (format == WireFormat::PrivateMessage) {
        TRY(const auto parsed, parseWhole<PrivateMessage>(reader.rest()));
        return receiver.privateMessage(parsed);
    }
    return Error(ErrorCode::UnknownType, "not a group message", static_cast<std::int64_t>(format));
}

Result<void> Group::apply(StagedCommit staged)
{
    TRY_OK(m->checkLive());
    if (!staged.m_next)
        return Error(ErrorCode::NotInState, "nothing to apply");
    if (staged.epoch != epoch() + 1 || staged.m_fromTranscript != m->state->interimTranscript)
        return Error(ErrorCode::NotInState, "the group has moved since");
    m->moveTo(std::move(staged.m_next));
    return {};
}

Result<MessageHeader> peekMessage(ByteSpan message)
{
    Reader reader(message);
    TRY(const WireFormat format, readMessageHeader(reader));
    switch (format) {
    case WireFormat::PublicMessage: {
        TRY(const auto parsed, parseWhole<PublicMessage>(reader.rest()));
        return MessageHeader{kindOf(parsed.content.type()), parsed.content.groupId, parsed.content.epoch, false};
    }
    case WireFormat::PrivateMessage: {
        TRY(const auto parsed, parseWhole<PrivateMessage>(reader.rest()));
        return MessageHeader{kindOf(parsed.type), parsed.groupId, parsed.epoch, true};
    }
    case WireFormat::Welcome:
        return MessageHeader{MessageHeader::Kind::Welcome, {}, 0, false};
    case WireFormat::GroupInfo: {
        TRY(const auto context, GroupContext::read(reader));
        return MessageHeader{MessageHeader::Kind::GroupInfo, context.groupId, context.epoch, false};
    }
    case WireFormat::KeyPackage:
        break;
    }
    return MessageHeader{MessageHeader::Kind::KeyPackage, {}, 0, false};
}

} // namespace bedside::mls
