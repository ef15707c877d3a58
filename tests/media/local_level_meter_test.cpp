// SPDX-License-Identifier: Apache-2.0
#include "core/media/local/level_meter.h"

#include <QTest>

#include <cmath>
#include <numbers>
#include <vector>

using namespace bedside::media;

namespace {

// Feeds sound made of a sine of `toneDb` and white noise of `noiseDb` (both dBFS of their mean square).
class Feeder {
public:
    explicit Feeder(LevelMeter &meter) : m_meter(meter) {}
    void feed(double seconds, double toneDb, double noiseDb = -100)
    {
        std::vector<std::int16_t> block(LevelMeter::kBlock);
        const double tone = std::sqrt(2.0) * 32767 * std::pow(10, toneDb / 20);
        const double noise = std::sqrt(3.0) * 32767 * std::pow(10, noiseDb / 20);
        for (int i = 0; i < static_cast<int>(seconds * 100); ++i) {
            for (std::int16_t &sample : block) {
                m_state = m_state * 1664525u + 1013904223u;
                const double random = static_cast<double>(m_state >> 8) / (1 << 23) - 1;
                const double sine = toneDb > -100 ? tone * std::sin(2 * std::numbers::pi * 300 * m_position++ / 48000.0) : 0;
                sample = static_cast<std::int16_t>(std::lround(sine + noise * random));
            }
            m_now += 10'000'000;
            m_meter.add(block, m_now);
        }
    }
    std::int64_t now() const { return m_now; }
    void wait(double seconds) { m_now += static_cast<std::int64_t>(seconds * 1e9); }

private:
    LevelMeter &m_meter;
    unsigned m_state = 1;
    int m_position = 0;
    std::int64_t m_now = 1'000'000'000'000;
};

} // namespace

class LevelMeterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void beginsSilentAndUnheard()
    {
        const LevelMeter meter;
        QCOMPARE(meter.level(), 0.0);
        QVERIFY(!meter.heard(0));
        QVERIFY(!meter.heard(1'000'000'000'000));
        QVERIFY(!meter.speaking());
    }
    void showsTheLevelOnADecibelScale_data()
    {
        QTest::addColumn<double>("decibels");
        QTest::addColumn<double>("level");
        QTest::newRow("full") << -3.0 << 0.95;
        QTest::newRow("speech") << -24.0 << 0.60;
        QTest::newRow("whisper") << -48.0 << 0.20;
        QTest::newRow("under the floor") << -70.0 << 0.0;
    }
    void showsTheLevelOnADecibelScale()
    {
        QFETCH(double, decibels);
        QFETCH(double, level);
        LevelMeter meter;
        Feeder(meter).feed(1, decibels);
        QVERIFY2(std::abs(meter.level() - level) < 0.02, qPrintable(QString::number(meter.level())));
    }
    void fallsBackWithinAThirdOfASecond()
    {
        LevelMeter meter;
        Feeder feeder(meter);
        feeder.feed(1, -12);
        feeder.feed(0.31, -100);
        QCOMPARE(meter.level(), 0.0);
    }
    void hearsSpeechOverNoise()
    {
        LevelMeter meter;
        Feeder feeder(meter);
        feeder.feed(4, -100, -60);
        QVERIFY(!meter.heard(feeder.now()));
        feeder.feed(0.2, -30, -60);
        QVERIFY(meter.heard(feeder.now()));
        QVERIFY(meter.speaking());
    }
    void doesNotHearSteadyNoise()
    {
        LevelMeter meter;
        Feeder feeder(meter);
        feeder.feed(4, -100, -35); // the start counts as sound until the floor is known
        feeder.wait(3);
        feeder.feed(10, -100, -35);
        QVERIFY(!meter.heard(feeder.now()));
        QVERIFY(!meter.speaking());
        QVERIFY(meter.level() > 0.3); // the level is shown all the same
    }
    void doesNotHearAClick()
    {
        LevelMeter meter;
        Feeder feeder(meter);
        feeder.feed(4, -100, -70);
        feeder.feed(0.03, -10);
        feeder.feed(0.5, -100, -70);
        QVERIFY(!meter.heard(feeder.now()));
    }
    void doesNotHearWhatIsTooQuiet()
    {
        LevelMeter meter;
        Feeder feeder(meter);
        feeder.feed(4, -100);
        feeder.feed(0.5, -55);
        QVERIFY(!meter.heard(feeder.now()));
    }
    void forgetsAfterThreeSeconds()
    {
        LevelMeter meter;
        Feeder feeder(meter);
        feeder.feed(3, -100, -70);
        feeder.feed(0.2, -30);
        feeder.feed(2.5, -100, -70);
        QVERIFY(meter.heard(feeder.now()));
        QVERIFY(!meter.speaking());
        feeder.feed(1, -100, -70);
        QVERIFY(!meter.heard(feeder.now()));
    }
    void isSilentAgainAfterReset()
    {
        LevelMeter meter;
        Feeder feeder(meter);
        feeder.feed(1, -12);
        meter.reset();
        QCOMPARE(meter.level(), 0.0);
        QVERIFY(!meter.heard(feeder.now()));
        QVERIFY(!meter.speaking());
    }
};

QTEST_GUILESS_MAIN(LevelMeterTest)
#include "local_level_meter_test.moc"
