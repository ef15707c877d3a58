// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/measure.h"
#include "tests/calls/practice_fixture.h"

#include <QtTest>

namespace bedside::bench {
namespace {

constexpr int kWaitMs = 30'000;

bool until(const std::function<bool()> &condition) { return test::runUntil(condition, kWaitMs); }

std::int64_t firstFrameAt(const client::Facade &side)
{
    const auto measures = side.measures();
    return measures.peers.empty() ? -1 : measures.peers[0].firstFrameAtMs;
}

struct Waits {
    std::vector<double> host, guest;
};

// One visit from invitation to summary. The link is new each time; the host stays signed in.
bool carryOut(test::Practice &practice, client::Facade &staff, int number, Waits &waits)
{
    const std::string link = practice.invite(staff, "Patient " + std::to_string(number));
    auto guest = practice.makeGuest(true);
    guest->openLink(link);
    if (!until([&] { return guest->guest().stage == client::GuestStage::Waiting && staff.lobby().size() == 1; }))
        return false;
    if (!until([&] { return guest->localMedia().selfView != nullptr; }))
        return false;
    staff.openVisit(staff.lobby()[0].visit);
    if (!until([&] { return staff.visit().stage == client::VisitStage::Active && staff.localMedia().selfView; }))
        return false;
    staff.admit(staff.lobby()[0].id);
    if (!until([&] { return firstFrameAt(staff) >= 0 && firstFrameAt(*guest) >= 0; }))
        return false;
    const auto admittedAt = staff.measures().peers.at(0).admittedAtMs;
    waits.host.push_back(static_cast<double>(firstFrameAt(staff) - admittedAt));
    waits.guest.push_back(static_cast<double>(firstFrameAt(*guest) - admittedAt));
    staff.endVisitForAll();
    if (!until([&] { return staff.visit().stage == client::VisitStage::Summary && guest->guest().stage == client::GuestStage::Ended; }))
        return false;
    staff.closeSummary(client::VisitOutcome::Completed);
    return true;
}

} // namespace

int benchVisits(int count)
{
    test::Practice practice;
    if (!practice.begin())
        return 1;
    auto staff = practice.makeStaff(true);
    if (!practice.unlock(*staff) || !practice.signIn(*staff))
        return 1;
    Waits waits;
    for (int number = 0; number < count; ++number) {
        if (!carryOut(practice, *staff, number, waits)) {
            std::fprintf(stderr, "visit %d did not come about\n", number);
            return 1;
        }
    }
    for (const auto &[who, values] : {std::pair{"clinician", &waits.host}, std::pair{"patient", &waits.guest}}) {
        const std::string name = std::string("admit to first frame at the ") + who + ", " + std::to_string(count) + " visits, ";
        print(name + "median", quantile(*values, 0.5), "ms", "-");
        print(name + "p95", quantile(*values, 0.95), "ms", "at most 1000");
    }
    return 0;
}

} // namespace bedside::bench
