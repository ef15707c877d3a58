// SPDX-License-Identifier: Apache-2.0
// Property P7 against a model: the set of everything accepted, and the newest of it.
#include "core/sframe/replay_window.h"

#include <QtTest>
#include <random>
#include <set>

using namespace bedside::sframe;

class ReplayWindowTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void agreesWithTheModel()
    {
        std::mt19937_64 random(9605);
        for (int round = 0; round < 50; ++round) {
            ReplayWindow window;
            std::set<std::uint64_t> accepted;
            std::uint64_t newest = random() % 3000;
            for (int step = 0; step < 4000; ++step) {
                const auto jump = random() % 100 == 0 ? random() % 5000 : random() % 8;
                const auto back = random() % 2 ? random() % 1300 : 0;
                const auto counter = newest + jump >= back ? newest + jump - back : 0;
                const bool fresh = !accepted.contains(counter);
                const bool near = accepted.empty() || counter + ReplayWindow::kSize > *accepted.rbegin();
                QCOMPARE(window.wouldAccept(counter), fresh && near);
                if (fresh && near) {
                    window.accept(counter);
                    accepted.insert(counter);
                    newest = *accepted.rbegin();
                }
            }
        }
    }
    void acceptsTheFirstCounterWhateverItIs()
    {
        ReplayWindow window;
        QVERIFY(window.wouldAccept(1'000'000));
        window.accept(1'000'000);
        QVERIFY(!window.wouldAccept(1'000'000));
        QVERIFY(window.wouldAccept(1'000'000 - 1023));
        QVERIFY(!window.wouldAccept(1'000'000 - 1024));
    }
    void refusesTheLastNumberOfAll()
    {
        const ReplayWindow window;
        QVERIFY(!window.wouldAccept(UINT64_MAX));
    }
};

QTEST_APPLESS_MAIN(ReplayWindowTest)
#include "replay_window_test.moc"
