// SPDX-License-Identifier: Apache-2.0
#include "core/mls/treekem.h"

#include "core/crypto/random.h"
#include "core/mls/codec.h"

#include <algorithm>
#include <set>

namespace bedside::mls {
namespace {

constexpr std::size_t kMaxPathNodes = 13; // log2(kMaxLeaves) + 1

// Whom a node's secret is encrypted to: the resolution of the copath child without the newcomers.
std::vector<NodeIndex> recipients(const RatchetTree &tree, NodeIndex node, LeafIndex sender,
                                  const std::vector<LeafIndex> &newcomers)
{
    std::vector<NodeIndex> out = tree.resolution(tree_math::childAwayFrom(node, sender));
    std::erase_if(out, [&](NodeIndex candidate) {
        return tree_math::isLeaf(candidate) &&
               std::find(newcomers.begin(), newcomers.end(), tree_math::leafOf(candidate)) != newcomers.end();
    });
    return out;
}

} // namespace

void UpdatePathNode::write(Writer &writer) const
{
    writer.opaque(encryptionKey).vector([&](Writer &inner) {
        for (const HpkeCiphertext &secret : secrets)
            secret.write(inner);
    });
}

Result<UpdatePathNode> UpdatePathNode::read(Reader &reader)
{
    UpdatePathNode out;
    TRY(out.encryptionKey, reader.bytes(4096));
    TRY(out.secrets, reader.list(HpkeCiphertext::read, kMaxLeaves));
    return out;
}

void UpdatePath::write(Writer &writer) const
{
    leaf.write(writer);
    writer.vector([&](Writer &inner) {
        for (const UpdatePathNode &node : nodes)
            node.write(inner);
    });
}

Result<UpdatePath> UpdatePath::read(Reader &reader)
{
    UpdatePath out;
    TRY(out.leaf, LeafNode::read(reader));
    TRY(out.nodes, reader.list(UpdatePathNode::read, kMaxPathNodes));
    return out;
}

std::vector<Bytes> UpdatePath::publicKeys() const
{
    std::vector<Bytes> out;
    for (const UpdatePathNode &node : nodes)
        out.push_back(node.encryptionKey);
    return out;
}

const crypto::DhKey *TreeKeys::find(NodeIndex node) const
{
    if (node == tree_math::nodeOf(m_own))
        return &m_leafKey;
    const auto found = m_nodes.find(node);
    return found == m_nodes.end() ? nullptr : &found->second;
}

TreeKeys TreeKeys::clone() const
{
    TreeKeys out(m_own, m_leafKey.clone());
    for (const auto &[node, key] : m_nodes)
        out.m_nodes.emplace(node, key.clone());
    return out;
}

void TreeKeys::wipe() noexcept
{
    m_nodes.clear();
    const crypto::DhKey gone = std::move(m_leafKey);
}

void TreeKeys::prune(const RatchetTree &tree)
{
    std::erase_if(m_nodes, [&](const auto &entry) {
        const Bytes *key = tree.encryptionKey(entry.first);
        return key == nullptr || !equalBytes(*key, entry.second.publicKey());
    });
}

Result<Secret> TreeKeys::implant(const RatchetTree &tree, LeafIndex sender, const Secret &pathSecret)
{
    Secret current = pathSecret.clone();
    for (const NodeIndex node : tree.filteredDirectPath(sender)) {
        if (!tree_math::isAncestor(node, m_own))
            continue;
        crypto::DhKey key = nodeKeyOf(current);
        const Bytes *expected = tree.encryptionKey(node);
        if (expected == nullptr || !equalBytes(*expected, key.publicKey()))
            return Error(ErrorCode::BadPath, "path secret does not give the tree's key", node);
        set(node, std::move(key));
        current = deriveSecret(current, "path");
    }
    return current;
}

crypto::DhKey nodeKeyOf(const Secret &pathSecret)
{
    return crypto::hpkeDeriveKeyPair(deriveSecret(pathSecret, "node").reveal());
}

Result<PathDraft> draftPath(RatchetTree &tree, const TreeKeys &keys, LeafNode leaf, const crypto::SigningKey &signer,
                            ByteSpan groupId)
{
    const LeafIndex own = keys.own();
    PathDraft draft{std::move(leaf), keys.clone(), tree.filteredDirectPath(own), {}, {}};
    Secret current = crypto::randomSecret(kHashSize);
    std::vector<Bytes> publicKeys;
    for (const NodeIndex node : draft.nodes) {
        crypto::DhKey key = nodeKeyOf(current);
        publicKeys.push_back(toBytes(key.publicKey()));
        draft.keys.set(node, std::move(key));
        Secret next = deriveSecret(current, "path");
        draft.secrets.push_back(std::exchange(current, std::move(next)));
    }
    draft.commitSecret = std::move(current);
    draft.keys.setLeafKey(crypto::DhKey::generate());
    TRY(draft.leaf.parentHash, tree.setPath(own, publicKeys));
    draft.leaf.source = LeafSource::Commit;
    draft.leaf.lifetime = {};
    draft.leaf.encryptionKey = toBytes(draft.keys.leafKey().publicKey());
    draft.leaf.sign(signer, groupId, own);
    tree.setLeaf(own, draft.leaf);
    draft.keys.prune(tree);
    return draft;
}

Result<UpdatePath> sealPath(const PathDraft &draft, const RatchetTree &tree, ByteSpan groupContext,
                            const std::vector<LeafIndex> &newcomers)
{
    UpdatePath path{draft.leaf, {}};
    for (std::size_t i = 0; i < draft.nodes.size(); ++i) {
        UpdatePathNode node{*tree.encryptionKey(draft.nodes[i]), {}};
        for (const NodeIndex to : recipients(tree, draft.nodes[i], draft.keys.own(), newcomers)) {
            TRY(auto sealed, encryptWithLabel(*tree.encryptionKey(to), "UpdatePathNode", groupContext,
                                              draft.secrets[i].reveal()));
            node.secrets.push_back(std::move(sealed));
        }
        path.nodes.push_back(std::move(node));
    }
    return path;
}

const Secret *pathSecretFor(const PathDraft &draft, LeafIndex leaf)
{
    for (std::size_t i = 0; i < draft.nodes.size(); ++i)
        if (tree_math::isAncestor(draft.nodes[i], leaf))
            return &draft.secrets[i];
    return nullptr;
}

Result<void> mergePath(RatchetTree &tree, LeafIndex sender, const UpdatePath &path)
{
    if (path.leaf.source != LeafSource::Commit)
        return Error(ErrorCode::BadPath, "path leaf source");
    const LeafNode *present = tree.leaf(sender);
    if (present != nullptr && present->encryptionKey == path.leaf.encryptionKey)
        return Error(ErrorCode::DuplicateKey, "path repeats the sender's key");
    std::set<Bytes> fresh;
    for (const UpdatePathNode &node : path.nodes) {
        TRY_OK(dhPublicKey(node.encryptionKey));
        if (!fresh.insert(node.encryptionKey).second)
            return Error(ErrorCode::DuplicateKey, "key twice in a path");
    }
    if (!fresh.insert(path.leaf.encryptionKey).second)
        return Error(ErrorCode::DuplicateKey, "key twice in a path");
    for (NodeIndex node = 0; node < tree.nodeCount(); ++node)
        if (const Bytes *key = tree.encryptionKey(node); key != nullptr && fresh.contains(*key))
            return Error(ErrorCode::DuplicateKey, "path repeats a key of the tree", node);
    TRY(const Bytes parentHash, tree.setPath(sender, path.publicKeys()));
    if (parentHash != path.leaf.parentHash)
        return Error(ErrorCode::BadPath, "parent hash of the sender's leaf");
    tree.setLeaf(sender, path.leaf);
    return {};
}

Result<OpenedPath> openPath(const RatchetTree &tree, const TreeKeys &keys, LeafIndex sender, const UpdatePath &path,
                            ByteSpan groupContext, const std::vector<LeafIndex> &newcomers)
{
    const std::vector<NodeIndex> nodes = tree.filteredDirectPath(sender);
    const auto shared = std::find_if(nodes.begin(), nodes.end(),
                                     [&](NodeIndex node) { return tree_math::isAncestor(node, keys.own()); });
    if (shared == nodes.end())
        return Error(ErrorCode::BadPath, "no node in common");
    const UpdatePathNode &entry = path.nodes[static_cast<std::size_t>(shared - nodes.begin())];
    const std::vector<NodeIndex> to = recipients(tree, *shared, sender, newcomers);
    if (to.size() != entry.secrets.size())
        return Error(ErrorCode::BadPath, "number of encrypted secrets", static_cast<std::int64_t>(entry.secrets.size()));
    for (std::size_t i = 0; i < to.size(); ++i) {
        const crypto::DhKey *key = keys.find(to[i]);
        if (key == nullptr)
            continue;
        TRY(Secret secret, decryptWithLabel(*key, "UpdatePathNode", groupContext, entry.secrets[i]));
        if (secret.size() != kHashSize)
            return Error(ErrorCode::BadPath, "path secret size");
        OpenedPath out{keys.clone(), std::move(secret), {}};
        TRY(out.commitSecret, out.keys.implant(tree, sender, out.pathSecret));
        out.keys.prune(tree);
        return out;
    }
    return Error(ErrorCode::BadPath, "no secret for us");
}

} // namespace bedside::mls
