// SPDX-License-Identifier: Apache-2.0
#include "core/mls/secret_tree.h"

#include "core/crypto/hash.h"
#include "core/crypto/random.h"

#include <QtTest>

#include <set>

using namespace bedside;
using namespace bedside::mls;

namespace {

ErrorCode codeOf(const auto &result) { return result.ok() ? ErrorCode(0) : result.error().code(); }
constexpr auto kApplication = RatchetKind::Application;

} // namespace

class SecretTreeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_secret = crypto::randomSecret(32); }
    void givesSenderAndReceiverTheSameKeys()
    {
        SecretTree sender(m_secret.clone(), 8), receiver(m_secret.clone(), 8);
        for (std::uint32_t generation = 0; generation < 5; ++generation) {
            const auto next = sender.next({5}, kApplication);
            QCOMPARE(next->generation, generation);
            const auto found = receiver.find({5}, kApplication, generation);
            QVERIFY(crypto::constantTimeEqual(next->key.key.reveal(), (*found)->key.reveal()));
            QVERIFY(crypto::constantTimeEqual(next->key.nonce.reveal(), (*found)->nonce.reveal()));
            receiver.consume({5}, kApplication, generation);
        }
    }
    void neverRepeatsAKey()
    {
        SecretTree tree(m_secret.clone(), 4);
        std::set<Bytes> seen;
        for (std::uint32_t leaf = 0; leaf < 4; ++leaf)
            for (const auto kind : {RatchetKind::Handshake, kApplication})
                for (int i = 0; i < 10; ++i)
                    QVERIFY(seen.insert(toBytes(tree.next({leaf}, kind)->key.key.reveal())).second);
    }
    void refusesAGenerationTwice()
    {
        SecretTree tree(m_secret.clone(), 2);
        QVERIFY(tree.find({0}, kApplication, 3).ok());
        QVERIFY(tree.find({0}, kApplication, 3).ok()); // not consumed: the first opening may have failed
        tree.consume({0}, kApplication, 3);
        QCOMPARE(codeOf(tree.find({0}, kApplication, 3)), ErrorCode::Replayed);
        QVERIFY(tree.find({0}, RatchetKind::Handshake, 3).ok());
    }
    void opensLateMessagesOnce()
    {
        SecretTree tree(m_secret.clone(), 2);
        QVERIFY(tree.find({1}, kApplication, 10).ok());
        for (std::uint32_t generation = 0; generation < 10; ++generation) {
            QVERIFY(tree.find({1}, kApplication, generation).ok());
            tree.consume({1}, kApplication, generation);
            QCOMPARE(codeOf(tree.find({1}, kApplication, generation)), ErrorCode::Replayed);
        }
    }
    void boundsTheForwardSkip()
    {
        SecretTree tree(m_secret.clone(), 2);
        QCOMPARE(codeOf(tree.find({1}, kApplication, SecretTree::kMaxSkip + 1)), ErrorCode::KeyExhausted);
        QCOMPARE(codeOf(tree.find({1}, kApplication, UINT32_MAX)), ErrorCode::KeyExhausted);
        QVERIFY(tree.find({1}, kApplication, SecretTree::kMaxSkip).ok());
    }
    void boundsTheKeysItKeeps()
    {
        SecretTree tree(m_secret.clone(), 2);
        QVERIFY(tree.find({1}, kApplication, 1000).ok());
        QVERIFY(tree.find({1}, kApplication, 2000).ok());
        QCOMPARE(codeOf(tree.find({1}, kApplication, 2000 - SecretTree::kMaxKept)), ErrorCode::Replayed);
        QVERIFY(tree.find({1}, kApplication, 2001 - SecretTree::kMaxKept).ok());
    }
    void refusesLeavesOutsideTheTree()
    {
        SecretTree tree(m_secret.clone(), 4);
        QCOMPARE(codeOf(tree.find({4}, kApplication, 0)), ErrorCode::WrongSender);
        QCOMPARE(codeOf(tree.find({UINT32_MAX}, kApplication, 0)), ErrorCode::WrongSender);
        QCOMPARE(codeOf(tree.next({4}, kApplication)), ErrorCode::WrongSender);
    }

private:
    Secret m_secret;
};

QTEST_GUILESS_MAIN(SecretTreeTest)
#include "secret_tree_test.moc"
