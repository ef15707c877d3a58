// SPDX-License-Identifier: Apache-2.0
#include "core/media/local/rate_correction.h"

#include <QTest>

using namespace bedside::media;

namespace {

// An encoder that gives `excess` times what it is asked for: what it gives on the average of the last two of ten seconds.
double ratioAfter(double excess, double wanted)
{
    RateCorrection correction;
    double given = 0;
    for (int frame = 0; frame < 300; ++frame) {
        const double bits = wanted * correction.factor() * excess / 30;
        correction.add(static_cast<std::size_t>(bits / 8), wanted, std::int64_t(frame) * 33'333'333);
        given += frame >= 240 ? bits / 2 : 0;
    }
    return given / wanted;
}

} // namespace

class RateCorrectionTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void bringsAnEncoderThatGivesTooMuchToWhatIsWanted()
    {
        for (const double excess : {1.3, 1.6})
            QVERIFY2(ratioAfter(excess, 3e6) < 1.12 && ratioAfter(excess, 3e6) > 0.9, qPrintable(QString::number(ratioAfter(excess, 3e6))));
    }
    void leavesOneAloneThatDoesNot()
    {
        QCOMPARE(ratioAfter(1.0, 3e6) > 0.99 && ratioAfter(1.0, 3e6) < 1.01, true);
        QVERIFY(ratioAfter(0.7, 3e6) < 0.71); // nothing to say where less is needed
    }
    void asksForHalfAtLeast() { QVERIFY(ratioAfter(4, 3e6) < 2.01); }
};

QTEST_GUILESS_MAIN(RateCorrectionTest)
#include "rate_correction_test.moc"
