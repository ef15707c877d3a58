// SPDX-License-Identifier: Apache-2.0
#include "core/mls/group.h"

#include "core/crypto/random.h"
#include "core/mls/codec.h"
#include "core/mls/group_state.h"

#include <algorithm>

namespace bedside::mls {

Member describeMember(const RatchetTree &tree, LeafIndex index)
{
    const LeafNode &leaf = *tree.leaf(index);
    Member out{index, leaf.credential.identity, {}, {}};
    // Sizes were checked when the leaf came into the tree.
    std::copy_n(leaf.signatureKey.begin(), std::min(leaf.signatureKey.size(), out.signatureKey.size()),
                out.signatureKey.begin());
    std::copy_n(leaf.encryptionKey.begin(), std::min(leaf.encryptionKey.size(), out.encryptionKey.size()),
                out.encryptionKey.begin());
    return out;
}

std::vector<Member> describeMembers(const RatchetTree &tree)
{
    std::vector<Member> out;
    for (const LeafIndex index : tree.occupied())
        out.push_back(describeMember(tree, index));
    return out;
}

std::unique_ptr<GroupState> GroupState::make(GroupContext context, RatchetTree tree, TreeKeys keys, EpochSecrets secrets,
                                             ByteSpan confirmationTag)
{
    Bytes encoded = context.encode();
    Bytes interim = interimTranscriptHash(context.confirmedTranscriptHash, confirmationTag);
    MessageKeys messages{std::move(secrets.senderData), SecretTree(std::move(secrets.encryption), tree.width())};
    return std::unique_ptr<GroupState>(new GroupState{std::move(context), std::move(encoded), std::move(tree),
                                                      std::move(keys), std::move(secrets), std::move(messages),
                                                      std::move(interim)});
}

const Bytes *GroupState::signatureKeyOf(LeafIndex index) const
{
    const LeafNode *leaf = tree.leaf(index);
    return leaf != nullptr ? &leaf->signatureKey : nullptr;
}

Result<void> Group::Parts::checkLive() const
{
    if (wiped)
        return Error(ErrorCode::NotInState, "the group is over");
    return {};
}

void Group::Parts::moveTo(std::unique_ptr<GroupState> next)
{
    if (options.pastEpochs > 0) {
        PastEpoch old{state->context.epoch, std::move(state->encodedContext), {}, std::move(state->messages)};
        for (const LeafIndex leaf : state->tree.occupied())
            old.signatureKeys.emplace(leaf.value, state->tree.leaf(leaf)->signatureKey);
        past.push_front(std::move(old));
    }
    while (past.size() > options.pastEpochs)
        past.pop_back();
    if (options.resumptionPsks > 0)
        resumption.push_front({state->context.epoch, std::move(state->secrets.resumption)});
    while (resumption.size() > options.resumptionPsks)
        resumption.pop_back();
    state = std::move(next);
    pending.reset();
    proposals.clear();
}

Result<Secret> Group::Parts::findPsk(const PskId &id) const
{
    if (id.type == PskType::External) {
        if (options.psks == nullptr)
            return Error(ErrorCode::KeyUnavailable, "no external PSKs");
        return options.psks->externalPsk(id.externalId);
    }
    if (id.groupId != state->context.groupId)
        return Error(ErrorCode::KeyUnavailable, "resumption PSK of another group");
    if (id.epoch == state->context.epoch)
        return state->secrets.resumption.clone();
    for (const ResumptionSecret &kept : resumption)
        if (kept.epoch == id.epoch)
            return kept.secret.clone();
    return Error(ErrorCode::KeyUnavailable, "resumption PSK of that epoch");
}

Result<Secret> Group::Parts::pskSecretOf(const std::vector<PskId> &ids) const
{
    return pskSecretFrom(ids, [this](const PskId &id) { return findPsk(id); });
}

Result<Secret> pskSecretFrom(const std::vector<PskId> &ids, const std::function<Result<Secret>(const PskId &)> &find)
{
    std::vector<PskInput> inputs;
    for (const PskId &id : ids) {
        TRY(Secret psk, find(id));
        inputs.push_back({id, std::move(psk)});
    }
    return pskSecret(inputs);
}

Group::Group(std::unique_ptr<Parts> parts) noexcept : m(std::move(parts)) {}
Group::Group(Group &&) noexcept = default;
Group &Group::operator=(Group &&) noexcept = default;
Group::~Group() = default;

StagedCommit::StagedCommit() = default;
StagedCommit::StagedCommit(StagedCommit &&) noexcept = default;
StagedCommit &StagedCommit::operator=(StagedCommit &&) noexcept = default;
StagedCommit::~StagedCommit() = default;

Result<Group> Group::create(Bytes groupId, KeyPackageBundle own, Extensions groupContextExtensions, WallTime now,
                            GroupOptions options)
{
    TRY_OK(own.package.validate(now));
    RatchetTree tree;
    TRY(const LeafIndex leaf, tree.add(own.package.leaf));
    TRY_OK(checkMembers(tree, groupContextExtensions));
    GroupContext context;
    context.groupId = std::move(groupId);
    context.treeHash = toBytes(tree.rootHash());
    context.extensions = std::move(groupContextExtensions);
    // Section 11: the first epoch secret is drawn, not derived.
    EpochSecrets secrets = EpochSecrets::fromEpochSecret(crypto::randomSecret(kHashSize));
    const Bytes tag = secrets.confirmationTag({});
    TreeKeys keys(leaf, std::move(own.encryptionKey));
    auto state = GroupState::make(std::move(context), std::move(tree), std::move(keys), std::move(secrets), tag);
    return Group(std::unique_ptr<Parts>(
        new Parts{std::move(state), std::move(own.signatureKey), options, nullptr, {}, {}, {}}));
}

Result<Bytes> Group::protectApplication(ByteSpan plaintext, ByteSpan aad)
{
    TRY_OK(m->checkLive());
    GroupState &state = *m->state;
    AuthenticatedContent content;
    content.content = {state.context.groupId, state.context.epoch, Sender::member(state.keys.own()), toBytes(aad),
                       Secret::copyOf(plaintext)};
    content.sign(m->signer, state.encodedContext);
    TRY(const PrivateMessage message, sealPrivate(content, state.messages));
    Writer writer;
    writeMessageHeader(writer, WireFormat::PrivateMessage);
    message.write(writer);
    return writer.take();
}

Secret Group::exportSecret(std::string_view label, ByteSpan context, std::size_t length) const
{
    return m->wiped ? Secret() : m->state->secrets.exportSecret(label, context, length);
}

bool Group::hasPendingCommit() const noexcept { return m->pending != nullptr; }
std::uint64_t Group::pendingEpoch() const noexcept { return m->pending ? m->pending->context.epoch : 0; }
void Group::discardCommit() noexcept { m->pending.reset(); }

Result<void> Group::confirmCommit()
{
    if (!m->pending)
        return Error(ErrorCode::NotInState, "no pending commit");
    m->moveTo(std::move(m->pending));
    return {};
}

std::uint64_t Group::epoch() const noexcept { return m->state->context.epoch; }
const Bytes &Group::groupId() const noexcept { return m->state->context.groupId; }
LeafIndex Group::ownLeaf() const noexcept { return m->state->keys.own(); }
std::vector<Member> Group::members() const { return describeMembers(m->state->tree); }

std::optional<Member> Group::member(LeafIndex leaf) const
{
    if (m->state->tree.leaf(leaf) == nullptr)
        return std::nullopt;
    return describeMember(m->state->tree, leaf);
}

const Extensions &Group::groupContextExtensions() const noexcept { return m->state->context.extensions; }
const Bytes &Group::treeHash() const noexcept { return m->state->context.treeHash; }
const Bytes &Group::confirmedTranscriptHash() const noexcept { return m->state->context.confirmedTranscriptHash; }
Secret Group::epochAuthenticator() const { return m->state->secrets.authenticator.clone(); }
Bytes Group::ratchetTree() const { return m->state->tree.encode(); }

void Group::wipeEpoch(std::uint64_t epoch) noexcept
{
    std::erase_if(m->past, [&](const PastEpoch &old) { return old.epoch == epoch; });
}

void Group::wipe() noexcept
{
    m->wiped = true;
    m->pending.reset();
    m->proposals.clear();
    m->past.clear();
    m->resumption.clear();
    m->state->secrets = {};
    m->state->messages = {Secret(), SecretTree(Secret(), 1)};
    m->state->keys.wipe();
    const crypto::SigningKey gone = std::move(m->signer);
}

} // namespace bedside::mls
