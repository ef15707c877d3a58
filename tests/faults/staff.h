// SPDX-License-Identifier: Apache-2.0
// A staff client without media over a profile folder, driven like the screens drive it.
#pragma once

#include "core/client/client.h"
#include "core/platform/qt_executor.h"
#include "tests/client/profile_fixture.h"

#include <QtTest>
#include <algorithm>

namespace bedside::test {

struct Staff {
    platform::QtExecutor executor;
    SystemClock clock;
    std::unique_ptr<client::Facade> facade;

    explicit Staff(const std::filesystem::path &folder)
    {
        client::ClientOptions options;
        options.profile = folder;
        options.media = false;
        facade = client::createClient(std::move(options), executor, clock);
    }
    Result<void> unlock(const std::string &passphrase = kPassphrase)
    {
        if (facade->session().state == client::AppState::Locked) {
            facade->unlock(passphrase);
            if (!QTest::qWaitFor([&] { return !facade->session().busy; }, 30'000))
                return Error(ErrorCode::TimedOut, "unlock");
        }
        if (facade->session().state != client::AppState::SignedOut)
            return facade->session().failure.value_or(Error(ErrorCode::Internal, "neither open nor a reason"));
        facade->showDay(clock.now() - std::chrono::hours(12));
        return {};
    }
    Result<void> save(const std::string &patient)
    {
        client::AppointmentDraft draft;
        draft.startsAt = clock.now();
        draft.patientName = patient;
        facade->dismissNotice();
        facade->saveAppointment(draft);
        return facade->notice() ? Result<void>(*facade->notice()) : Result<void>();
    }
    bool shows(const std::string &patient) const
    {
        const auto &all = facade->appointments();
        return std::any_of(all.begin(), all.end(), [&](const auto &one) { return one.patientName == patient; });
    }
};

} // namespace bedside::test
