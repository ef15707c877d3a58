// SPDX-License-Identifier: Apache-2.0
// Index arithmetic of the left-balanced tree (RFC 9420 section 4.1 and appendix C). Leaves are the even node indices.
// `width` is always the number of leaves of the full tree: a power of two.
#pragma once

#include "core/mls/types.h"

namespace bedside::mls {

using NodeIndex = std::uint32_t;

namespace tree_math {

constexpr NodeIndex nodeOf(LeafIndex leaf) { return leaf.value * 2; }
constexpr bool isLeaf(NodeIndex node) { return (node & 1U) == 0; }
constexpr LeafIndex leafOf(NodeIndex node) { return {node / 2}; }
constexpr std::uint32_t nodeCount(std::uint32_t width) { return width * 2 - 1; }
constexpr NodeIndex root(std::uint32_t width) { return width - 1; }

std::uint32_t level(NodeIndex node);
std::optional<NodeIndex> left(NodeIndex node);  // none for a leaf
std::optional<NodeIndex> right(NodeIndex node);
std::optional<NodeIndex> parent(NodeIndex node, std::uint32_t width); // none for the root
std::optional<NodeIndex> sibling(NodeIndex node, std::uint32_t width);

std::vector<NodeIndex> directPath(LeafIndex leaf, std::uint32_t width); // parent first, root last
bool isAncestor(NodeIndex node, LeafIndex leaf);                        // a leaf is its own ancestor
NodeIndex childTowards(NodeIndex node, LeafIndex leaf);                 // node is a proper ancestor
NodeIndex childAwayFrom(NodeIndex node, LeafIndex leaf);
std::uint32_t widthFor(std::uint32_t leaves); // the smallest power of two that holds them; 1 for none

} // namespace tree_math
} // namespace bedside::mls
