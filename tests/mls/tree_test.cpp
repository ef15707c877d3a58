// SPDX-License-Identifier: Apache-2.0
#include "core/mls/labeled.h"
#include "core/mls/treekem.h"
#include "tests/mls/members.h"

#include <random>

using namespace bedside;
using namespace bedside::mls;
using namespace bedside::mls::testing;

namespace {

const Bytes kGroup{1, 2, 3};

struct Planted {
    RatchetTree tree;
    std::vector<KeyPackageBundle> bundles;
    std::vector<TreeKeys> keys;

    explicit Planted(std::size_t size)
    {
        for (std::size_t i = 0; i < size; ++i) {
            bundles.push_back(newcomer("m"));
            const LeafIndex leaf = *tree.add(bundles.back().package.leaf);
            keys.emplace_back(leaf, bundles.back().encryptionKey.clone());
        }
    }
    // A path of member i that everybody in `keys` opens.
    Result<void> path(std::size_t i)
    {
        RatchetTree mine = tree;
        TRY(const PathDraft draft, draftPath(mine, keys[i], *tree.leaf(keys[i].own()), bundles[i].signatureKey, kGroup));
        TRY(const UpdatePath sealed, sealPath(draft, mine, asBytes("context"), {}));
        TRY_OK(mergePath(tree, keys[i].own(), sealed));
        for (std::size_t other = 0; other < keys.size(); ++other) {
            if (other == i)
                continue;
            TRY(auto opened, openPath(tree, keys[other], keys[i].own(), sealed, asBytes("context"), {}));
            if (!crypto::constantTimeEqual(opened.commitSecret.reveal(), draft.commitSecret.reveal()))
                return Error(ErrorCode::BadPath, "commit secrets differ");
            keys[other] = std::move(opened.keys);
        }
        keys[i] = draft.keys.clone();
        return {};
    }
};

} // namespace

class TreeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void growsAndShrinksInPowersOfTwo()
    {
        Planted planted(5);
        QCOMPARE(planted.tree.width(), 8u);
        QVERIFY(planted.tree.remove({4}).ok());
        QCOMPARE(planted.tree.width(), 4u);
        QVERIFY(planted.tree.remove({1}).ok());
        QCOMPARE(planted.tree.width(), 4u);
        QCOMPARE(planted.tree.firstFree().value, 1u);
        QVERIFY(planted.tree.remove({3}).ok() && planted.tree.remove({2}).ok());
        QCOMPARE(planted.tree.width(), 1u);
        QCOMPARE(planted.tree.memberCount(), 1u);
    }
    void refusesChangesOfBlankLeaves()
    {
        Planted planted(2);
        QCOMPARE(codeOf(planted.tree.remove({2})), ErrorCode::BadProposal);
        QCOMPARE(codeOf(planted.tree.remove({4'000'000'000})), ErrorCode::BadProposal);
        QVERIFY(planted.tree.remove({0}).ok());
        QCOMPARE(codeOf(planted.tree.remove({0})), ErrorCode::BadProposal);
        QCOMPARE(codeOf(planted.tree.update({0}, newcomer("x").package.leaf)), ErrorCode::BadProposal);
    }
    void readsBackWhatItWrote()
    {
        Planted planted(6);
        QVERIFY(planted.path(2).ok());
        QVERIFY(planted.tree.remove({4}).ok());
        const Bytes encoded = planted.tree.encode();
        const auto again = RatchetTree::parse(encoded);
        QVERIFY(again.ok());
        QCOMPARE(again->encode(), encoded);
        QCOMPARE(again->rootHash(), planted.tree.rootHash());
        QVERIFY(!RatchetTree::parse(ByteSpan(encoded).first(encoded.size() - 1)).ok());
        Bytes longer = encoded;
        longer.push_back(0);
        QCOMPARE(codeOf(RatchetTree::parse(longer)), ErrorCode::TrailingBytes);
    }
    void keepsParentHashesThroughAnyHistory()
    {
        std::mt19937 random(7);
        Planted planted(9);
        for (int step = 0; step < 60; ++step) {
            const std::size_t who = random() % planted.keys.size();
            switch (random() % 3) {
            case 0:
                if (planted.keys.size() > 2) {
                    QVERIFY(planted.tree.remove(planted.keys[who].own()).ok());
                    planted.keys.erase(planted.keys.begin() + static_cast<std::ptrdiff_t>(who));
                    planted.bundles.erase(planted.bundles.begin() + static_cast<std::ptrdiff_t>(who));
                    for (TreeKeys &keys : planted.keys)
                        keys.prune(planted.tree);
                }
                break;
            case 1:
                planted.bundles.push_back(newcomer("n"));
                planted.keys.emplace_back(*planted.tree.add(planted.bundles.back().package.leaf),
                                          planted.bundles.back().encryptionKey.clone());
                break;
            default:
                const auto result = planted.path(who);
                QVERIFY2(result.ok(), result.ok() ? "" : result.error().why());
            }
            QVERIFY(planted.tree.verifyParentHashes().ok());
            QVERIFY(planted.tree.verifyUnmergedLeaves().ok());
            QCOMPARE(RatchetTree::parse(planted.tree.encode())->rootHash(), planted.tree.rootHash()); // caches are right
        }
    }
    void noticesAForgedParentNode()
    {
        Planted planted(4);
        QVERIFY(planted.path(0).ok());
        const Bytes good = planted.tree.encode();
        std::size_t refused = 0;
        for (std::size_t node = 1; node < planted.tree.nodeCount(); node += 2) {
            const Bytes *key = planted.tree.encryptionKey(static_cast<NodeIndex>(node));
            if (key == nullptr)
                continue;
            Bytes bad = good;
            const auto at = std::search(bad.begin(), bad.end(), key->begin(), key->end());
            QVERIFY(at != bad.end());
            *at ^= 1;
            const auto forged = RatchetTree::parse(bad);
            QVERIFY(forged.ok());
            QCOMPARE(codeOf(forged->verifyParentHashes()), ErrorCode::BadTree);
            ++refused;
        }
        QCOMPARE(refused, std::size_t(2));
    }
    void refusesPathsThatDoNotFit()
    {
        Planted planted(4);
        RatchetTree mine = planted.tree;
        const auto draft = draftPath(mine, planted.keys[0], *planted.tree.leaf({0}), planted.bundles[0].signatureKey, kGroup);
        const auto good = sealPath(*draft, mine, asBytes("context"), {});
        auto refusal = [&](auto change) {
            UpdatePath path = *good;
            change(path);
            RatchetTree tree = planted.tree;
            if (auto merged = mergePath(tree, {0}, path); !merged.ok())
                return merged.error().code();
            return codeOf(openPath(tree, planted.keys[3], {0}, path, asBytes("context"), {}));
        };
        QCOMPARE(refusal([](UpdatePath &) {}), ErrorCode(0));
        QCOMPARE(refusal([](UpdatePath &p) { p.nodes.pop_back(); }), ErrorCode::BadPath);
        QCOMPARE(refusal([](UpdatePath &p) { p.nodes.push_back(p.nodes[0]); }), ErrorCode::DuplicateKey);
        QCOMPARE(refusal([](UpdatePath &p) { p.nodes[1].encryptionKey[3] ^= 1; }), ErrorCode::BadPath);
        QCOMPARE(refusal([](UpdatePath &p) { p.nodes[1].encryptionKey.pop_back(); }), ErrorCode::BadKey);
        QCOMPARE(refusal([](UpdatePath &p) { p.leaf.parentHash[0] ^= 1; }), ErrorCode::BadPath);
        QCOMPARE(refusal([](UpdatePath &p) { p.leaf.source = LeafSource::Update; }), ErrorCode::BadPath);
        QCOMPARE(refusal([](UpdatePath &p) { p.nodes[1].secrets.pop_back(); }), ErrorCode::BadPath);
        QCOMPARE(refusal([](UpdatePath &p) { std::swap(p.nodes[1].secrets[0], p.nodes[1].secrets[1]); }), ErrorCode::BadMac);
        QCOMPARE(refusal([&](UpdatePath &p) { p.leaf.encryptionKey = planted.tree.leaf({0})->encryptionKey; }),
                 ErrorCode::DuplicateKey);
        QCOMPARE(refusal([&](UpdatePath &p) { p.nodes[0].encryptionKey = planted.tree.leaf({2})->encryptionKey; }),
                 ErrorCode::DuplicateKey);
        RatchetTree tree = planted.tree;
        QVERIFY(mergePath(tree, {0}, *good).ok());
        QCOMPARE(codeOf(openPath(tree, planted.keys[3], {0}, *good, asBytes("another"), {})), ErrorCode::BadMac);
    }
    // RFC 9420 section 12.4.1: the commit secret comes from the last path secret of the UpdatePath, also where the root
    // is not on the filtered path and stays blank. No published vector has such a tree.
    void takesTheCommitSecretFromTheLastNodeOfTheFilteredPath()
    {
        Planted planted(4);
        QVERIFY(planted.path(0).ok());
        QVERIFY(planted.tree.remove({0}).ok());
        QVERIFY(planted.tree.remove({1}).ok());
        RatchetTree mine = planted.tree;
        const auto draft = draftPath(mine, planted.keys[2], *mine.leaf({2}), planted.bundles[2].signatureKey, kGroup);
        QVERIFY(draft.ok());
        QCOMPARE(draft->nodes, std::vector<NodeIndex>{5});
        QVERIFY(mine.parentNode(tree_math::root(mine.width())) == nullptr);
        QVERIFY(crypto::constantTimeEqual(draft->commitSecret.reveal(), deriveSecret(draft->secrets[0], "path").reveal()));
        const auto sealed = sealPath(*draft, mine, asBytes("context"), {});
        QVERIFY(mergePath(planted.tree, {2}, *sealed).ok());
        const auto opened = openPath(planted.tree, planted.keys[3], {2}, *sealed, asBytes("context"), {});
        QVERIFY(opened.ok());
        QVERIFY(crypto::constantTimeEqual(opened->commitSecret.reveal(), draft->commitSecret.reveal()));
    }
    void refusesPathSecretsThatGiveOtherKeys()
    {
        Planted planted(4);
        QVERIFY(planted.path(0).ok());
        TreeKeys keys = planted.keys[3].clone();
        QCOMPARE(codeOf(keys.implant(planted.tree, {0}, crypto::randomSecret(32))), ErrorCode::BadPath);
    }
    void forgetsKeysOfReplacedNodes()
    {
        Planted planted(4);
        QVERIFY(planted.path(0).ok());
        QVERIFY(planted.keys[3].find(3) != nullptr);
        QVERIFY(planted.tree.remove({1}).ok());
        planted.keys[3].prune(planted.tree);
        QVERIFY(planted.keys[3].find(3) == nullptr);
    }
};

QTEST_GUILESS_MAIN(TreeTest)
#include "tree_test.moc"
