// SPDX-License-Identifier: Apache-2.0
// When a packet of sound is sent again, and how often.
#include "core/media/congestion/sound_copies.h"

#include <QTest>

using namespace bedside::media;
using namespace std::chrono_literals;

class SoundCopiesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sendsNoneWhereNothingIsLost()
    {
        SoundCopies copies;
        copies.update(0.01, false, 1'000'000, 1s);
        QCOMPARE(copies.count(), 0u);
    }
    void sendsTwoAtLossAndForAWhileAfterIt()
    {
        SoundCopies copies;
        copies.update(0.03, false, 1'000'000, 1s);
        QCOMPARE(copies.count(), 2u);
        copies.update(0, false, 1'000'000, 10s); // they hide what they are there for
        QCOMPARE(copies.count(), 2u);
        copies.update(0, false, 1'000'000, 12s);
        QCOMPARE(copies.count(), 0u);
    }
    void sendsNoMoreThanTheRateBears()
    {
        SoundCopies copies;
        copies.update(0.1, false, 100'000, 1s);
        QCOMPARE(copies.count(), 0u);
        copies.update(0.1, false, 200'000, 1s);
        QCOMPARE(copies.count(), 1u);
        copies.update(0.1, false, 300'000, 1s);
        QCOMPARE(copies.count(), 2u);
    }
    void sendsNoneIntoAQueue()
    {
        SoundCopies copies;
        copies.update(0.1, true, 1'000'000, 1s);
        QCOMPARE(copies.count(), 0u);
        copies.update(0.1, false, 1'000'000, 2s);
        QCOMPARE(copies.count(), 2u);
    }
};

QTEST_GUILESS_MAIN(SoundCopiesTest)
#include "sound_copies_test.moc"
