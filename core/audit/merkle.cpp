// SPDX-License-Identifier: Apache-2.0
#include "core/audit/merkle.h"

#include <algorithm>
#include <bit>

namespace bedside::audit {
namespace {

constexpr std::uint8_t kLeafPrefix = 0x00; // RFC 6962 section 2.1: keeps a leaf from being taken for a node
constexpr std::uint8_t kNodePrefix = 0x01;

Error mismatch() { return Error(ErrorCode::BadMac, "merkle proof"); }

bool same(const TreeHash &a, const TreeHash &b) { return equalBytes(a, b); } // hashes are public

} // namespace

Bytes encodeProof(const Proof &proof)
{
    ByteWriter out;
    for (const auto &hash : proof)
        out.raw(hash);
    return std::move(out).bytes();
}

Result<Proof> decodeProof(ByteSpan encoded)
{
    if (encoded.size() > kMaxProof * sizeof(TreeHash))
        return Error(ErrorCode::TooLarge, "merkle proof");
    Proof proof;
    for (ByteReader in(encoded); in.remaining() > 0;) {
        TRY(auto hash, in.array<32>());
        proof.push_back(hash);
    }
    return proof;
}

TreeHash leafHash(ByteSpan encodedEntry)
{
    return crypto::Sha256().update(ByteSpan(&kLeafPrefix, 1)).update(encodedEntry).finish();
}

TreeHash nodeHash(const TreeHash &left, const TreeHash &right)
{
    return crypto::Sha256().update(ByteSpan(&kNodePrefix, 1)).update(left).update(right).finish();
}

TreeHash emptyRoot() { return crypto::sha256({}); }

// RFC 9162 section 2.1.3.2 (the same trees as RFC 6962, with the verification spelled out).
Result<void> verifyInclusion(const TreeHash &leaf, std::uint64_t index, std::uint64_t size, const Proof &proof,
                             const TreeHash &root)
{
    if (index >= size || proof.size() > kMaxProof)
        return mismatch();
    std::uint64_t node = index;
    std::uint64_t last = size - 1;
    TreeHash hash = leaf;
    for (const auto &step : proof) {
        if (last == 0)
            return mismatch();
        if ((node & 1) != 0 || node == last) {
            hash = nodeHash(step, hash);
            while ((node & 1) == 0 && node != 0) {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = nodeHash(hash, step);
        }
        node >>= 1;
        last >>= 1;
    }
    if (last != 0 || !same(hash, root))
        return mismatch();
    return {};
}

// RFC 9162 section 2.1.4.2.
Result<void> verifyConsistency(std::uint64_t oldSize, const TreeHash &oldRoot, std::uint64_t newSize,
                               const TreeHash &newRoot, const Proof &proof)
{
    if (oldSize > newSize || proof.size() > kMaxProof)
        return mismatch();
    if (oldSize == newSize || oldSize == 0) {
        const bool holds = oldSize == newSize ? same(oldRoot, newRoot) : same(oldRoot, emptyRoot());
        return proof.empty() && holds ? Result<void>{} : Result<void>{mismatch()};
    }

    Proof path = proof;
    if (std::has_single_bit(oldSize))
        path.insert(path.begin(), oldRoot);
    if (path.empty())
        return mismatch();
    std::uint64_t node = oldSize - 1;
    std::uint64_t last = newSize - 1;
    while ((node & 1) != 0) {
        node >>= 1;
        last >>= 1;
    }
    TreeHash older = path.front();
    TreeHash newer = path.front();
    for (auto step = path.begin() + 1; step != path.end(); ++step) {
        if (last == 0)
            return mismatch();
        if ((node & 1) != 0 || node == last) {
            older = nodeHash(*step, older);
            newer = nodeHash(*step, newer);
            while ((node & 1) == 0 && node != 0) {
                node >>= 1;
                last >>= 1;
            }
        } else {
            newer = nodeHash(newer, *step);
        }
        node >>= 1;
        last >>= 1;
    }
    if (last != 0 || !same(older, oldRoot) || !same(newer, newRoot))
        return mismatch();
    return {};
}

void Frontier::append(const TreeHash &leaf)
{
    m_peaks.push_back(leaf);
    for (std::uint64_t carry = m_size; (carry & 1) != 0; carry >>= 1) {
        const TreeHash right = m_peaks.back();
        m_peaks.pop_back();
        m_peaks.back() = nodeHash(m_peaks.back(), right);
    }
    ++m_size;
}

TreeHash Frontier::root() const
{
    if (m_peaks.empty())
        return emptyRoot();
    TreeHash hash = m_peaks.back();
    for (std::size_t i = m_peaks.size() - 1; i > 0; --i)
        hash = nodeHash(m_peaks[i - 1], hash);
    return hash;
}

Bytes Frontier::encode() const
{
    ByteWriter out;
    out.u64(m_size);
    for (const auto &peak : m_peaks)
        out.raw(peak);
    return std::move(out).bytes();
}

Result<Frontier> Frontier::decode(ByteSpan encoded)
{
    ByteReader in(encoded);
    Frontier frontier;
    TRY(frontier.m_size, in.u64());
    for (int peaks = std::popcount(frontier.m_size); peaks > 0; --peaks) {
        TRY(auto peak, in.array<32>());
        frontier.m_peaks.push_back(peak);
    }
    TRY_OK(in.finish());
    return frontier;
}

} // namespace bedside::audit
