// SPDX-License-Identifier: Apache-2.0
// When a path is probed, and what a burst's arrivals are taken for.
#include "core/media/congestion/prober.h"

#include <QTest>

using namespace bedside::media;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t kBytes = 1'000;

// A path that is heard of every 50 ms, and a prober on it.
struct Path {
    Microseconds now{1'000'000};
    BandwidthEstimator estimator;
    Prober prober;

    void report(const std::vector<PacketResult> &results)
    {
        estimator.onFeedback(results, now);
        prober.onFeedback(results, estimator, now);
        now += 50ms;
    }
    void idle(Microseconds time) // sound alone
    {
        for (const auto end = now + time; now < end;)
            report({{now - 40ms, now - 20ms, 100, 0}});
    }
    // A burst of `packets` that leave 1 ms and arrive `gap` after each other; the `lost` last ones do not.
    void burst(std::size_t packets, Microseconds gap, std::size_t lost = 0)
    {
        std::vector<PacketResult> results;
        for (std::size_t i = 0; i < packets; ++i) {
            const auto sent = now + std::int64_t(i) * 1ms;
            const auto arrived = i + lost < packets ? std::optional(now + 20ms + std::int64_t(i) * gap) : std::nullopt;
            results.push_back({sent, arrived, kBytes, prober.sent(sent)});
        }
        now += 70ms;
        report(results);
    }
    // How long until the next burst is due.
    Microseconds pause()
    {
        const auto from = now;
        while (!prober.begin(estimator, now) && now - from < 20s)
            idle(50ms);
        return now - from;
    }
};

} // namespace

class ProberTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void takesTheFirstPacketsForABurst()
    {
        Path path;
        QVERIFY(!path.prober.begin(path.estimator, path.now)); // nothing is known yet
        path.burst(5, 2ms);                                    // 4 Mbit/s
        QCOMPARE(path.estimator.rate(), BitsPerSecond(0.85 * 4'000'000));
    }
    void findsARateAndAsksForMoreSoon()
    {
        Path path;
        path.burst(5, 10ms); // 800 kbit/s
        QCOMPARE(path.estimator.rate(), BitsPerSecond(680'000));
        QVERIFY(path.pause() <= 500ms);
        path.burst(5, 5ms);
        QCOMPARE(path.estimator.rate(), BitsPerSecond(0.85 * 1'600'000));
    }
    void believesNothingFasterThanItLeft()
    {
        Path path;
        path.burst(5, 0ms); // read together by the receiver; left at 8 Mbit/s
        QCOMPARE(path.estimator.rate(), EstimatorLimits{}.most);
        QVERIFY(path.pause() > 19s); // and there is nothing more to be found
    }
    void asksLessOftenWhereNothingIsFound()
    {
        Path path;
        path.burst(5, 20ms); // 400 kbit/s, less than is sent
        QCOMPARE(path.estimator.rate(), EstimatorLimits{}.start);
        for (const auto pause : {4s, 8s, 8s}) {
            const auto waited = path.pause();
            QVERIFY2(waited > pause - 300ms && waited <= pause + 100ms, qPrintable(QString::number(waited.count())));
            path.burst(5, 20ms);
        }
    }
    void learnsNothingFromABurstThatIsMostlyLost()
    {
        Path path;
        path.burst(8, 2ms, 5);
        QCOMPARE(path.estimator.rate(), EstimatorLimits{}.start);
    }
    void givesUpABurstOfWhichNothingIsHeard()
    {
        Path path;
        path.burst(5, 20ms);
        path.pause();
        QVERIFY(!path.prober.isFirst());
        for (int i = 0; i < 5; ++i)
            QVERIFY(path.prober.sent(path.now) > 0);
        QVERIFY(path.pause() > 1s);
        QVERIFY(path.estimator.rate() < EstimatorLimits{}.start * 11 / 10);
    }
    void countsNothingThatLeavesLater()
    {
        Path path;
        path.burst(5, 10ms);
        path.pause();
        QVERIFY(path.prober.sent(path.now) > 0);
        QCOMPARE(path.prober.sent(path.now + 100ms), 0);
    }
};

QTEST_GUILESS_MAIN(ProberTest)
#include "prober_test.moc"
