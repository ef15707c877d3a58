// SPDX-License-Identifier: Apache-2.0
// The public ratchet tree (RFC 9420 sections 4, 7 and 12.4.3.3): who is where, with which public keys. No private key.
// Copyable value, single thread; tree hashes are cached inside.
#pragma once

#include "core/mls/labeled.h"
#include "core/mls/leaf_node.h"
#include "core/mls/tree_math.h"

namespace bedside::mls {

struct ParentNode {
    Bytes encryptionKey;
    Bytes parentHash;
    std::vector<std::uint32_t> unmergedLeaves; // leaf indices, ascending

    void write(Writer &writer) const;
    static Result<ParentNode> read(Reader &reader);
};

class RatchetTree {
public:
    RatchetTree() = default; // width 1, blank
    static Result<RatchetTree> parse(ByteSpan bytes); // the ratchet_tree extension's content
    static Result<RatchetTree> read(Reader &reader);
    void write(Writer &writer) const;
    Bytes encode() const;

    std::uint32_t width() const noexcept { return m_width; } // leaves of the full tree, blank ones included
    NodeIndex nodeCount() const noexcept { return tree_math::nodeCount(m_width); }
    const LeafNode *leaf(LeafIndex index) const;             // null: blank, or outside
    const ParentNode *parentNode(NodeIndex index) const;     // null: blank, a leaf, or outside
    const Bytes *encryptionKey(NodeIndex index) const;       // null: blank
    std::vector<LeafIndex> occupied() const;
    std::uint32_t memberCount() const;
    std::optional<LeafIndex> findLeaf(const LeafNode &leaf) const;
    LeafIndex firstFree() const;                             // the leftmost blank leaf, or the next beyond the edge

    // Sections 7.7 and 12.1. add: TooLarge over kMaxLeaves. update and remove: BadProposal for a blank leaf.
    Result<LeafIndex> add(LeafNode leaf);
    Result<void> update(LeafIndex index, LeafNode leaf);
    Result<void> remove(LeafIndex index);

    // For a commit's path: the nodes in section 4.1.2's filtered direct path get new keys, the rest of the direct path
    // is blanked, parent hashes are set from the root down. Returns the parent hash for the committer's leaf.
    Result<Bytes> setPath(LeafIndex committer, const std::vector<Bytes> &publicKeys);
    void setLeaf(LeafIndex index, LeafNode leaf); // after setPath; does not blank
    Result<void> makeRoom(LeafIndex index);       // widens the tree for an external joiner at firstFree()

    std::vector<NodeIndex> resolution(NodeIndex node) const;
    std::vector<NodeIndex> filteredDirectPath(LeafIndex leaf) const;
    HashValue treeHash(NodeIndex node) const;
    HashValue rootHash() const { return treeHash(tree_math::root(m_width)); }

    Result<void> verifyParentHashes() const;   // section 7.9.2; BadTree
    Result<void> verifyUnmergedLeaves() const; // section 12.4.3.1, step 7; BadTree

private:
    using LeafSet = std::vector<std::uint32_t>;

    void touch(NodeIndex node);
    void blankPath(LeafIndex leaf);
    void resize(std::uint32_t width);
    bool isRightHalfBlank() const;
    Bytes parentHash(const ParentNode &node, NodeIndex copathChild) const;
    HashValue computeHash(NodeIndex node, const LeafSet &without) const;
    HashValue originalHash(NodeIndex node, const LeafSet &without) const;
    bool linksTo(NodeIndex parent, NodeIndex child, NodeIndex other) const;
    const Bytes *storedParentHash(NodeIndex node) const;
    Result<void> checkUnmerged(NodeIndex parent) const;

    std::uint32_t m_width = 1;
    std::vector<std::optional<LeafNode>> m_leaves{1};
    std::vector<std::optional<ParentNode>> m_parents; // node index 2i+1 at i
    mutable std::vector<std::optional<HashValue>> m_hashes{1};
};

} // namespace bedside::mls
