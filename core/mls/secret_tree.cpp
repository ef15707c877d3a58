// SPDX-License-Identifier: Apache-2.0
#include "core/mls/secret_tree.h"

#include <algorithm>

namespace bedside::mls {

SecretTree::SecretTree(Secret encryptionSecret, std::uint32_t width) : m_width(width)
{
    m_nodes.emplace(tree_math::root(width), std::move(encryptionSecret));
}

// Expands the nodes from the root down to the leaf, deleting each as its children exist.
void SecretTree::openLeaf(LeafIndex leaf)
{
    std::vector<NodeIndex> path = tree_math::directPath(leaf, m_width);
    std::reverse(path.begin(), path.end());
    for (const NodeIndex node : path) {
        const auto found = m_nodes.find(node);
        if (found == m_nodes.end())
            continue;
        m_nodes.emplace(*tree_math::left(node), expandWithLabel(found->second, "tree", asBytes("left"), kHashSize));
        m_nodes.emplace(*tree_math::right(node), expandWithLabel(found->second, "tree", asBytes("right"), kHashSize));
        m_nodes.erase(node);
    }
    const auto found = m_nodes.find(tree_math::nodeOf(leaf));
    if (found == m_nodes.end())
        return;
    m_ratchets[{leaf.value, RatchetKind::Handshake}].secret = expandWithLabel(found->second, "handshake", {}, kHashSize);
    m_ratchets[{leaf.value, RatchetKind::Application}].secret =
        expandWithLabel(found->second, "application", {}, kHashSize);
    m_nodes.erase(found);
}

Result<SecretTree::Ratchet *> SecretTree::ratchet(LeafIndex leaf, RatchetKind kind)
{
    if (leaf.value >= m_width)
        return Error(ErrorCode::WrongSender, "leaf outside the tree", leaf.value);
    openLeaf(leaf);
    return &m_ratchets.at({leaf.value, kind});
}

MessageKey SecretTree::Ratchet::step()
{
    MessageKey out{deriveTreeSecret(secret, "key", generation, kKeySize),
                   deriveTreeSecret(secret, "nonce", generation, kNonceSize)};
    secret = deriveTreeSecret(secret, "secret", generation, kHashSize);
    ++generation;
    return out;
}

Result<const MessageKey *> SecretTree::find(LeafIndex leaf, RatchetKind kind, std::uint32_t generation)
{
    TRY(Ratchet *const own, ratchet(leaf, kind));
    if (generation >= own->generation) {
        if (generation - own->generation > kMaxSkip || generation == UINT32_MAX)
            return Error(ErrorCode::KeyExhausted, "generation too far ahead", generation);
        while (own->generation <= generation) {
            const std::uint32_t at = own->generation;
            own->kept.emplace(at, own->step());
        }
        while (own->kept.size() > kMaxKept)
            own->kept.erase(own->kept.begin());
    }
    const auto found = own->kept.find(generation);
    if (found == own->kept.end())
        return Error(ErrorCode::Replayed, "generation used or too old", generation);
    return &found->second;
}

void SecretTree::consume(LeafIndex leaf, RatchetKind kind, std::uint32_t generation)
{
    if (const auto found = m_ratchets.find({leaf.value, kind}); found != m_ratchets.end())
        found->second.kept.erase(generation);
}

Result<SecretTree::Next> SecretTree::next(LeafIndex leaf, RatchetKind kind)
{
    TRY(Ratchet *const own, ratchet(leaf, kind));
    if (own->generation == UINT32_MAX)
        return Error(ErrorCode::KeyExhausted, "message generations");
    const std::uint32_t generation = own->generation;
    return Next{generation, own->step()};
}

MessageKey senderDataKey(const Secret &senderDataSecret, ByteSpan ciphertext)
{
    const ByteSpan sample = ciphertext.first(std::min(ciphertext.size(), kHashSize));
    return {expandWithLabel(senderDataSecret, "key", sample, kKeySize),
            expandWithLabel(senderDataSecret, "nonce", sample, kNonceSize)};
}

} // namespace bedside::mls
