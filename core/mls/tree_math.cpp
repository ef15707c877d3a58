// SPDX-License-Identifier: Apache-2.0
#include "core/mls/tree_math.h"

#include <bit>

namespace bedside::mls::tree_math {

std::uint32_t level(NodeIndex node) { return static_cast<std::uint32_t>(std::countr_one(node)); }

std::optional<NodeIndex> left(NodeIndex node)
{
    if (isLeaf(node))
        return std::nullopt;
    return node ^ (1U << (level(node) - 1));
}

std::optional<NodeIndex> right(NodeIndex node)
{
    if (isLeaf(node))
        return std::nullopt;
    return node ^ (3U << (level(node) - 1));
}

std::optional<NodeIndex> parent(NodeIndex node, std::uint32_t width)
{
    if (node == root(width))
        return std::nullopt;
    const std::uint32_t k = level(node);
    return (node | (1U << k)) & ~(1U << (k + 1));
}

std::optional<NodeIndex> sibling(NodeIndex node, std::uint32_t width)
{
    const auto up = parent(node, width);
    if (!up)
        return std::nullopt;
    return node < *up ? right(*up) : left(*up);
}

std::vector<NodeIndex> directPath(LeafIndex leaf, std::uint32_t width)
{
    std::vector<NodeIndex> path;
    for (auto node = parent(nodeOf(leaf), width); node; node = parent(*node, width))
        path.push_back(*node);
    return path;
}

// A node of level k spans the 2^k leaves whose indices share the bits above k with it.
bool isAncestor(NodeIndex node, LeafIndex leaf)
{
    const std::uint32_t shift = level(node) + 1;
    return node >> shift == nodeOf(leaf) >> shift;
}

NodeIndex childTowards(NodeIndex node, LeafIndex leaf) { return nodeOf(leaf) < node ? *left(node) : *right(node); }
NodeIndex childAwayFrom(NodeIndex node, LeafIndex leaf) { return nodeOf(leaf) < node ? *right(node) : *left(node); }

std::uint32_t widthFor(std::uint32_t leaves) { return leaves == 0 ? 1 : std::bit_ceil(leaves); }

} // namespace bedside::mls::tree_math
