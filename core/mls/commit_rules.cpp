// SPDX-License-Identifier: Apache-2.0
#include "core/mls/commit_rules.h"

#include "core/mls/codec.h"

#include <algorithm>
#include <set>

namespace bedside::mls {
namespace {

Error badProposal(const char *why, std::int64_t detail = 0) { return Error(ErrorCode::BadProposal, why, detail); }

// Section 12.1.8 and 12.2: who may propose what.
Result<void> checkSender(std::uint16_t type, const Sender &sender)
{
    const auto allowed = [&]() -> bool {
        switch (sender.type) {
        case SenderType::Member:
            return type != proposal_type::kExternalInit;
        case SenderType::External:
            return type != proposal_type::kUpdate && type != proposal_type::kExternalInit;
        case SenderType::NewMemberProposal:
            return type == proposal_type::kAdd;
        case SenderType::NewMemberCommit:
            return type == proposal_type::kExternalInit || type == proposal_type::kRemove || type == proposal_type::kPsk;
        }
        return false;
    };
    if (!allowed())
        return Error(ErrorCode::WrongSender, "proposal type not for this sender", type);
    return {};
}

Result<void> checkUpdate(const UpdateProposal &update, LeafIndex sender, const RatchetTree &tree, const GroupContext &context)
{
    const LeafNode *present = tree.leaf(sender);
    if (present == nullptr || update.leaf.source != LeafSource::Update)
        return badProposal("Update leaf", sender.value);
    if (present->encryptionKey == update.leaf.encryptionKey)
        return Error(ErrorCode::DuplicateKey, "Update repeats the key", sender.value);
    TRY_OK(update.leaf.verify(context.groupId, sender));
    return update.leaf.checkCapabilities();
}

Result<void> checkPsk(const PskId &psk)
{
    if (psk.nonce.size() != kHashSize)
        return badProposal("PSK nonce size");
    if (psk.type == PskType::Resumption && psk.usage != ResumptionUsage::Application)
        return badProposal("resumption PSK usage");
    return {};
}

Result<std::vector<std::pair<Bytes, Credential>>> parseExternalSenders(ByteSpan data)
{
    Reader reader(data);
    auto one = [](Reader &inner) -> Result<std::pair<Bytes, Credential>> {
        TRY(Bytes key, inner.bytes(4096));
        TRY(Credential credential, Credential::read(inner));
        return std::pair(std::move(key), std::move(credential));
    };
    TRY(auto list, reader.list(one, 64));
    TRY_OK(reader.finish());
    return list;
}

Result<void> checkGroupExtensions(const Extensions &extensions)
{
    if (const Bytes *required = findExtension(extensions, extension_type::kRequiredCapabilities))
        TRY_OK(RequiredCapabilities::parse(*required));
    if (const Bytes *senders = findExtension(extensions, extension_type::kExternalSenders))
        TRY_OK(parseExternalSenders(*senders));
    return {};
}

// Section 12.2, the list of an external commit.
Result<void> checkExternalList(const std::vector<ResolvedProposal> &proposals)
{
    std::size_t inits = 0;
    std::size_t removes = 0;
    for (const ResolvedProposal &resolved : proposals) {
        if (resolved.byReference)
            return badProposal("reference in an external commit");
        inits += resolved.proposal.type() == proposal_type::kExternalInit ? 1 : 0;
        removes += resolved.proposal.type() == proposal_type::kRemove ? 1 : 0;
    }
    if (inits != 1 || removes > 1)
        return badProposal("proposals of an external commit");
    return {};
}

// Section 12.2, the list of a member's commit.
Result<void> checkMemberList(const std::vector<ResolvedProposal> &proposals, LeafIndex committer)
{
    std::set<std::uint32_t> touched;
    std::size_t extensions = 0;
    for (const ResolvedProposal &resolved : proposals) {
        const Proposal &proposal = resolved.proposal;
        std::optional<LeafIndex> target;
        if (const auto *remove = proposal.as<RemoveProposal>())
            target = remove->removed;
        if (proposal.as<UpdateProposal>() != nullptr)
            target = resolved.sender.leaf();
        if (target == committer)
            return badProposal("Update or Remove of the committer");
        if (target && !touched.insert(target->value).second)
            return badProposal("leaf changed twice", target->value);
        extensions += proposal.type() == proposal_type::kGroupContextExtensions ? 1 : 0;
        if (proposal.type() == proposal_type::kReInit && proposals.size() > 1)
            return badProposal("ReInit with other proposals");
    }
    if (extensions > 1)
        return badProposal("GroupContextExtensions twice");
    return {};
}

Result<void> checkPskList(const std::vector<ResolvedProposal> &proposals)
{
    std::vector<PskId> seen;
    for (const ResolvedProposal &resolved : proposals)
        if (const auto *psk = resolved.proposal.as<PskProposal>()) {
            PskId id = psk->psk;
            id.nonce.clear();
            if (std::find(seen.begin(), seen.end(), id) != seen.end())
                return badProposal("PSK twice");
            seen.push_back(std::move(id));
        }
    return {};
}

bool needsPath(std::uint16_t type)
{
    return type == proposal_type::kUpdate || type == proposal_type::kRemove || type == proposal_type::kExternalInit ||
           type == proposal_type::kGroupContextExtensions;
}

// Section 12.3: extensions and what needs no order, then Updates, Removes, Adds.
Result<void> applyInOrder(const std::vector<ResolvedProposal> &proposals, ProposalEffects &out)
{
    for (const ResolvedProposal &resolved : proposals) {
        if (const auto *extensions = resolved.proposal.as<GroupContextExtensionsProposal>())
            out.extensions = extensions->extensions;
        if (const auto *psk = resolved.proposal.as<PskProposal>())
            out.psks.push_back(psk->psk);
        if (const auto *init = resolved.proposal.as<ExternalInitProposal>())
            out.externalInit = init->kemOutput;
        out.reInitializes |= resolved.proposal.type() == proposal_type::kReInit;
        out.pathRequired |= needsPath(resolved.proposal.type());
    }
    for (const ResolvedProposal &resolved : proposals)
        if (const auto *update = resolved.proposal.as<UpdateProposal>()) {
            TRY_OK(out.tree.update(resolved.sender.leaf(), update->leaf));
            out.updated.push_back(resolved.sender.leaf());
        }
    for (const ResolvedProposal &resolved : proposals)
        if (const auto *remove = resolved.proposal.as<RemoveProposal>()) {
            TRY_OK(out.tree.remove(remove->removed));
            out.removed.push_back(remove->removed);
        }
    for (const ResolvedProposal &resolved : proposals)
        if (const auto *add = resolved.proposal.as<AddProposal>()) {
            TRY(const LeafIndex index, out.tree.add(add->package.leaf));
            out.added.push_back(index);
        }
    return {};
}

Result<void> checkLeafAgainstGroup(const LeafNode &leaf, const std::set<std::uint16_t> &credentialsInUse,
                                   const std::optional<RequiredCapabilities> &required, const Extensions &extensions)
{
    TRY_OK(leaf.checkCapabilities());
    if (required)
        TRY_OK(leaf.checkRequired(*required));
    for (const std::uint16_t type : credentialsInUse)
        if (!leaf.supportsCredential(type))
            return Error(ErrorCode::UnsupportedExtension, "credential type in use", type);
    for (const Extension &extension : extensions)
        if (!leaf.supportsExtension(extension.type))
            return Error(ErrorCode::UnsupportedExtension, "GroupContext extension", extension.type);
    return {};
}

} // namespace

Result<void> checkProposal(const ResolvedProposal &resolved, const RatchetTree &tree, const GroupContext &context,
                           WallTime now)
{
    const Proposal &proposal = resolved.proposal;
    TRY_OK(checkSender(proposal.type(), resolved.sender));
    if (const auto *add = proposal.as<AddProposal>())
        return add->package.validate(now);
    if (const auto *update = proposal.as<UpdateProposal>())
        return checkUpdate(*update, resolved.sender.leaf(), tree, context);
    if (const auto *remove = proposal.as<RemoveProposal>()) {
        if (tree.leaf(remove->removed) == nullptr)
            return badProposal("Remove of a blank leaf", remove->removed.value);
    }
    if (const auto *psk = proposal.as<PskProposal>())
        return checkPsk(psk->psk);
    if (const auto *reInit = proposal.as<ReInitProposal>(); reInit != nullptr && reInit->version < context.version)
        return Error(ErrorCode::Downgraded, "ReInit to an older version", reInit->version);
    if (const auto *extensions = proposal.as<GroupContextExtensionsProposal>())
        return checkGroupExtensions(extensions->extensions);
    return {};
}

Result<ProposalEffects> applyProposals(const std::vector<ResolvedProposal> &proposals, const Sender &committer,
                                       const RatchetTree &tree, const GroupContext &context, WallTime now)
{
    for (const ResolvedProposal &resolved : proposals)
        TRY_OK(checkProposal(resolved, tree, context, now));
    if (committer.isMember())
        TRY_OK(checkMemberList(proposals, committer.leaf()));
    else
        TRY_OK(checkExternalList(proposals));
    TRY_OK(checkPskList(proposals));
    ProposalEffects out{tree, context.extensions, {}, {}, {}, {}, std::nullopt, proposals.empty()};
    TRY_OK(applyInOrder(proposals, out));
    return out;
}

Result<void> checkMembers(const RatchetTree &tree, const Extensions &groupContextExtensions)
{
    TRY_OK(checkGroupExtensions(groupContextExtensions));
    std::optional<RequiredCapabilities> required;
    if (const Bytes *data = findExtension(groupContextExtensions, extension_type::kRequiredCapabilities)) {
        TRY(required, RequiredCapabilities::parse(*data));
    }
    std::set<std::uint16_t> credentialsInUse;
    std::set<Bytes> signatureKeys;
    std::set<Bytes> encryptionKeys;
    for (NodeIndex node = 0; node < tree.nodeCount(); ++node)
        if (const Bytes *key = tree.encryptionKey(node); key != nullptr && !encryptionKeys.insert(*key).second)
            return Error(ErrorCode::DuplicateKey, "encryption key twice in the tree", node);
    for (const LeafIndex index : tree.occupied()) {
        const LeafNode &leaf = *tree.leaf(index);
        if (!signatureKeys.insert(leaf.signatureKey).second)
            return Error(ErrorCode::DuplicateKey, "signature key twice in the tree", index.value);
        credentialsInUse.insert(leaf.credential.type);
    }
    for (const LeafIndex index : tree.occupied())
        TRY_OK(checkLeafAgainstGroup(*tree.leaf(index), credentialsInUse, required, groupContextExtensions));
    return {};
}

Result<Bytes> externalSenderKey(const Extensions &groupContextExtensions, std::uint32_t index)
{
    const Bytes *data = findExtension(groupContextExtensions, extension_type::kExternalSenders);
    if (data == nullptr)
        return Error(ErrorCode::WrongSender, "no external senders");
    TRY(auto senders, parseExternalSenders(*data));
    if (index >= senders.size())
        return Error(ErrorCode::WrongSender, "external sender", index);
    return senders[index].first;
}

} // namespace bedside::mls
