// SPDX-License-Identifier: Apache-2.0
#include "core/client/profile_store.h"
#include "core/crypto/random.h"
#include "core/schedule/appointment_content.h"
#include "core/schedule/appointment_table.h"
#include "tests/bench/measure.h"
#include "tests/calls/practice_fixture.h"

#include <QtTest>

namespace bedside::bench {
namespace {

constexpr int kPerDay = 20;
constexpr int kPages = 100;

// Fills the profile's store with appointments as the server would have sent them, twenty for each day from `today` on.
Result<void> fill(test::Practice &practice, int count, WallTime today)
{
    TRY(auto paths, platform::profilePaths(practice.staffFolder.path().toStdString()));
    TRY(auto pinned, client::ProfileStore::readPinned(paths));
    TRY(auto key, client::ProfileStore::openKey(paths, nullptr, Secret::copyOf(asBytes(test::kPassphrase))));
    TRY(auto store, client::ProfileStore::open(paths, key, pinned));
    TRY(auto device, store->loadDevice());
    TRY(auto ring, store->loadRoleKeys());
    const schedule::SealingKeys keys{device.practice, ring, device.keys, device.certificate, pinned.trust};

    schedule::AppointmentTable table(store->database());
    TRY(auto cursor, table.cursor());
    for (int done = 0; done < count; done += count / kPages) {
        std::vector<schedule::AppointmentRow> page;
        for (int i = done; i < std::min(count, done + count / kPages); ++i) {
            schedule::AppointmentRow row;
            row.id = crypto::randomId<VisitId>();
            row.version = 1;
            row.owner = device.account;
            row.startsAt = today + std::chrono::hours(24) * (i / kPerDay) + std::chrono::minutes(30) * (i % kPerDay + 14);
            schedule::AppointmentContent content{"Patient " + std::to_string(i), "Follow-up", "patient@mailbox.example", {}};
            TRY(row.sealed, schedule::sealAppointment(row.id, 1, content, {}, keys));
            page.push_back(std::move(row));
        }
        TRY_OK(table.applyPage(page, cursor));
    }
    return {};
}

bool isWhole(const client::Facade &staff)
{
    const auto &list = staff.appointments();
    return list.size() == std::size_t(kPerDay) &&
           std::all_of(list.begin(), list.end(), [](auto &a) { return !a.patientName.empty(); });
}

} // namespace

int benchDay(int appointments)
{
    test::Practice practice;
    const WallTime today = test::startOfToday();
    if (!practice.begin() || !fill(practice, appointments, today).ok())
        return 1;

    std::vector<double> show, signIn;
    for (int round = 0; round < 4; ++round) { // each sign-in takes one of ten recovery codes
        auto staff = practice.makeStaff();
        if (!practice.unlock(*staff))
            return 1;
        for (int again = 0; again < 10; ++again) {
            staff->showDay(today + std::chrono::hours(24) * (again + 1));
            const auto begin = SteadyClock::now();
            staff->showDay(today);
            if (!isWhole(*staff))
                return 1;
            show.push_back(millisecondsSince(begin));
        }
        const std::string code = practice.nextCode();
        const auto begin = SteadyClock::now();
        staff->signIn(test::kLogin, test::kPassword, code);
        if (!QTest::qWaitFor([&] { return staff->session().state == client::AppState::SignedIn && isWhole(*staff); }, 20'000))
            return 1;
        signIn.push_back(millisecondsSince(begin));
    }
    const std::string stored = std::to_string(appointments) + " appointments stored";
    print("show a day, " + stored, quantile(show, 0.5), "ms", "part of the next");
    print("sign-in to today's list, " + stored, quantile(signIn, 0.5), "ms", "at most 300");
    return 0;
}

} // namespace bedside::bench
