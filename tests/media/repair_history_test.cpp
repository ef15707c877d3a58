// SPDX-License-Identifier: Apache-2.0
#include "core/media/repair_history.h"

#include <QTest>

using namespace bedside::media;

class RepairHistoryTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void repeatsAllOfTheFirstEpoch()
    {
        RepairHistory history;
        QVERIFY(history.mayRepeat(65'000));
        history.sent(65'535, 1);
        history.sent(0, 1);
        QVERIFY(history.mayRepeat(65'535));
        QVERIFY(history.mayRepeat(0));
    }
    void repeatsNothingFromBeforeTheSwitch()
    {
        RepairHistory history;
        history.sent(65'534, 1);
        history.sent(65'535, 1);
        history.sent(0, 2);
        history.sent(1, 2);
        QVERIFY(!history.mayRepeat(65'534));
        QVERIFY(!history.mayRepeat(65'535));
        QVERIFY(history.mayRepeat(0));
        QVERIFY(history.mayRepeat(1));
    }
    void countsFromTheNewestSwitch()
    {
        RepairHistory history;
        history.sent(10, 1);
        history.sent(11, 2);
        history.sent(12, 4);
        QVERIFY(!history.mayRepeat(11));
        QVERIFY(history.mayRepeat(12));
    }
    void forgetsTheSwitchBeforeNumbersWrap()
    {
        RepairHistory history;
        history.sent(9, 1);
        for (std::uint32_t number = 10; number < 60'000; ++number) {
            history.sent(static_cast<std::uint16_t>(number), 2);
            QVERIFY(history.mayRepeat(static_cast<std::uint16_t>(number)));
        }
        QVERIFY(history.mayRepeat(5)); // of the next turn
    }
};

QTEST_GUILESS_MAIN(RepairHistoryTest)
#include "repair_history_test.moc"
