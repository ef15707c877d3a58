// SPDX-License-Identifier: Apache-2.0
// Joining by a Welcome (RFC 9420 section 12.4.3.1).
#include "core/mls/codec.h"
#include "core/mls/group_state.h"
#include "core/mls/welcome.h"

namespace bedside::mls {
namespace {

struct Joiner {
    const KeyPackageBundle &own;
    WallTime now;
    const GroupOptions &options;

    Result<Secret> pskSecret(const std::vector<PskId> &ids) const
    {
        return pskSecretFrom(ids, [this](const PskId &id) -> Result<Secret> {
            if (id.type != PskType::External || options.psks == nullptr)
                return Error(ErrorCode::KeyUnavailable, "PSK of a Welcome");
            return options.psks->externalPsk(id.externalId);
        });
    }

    Result<void> checkContext(const GroupContext &context) const
    {
        if (context.cipherSuite != kCipherSuite)
            return Error(ErrorCode::UnsupportedSuite, "group suite", context.cipherSuite);
        for (const Extension &extension : context.extensions)
            if (!own.package.leaf.supportsExtension(extension.type))
                return Error(ErrorCode::UnsupportedExtension, "GroupContext extension", extension.type);
        return {};
    }

    static Result<RatchetTree> findTree(const GroupInfo &info, const std::optional<ByteSpan> &given)
    {
        if (given)
            return RatchetTree::parse(*given);
        const Bytes *carried = findExtension(info.extensions, extension_type::kRatchetTree);
        if (carried == nullptr)
            return Error(ErrorCode::BadTree, "no ratchet tree");
        return RatchetTree::parse(*carried);
    }

    Result<void> checkTree(const RatchetTree &tree, const GroupContext &context) const
    {
        TRY_OK(tree.verifyUnmergedLeaves());
        if (!equalBytes(tree.rootHash(), context.treeHash))
            return Error(ErrorCode::BadTree, "tree hash");
        TRY_OK(tree.verifyParentHashes());
        for (NodeIndex node = 1; node < tree.nodeCount(); node += 2)
            if (const Bytes *key = tree.encryptionKey(node))
                TRY_OK(dhPublicKey(*key));
        for (const LeafIndex index : tree.occupied()) {
            const LeafNode &leaf = *tree.leaf(index);
            TRY_OK(leaf.verify(context.groupId, index));
            if (leaf.source == LeafSource::KeyPackage)
                TRY_OK(leaf.lifetime.check(now));
        }
        return checkMembers(tree, context.extensions);
    }

    static Result<void> checkSigner(const GroupInfo &info, const RatchetTree &tree)
    {
        const LeafNode *signer = tree.leaf(info.signer);
        if (signer == nullptr)
            return Error(ErrorCode::WrongSender, "GroupInfo signer", info.signer.value);
        return info.verify(signer->signatureKey);
    }

    Result<std::unique_ptr<GroupState>> enter(GroupInfo &info, RatchetTree tree, const GroupSecrets &secrets,
                                              const Secret &intermediate) const
    {
        const auto leaf = tree.findLeaf(own.package.leaf);
        if (!leaf)
            return Error(ErrorCode::BadTree, "our leaf is not in the tree");
        TreeKeys keys(*leaf, own.encryptionKey.clone());
        if (secrets.pathSecret)
            TRY_OK(keys.implant(tree, info.signer, *secrets.pathSecret));
        EpochSecrets epoch = epochSecrets(intermediate, info.context.encode());
        const Bytes tag = epoch.confirmationTag(info.context.confirmedTranscriptHash);
        if (!crypto::constantTimeEqual(tag, info.confirmationTag))
            return Error(ErrorCode::BadConfirmation, "confirmation tag of the GroupInfo");
        return GroupState::make(std::move(info.context), std::move(tree), std::move(keys), std::move(epoch), tag);
    }
};

Result<Welcome> parseWelcome(ByteSpan message)
{
    Reader reader(message);
    TRY(const WireFormat format, readMessageHeader(reader));
    if (format != WireFormat::Welcome)
        return Error(ErrorCode::UnknownType, "not a Welcome", static_cast<std::int64_t>(format));
    TRY(auto welcome, parseWhole<Welcome>(reader.rest()));
    if (welcome.cipherSuite != kCipherSuite)
        return Error(ErrorCode::UnsupportedSuite, "Welcome suite", welcome.cipherSuite);
    return welcome;
}

} // namespace

Result<Group::Joined> Group::join(ByteSpan welcome, std::optional<ByteSpan> ratchetTree, const KeyPackageBundle &own,
                                  WallTime now, GroupOptions options)
{
    const Joiner joiner{own, now, options};
    TRY(const Welcome parsed, parseWelcome(welcome));
    TRY(const GroupSecrets secrets, openGroupSecrets(parsed, own.package.ref(), own.initKey));
    TRY(const Secret psk, joiner.pskSecret(secrets.psks));
    const Secret intermediate = intermediateSecret(secrets.joinerSecret, psk);
    TRY(GroupInfo info, openGroupInfo(parsed.encryptedGroupInfo, welcomeSecret(intermediate)));
    TRY_OK(joiner.checkContext(info.context));
    TRY(RatchetTree tree, Joiner::findTree(info, ratchetTree));
    TRY_OK(Joiner::checkSigner(info, tree));
    TRY_OK(joiner.checkTree(tree, info.context));
    TRY(auto state, joiner.enter(info, std::move(tree), secrets, intermediate));
    auto parts = std::unique_ptr<Parts>(
        new Parts{std::move(state), own.signatureKey.clone(), options, nullptr, {}, {}, {}});
    return Joined{Group(std::move(parts)), std::move(info.extensions), info.signer};
}

} // namespace bedside::mls
