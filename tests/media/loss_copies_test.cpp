// SPDX-License-Identifier: Apache-2.0
// When a packet is sent again, and how often.
#include "core/media/congestion/loss_copies.h"

#include <QTest>

using namespace bedside::media;
using namespace std::chrono_literals;

class LossCopiesTest : public QObject {
    Q_OBJECT
    static unsigned countAfter(LossCopies &copies, double loss, bool full, BitsPerSecond rate, Microseconds now)
    {
        copies.update(loss, full, rate, now);
        return copies.count();
    }

private Q_SLOTS:
    void sendsNoneWhereNothingIsLost()
    {
        LossCopies copies(LossCopies::kSound);
        QCOMPARE(countAfter(copies, 0.01, false, 1'000'000, 1s), 0u);
    }
    void sendsTwoAtLossAndForAWhileAfterIt()
    {
        LossCopies copies(LossCopies::kSound);
        QCOMPARE(countAfter(copies, 0.03, false, 1'000'000, 1s), 2u);
        QCOMPARE(countAfter(copies, 0, false, 1'000'000, 10s), 2u); // they hide what they are there for
        QCOMPARE(countAfter(copies, 0, false, 1'000'000, 12s), 0u);
    }
    void sendsNoMoreThanTheRateBears()
    {
        LossCopies copies(LossCopies::kSound);
        QCOMPARE(countAfter(copies, 0.1, false, 250'000, 1s), 0u);
        QCOMPARE(countAfter(copies, 0.1, false, 350'000, 1s), 1u);
        QCOMPARE(countAfter(copies, 0.1, false, 650'000, 1s), 2u);
    }
    void sendsNoneIntoAQueue()
    {
        LossCopies copies(LossCopies::kSound);
        QCOMPARE(countAfter(copies, 0.1, true, 1'000'000, 1s), 0u);
        QCOMPARE(countAfter(copies, 0.1, false, 1'000'000, 2s), 2u);
    }
    void sendsRepairsAgainAtHighLossAlone()
    {
        LossCopies copies(LossCopies::kRepairs);
        QCOMPARE(countAfter(copies, 0.05, false, 4'000'000, 1s), 0u);
        QCOMPARE(countAfter(copies, 0.1, false, 4'000'000, 2s), 1u);
        QCOMPARE(countAfter(copies, 0.1, false, 700'000, 3s), 0u); // a thin path has no room for them
    }
};

QTEST_GUILESS_MAIN(LossCopiesTest)
#include "loss_copies_test.moc"
