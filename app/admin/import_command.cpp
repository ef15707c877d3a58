// SPDX-License-Identifier: Apache-2.0
#include "app/admin/commands.h"
#include "app/admin/failure.h"
#include "app/admin/profile_key_store.h"
#include "app/admin/terminal.h"
#include "core/base/json.h"
#include "core/client/client.h"
#include "core/platform/qt_executor.h"

#include <QEventLoop>
#include <QTimer>
#include <deque>
#include <iostream>
#include <nlohmann/json.hpp>

namespace bedside::admin {
namespace {

constexpr int kAnswerLimitMs = 30'000;
constexpr std::size_t kMaxLine = 16 * 1024;

Result<client::AppointmentDraft> parseDraft(const std::string &line)
{
    TRY(auto object, parseJson(asBytes(line)));
    client::AppointmentDraft draft;
    TRY(auto startsAt, jsonInteger(object, "startsAt", 0, std::int64_t{1} << 53));
    TRY(auto minutes, jsonInteger(object, "minutes", 1, 24 * 60));
    draft.startsAt = fromUnixMilliseconds(startsAt);
    draft.minutes = static_cast<int>(minutes);
    TRY(draft.patientName, jsonString(object, "patientName", 200));
    TRY(draft.reason, jsonString(object, "reason", 2000));
    TRY(draft.contact, jsonString(object, "contact", 200));
    return draft;
}

// Waits on the facade: returns once `done` holds after some change, or with the failure that the facade names.
class Waiter {
public:
    explicit Waiter(client::Facade &facade) : m_facade(facade)
    {
        m_facade.setListener([this](client::Part) { m_loop.quit(); });
    }
    ~Waiter() { m_facade.setListener({}); }

    template <class Done>
    Result<void> until(Done done)
    {
        QTimer limit;
        limit.setSingleShot(true);
        limit.start(kAnswerLimitMs);
        QObject::connect(&limit, &QTimer::timeout, &m_loop, &QEventLoop::quit);
        while (!done()) {
            if (!limit.isActive())
                return Error(ErrorCode::TimedOut, "no answer");
            if (!m_facade.session().busy && m_facade.session().failure)
                return *m_facade.session().failure;
            if (m_facade.notice())
                return *m_facade.notice();
            m_loop.exec();
        }
        return {};
    }

private:
    client::Facade &m_facade;
    QEventLoop m_loop;
};

Result<void> signIn(client::Facade &facade, Waiter &waiter, Terminal &terminal)
{
    TRY(auto passphrase, terminal.secret("passphrase", "PIN or passphrase of this computer"));
    TRY(auto login, terminal.text("login", "Name for signing in"));
    TRY(auto password, terminal.secret("password", "Password"));
    TRY(auto code, terminal.text("code", "Code from your authenticator"));

    facade.unlock(std::string(asText(passphrase.reveal())));
    TRY_OK(waiter.until([&] { return facade.session().state == client::AppState::SignedOut; }));
    facade.signIn(login, std::string(asText(password.reveal())), code);
    return waiter.until([&] { return facade.session().state == client::AppState::SignedIn; });
}

// Saves one appointment and waits until the server has it.
Result<void> save(client::Facade &facade, Waiter &waiter, const client::AppointmentDraft &draft)
{
    facade.showDay(draft.startsAt - std::chrono::hours(12));
    const auto matching = [&] {
        int uploaded = 0;
        for (const auto &a : facade.appointments())
            uploaded += a.startsAt == draft.startsAt && a.patientName == draft.patientName && !a.pendingUpload ? 1 : 0;
        return uploaded;
    };
    const int before = matching();
    facade.saveAppointment(draft);
    return waiter.until([&] { return matching() > before; });
}

Result<int> importAll(client::Facade &facade, Terminal &terminal)
{
    Waiter waiter(facade);
    TRY_OK(signIn(facade, waiter, terminal));
    int count = 0;
    while (const auto line = terminal.line(kMaxLine)) {
        if (line->empty())
            continue;
        TRY(auto draft, parseDraft(*line));
        TRY_OK(save(facade, waiter, draft));
        ++count;
    }
    return count; // the session's token dies with this process; the server forgets it after the idle time
}

} // namespace

int importAppointments(const ProfileOptions &options)
{
    Terminal terminal;
    const SystemClock clock;
    platform::QtExecutor executor;
    const auto keyStore = profileKeyStore(options.profile);
    client::ClientOptions clientOptions;
    clientOptions.profile = options.profile;
    clientOptions.keySlot = keyStore.get();
    clientOptions.media = false;
    const auto facade = client::createClient(clientOptions, executor, clock);
    const auto count = importAll(*facade, terminal);
    if (!count.ok())
        return report(count.error());
    std::cout << *count << " appointments made." << std::endl;
    return ExitOk;
}

} // namespace bedside::admin
