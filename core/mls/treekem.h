// SPDX-License-Identifier: Apache-2.0
// TreeKEM (RFC 9420 sections 7.4 to 7.6): the private half of the tree, and the paths that carry fresh secrets to
// everybody else. Values, single thread.
#pragma once

#include "core/mls/ratchet_tree.h"

#include <map>

namespace bedside::mls {

struct UpdatePathNode {
    Bytes encryptionKey;
    std::vector<HpkeCiphertext> secrets;

    void write(Writer &writer) const;
    static Result<UpdatePathNode> read(Reader &reader);
};

struct UpdatePath {
    LeafNode leaf;
    std::vector<UpdatePathNode> nodes;

    void write(Writer &writer) const;
    static Result<UpdatePath> read(Reader &reader);
    std::vector<Bytes> publicKeys() const;
};

// The private keys that one member holds. BadPath where a derived key is not the tree's.
class TreeKeys {
public:
    TreeKeys(LeafIndex own, crypto::DhKey leafKey) : m_own(own), m_leafKey(std::move(leafKey)) {}

    LeafIndex own() const noexcept { return m_own; }
    const crypto::DhKey &leafKey() const noexcept { return m_leafKey; }
    void setLeafKey(crypto::DhKey key) { m_leafKey = std::move(key); }
    const crypto::DhKey *find(NodeIndex node) const;
    TreeKeys clone() const;
    void wipe() noexcept;                // the private halves
    void prune(const RatchetTree &tree); // forgets the keys of nodes that were blanked or replaced

    // Installs the key of the first node that `sender` and we share on the sender's filtered path, and of all above.
    // Returns the commit secret.
    Result<Secret> implant(const RatchetTree &tree, LeafIndex sender, const Secret &pathSecret);
    void set(NodeIndex node, crypto::DhKey key) { m_nodes.insert_or_assign(node, std::move(key)); }

private:
    LeafIndex m_own;
    crypto::DhKey m_leafKey;
    std::map<NodeIndex, crypto::DhKey> m_nodes;
};

crypto::DhKey nodeKeyOf(const Secret &pathSecret); // DeriveKeyPair(DeriveSecret(path_secret, "node"))

// A path under construction: keys and parent hashes are in `tree` already, the secrets not yet encrypted.
struct PathDraft {
    LeafNode leaf;
    TreeKeys keys;
    std::vector<NodeIndex> nodes;
    std::vector<Secret> secrets; // one for each of `nodes`
    Secret commitSecret;
};

// Draws fresh secrets for the path of `keys.own()`, puts its public half into `tree` and signs the new leaf, which is
// `leaf` with a new encryption key.
Result<PathDraft> draftPath(RatchetTree &tree, const TreeKeys &keys, LeafNode leaf, const crypto::SigningKey &signer,
                            ByteSpan groupId);
// Encrypts the drafted secrets to everybody but `newcomers`, who get theirs in a Welcome.
Result<UpdatePath> sealPath(const PathDraft &draft, const RatchetTree &tree, ByteSpan groupContext,
                            const std::vector<LeafIndex> &newcomers);
// The secret for a newcomer's Welcome: of the first node of the path that lies above that leaf.
const Secret *pathSecretFor(const PathDraft &draft, LeafIndex leaf);

// Puts a received path into `tree`: keys, parent hashes, leaf. BadPath, DuplicateKey. The leaf's signature and
// lifetime are not this function's business.
Result<void> mergePath(RatchetTree &tree, LeafIndex sender, const UpdatePath &path);

struct OpenedPath {
    TreeKeys keys;
    Secret pathSecret;
    Secret commitSecret;
};
// Decrypts a received path after mergePath. `newcomers` as in sealPath.
Result<OpenedPath> openPath(const RatchetTree &tree, const TreeKeys &keys, LeafIndex sender, const UpdatePath &path,
                            ByteSpan groupContext, const std::vector<LeafIndex> &newcomers);

} // namespace bedside::mls
