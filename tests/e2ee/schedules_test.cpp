// SPDX-License-Identifier: Apache-2.0
// Random schedules over whole sessions. BEDSIDE_SCHEDULES is how many, BEDSIDE_SEED the first one's seed; a failure names
// the seed, and BEDSIDE_SCHEDULES=1 BEDSIDE_SEED=<seed> runs that schedule alone.
#include "schedule.h"
#include "tests/support/from_environment.h"

#include <QtTest>
#include <csignal>

using namespace bedside;
using namespace bedside::test;

namespace {

volatile std::uint64_t s_seed = 0;

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
    // Property P6 over a soak: whatever is rebuilt, sealers, peers, sessions or the whole instance, no base key comes back
    // and no counter starts again under a key. Judged by what is on the wire.
    void noKeyAndNonceComeTwiceWhilePeersAreRebuilt()
    {
        World world;
        const auto doctor = world.practice.hire(wire::Role::Clinician, world.now.wall);
        std::map<crypto::Digest, std::pair<InstanceId, std::uint64_t>> baseKeys;
        std::map<std::pair<InstanceId, std::uint64_t>, crypto::Digest> epochs;
        world.onInstalled = [&](Participant &, const EpochInstalled &epoch) {
            const auto id = std::pair(epoch.instance, epoch.epoch);
            const auto baseKey = crypto::sha256(epoch.baseKey.reveal());
            QCOMPARE(epochs.emplace(id, baseKey).first->second, baseKey);
            QVERIFY(baseKeys.emplace(baseKey, id).first->second == id);
        };
        std::set<std::tuple<InstanceId, std::uint64_t, std::uint64_t, std::uint64_t>> used; // instance, epoch, KID, counter
        const auto sealOne = [&](Participant &who, sframe::Context context) {
            Bytes frame(100);
            const auto sealer = who.keys->sealer(context); // one of its own for each frame, as after a rebuilt connection
            const auto sealed = sealer.seal(Bytes{1}, Bytes(40, 7), frame);
            if (!sealed.ok())
                return;
            const auto header = sframe::decodeHeader(ByteSpan(frame).subspan(1));
            QVERIFY(header.ok() && header->header.kid % 16 == sealed->epoch % 16);
            QVERIFY(used.emplace(who.session->instance(), sealed->epoch, header->header.kid, header->header.counter).second);
        };
        world.openVisit(doctor);
        std::vector<Participant *> guests{&world.join("Ann"), &world.join("Ben")};
        for (int second = 1; second <= 180; ++second) {
            for (int tenth = 0; tenth < 10; ++tenth) {
                world.advance(Milliseconds(100));
                for (auto &one : world.people) { // those that crashed too: their keys are in other hands now
                    for (const auto context : {sframe::Context::Microphone, sframe::Context::Camera}) {
                        if (one->session && (!one->crashed || second % 4 == 0))
                            sealOne(*one, context);
                    }
                }
            }
            const bool hostAnew = second % 60 == 0;
            if (hostAnew) {
                world.crash(*world.host);
                world.openVisit(doctor);
            }
            for (auto &guest : guests) {
                if (hostAnew || second % 6 == (guest == guests[0] ? 0 : 3)) {
                    world.crash(*guest);
                    guest = &world.knockAgain(*guest);
                    QVERIFY(world.admit(*guest).ok());
                }
            }
            if (second % 7 == 0)
                world.perform(*world.host, world.host->session->rotate(world.now));
        }
        QVERIFY(used.size() > 10'000);
        QVERIFY(epochs.size() > 50 && baseKeys.size() == epochs.size());
    }
};

QTEST_APPLESS_MAIN(SchedulesTest)
#include "schedules_test.moc"
