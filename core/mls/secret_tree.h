// SPDX-License-Identifier: Apache-2.0
// Secret tree and per-sender ratchets (RFC 9420 section 9): one key and nonce for each message, derived when needed
// and deleted when used. Move-only, single thread.
#pragma once

#include "core/mls/labeled.h"
#include "core/mls/tree_math.h"

#include <map>

namespace bedside::mls {

struct MessageKey {
    Secret key;   // 32 bytes
    Secret nonce; // 12 bytes
};

enum class RatchetKind : std::uint8_t { Handshake, Application };

class SecretTree {
public:
    // How far ahead of the newest generation a message may be (each step is three hashes), and how many keys of skipped
    // messages one ratchet keeps for those that come late. Over the first: KeyExhausted.
    static constexpr std::uint32_t kMaxSkip = 1024;
    static constexpr std::size_t kMaxKept = 1024;

    SecretTree(Secret encryptionSecret, std::uint32_t width);

    // The key of a generation, for opening; it stays until consume(). Replayed: used, or too old.
    Result<const MessageKey *> find(LeafIndex leaf, RatchetKind kind, std::uint32_t generation);
    void consume(LeafIndex leaf, RatchetKind kind, std::uint32_t generation);
    struct Next {
        std::uint32_t generation;
        MessageKey key;
    };
    // The next key of our own leaf, for sealing: taken out at once. KeyExhausted at 2^32 - 1.
    Result<Next> next(LeafIndex leaf, RatchetKind kind);

private:
    struct Ratchet {
        Secret secret;
        std::uint32_t generation = 0;
        std::map<std::uint32_t, MessageKey> kept;

        MessageKey step();
    };
    Result<Ratchet *> ratchet(LeafIndex leaf, RatchetKind kind);
    void openLeaf(LeafIndex leaf);

    std::uint32_t m_width;
    std::map<NodeIndex, Secret> m_nodes; // not yet expanded
    std::map<std::pair<std::uint32_t, RatchetKind>, Ratchet> m_ratchets;
};

// Section 6.3.2: key and nonce for a message's sender data.
MessageKey senderDataKey(const Secret &senderDataSecret, ByteSpan ciphertext);

} // namespace bedside::mls
