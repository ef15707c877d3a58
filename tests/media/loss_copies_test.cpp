// SPDX-License-Identifier: Apache-2.0
// When a packet is sent again, and how often.
#include "core/media/congestion/loss_copies.h"

#include <QTest>

using namespace bedside::media;
using namespace std::chrono_literals;

class LossCopiesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sendsNoneWhereNothingIsLost()
    {
        LossCopies copies(LossCopies::kSound);
        copies.update(0.01, false, 1'000'000, 1s);
        QCOMPARE(copies.count(), 0u);
    }
    void sendsTwoAtLossAndForAWhileAfterIt()
    {
        LossCopies copies(LossCopies::kSound);
        copies.update(0.03, false, 1'000'000, 1s);
        QCOMPARE(copies.count(), 2u);
        copies.update(0, false, 1'000'000, 10s); // they hide what they are there for
        QCOMPARE(copies.count(), 2u);
        copies.update(0, false, 1'000'000, 12s);
        QCOMPARE(copies.count(), 0u);
    }
    void sendsNoMoreThanTheRateBears()
    {
        LossCopies copies(LossCopies::kSound);
        copies.update(0.1, false, 150'000, 1s);
        QCOMPARE(copies.count(), 0u);
        copies.update(0.1, false, 250'000, 1s);
        QCOMPARE(copies.count(), 1u);
        copies.update(0.1, false, 450'000, 1s);
        QCOMPARE(copies.count(), 2u);
    }
    void sendsNoneIntoAQueue()
    {
        LossCopies copies(LossCopies::kSound);
        copies.update(0.1, true, 1'000'000, 1s);
        QCOMPARE(copies.count(), 0u);
        copies.update(0.1, false, 1'000'000, 2s);
        QCOMPARE(copies.count(), 2u);
    }
    void sendsRepairsAgainAtHighLossAlone()
    {
        LossCopies copies(LossCopies::kRepairs);
        copies.update(0.05, false, 4'000'000, 1s);
        QCOMPARE(copies.count(), 0u);
        copies.update(0.1, false, 4'000'000, 2s);
        QCOMPARE(copies.count(), 1u);
        copies.update(0.1, false, 700'000, 3s); // a thin path has no room for them
        QCOMPARE(copies.count(), 0u);
    }
};

QTEST_GUILESS_MAIN(LossCopiesTest)
#include "loss_copies_test.moc"
