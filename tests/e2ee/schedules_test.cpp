// SPDX-License-Identifier: Apache-2.0
// Random schedules over whole sessions. BEDSIDE_SCHEDULES is how many, BEDSIDE_SEED the first one's seed; a failure names
// the seed, and BEDSIDE_SCHEDULES=1 BEDSIDE_SEED=<seed> runs that schedule alone.
#include "schedule.h"

#include <QtTest>
#include <csignal>

using namespace bedside;
using namespace bedside::test;

namespace {

volatile std::uint64_t s_seed = 0;

std::uint64_t fromEnvironment(const char *name, std::uint64_t otherwise)
{
    bool ok = false;
    const auto value = qEnvironmentVariable(name).toULongLong(&ok);
    return ok ? value : otherwise;
}

} // namespace

class SchedulesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void membersAgreeOrShowWhatIsWrong()
    {
        std::signal(SIGABRT, [](int) { // where the world itself gives up
            std::fprintf(stderr, "schedule of seed %llu\n", static_cast<unsigned long long>(s_seed));
        });
        const auto count = fromEnvironment("BEDSIDE_SCHEDULES", 150), first = fromEnvironment("BEDSIDE_SEED", 1);
        Tally tally;
        for (auto seed = first; seed < first + count; ++seed) {
            s_seed = seed;
            const auto problem = Schedule(seed, tally).run();
            QVERIFY2(problem.empty(), ("BEDSIDE_SEED=" + std::to_string(seed) + ": " + problem).c_str());
        }
        std::signal(SIGABRT, SIG_DFL);
        qInfo() << tally.schedules << "schedules:" << tally.epochs << "epochs," << tally.joins << "joins," << tally.crashes
                << "crashes," << tally.instances << "instances;" << tally.frames << "frames opened" << tally.opened
                << "times," << tally.triedByOthers << "trials by others; sessions at the end:" << tally.agreed << "agree,"
                << tally.visible << "show what is wrong," << tally.over << "over";
        if (count >= 50)
            QVERIFY(tally.agreed > count && tally.visible > 0 && tally.over > 0 && tally.crashes > 0);
    }
};

QTEST_APPLESS_MAIN(SchedulesTest)
#include "schedules_test.moc"
