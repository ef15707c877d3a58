// SPDX-License-Identifier: Apache-2.0
#include "core/client/picture_watch.h"

#include <QTest>

using namespace bedside;
using namespace bedside::client;
using namespace std::chrono_literals;

class PictureWatchTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void findsAPictureThatStandsStillAndItsReturn()
    {
        PictureWatch watch;
        SteadyTime now{1h};
        watch.count(0, true, now);
        QVERIFY(!watch.hasStopped(now + 1min)); // there has not been one
        watch.count(30, true, now);
        watch.count(30, true, now += 2s);
        QVERIFY(!watch.hasStopped(now));
        watch.count(30, true, now += 1s);
        QVERIFY(watch.hasStopped(now));
        watch.count(31, true, now += 1s);
        QVERIFY(!watch.hasStopped(now));
    }
    void waitsForNothingWhileTheCameraIsOff()
    {
        PictureWatch watch;
        SteadyTime now{1h};
        watch.count(30, true, now);
        watch.count(30, false, now += 1min);
        QVERIFY(!watch.hasStopped(now));
        watch.count(30, true, now += 1s); // on again: the first picture has some time
        QVERIFY(!watch.hasStopped(now));
        QVERIFY(watch.hasStopped(now + 2s));
    }
};

QTEST_GUILESS_MAIN(PictureWatchTest)
#include "picture_watch_test.moc"
