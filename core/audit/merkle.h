// SPDX-License-Identifier: Apache-2.0
// RFC 6962 section 2.1 Merkle tree over SHA-256: hashes, proofs and their verification. Pure; any thread.
#pragma once

#include "core/base/bytes.h"
#include "core/crypto/hash.h"

#include <vector>

namespace bedside::audit {

using TreeHash = std::array<std::uint8_t, 32>;
using Proof = std::vector<TreeHash>; // bottom-up, at most kMaxProof hashes
inline constexpr std::size_t kMaxProof = 64;

Bytes encodeProof(const Proof &proof);                        // the hashes, one after the other
Result<Proof> decodeProof(ByteSpan encoded);                  // Truncated, TooLarge

TreeHash leafHash(ByteSpan encodedEntry);                     // SHA-256(0x00 || entry)
TreeHash nodeHash(const TreeHash &left, const TreeHash &right); // SHA-256(0x01 || left || right)
TreeHash emptyRoot();                                         // SHA-256("")

// Is the leaf at `index` of the tree with `size` leaves and `root`?  BadMac if not.
Result<void> verifyInclusion(const TreeHash &leaf, std::uint64_t index, std::uint64_t size, const Proof &proof,
                             const TreeHash &root);
// Is the tree (newSize, newRoot) the tree (oldSize, oldRoot) with leaves added and nothing else?  BadMac if not.
Result<void> verifyConsistency(std::uint64_t oldSize, const TreeHash &oldRoot, std::uint64_t newSize,
                               const TreeHash &newRoot, const Proof &proof);

// The right edge of a growing tree: O(log n) memory, O(1) amortised append. What a client keeps of a log that it has
// read from the start, to check that a later answer only adds to it.
class Frontier {
public:
    void append(const TreeHash &leaf);
    std::uint64_t size() const noexcept { return m_size; }
    TreeHash root() const;
    Bytes encode() const;                                     // size, then the subtree roots, largest first
    static Result<Frontier> decode(ByteSpan encoded);
    friend bool operator==(const Frontier &, const Frontier &) = default;

private:
    std::uint64_t m_size = 0;
    std::vector<TreeHash> m_peaks;                            // largest subtree first; one per set bit of m_size
};

} // namespace bedside::audit
