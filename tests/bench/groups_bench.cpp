// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/measure.h"
#include "tests/e2ee/world.h"
#include "tests/mls/members.h"

#include <ctime>

namespace bedside::bench {
namespace {

constexpr int kRounds = 25;
constexpr int kMembers = 12;

// CPU of the whole process, which has one thread here.
double cpuMilliseconds()
{
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1000 + double(time.tv_nsec) / 1e6;
}

template <class Work>
double cpuOf(const Work &work)
{
    const double begin = cpuMilliseconds();
    work();
    return cpuMilliseconds() - begin;
}

// Whole sessions, as in a visit: the commit, its deliveries, the acknowledgements, keys for the media.
void sessions()
{
    std::vector<double> rekeying, joining;
    for (int round = 0; round < kRounds; ++round) {
        test::World world;
        auto &host = world.openVisit(world.practice.hire({wire::Role::Clinician}, world.now.wall));
        for (int i = 1; i + 1 < kMembers; ++i)
            world.join("Guest " + std::to_string(i));
        world.advance(Milliseconds(2'000));
        auto &last = world.knock("The last");
        if (!world.admit(last).ok())
            std::abort();
        joining.push_back(cpuOf([&] {
            while (!last.session && !last.inbox.empty())
                world.deliverOne(last);
        }));
        world.advance(Milliseconds(2'000));
        rekeying.push_back(cpuOf([&] {
            world.perform(host, host.session->rotate(world.now));
            world.settle();
        }));
        if (!last.isActive() || last.session->epoch() != host.session->epoch())
            std::abort();
    }
    print("a new epoch for 12 members, all of them together", quantile(rekeying, 0.5), "ms CPU", "at most 40");
    print("joining a group of 12, from its Welcome", quantile(joining, 0.5), "ms CPU", "at most 10");
}

void commitAtHundred()
{
    mls::testing::Party party(1);
    std::vector<mls::KeyPackageBundle> bundles;
    mls::CommitRequest request;
    for (int i = 1; i < 100; ++i) {
        bundles.push_back(mls::testing::newcomer("guest " + std::to_string(i)));
        request.adds.push_back(bundles.back().package);
    }
    const auto out = party[0].commit(request, mls::testing::noon()).value();
    (void)party[0].confirmCommit();
    for (std::size_t i = 0; i < bundles.size(); ++i)
        party.groups.push_back(
            std::move(mls::Group::join(out.welcomes[i], ByteSpan(out.ratchetTree), bundles[i], mls::testing::noon())->group));
    // Everybody commits once, so that the tree has no blank parents: the usual state of a group that has lived for a while.
    for (std::size_t i = 0; i < party.groups.size(); ++i)
        party.deliver(i, party[i].commit({}, mls::testing::noon())->commit);

    std::vector<double> committing, receiving;
    for (int round = 0; round < kRounds; ++round) {
        Bytes commit;
        committing.push_back(cpuOf([&] { commit = party[0].commit({}, mls::testing::noon())->commit; }));
        receiving.push_back(cpuOf([&] { party.deliver(0, commit); }) / double(party.groups.size()));
    }
    print("a commit in a group of 100", quantile(committing, 0.5), "ms CPU", "at most 6");
    print("  the same, received by one of its members", quantile(receiving, 0.5), "ms CPU", "none");
}

} // namespace

int benchGroups()
{
    sessions();
    commitAtHundred();
    return 0;
}

} // namespace bedside::bench
