// SPDX-License-Identifier: Apache-2.0
#include "core/media/network_interfaces.h"

#include <QTest>

using namespace bedside;
using namespace bedside::media;
using namespace std::chrono_literals;

namespace {

struct Watched {
    NetworkWatch watch;
    WallTime wall{1'000'000ms};
    SteadyTime steady{5'000ms};
    bool look(const std::vector<std::string> &addresses, Milliseconds wallPassed = 200ms, Milliseconds steadyPassed = 200ms)
    {
        wall += wallPassed;
        steady += steadyPassed;
        return watch.changed(addresses, wall, steady);
    }
};

} // namespace

class NetworkWatchTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void saysNothingAtFirstAndWhileNothingChanges()
    {
        Watched w;
        QVERIFY(!w.look({"10.0.0.1"}));
        QVERIFY(!w.look({"10.0.0.1"}));
    }
    void saysOnceThatAnAddressIsAnotherOrMore()
    {
        Watched w;
        QVERIFY(!w.look({"10.0.0.1"}));
        QVERIFY(w.look({"10.0.0.2"}));
        QVERIFY(!w.look({"10.0.0.2"}));
        QVERIFY(w.look({"10.0.0.2", "192.168.1.5"}));
    }
    void waitsUntilThereIsAnAddressAgain()
    {
        Watched w;
        QVERIFY(!w.look({"10.0.0.1"}));
        QVERIFY(!w.look({}));
        QVERIFY(!w.look({"10.0.0.1"})); // the same: what was built on it may live
        QVERIFY(!w.look({}));
        QVERIFY(w.look({"10.0.0.9"}));
    }
    void saysThatThereIsAnAddressAtLast()
    {
        Watched w;
        QVERIFY(!w.look({}));
        QVERIFY(w.look({"10.0.0.1"}));
    }
    void noticesSleepOnEitherClock()
    {
        Watched w;
        QVERIFY(!w.look({"10.0.0.1"}));
        QVERIFY(w.look({"10.0.0.1"}, 3600s, 200ms)); // Linux
        QVERIFY(!w.look({"10.0.0.1"}));
        QVERIFY(w.look({"10.0.0.1"}, 3600s, 3600s)); // Windows
        QVERIFY(!w.look({"10.0.0.1"}, -3600s, 200ms)); // the clock was set back
        QVERIFY(!w.look({"10.0.0.1"}, 3s, 3s));        // a busy moment
    }
    void remembersASleepUntilThereIsAnAddress()
    {
        Watched w;
        QVERIFY(!w.look({"10.0.0.1"}));
        QVERIFY(!w.look({}, 3600s, 200ms));
        QVERIFY(!w.look({}));
        QVERIFY(w.look({"10.0.0.1"}));
        QVERIFY(!w.look({"10.0.0.1"}));
    }
    void knowsThisComputersAddresses()
    {
        const auto addresses = localAddresses();
        QCOMPARE(hasNetworkAddress(), !addresses.empty());
        QVERIFY(std::find(addresses.begin(), addresses.end(), "127.0.0.1") == addresses.end());
    }
};

QTEST_GUILESS_MAIN(NetworkWatchTest)
#include "network_watch_test.moc"
