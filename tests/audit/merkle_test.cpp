// SPDX-License-Identifier: Apache-2.0
#include "core/audit/merkle.h"

#include <QtTest>

using namespace bedside;
using namespace bedside::audit;

namespace {

std::vector<TreeHash> leaves(std::size_t count)
{
    std::vector<TreeHash> out;
    for (std::size_t i = 0; i < count; ++i)
        out.push_back(leafHash(ByteWriter().u64(i).bytes()));
    return out;
}

// RFC 6962 section 2.1 word for word, over vectors: the reference for the incremental code.
using Leaves = std::span<const TreeHash>;
std::size_t split(std::size_t n)
{
    std::size_t k = 1;
    while (k * 2 < n)
        k *= 2;
    return k;
}
TreeHash mth(Leaves d)
{
    if (d.empty())
        return emptyRoot();
    if (d.size() == 1)
        return d[0];
    const auto k = split(d.size());
    return nodeHash(mth(d.first(k)), mth(d.subspan(k)));
}
Proof path(std::size_t m, Leaves d)
{
    if (d.size() <= 1)
        return {};
    const auto k = split(d.size());
    Proof out = m < k ? path(m, d.first(k)) : path(m - k, d.subspan(k));
    out.push_back(m < k ? mth(d.subspan(k)) : mth(d.first(k)));
    return out;
}
Proof subproof(std::size_t m, Leaves d, bool whole)
{
    if (m == d.size())
        return whole ? Proof{} : Proof{mth(d)};
    const auto k = split(d.size());
    Proof out = m <= k ? subproof(m, d.first(k), whole) : subproof(m - k, d.subspan(k), false);
    out.push_back(m <= k ? mth(d.subspan(k)) : mth(d.first(k)));
    return out;
}
Proof consistency(std::size_t m, Leaves d) { return m == 0 || m == d.size() ? Proof{} : subproof(m, d, true); }

// The leaves of certificate-transparency-go's testonly reference tree and its roots: published known answers.
const std::pair<const char *, const char *> kKnown[] = {
    {"", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
    {"00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
    {"10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
    {"2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
    {"3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
    {"40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
    {"5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
    {"606162636465666768696a6b6c6d6e6f", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"},
};

} // namespace

class MerkleTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void hashesThePublishedReferenceTree()
    {
        QCOMPARE(toHex(emptyRoot()), std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        Frontier frontier;
        for (const auto &[leaf, root] : kKnown) {
            frontier.append(leafHash(*fromHex(leaf)));
            QCOMPARE(toHex(frontier.root()), std::string(root));
        }
    }
    void growsToTheSameRootAsTheDefinition()
    {
        const auto all = leaves(130);
        Frontier frontier;
        for (std::size_t n = 0; n <= all.size(); ++n) {
            QVERIFY(frontier.root() == mth(Leaves(all).first(n)));
            QCOMPARE(frontier.size(), std::uint64_t(n));
            if (n < all.size())
                frontier.append(all[n]);
        }
    }
    void savesAndRestoresTheRightEdge()
    {
        Frontier frontier;
        for (const auto &leaf : leaves(77))
            frontier.append(leaf);
        const auto restored = Frontier::decode(frontier.encode());
        QVERIFY(restored.ok() && *restored == frontier);
        Bytes encoded = frontier.encode();
        encoded.pop_back();
        QVERIFY(Frontier::decode(encoded).error().code() == ErrorCode::Truncated);
        encoded = frontier.encode();
        encoded.push_back(0);
        QVERIFY(Frontier::decode(encoded).error().code() == ErrorCode::TrailingBytes);
    }

    void provesEveryLeafOfEveryTreeUpToForty()
    {
        const auto all = leaves(40);
        for (std::size_t n = 1; n <= all.size(); ++n) {
            const auto tree = Leaves(all).first(n);
            for (std::size_t i = 0; i < n; ++i)
                QVERIFY(verifyInclusion(all[i], i, n, path(i, tree), mth(tree)).ok());
        }
    }
    void refusesAProofForAnotherPlaceLeafOrRoot()
    {
        const auto all = leaves(23);
        const auto root = mth(all);
        for (std::size_t i = 0; i < all.size(); ++i) {
            const auto proof = path(i, all);
            for (std::size_t other = 0; other < all.size() + 3; ++other) {
                if (other != i) {
                    QVERIFY(!verifyInclusion(all[i], other, all.size(), proof, root).ok());
                    if (other < all.size())
                        QVERIFY(!verifyInclusion(all[other], i, all.size(), proof, root).ok());
                }
            }
            auto wrong = root;
            wrong[31] ^= 1;
            QVERIFY(!verifyInclusion(all[i], i, all.size(), proof, wrong).ok());
        }
    }
    void refusesAnInclusionProofWithAnyBitOrStepChanged()
    {
        const auto all = leaves(23);
        const auto root = mth(all);
        const auto proof = path(13, all);
        for (std::size_t s = 0; s < proof.size(); ++s) {
            for (std::size_t byte = 0; byte < 32; ++byte) {
                auto changed = proof;
                changed[s][byte] ^= 0x10;
                QVERIFY(!verifyInclusion(all[13], 13, 23, changed, root).ok());
            }
            auto shorter = proof;
            shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(s));
            QVERIFY(!verifyInclusion(all[13], 13, 23, shorter, root).ok());
        }
        auto longer = proof;
        longer.push_back(root);
        QVERIFY(!verifyInclusion(all[13], 13, 23, longer, root).ok());
        QVERIFY(!verifyInclusion(all[0], 0, 0, {}, emptyRoot()).ok());
        QVERIFY(!verifyInclusion(all[0], 0, 1, Proof(65), all[0]).ok());
    }
    void refusesANodeInPlaceOfALeaf()
    {
        // Without the prefixes the tree of two leaves would also be a tree of one leaf.
        const auto all = leaves(2);
        Bytes pair = toBytes(all[0]);
        append(pair, all[1]);
        QVERIFY(leafHash(pair) != nodeHash(all[0], all[1]));
    }

    void provesEveryGrowthUpToForty()
    {
        const auto all = leaves(40);
        for (std::size_t n = 0; n <= all.size(); ++n) {
            const auto tree = Leaves(all).first(n);
            for (std::size_t m = 0; m <= n; ++m)
                QVERIFY(verifyConsistency(m, mth(Leaves(all).first(m)), n, mth(tree), consistency(m, tree)).ok());
        }
    }
    void refusesAHistoryThatWasRewritten()
    {
        const auto all = leaves(33);
        for (std::size_t changedAt = 0; changedAt < 20; ++changedAt) {
            auto rewritten = all;
            rewritten[changedAt][0] ^= 1;
            // The best that a server can offer: an honest proof within its new tree, against the root seen before.
            for (std::size_t m = changedAt + 1; m <= 32; ++m) {
                const auto proof = consistency(m, rewritten);
                QVERIFY(!verifyConsistency(m, mth(Leaves(all).first(m)), 33, mth(rewritten), proof).ok());
            }
        }
    }
    void refusesAShrunkLogAndAForkOfTheSameSize()
    {
        const auto all = leaves(9);
        const auto tree = Leaves(all);
        QVERIFY(!verifyConsistency(9, mth(tree), 8, mth(tree.first(8)), {}).ok());
        QVERIFY(!verifyConsistency(8, mth(tree.first(8)), 8, mth(tree), {}).ok());
        QVERIFY(!verifyConsistency(0, mth(tree), 8, mth(tree.first(8)), {}).ok());
        QVERIFY(!verifyConsistency(5, mth(tree.first(5)), 9, mth(tree), {}).ok());
    }
    void refusesAGrowthProofWithAnyBitOrStepChanged()
    {
        const auto all = leaves(27);
        const auto proof = consistency(11, all);
        const auto older = mth(Leaves(all).first(11));
        const auto newer = mth(all);
        QVERIFY(verifyConsistency(11, older, 27, newer, proof).ok());
        for (std::size_t s = 0; s < proof.size(); ++s) {
            for (std::size_t byte = 0; byte < 32; ++byte) {
                auto changed = proof;
                changed[s][byte] ^= 0x01;
                QVERIFY(!verifyConsistency(11, older, 27, newer, changed).ok());
            }
            auto shorter = proof;
            shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(s));
            QVERIFY(!verifyConsistency(11, older, 27, newer, shorter).ok());
        }
        auto longer = proof;
        longer.push_back(newer);
        QVERIFY(!verifyConsistency(11, older, 27, newer, longer).ok());
        for (std::size_t m = 1; m < 27; ++m) {
            if (m != 11)
                QVERIFY(!verifyConsistency(m, older, 27, newer, proof).ok());
        }
    }
};

QTEST_GUILESS_MAIN(MerkleTest)
#include "merkle_test.moc"
