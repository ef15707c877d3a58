// SPDX-License-Identifier: Apache-2.0
#include "core/mls/ratchet_tree.h"

#include "core/mls/codec.h"

#include <algorithm>

namespace bedside::mls {
namespace {

constexpr std::uint8_t kNodeLeaf = 1;
constexpr std::uint8_t kNodeParent = 2;

bool contains(const std::vector<std::uint32_t> &sorted, std::uint32_t value)
{
    return std::binary_search(sorted.begin(), sorted.end(), value);
}

} // namespace

void ParentNode::write(Writer &writer) const
{
    writer.opaque(encryptionKey).opaque(parentHash);
    writer.vector([&](Writer &inner) {
        for (const std::uint32_t leaf : unmergedLeaves)
            inner.u32(leaf);
    });
}

Result<ParentNode> ParentNode::read(Reader &reader)
{
    ParentNode out;
    TRY(out.encryptionKey, reader.bytes(4096));
    TRY(out.parentHash, reader.bytes(255));
    TRY(out.unmergedLeaves, reader.list([](Reader &inner) { return inner.u32(); }, kMaxLeaves));
    if (!std::is_sorted(out.unmergedLeaves.begin(), out.unmergedLeaves.end(), std::less_equal<>()))
        return Error(ErrorCode::BadTree, "unmerged leaves not ascending");
    return out;
}

Result<RatchetTree> RatchetTree::parse(ByteSpan bytes) { return parseWhole<RatchetTree>(bytes); }

Result<RatchetTree> RatchetTree::read(Reader &reader)
{
    TRY(Reader nodes, reader.vector(kMaxMessageSize));
    RatchetTree tree;
    std::size_t count = 0;
    for (; !nodes.atEnd(); ++count) {
        if (count >= 2 * kMaxLeaves - 1)
            return Error(ErrorCode::TooLarge, "ratchet tree");
        const auto index = static_cast<NodeIndex>(count);
        tree.resize(tree_math::widthFor(index / 2 + 1 + (index & 1U)));
        TRY(const bool present, nodes.present());
        if (!present) {
            if (nodes.atEnd())
                return Error(ErrorCode::BadTree, "last node blank");
            continue;
        }
        TRY(const std::uint8_t type, nodes.u8());
        if (type != (tree_math::isLeaf(index) ? kNodeLeaf : kNodeParent))
            return Error(ErrorCode::BadTree, "node type", index);
        if (type == kNodeLeaf) {
            TRY(tree.m_leaves[index / 2], LeafNode::read(nodes));
        } else {
            TRY(tree.m_parents[index / 2], ParentNode::read(nodes));
        }
    }
    if (count == 0)
        return Error(ErrorCode::BadTree, "empty tree");
    return tree;
}

void RatchetTree::write(Writer &writer) const
{
    NodeIndex end = nodeCount();
    while (end > 1 && encryptionKey(end - 1) == nullptr)
        --end;
    writer.vector([&](Writer &nodes) {
        for (NodeIndex node = 0; node < end; ++node) {
            nodes.u8(encryptionKey(node) != nullptr ? 1 : 0);
            if (const LeafNode *leafNode = tree_math::isLeaf(node) ? leaf(tree_math::leafOf(node)) : nullptr) {
                nodes.u8(kNodeLeaf);
                leafNode->write(nodes);
            } else if (const ParentNode *parent = parentNode(node)) {
                nodes.u8(kNodeParent);
                parent->write(nodes);
            }
        }
    });
}

Bytes RatchetTree::encode() const { return encodeWhole(*this); }

const LeafNode *RatchetTree::leaf(LeafIndex index) const
{
    return index.value < m_width && m_leaves[index.value] ? &*m_leaves[index.value] : nullptr;
}

const ParentNode *RatchetTree::parentNode(NodeIndex index) const
{
    if (tree_math::isLeaf(index) || index >= nodeCount() || !m_parents[index / 2])
        return nullptr;
    return &*m_parents[index / 2];
}

const Bytes *RatchetTree::encryptionKey(NodeIndex index) const
{
    if (tree_math::isLeaf(index)) {
        const LeafNode *node = leaf(tree_math::leafOf(index));
        return node != nullptr ? &node->encryptionKey : nullptr;
    }
    const ParentNode *node = parentNode(index);
    return node != nullptr ? &node->encryptionKey : nullptr;
}

std::vector<LeafIndex> RatchetTree::occupied() const
{
    std::vector<LeafIndex> out;
    for (std::uint32_t i = 0; i < m_width; ++i)
        if (m_leaves[i])
            out.push_back({i});
    return out;
}

std::uint32_t RatchetTree::memberCount() const
{
    return static_cast<std::uint32_t>(
        std::count_if(m_leaves.begin(), m_leaves.end(), [](const auto &node) { return node.has_value(); }));
}

std::optional<LeafIndex> RatchetTree::findLeaf(const LeafNode &wanted) const
{
    for (std::uint32_t i = 0; i < m_width; ++i)
        if (m_leaves[i] && *m_leaves[i] == wanted)
            return LeafIndex{i};
    return std::nullopt;
}

LeafIndex RatchetTree::firstFree() const
{
    std::uint32_t free = 0;
    while (free < m_width && m_leaves[free])
        ++free;
    return {free};
}

// A change of width changes which node is the root and what hashes cover; nodes keep their indices.
void RatchetTree::resize(std::uint32_t width)
{
    if (width == m_width)
        return;
    m_width = width;
    m_leaves.resize(width);
    m_parents.resize(width - 1);
    m_hashes.resize(nodeCount());
}

void RatchetTree::touch(NodeIndex node)
{
    for (std::optional<NodeIndex> at = node; at; at = tree_math::parent(*at, m_width))
        m_hashes[*at].reset();
}

void RatchetTree::blankPath(LeafIndex leafIndex)
{
    for (const NodeIndex node : tree_math::directPath(leafIndex, m_width))
        m_parents[node / 2].reset();
    touch(tree_math::nodeOf(leafIndex));
}

Result<void> RatchetTree::makeRoom(LeafIndex index)
{
    if (index.value >= kMaxLeaves)
        return Error(ErrorCode::TooLarge, "group members");
    if (index.value >= m_width)
        resize(m_width * 2);
    return {};
}

Result<LeafIndex> RatchetTree::add(LeafNode newLeaf)
{
    const LeafIndex index = firstFree();
    TRY_OK(makeRoom(index));
    m_leaves[index.value] = std::move(newLeaf);
    for (const NodeIndex node : tree_math::directPath(index, m_width))
        if (auto &parent = m_parents[node / 2]) {
            auto &unmerged = parent->unmergedLeaves;
            unmerged.insert(std::upper_bound(unmerged.begin(), unmerged.end(), index.value), index.value);
        }
    touch(tree_math::nodeOf(index));
    return index;
}

Result<void> RatchetTree::update(LeafIndex index, LeafNode newLeaf)
{
    if (leaf(index) == nullptr)
        return Error(ErrorCode::BadProposal, "update of a blank leaf", index.value);
    m_leaves[index.value] = std::move(newLeaf);
    blankPath(index);
    return {};
}

bool RatchetTree::isRightHalfBlank() const
{
    return std::none_of(m_leaves.begin() + m_width / 2, m_leaves.end(), [](const auto &node) { return node.has_value(); });
}

Result<void> RatchetTree::remove(LeafIndex index)
{
    if (leaf(index) == nullptr)
        return Error(ErrorCode::BadProposal, "removal of a blank leaf", index.value);
    m_leaves[index.value].reset();
    blankPath(index);
    while (m_width > 1 && isRightHalfBlank())
        resize(m_width / 2);
    return {};
}

void RatchetTree::setLeaf(LeafIndex index, LeafNode newLeaf)
{
    m_leaves[index.value] = std::move(newLeaf);
    touch(tree_math::nodeOf(index));
}

Result<Bytes> RatchetTree::setPath(LeafIndex committer, const std::vector<Bytes> &publicKeys)
{
    const std::vector<NodeIndex> path = filteredDirectPath(committer);
    if (path.size() != publicKeys.size())
        return Error(ErrorCode::BadPath, "path length", static_cast<std::int64_t>(publicKeys.size()));
    blankPath(committer);
    Bytes hash; // the root's parent hash is empty
    for (std::size_t i = path.size(); i-- > 0;) {
        ParentNode node{publicKeys[i], hash, {}};
        hash = parentHash(node, tree_math::childAwayFrom(path[i], committer));
        m_parents[path[i] / 2] = std::move(node);
    }
    return hash;
}

std::vector<NodeIndex> RatchetTree::resolution(NodeIndex node) const
{
    if (encryptionKey(node) != nullptr) {
        std::vector<NodeIndex> out{node};
        if (const ParentNode *parent = parentNode(node))
            for (const std::uint32_t unmerged : parent->unmergedLeaves)
                out.push_back(tree_math::nodeOf({unmerged}));
        return out;
    }
    if (tree_math::isLeaf(node))
        return {};
    std::vector<NodeIndex> out = resolution(*tree_math::left(node));
    const std::vector<NodeIndex> right = resolution(*tree_math::right(node));
    out.insert(out.end(), right.begin(), right.end());
    return out;
}

std::vector<NodeIndex> RatchetTree::filteredDirectPath(LeafIndex leafIndex) const
{
    std::vector<NodeIndex> out;
    for (const NodeIndex node : tree_math::directPath(leafIndex, m_width))
        if (!resolution(tree_math::childAwayFrom(node, leafIndex)).empty())
            out.push_back(node);
    return out;
}

HashValue RatchetTree::treeHash(NodeIndex node) const
{
    if (!m_hashes[node])
        m_hashes[node] = computeHash(node, {});
    return *m_hashes[node];
}

// Section 7.8; with leaves left out as section 7.9 defines the original sibling tree hash.
HashValue RatchetTree::computeHash(NodeIndex node, const LeafSet &without) const
{
    Writer input;
    if (tree_math::isLeaf(node)) {
        const LeafIndex index = tree_math::leafOf(node);
        input.u8(kNodeLeaf).u32(index.value).optional(contains(without, index.value) ? nullptr : leaf(index));
        return crypto::sha256(input.view());
    }
    input.u8(kNodeParent);
    const ParentNode *parent = parentNode(node);
    if (parent != nullptr && !without.empty()) {
        ParentNode original = *parent;
        std::erase_if(original.unmergedLeaves, [&](std::uint32_t value) { return contains(without, value); });
        input.optional(&original);
    } else {
        input.optional(parent);
    }
    input.opaque(originalHash(*tree_math::left(node), without)).opaque(originalHash(*tree_math::right(node), without));
    return crypto::sha256(input.view());
}

HashValue RatchetTree::originalHash(NodeIndex node, const LeafSet &without) const
{
    const bool affected = std::any_of(without.begin(), without.end(),
                                      [&](std::uint32_t value) { return tree_math::isAncestor(node, {value}); });
    return affected ? computeHash(node, without) : treeHash(node);
}

Bytes RatchetTree::parentHash(const ParentNode &node, NodeIndex copathChild) const
{
    Writer input;
    input.opaque(node.encryptionKey).opaque(node.parentHash).opaque(originalHash(copathChild, node.unmergedLeaves));
    return toBytes(crypto::sha256(input.view()));
}

const Bytes *RatchetTree::storedParentHash(NodeIndex node) const
{
    if (const ParentNode *parent = parentNode(node))
        return &parent->parentHash;
    const LeafNode *leafNode = tree_math::isLeaf(node) ? leaf(tree_math::leafOf(node)) : nullptr;
    return leafNode != nullptr && leafNode->source == LeafSource::Commit ? &leafNode->parentHash : nullptr;
}

// Whether some node in the resolution of `child` was set in the same commit as `parent` (section 7.9.2).
bool RatchetTree::linksTo(NodeIndex parent, NodeIndex child, NodeIndex other) const
{
    const ParentNode &node = *parentNode(parent);
    const Bytes expected = parentHash(node, other);
    const std::vector<NodeIndex> candidates = resolution(child);
    std::vector<NodeIndex> unmerged;
    for (const std::uint32_t value : node.unmergedLeaves)
        if (tree_math::isAncestor(child, {value}))
            unmerged.push_back(tree_math::nodeOf({value}));
    for (const NodeIndex candidate : candidates) {
        const Bytes *stored = storedParentHash(candidate);
        if (stored == nullptr || *stored != expected)
            continue;
        std::vector<NodeIndex> rest = candidates;
        std::erase(rest, candidate);
        std::sort(rest.begin(), rest.end());
        if (rest == unmerged)
            return true;
    }
    return false;
}

Result<void> RatchetTree::verifyParentHashes() const
{
    for (NodeIndex node = 1; node < nodeCount(); node += 2) {
        if (parentNode(node) == nullptr)
            continue;
        const NodeIndex left = *tree_math::left(node);
        const NodeIndex right = *tree_math::right(node);
        if (!linksTo(node, left, right) && !linksTo(node, right, left))
            return Error(ErrorCode::BadTree, "parent hash", node);
    }
    return {};
}

Result<void> RatchetTree::checkUnmerged(NodeIndex parent) const
{
    for (const std::uint32_t value : parentNode(parent)->unmergedLeaves) {
        if (leaf({value}) == nullptr || !tree_math::isAncestor(parent, {value}))
            return Error(ErrorCode::BadTree, "unmerged leaf", value);
        for (NodeIndex node = tree_math::childTowards(parent, {value}); !tree_math::isLeaf(node);
             node = tree_math::childTowards(node, {value})) {
            const ParentNode *between = parentNode(node);
            if (between != nullptr && !contains(between->unmergedLeaves, value))
                return Error(ErrorCode::BadTree, "unmerged leaf missing below", value);
        }
    }
    return {};
}

Result<void> RatchetTree::verifyUnmergedLeaves() const
{
    for (NodeIndex node = 1; node < nodeCount(); node += 2)
        if (parentNode(node) != nullptr)
            TRY_OK(checkUnmerged(node));
    return {};
}

} // namespace bedside::mls
