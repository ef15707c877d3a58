// SPDX-License-Identifier: Apache-2.0
#include "core/base/secret.h"

#include <QtTest>
#include <type_traits>

using namespace bedside;

static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
static_assert(!std::is_convertible_v<Secret, Bytes> && !std::is_convertible_v<Secret, std::string>);

class SecretTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void wipesItsBytesWhenItDies()
    {
        const Bytes pattern(64, 0x5a);
        const std::uint8_t *where = nullptr;
        {
            const Secret secret = Secret::copyOf(pattern);
            where = secret.reveal().data();
            QVERIFY(equalBytes(secret.reveal(), pattern));
        }
        // The arena keeps its pages mapped; past the free-list link everything is zero.
        for (std::size_t i = sizeof(void *); i < 64; ++i)
            QCOMPARE(where[i], std::uint8_t(0));
    }
    void movesWithoutLeavingACopy()
    {
        Secret first = Secret::copyOf(Bytes{1, 2, 3});
        Secret second = std::move(first);
        QVERIFY(first.empty());
        QVERIFY(equalBytes(second.reveal(), Bytes{1, 2, 3}));
        second = Secret();
        QVERIFY(second.empty());
    }
    void handsOutSizesFromOneByteToAMegabyte()
    {
        for (std::size_t size : {1u, 31u, 32u, 33u, 4096u, 65536u, 1u << 20}) {
            Secret secret(size);
            QCOMPARE(secret.size(), size);
            secret.revealMutable().back() = 1;
        }
        const SecretMemory memory = secretMemory();
        QVERIFY(memory.lockedBytes + memory.unlockedBytes > 0);
    }
};

QTEST_GUILESS_MAIN(SecretTest)
#include "secret_test.moc"
