// SPDX-License-Identifier: Apache-2.0
#include "core/media/congestion/pacer.h"

#include <QTest>

using namespace bedside::media;
using namespace std::chrono_literals;

class PacerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void letsSoundGoFirstAndAtOnce()
    {
        Pacer<int> pacer;
        pacer.setRate(800'000, false); // 200 bytes a millisecond
        Microseconds now = 1s;
        for (int i = 0; i < 20; ++i)
            QVERIFY(pacer.add(PacketKind::Video, 100 + i, 1'000, now));
        QVERIFY(pacer.add(PacketKind::Repair, 50, 1'000, now));
        QVERIFY(pacer.add(PacketKind::Sound, 1, 100, now));
        QVERIFY(pacer.add(PacketKind::Sound, 2, 100, now));
        QCOMPARE(pacer.next(now), 1);
        QCOMPARE(pacer.next(now), 2);
        QCOMPARE(pacer.next(now), 50);
        QCOMPARE(pacer.next(now + 20ms), 100);
    }
    void letsABurstGoFasterThanItsRateAndPaysForIt()
    {
        Pacer<int> pacer;
        pacer.setRate(800'000, false); // 100 bytes a millisecond; a burst: 300
        Microseconds now = 1s;
        pacer.add(PacketKind::Video, 100, 1'000, now);
        for (int i = 0; i < 4; ++i)
            QVERIFY(pacer.add(PacketKind::Probe, i, 1'500, now));
        QVERIFY(pacer.isProbing());
        std::vector<std::pair<Microseconds, int>> left;
        for (const auto end = now + 100ms; now < end; now += 1ms)
            while (const auto packet = pacer.next(now))
                left.emplace_back(now, *packet);
        QCOMPARE(left.size(), 5u);
        QVERIFY(!pacer.isProbing());
        for (int i = 0; i < 4; ++i)
            QVERIFY(left[std::size_t(i)] == std::pair(Microseconds(1s + i * 5ms), i));
        QVERIFY(left[4].second == 100 && left[4].first > 1s + 25ms);
    }
    void keepsToItsRate()
    {
        Pacer<int> pacer;
        pacer.setRate(800'000, false);
        Microseconds now = 1s;
        for (int i = 0; i < 400; ++i)
            pacer.add(PacketKind::Video, i, 1'000, now);
        int sent = 0;
        for (const auto end = now + 1s; now < end; now += 1ms)
            while (pacer.next(now))
                ++sent;
        QVERIFY(sent >= 199 && sent <= 203); // twice the rate, and the bucket
        pacer.setRate(800'000, true);
        sent = 0;
        for (const auto end = now + 1s; now < end; now += 1ms)
            while (pacer.next(now))
                ++sent;
        QVERIFY(sent >= 97 && sent <= 103);
    }
    void saysHowLongToWait()
    {
        Pacer<int> pacer;
        pacer.setRate(800'000, false);
        Microseconds now = 1s;
        QVERIFY(!pacer.wait(now));
        for (int i = 0; i < 100; ++i)
            pacer.add(PacketKind::Video, i, 1'000, now);
        QVERIFY(pacer.backlog() == 1s);
        int sent = 0, rounds = 0;
        while (const auto wait = pacer.wait(now)) {
            now += *wait;
            while (pacer.next(now))
                ++sent;
            QVERIFY(++rounds < 200);
        }
        QCOMPARE(sent, 100);
        QVERIFY(now - 1s > 480ms && now - 1s < 520ms);
        QVERIFY(pacer.backlog() == 0ms);
    }
    void boundsRepairs()
    {
        Pacer<int> pacer;
        pacer.setRate(800'000, false);
        int accepted = 0;
        for (Microseconds now = 1s; now < 11s; now += 10ms) {
            accepted += pacer.add(PacketKind::Repair, 0, 1'000, now) ? 1 : 0;
            while (pacer.next(now))
                ;
        }
        QVERIFY(accepted >= 300 && accepted <= 320); // 30 % of 1,000 packets, and half a second's worth at first
    }
    void forgetsAllButTheSound()
    {
        Pacer<int> pacer;
        pacer.add(PacketKind::Video, 1, 1'000, 1s);
        pacer.add(PacketKind::Sound, 2, 100, 1s);
        pacer.flush();
        QCOMPARE(pacer.next(2s), 2);
        QVERIFY(!pacer.next(3s) && pacer.backlog() == 0ms);
    }
};

QTEST_GUILESS_MAIN(PacerTest)
#include "pacer_test.moc"
