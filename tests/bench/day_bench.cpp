// SPDX-License-Identifier: Apache-2.0
#include "core/auth/account_session.h"
#include "core/client/profile_store.h"
#include "core/client/server_contact.h"
#include "core/crypto/random.h"
#include "core/net/server_address.h"
#include "core/schedule/appointment_content.h"
#include "core/schedule/appointment_sync.h"
#include "core/schedule/appointment_table.h"
#include "tests/bench/measure.h"
#include "tests/calls/practice_fixture.h"

#include <QtTest>

namespace bedside::bench {
namespace {

constexpr int kPerDay = 20;
constexpr int kMostUploadMs = 1'800'000;

// Sends the edits of `table` to the server, as a client that was offline does.
Result<void> upload(test::Practice &practice, schedule::AppointmentTable &table, const schedule::SealingKeys &keys,
                    client::PinnedPractice &pinned)
{
    TRY(const auto address, net::ServerAddress::parse(pinned.server));
    TRY(auto http, net::HttpClient::create(address));
    std::optional<Result<void>> outcome;
    auth::AccountSession session(*http, practice.executor, practice.clock, [&](Result<void> signedIn) { outcome = signedIn; });
    client::ServerContact contact(*http, pinned.trust, pinned.server, practice.clock);
    contact.establish([&](Result<Milliseconds> offset) {
        if (!offset.ok())
            outcome = Result<void>(offset.error());
        else
            session.signIn({test::kLogin, test::kPassword, practice.nextCode(), practice.created.device});
    });
    if (!test::runUntil([&] { return outcome.has_value(); }, 30'000))
        return Error(ErrorCode::TimedOut, "sign-in");
    TRY_OK(*std::exchange(outcome, std::nullopt));
    schedule::AppointmentSync sync(
        table, *http, [&] { return std::optional(keys); }, [&] { return session.token(); });
    const auto begin = SteadyClock::now();
    while (millisecondsSince(begin) < kMostUploadMs) {
        outcome.reset();
        sync.run([&](Result<void> done) { outcome = done; });
        if (!test::runUntil([&] { return outcome.has_value(); }, kMostUploadMs))
            break;
        if (outcome->ok() || outcome->error().code() != ErrorCode::TooManyAttempts)
            return *outcome;
        QTest::qWait(2'000); // the server takes so many requests a second from one address; what it has, it keeps
    }
    return Error(ErrorCode::TimedOut, "upload");
}

// Fills the profile's store and the server with appointments, twenty for each day from `today` on.
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
    for (int i = 0; i < count; ++i) {
        schedule::AppointmentRow row;
        row.id = crypto::randomId<VisitId>();
        row.version = 1;
        row.owner = device.account;
        row.startsAt = today + std::chrono::hours(24) * (i / kPerDay) + std::chrono::minutes(30) * (i % kPerDay + 14);
        schedule::AppointmentContent content{"Patient " + std::to_string(i), "Follow-up", "patient@mailbox.example", {}};
        TRY(row.sealed, schedule::sealAppointment(row.id, 1, content, {}, keys));
        TRY_OK(table.putEdit(row));
    }
    return upload(practice, table, keys, pinned);
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
        // In step with the server: what was changed while signed out is there, and its changes are here.
        client::AppointmentDraft change;
        const client::Appointment &first = staff->appointments().front();
        change.id = first.id;
        change.startsAt = first.startsAt;
        change.patientName = first.patientName;
        change.reason = "Changed " + std::to_string(round);
        staff->saveAppointment(change);
        int news = 0; // since the upload was acknowledged: the next one is the download
        staff->setListener([&](client::Part part) {
            const auto &list = staff->appointments();
            if (part == client::Part::Appointments && std::none_of(list.begin(), list.end(), [](auto &a) { return a.pendingUpload; }))
                ++news;
        });
        const std::string code = practice.nextCode();
        const auto begin = SteadyClock::now();
        staff->signIn(test::kLogin, test::kPassword, code);
        if (!test::runUntil([&] { return staff->session().state == client::AppState::SignedIn && news >= 2; }, 20'000))
            return 1;
        staff->showDay(today);
        staff->setListener(nullptr);
        if (!isWhole(*staff))
            return 1;
        signIn.push_back(millisecondsSince(begin));
    }
    const std::string stored = std::to_string(appointments) + " appointments here and there";
    print("show a day, " + stored, quantile(show, 0.5), "ms", "part of the next");
    print("sign-in to today's list in step with the server, " + stored, quantile(signIn, 0.5), "ms", "at most 300");
    return 0;
}

} // namespace bedside::bench
