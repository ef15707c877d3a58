// SPDX-License-Identifier: Apache-2.0
// The estimator on a link in a computation, with the pacer and the feedback as they are: what rate it finds, how much
// queue it makes, how it falls and comes back. BEDSIDE_TRACE=FOLDER writes the time series of each case,
// for tests/bench/draw_trace.py.
#include "tests/media/congestion_link.h"

#include <QFile>
#include <QTest>

using namespace bedside;
using namespace bedside::media;
using namespace bedside::media::test;
using namespace std::chrono_literals;

namespace {

void trace(const char *name, const Simulation &simulation)
{
    const QString folder = qEnvironmentVariable("BEDSIDE_TRACE");
    QFile file(folder + QLatin1Char('/') + QString::fromLatin1(name).remove(QLatin1Char('/')).replace(QLatin1Char(' '), QLatin1Char('-')) +
               QStringLiteral(".csv"));
    if (folder.isEmpty() || !file.open(QIODevice::WriteOnly))
        return;
    file.write("ms,estimate,acknowledged,link,queue,loss\n");
    for (const Tick &tick : simulation.ticks)
        file.write(QStringLiteral("%1,%2,%3,%4,%5,%6\n")
                       .arg(tick.at.count() / 1000).arg(tick.estimate).arg(tick.received).arg(tick.link)
                       .arg(double(tick.queue.count()) / 1e3).arg(tick.loss).toLatin1());
}

constexpr unsigned kSeeds = 5, kSharedSeeds = 3;
constexpr BitsPerSecond kMbit = 1'000'000, kKbit = 1'000;

} // namespace

class BandwidthEstimatorTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void usesAFastLinkSoon()
    {
        for (unsigned seed = 1; seed <= kSeeds; ++seed) {
            Simulation simulation({.rate = 5 * kMbit}, seed);
            simulation.run(5s);
            trace("5 Mbit/s", simulation);
            QVERIFY2(simulation.estimator.rate() > 3 * kMbit, qPrintable(QString::number(simulation.estimator.rate())));
            simulation.run(20s);
            QVERIFY(simulation.estimator.rate() > 7 * kMbit / 2);
            QVERIFY(simulation.queueQuantile(20s, 0.95) < 60ms);
        }
    }
    void usesAThinLinkWithoutAQueue_data()
    {
        QTest::addColumn<int>("kbit");
        for (const int kbit : {150, 300, 500, 700, 1'500})
            QTest::addRow("%d kbit/s", kbit) << kbit;
    }
    void usesAThinLinkWithoutAQueue()
    {
        QFETCH(int, kbit);
        for (unsigned seed = 1; seed <= kSeeds; ++seed) {
            Simulation simulation({.rate = kbit * kKbit}, seed);
            simulation.run(60s);
            trace(QTest::currentDataTag(), simulation);
            const double share = double(simulation.received(40s)) / double(kbit * kKbit);
            const auto queue = simulation.queueQuantile(40s, 0.95);
            const QByteArray said = "share " + QByteArray::number(share) + ", queue " + QByteArray::number(qint64(queue.count() / 1000)) +
                                    " ms, loss " + QByteArray::number(simulation.lossShare(40s));
            if (seed == 1)
                qInfo("%s", said.constData());
            QVERIFY2(share > 0.65 && share < 1.01, said.constData());
            QVERIFY2(queue < std::max<Microseconds>(150ms, Microseconds(4 * 1'200 * 8'000 / kbit)), said.constData()); // a probe's time
            QVERIFY2(simulation.lossShare(40s) < 0.01, said.constData());
        }
    }
    void staysFastUnderRandomLoss_data()
    {
        QTest::addColumn<double>("loss");
        QTest::newRow("2 %") << 0.02;
        QTest::newRow("10 %") << 0.1;
        QTest::newRow("20 %") << 0.2;
    }
    void staysFastUnderRandomLoss()
    {
        QFETCH(double, loss);
        for (unsigned seed = 1; seed <= kSeeds; ++seed) {
            Simulation simulation({.rate = 5 * kMbit, .loss = loss}, seed);
            simulation.run(40s);
            trace(QTest::currentDataTag(), simulation);
            QVERIFY2(simulation.estimator.rate() > 2 * kMbit, qPrintable(QString::number(simulation.estimator.rate())));
        }
    }
    // What comes late by itself is neither a queue nor lost.
    void takesJitterForNoQueue_data()
    {
        QTest::addColumn<int>("kbit");
        QTest::addColumn<int>("jitterMs");
        QTest::addColumn<bool>("reorder");
        QTest::addColumn<double>("loss");
        QTest::newRow("5 Mbit/s, 60 ms") << 5'000 << 60 << false << 0.0;
        QTest::newRow("5 Mbit/s, 100 ms") << 5'000 << 100 << false << 0.0;
        QTest::newRow("5 Mbit/s, 100 ms, 10 % lost") << 5'000 << 100 << false << 0.1;
        QTest::newRow("5 Mbit/s, 100 ms, overtaking") << 5'000 << 100 << true << 0.0;
        QTest::newRow("1 Mbit/s, 60 ms") << 1'000 << 60 << false << 0.0;
        QTest::newRow("300 kbit/s, 100 ms") << 300 << 100 << false << 0.0;
    }
    void takesJitterForNoQueue()
    {
        QFETCH(int, kbit);
        QFETCH(int, jitterMs);
        QFETCH(bool, reorder);
        QFETCH(double, loss);
        for (unsigned seed = 1; seed <= kSeeds; ++seed) {
            Simulation simulation({.rate = kbit * kKbit, .jitter = std::chrono::milliseconds(jitterMs), .reorder = reorder, .loss = loss}, seed);
            simulation.run(30s);
            trace(QTest::currentDataTag(), simulation);
            const BitsPerSecond wanted = std::min<BitsPerSecond>(3 * kMbit / 2, 7 * kbit * kKbit / 10);
            const QByteArray said = "arrives " + QByteArray::number(qint64(simulation.received(20s))) + ", queue " +
                                    QByteArray::number(qint64(simulation.queueQuantile(20s, 0.5).count() / 1000));
            if (seed == 1)
                qInfo("%s", said.constData());
            QVERIFY2(simulation.received(20s) > wanted, said.constData());
            QVERIFY2(simulation.queueQuantile(20s, 0.5) < 60ms, said.constData());
        }
    }
    // The steps of a queue that the first packets make are as large as any jitter's.
    void fallsAtOnceOnALinkThatIsTooThin()
    {
        for (unsigned seed = 1; seed <= kSeeds; ++seed) {
            Simulation simulation({.rate = 60 * kKbit}, seed);
            simulation.run(1500ms);
            QVERIFY2(simulation.estimator.rate() < 100 * kKbit, qPrintable(QString::number(simulation.estimator.rate())));
        }
    }
    // 60 kbit/s arrive; while a queue grows, a little less. Near what was full then it grows by a share of the rate, which is little.
    void growsOnAThinLinkThatWasFull()
    {
        constexpr std::size_t kBytes = 375;
        BandwidthEstimator estimator({.start = 60 * kKbit, .least = 30 * kKbit});
        Microseconds now{1'000'000};
        const auto reports = [&](Microseconds time, Microseconds delay, Microseconds rise) {
            for (const auto end = now + time; now < end; now += 50ms, delay += rise)
                estimator.onFeedback({{now - delay, now, kBytes}}, now);
        };
        reports(2s, 20ms, 0ms);
        reports(1s, 20ms, 5ms);
        const auto lowered = estimator.rate();
        QVERIFY2(lowered < 55 * kKbit, qPrintable(QString::number(lowered)));
        reports(6s, 20ms, 0ms);
        QVERIFY2(estimator.rate() > 70 * kKbit, qPrintable(QString::number(estimator.rate())));
    }
    void usesAThinLossyLink_data()
    {
        QTest::addColumn<int>("kbit");
        QTest::addColumn<double>("loss");
        QTest::newRow("300 kbit/s, 5 %") << 300 << 0.05;
        QTest::newRow("700 kbit/s, 10 %") << 700 << 0.1;
    }
    void usesAThinLossyLink()
    {
        QFETCH(int, kbit);
        QFETCH(double, loss);
        for (unsigned seed = 1; seed <= kSeeds; ++seed) {
            Simulation simulation({.rate = kbit * kKbit, .loss = loss}, seed);
            simulation.run(40s);
            trace(QTest::currentDataTag(), simulation);
            double mean = 0;
            for (std::size_t i = 100; i < simulation.ticks.size(); ++i)
                mean += double(simulation.ticks[i].estimate) / double(simulation.ticks.size() - 100) / (kbit * kKbit);
            const QByteArray said = "estimate " + QByteArray::number(mean) + ", queue " +
                                    QByteArray::number(qint64(simulation.queueQuantile(30s, 0.95).count() / 1000));
            if (seed == 1)
                qInfo("%s", said.constData());
            QVERIFY2(mean > 0.65, said.constData());
            QVERIFY2(simulation.queueQuantile(30s, 0.95) < 100ms, said.constData());
        }
    }
    void leavesAThinPolicerThatIsGone()
    {
        for (unsigned seed = 1; seed <= kSeeds; ++seed) {
            Simulation simulation({.rate = 100 * kKbit, .police = true}, seed);
            simulation.run(20s);
            QVERIFY(simulation.estimator.rate() < 140 * kKbit);
            simulation.link = {};
            simulation.run(40s);
            QVERIFY2(simulation.estimator.rate() > 400 * kKbit, qPrintable(QString::number(simulation.estimator.rate())));
        }
    }
    void findsAPolicersRate()
    {
        for (unsigned seed = 1; seed <= kSeeds; ++seed) {
            Simulation simulation({.rate = 500 * kKbit, .police = true}, seed);
            simulation.run(60s);
            trace("policer 500 kbit/s", simulation);
            const QByteArray said = QByteArray::number(qint64(simulation.received(30s))) + " loss " +
                                    QByteArray::number(simulation.lossShare(30s));
            if (seed == 1)
                qInfo("%s", said.constData());
            QVERIFY2(simulation.received(30s) > 300 * kKbit, said.constData());
            QVERIFY2(simulation.lossShare(30s) < 0.1, said.constData());
        }
    }
    void fallsSoonAndComesBack()
    {
        for (unsigned seed = 1; seed <= kSeeds; ++seed) {
            Simulation simulation({.rate = 5 * kMbit}, seed);
            simulation.run(15s);
            const BitsPerSecond before = simulation.estimator.rate();
            simulation.link.rate = 300 * kKbit;
            simulation.run(3s);
            QVERIFY2(simulation.estimator.rate() < 320 * kKbit, qPrintable(QString::number(simulation.estimator.rate())));
            simulation.run(17s);
            QVERIFY(simulation.queueQuantile(15s, 0.95) < 150ms);
            QVERIFY(simulation.received(10s) > 190 * kKbit);
            simulation.link.rate = 5 * kMbit;
            simulation.run(8s);
            trace("5 Mbit/s, 300 kbit/s, 5 Mbit/s", simulation);
            QVERIFY2(double(simulation.estimator.rate()) > 0.9 * double(before), qPrintable(QString::number(simulation.estimator.rate())));
        }
    }
    // The way back is as full: what a lost report would have said arrived all the same.
    void fallsNoDeeperWhereReportsAreLost()
    {
        for (unsigned seed = 1; seed <= kSeeds; ++seed) {
            Simulation simulation({.rate = 5 * kMbit}, seed);
            simulation.run(15s);
            simulation.link.rate = 300 * kKbit;
            simulation.link.reportLoss = 0.6;
            BitsPerSecond lowest = simulation.estimator.rate();
            for (int i = 0; i < 30; ++i) {
                simulation.run(100ms);
                lowest = std::min(lowest, simulation.estimator.rate());
            }
            trace("fall, 60 % of the reports lost", simulation);
            QVERIFY2(lowest > 180 * kKbit, qPrintable(QString::number(lowest)));
            QVERIFY2(simulation.estimator.rate() < 320 * kKbit, qPrintable(QString::number(simulation.estimator.rate())));
        }
    }
    void saysThatThePathIsStalledAndKeepsItsRate()
    {
        Simulation simulation({.rate = 5 * kMbit});
        simulation.run(10s);
        const auto before = simulation.estimator.rate();
        simulation.link.dead = true;
        simulation.run(3s);
        QVERIFY(simulation.estimator.state() == BandwidthEstimator::State::Stalled);
        simulation.link.dead = false;
        simulation.run(1s);
        trace("outage", simulation);
        QVERIFY(simulation.estimator.state() != BandwidthEstimator::State::Stalled);
        QVERIFY(double(simulation.estimator.rate()) > 0.6 * double(before));
    }
    void sharesWithADownload_data()
    {
        QTest::addColumn<int>("queueMs");
        for (const int queue : {60, 150, 300})
            QTest::addRow("queue of %d ms", queue) << queue;
    }
    void sharesWithADownload()
    {
        QFETCH(int, queueMs);
        for (unsigned seed = 1; seed <= kSharedSeeds; ++seed) {
            auto line = std::make_shared<Line>(seed);
            const Link link{.rate = 2 * kMbit, .queue = std::chrono::milliseconds(queueMs)};
            Simulation call(link, seed, {}, line);
            Download download(call.link, line);
            call.run(5s); // alone
            for (int ms = 0; ms < 60'000; ++ms) {
                call.step();
                download.step(call.now());
            }
            trace(QTest::currentDataTag(), call);
            const double share = double(call.received(40s)) / double(link.rate);
            const double other = double(download.received) * 8 / 60 / double(link.rate);
            const QByteArray said = "call " + QByteArray::number(share) + ", download " + QByteArray::number(other);
            if (seed == 1)
                qInfo("%s", said.constData());
            QVERIFY2(share > 0.25 && share < 0.75, said.constData());
            QVERIFY2(other > 0.2 && other < 0.75, said.constData());
        }
    }
    void sharesWithAnotherCall()
    {
        for (unsigned seed = 1; seed <= kSharedSeeds; ++seed) {
            auto line = std::make_shared<Line>(seed);
            const Link link{.rate = 2 * kMbit};
            Simulation first(link, seed, {}, line), second(link, seed + 100, {}, line);
            first.run(10s);
            second.skip(10s);
            for (int ms = 0; ms < 60'000; ++ms) {
                first.step();
                second.step();
            }
            trace("another call", second);
            const double share = double(first.received(30s)) / double(link.rate), other = double(second.received(30s)) / double(link.rate);
            const QByteArray said = "first " + QByteArray::number(share) + ", second " + QByteArray::number(other) + ", queue " +
                                    QByteArray::number(qint64(first.queueQuantile(30s, 0.95).count() / 1000));
            if (seed == 1)
                qInfo("%s", said.constData());
            QVERIFY2(share > 0.25 && other > 0.25, said.constData());
        }
    }
    void staysWithinItsLimits()
    {
        Simulation simulation({.rate = 20 * kKbit}, 1, {.start = 500 * kKbit, .least = 50 * kKbit, .most = 900 * kKbit});
        simulation.run(20s);
        QCOMPARE(simulation.estimator.rate(), 50 * kKbit);
        simulation.link.rate = 50 * kMbit;
        simulation.run(40s);
        QCOMPARE(simulation.estimator.rate(), 900 * kKbit);
    }
};

QTEST_GUILESS_MAIN(BandwidthEstimatorTest)
#include "bandwidth_estimator_test.moc"
