// SPDX-License-Identifier: Apache-2.0
#include "core/client/line_meter.h"

#include <QTest>

using namespace bedside;
using namespace bedside::client;

namespace {

media::PeerMeasures peer(std::int64_t rate, std::int64_t arrived, double loss, double roundTrip)
{
    media::PeerMeasures one;
    one.sendRate = rate;
    one.acknowledgedRate = arrived;
    one.lossShare = loss;
    one.roundTripMs = roundTrip;
    one.video.sent = 10;
    one.video.sealed = 7;
    return one;
}

} // namespace

class LineMeterTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void saysNothingWhereNothingWasMeasured()
    {
        LineMeter meter;
        QVERIFY(!meter.record());
        meter.add({}, LineRung::Picture, WallTime());
        QVERIFY(!meter.record());
    }
    void followsTheNarrowestPath()
    {
        LineMeter meter;
        meter.add({peer(0, 0, 0, 0)}, LineRung::Picture, WallTime()); // not known yet: no rate of 0
        meter.add({peer(900'000, 500'000, 0, 10), peer(300'000, 200'000, 0.2, 50), peer(0, 0, 0, 0)}, LineRung::Picture, WallTime());
        auto relayed = peer(100'000, 60'000, 0.1, 30);
        relayed.route = media::Route::Relayed;
        meter.add({relayed}, LineRung::SoundOnly, fromUnixMilliseconds(5'000));
        meter.fail(Error(ErrorCode::NoPath));
        const auto record = meter.record();
        QVERIFY(record);
        QCOMPARE(record->seconds, 3);
        QCOMPARE(record->peers, std::size_t(3));
        QVERIFY(record->until == fromUnixMilliseconds(5'000) && record->relayed && record->endedBy == Error(ErrorCode::NoPath));
        QCOMPARE(record->leastRate, std::int64_t(100'000));
        QCOMPARE(record->meanRate, std::int64_t(200'000));
        QCOMPARE(record->arrivedRate, std::int64_t(130'000));
        QCOMPARE(record->mostLoss, 0.2);
        QCOMPARE(record->meanLoss, (0.2 + 0.1) / 3);
        QCOMPARE(record->meanRoundTripMs, 40.0);
        QCOMPARE(record->mostRoundTripMs, 50.0);
        QVERIFY(record->secondsOn == (std::array<int, 4>{2, 0, 1, 0}));
        QVERIFY(record->video.sent == 10 && record->video.sealed == 7); // of the peers that are left
    }
};

QTEST_GUILESS_MAIN(LineMeterTest)
#include "line_meter_test.moc"
