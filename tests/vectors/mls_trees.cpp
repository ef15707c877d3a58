// SPDX-License-Identifier: Apache-2.0
// Kinds about the ratchet tree and the paths through it.
#include "core/mls/codec.h"
#include "core/mls/proposals.h"
#include "tests/vectors/vector_file.h"

namespace bedside::vectors {
namespace {

using namespace bedside::mls;

bool otherSuite(const Json &record) { return number(record, "cipher_suite") != kCipherSuite; }

// Suite 1 has the same hash and, as far as these records go, the same keys as suite 3.
bool treeOperations(const Json &record)
{
    if (number(record, "cipher_suite") != 1 && otherSuite(record))
        return false;
    const Bytes before = hex(record, "tree_before");
    RatchetTree tree = VALUE_OF(RatchetTree::parse(before));
    REQUIRE_THAT(same(tree.encode(), before));
    REQUIRE_THAT(same(tree.rootHash(), hex(record, "tree_hash_before")));
    const auto proposal = VALUE_OF(parseWhole<Proposal>(hex(record, "proposal")));
    if (const auto *add = proposal.as<AddProposal>())
        VALUE_OF(tree.add(add->package.leaf));
    else if (const auto *update = proposal.as<UpdateProposal>())
        REQUIRE_OK(tree.update({static_cast<std::uint32_t>(number(record, "proposal_sender"))}, update->leaf));
    else if (const auto *remove = proposal.as<RemoveProposal>())
        REQUIRE_OK(tree.remove(remove->removed));
    else
        throw Failure("proposal of another type");
    REQUIRE_THAT(same(tree.encode(), hex(record, "tree_after")));
    REQUIRE_THAT(same(tree.rootHash(), hex(record, "tree_hash_after")));
    return true;
}

bool treeValidation(const Json &record)
{
    if (otherSuite(record))
        return false;
    const Bytes encoded = hex(record, "tree");
    const RatchetTree tree = VALUE_OF(RatchetTree::parse(encoded));
    REQUIRE_THAT(same(tree.encode(), encoded));
    REQUIRE_THAT(list(record, "tree_hashes").size() == tree.nodeCount());
    for (NodeIndex node = 0; node < tree.nodeCount(); ++node) {
        REQUIRE_THAT(same(tree.treeHash(node), hexOf(list(record, "tree_hashes").at(node))));
        REQUIRE_THAT(tree.resolution(node) == list(record, "resolutions").at(node).get<std::vector<NodeIndex>>());
    }
    REQUIRE_OK(tree.verifyUnmergedLeaves());
    REQUIRE_OK(tree.verifyParentHashes());
    const Bytes groupId = hex(record, "group_id");
    for (const LeafIndex leaf : tree.occupied())
        REQUIRE_OK(tree.leaf(leaf)->verify(groupId, leaf));
    return true;
}

struct PrivateLeaf {
    TreeKeys keys;
    crypto::SigningKey signer;
};

PrivateLeaf privateLeaf(const Json &entry, const RatchetTree &tree)
{
    const LeafIndex index{static_cast<std::uint32_t>(number(entry, "index"))};
    PrivateLeaf out{TreeKeys(index, VALUE_OF(crypto::DhKey::fromPrivate(secret(entry, "encryption_priv")))),
                    VALUE_OF(crypto::SigningKey::fromSeed(secret(entry, "signature_priv")))};
    REQUIRE_THAT(tree.leaf(index) != nullptr);
    REQUIRE_THAT(same(out.keys.leafKey().publicKey(), tree.leaf(index)->encryptionKey));
    REQUIRE_THAT(same(out.signer.publicKey(), tree.leaf(index)->signatureKey));
    for (const Json &path : list(entry, "path_secrets")) {
        const auto node = static_cast<NodeIndex>(number(path, "node"));
        crypto::DhKey key = nodeKeyOf(secret(path, "path_secret"));
        REQUIRE_THAT(tree.encryptionKey(node) != nullptr && same(*tree.encryptionKey(node), key.publicKey()));
        out.keys.set(node, std::move(key));
    }
    return out;
}

struct TreeKem {
    const Json &record;
    RatchetTree tree;
    std::vector<PrivateLeaf> leaves;

    explicit TreeKem(const Json &from) : record(from), tree(VALUE_OF(RatchetTree::parse(hex(from, "ratchet_tree"))))
    {
        for (const Json &leaf : list(record, "leaves_private"))
            leaves.push_back(privateLeaf(leaf, tree));
    }
    Bytes contextOf(const RatchetTree &after) const
    {
        GroupContext context;
        context.groupId = hex(record, "group_id");
        context.epoch = number(record, "epoch");
        context.treeHash = toBytes(after.rootHash());
        context.confirmedTranscriptHash = hex(record, "confirmed_transcript_hash");
        return context.encode();
    }
    void receive(const Json &given) const
    {
        const LeafIndex sender{static_cast<std::uint32_t>(number(given, "sender"))};
        const auto path = VALUE_OF(parseWhole<UpdatePath>(hex(given, "update_path")));
        RatchetTree after = tree;
        REQUIRE_OK(path.leaf.verify(hex(record, "group_id"), sender));
        REQUIRE_OK(mergePath(after, sender, path));
        REQUIRE_THAT(same(after.rootHash(), hex(given, "tree_hash_after")));
        REQUIRE_OK(after.verifyParentHashes());
        for (const PrivateLeaf &leaf : leaves) {
            if (leaf.keys.own() == sender)
                continue;
            const auto opened = VALUE_OF(openPath(after, leaf.keys, sender, path, contextOf(after), {}));
            const Json &expected = list(given, "path_secrets").at(leaf.keys.own().value);
            REQUIRE_THAT(same(opened.pathSecret.reveal(), hexOf(expected)));
            REQUIRE_THAT(same(opened.commitSecret.reveal(), hex(given, "commit_secret")));
        }
    }
    void send(const PrivateLeaf &from) const
    {
        const LeafIndex sender = from.keys.own();
        RatchetTree after = tree;
        const auto draft =
            VALUE_OF(draftPath(after, from.keys, *tree.leaf(sender), from.signer, hex(record, "group_id")));
        const Bytes context = contextOf(after);
        const auto path = VALUE_OF(sealPath(draft, after, context, {}));
        RatchetTree merged = tree;
        REQUIRE_OK(mergePath(merged, sender, path));
        REQUIRE_THAT(merged.rootHash() == after.rootHash());
        for (const PrivateLeaf &leaf : leaves) {
            if (leaf.keys.own() == sender)
                continue;
            const auto opened = VALUE_OF(openPath(merged, leaf.keys, sender, path, context, {}));
            REQUIRE_THAT(same(opened.commitSecret.reveal(), draft.commitSecret.reveal()));
        }
    }
};

bool treeKem(const Json &record)
{
    if (otherSuite(record))
        return false;
    const TreeKem treeKem(record);
    for (const Json &path : list(record, "update_paths"))
        treeKem.receive(path);
    for (const PrivateLeaf &leaf : treeKem.leaves)
        treeKem.send(leaf);
    return true;
}

} // namespace

std::vector<Kind> mlsTrees()
{
    return {{"tree-operations", treeOperations}, {"tree-validation", treeValidation}, {"treekem", treeKem}};
}

} // namespace bedside::vectors
