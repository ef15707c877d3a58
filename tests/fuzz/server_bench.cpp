// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/server_bench.h"

#include "core/server/accounts.h"
#include "core/server/appointments.h"
#include "core/server/practice.h"
#include "core/server/sessions.h"
#include "tests/fuzz/scratch.h"

#include <algorithm>
#include <optional>

namespace bedside::fuzz {
namespace {

constexpr int kInputsBeforeRenewal = 1024;
constexpr crypto::PasswordCost kCheap{1, 8'192};
constexpr server::ConnectionId kWatchingClinician = 101, kWatchingDesk = 102;
constexpr auto kDay = std::chrono::hours(24);

// Gives a recovery code of the clinician's.
std::string fillPractice(server::Storage &storage, WallTime now)
{
    promise(server::Practice(storage).create(practice().id, practice().bundle(), std::string(kServerName), now).ok(),
            "a practice is made");
    const std::string hash = made(crypto::hashPassword(kPassword, kCheap), "a password is hashed");
    wire::RoleSet roles(wire::Role::Clinician);
    roles.add(wire::Role::Administrator);
    server::Accounts accounts(storage);
    const Bytes certificate = practice().staff.encode();
    const auto factors =
        made(accounts.create({kClinician, "ada", hash, roles, {}, kDevice, certificate}, now), "an account is made");
    (void)made(accounts.create({kDesk, "desk", hash, wire::Role::FrontDesk, {}, DeviceId{{8}}, certificate}, now),
               "an account is made");
    server::AppointmentRow row;
    row.visit = kAppointment;
    row.owner = kClinician;
    row.startsAt = now;
    row.minutes = 30;
    row.sealed = Bytes(100, 9);
    promise(server::Appointments(storage).put(row, now).ok(), "an appointment is made");
    promise(server::Invites(storage)
                .create({kLink, kAppointment, crypto::sha256(kLinkToken), now + kDay, kClinician}, now)
                .ok(),
            "a link is made");
    return factors.recoveryCodes.front();
}

} // namespace

ServerBench &ServerBench::at(Stage stage)
{
    static ServerBench before(Stage::BeforeSetup), after(Stage::Practice);
    return stage == Stage::BeforeSetup ? before : after;
}

void ServerBench::begin()
{
    if (m_inputs-- <= 0)
        make();
    pass(std::chrono::seconds(1));
    sockets().forget();
}

void ServerBench::make()
{
    const FixedRandom random("server");
    m_parts.reset();
    m_inputs = kInputsBeforeRenewal;
    const auto folder = scratch() / (m_stage == Stage::BeforeSetup ? "empty" : "server");
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    auto parts = std::make_unique<Parts>();
    parts->config.passwordCost = kCheap;
    parts->clock.passed = someTime() - parts->clock.now();
    parts->storage = made(server::Storage::open(folder), "a storage opens");
    auto &storage = *parts->storage;
    const auto now = parts->clock.now();
    if (m_stage == Stage::Practice) {
        const auto filled = storage.transact([&]() -> Result<void> {
            parts->recoveryCode = fillPractice(storage, now);
            server::Sessions sessions(storage, parts->config.sessionIdle, parts->config.sessionLife);
            parts->clinicianToken =
                toBase64Url(made(sessions.open(kClinician, kDevice, now), "a session opens").token.reveal());
            parts->deskToken =
                toBase64Url(made(sessions.open(kDesk, DeviceId{{8}}, now), "a session opens").token.reveal());
            return {};
        });
        promise(filled.ok() && storage.reloadPractice().ok(), "the practice is stored");
    }
    parts->thread = std::make_unique<server::StorageThread>(storage, parts->replies);
    parts->hub = std::make_unique<server::Hub>(*parts->thread, parts->replies, parts->sockets, parts->clock);
    server::CertificateInfo certificates;
    certificates.current = practice().statement.current;
    certificates.next = practice().statement.next;
    certificates.logKey = storage.logKey();
    parts->api = std::make_unique<server::Api>(parts->config, *parts->thread, parts->replies, parts->clock, *this,
                                               std::move(certificates), std::string(kServerName),
                                               Secret::copyOf(asBytes(kSetupToken)));
    m_parts = std::move(parts);
    if (m_stage == Stage::Practice) { // who is told of what the endpoints change
        hub().opened(kWatchingClinician, staff(kClinician));
        hub().opened(kWatchingDesk, staff(kDesk));
    }
}

server::HttpResponse ServerBench::ask(server::HttpRequest request)
{
    bool isKnown = true;
    if (request.authorization == "Bearer clinician")
        request.authorization = "Bearer " + m_parts->clinicianToken;
    else if (request.authorization == "Bearer desk")
        request.authorization = "Bearer " + m_parts->deskToken;
    else
        isKnown = false;
    constexpr std::string_view kStandIn = "recovery-code";
    const auto found = std::search(request.body.begin(), request.body.end(), kStandIn.begin(), kStandIn.end());
    if (found != request.body.end()) {
        const auto at = request.body.erase(found, found + static_cast<std::ptrdiff_t>(kStandIn.size()));
        request.body.insert(at, m_parts->recoveryCode.begin(), m_parts->recoveryCode.end());
    }
    std::optional<server::HttpResponse> answer;
    m_parts->api->handle(std::move(request), [&](server::HttpResponse response) {
        promise(!answer, "a request is answered once");
        answer = std::move(response);
    });
    for (int rounds = 0; !answer && rounds < 100; ++rounds)
        promise(m_parts->replies.runSome() > 0, "a request is answered");
    promise(answer.has_value(), "a request is answered");
    settle();
    if (isKnown && answer->status == 401)
        renew(); // signed out by an earlier request
    return std::move(*answer);
}

server::StaffIdentity ServerBench::staff(const AccountId &account) const
{
    return {account, kDevice, account == kDesk ? wire::Role::FrontDesk : wire::Role::Clinician, {}};
}

server::GuestIdentity ServerBench::guest() const { return {kLink, kAppointment, kClinician, someTime(), 30}; }

void ServerBench::forgetRuns()
{
    sockets().forget();
    m_parts->thread->run(
        [](server::Storage &storage) {
            auto &database = storage.database();
            return database.execute("BEGIN; DELETE FROM commits; DELETE FROM members; DELETE FROM instances; UPDATE invites "
                                    "SET admitted_at = NULL WHERE admitted_at IS NOT NULL; COMMIT");
        },
        [](Result<void> done) { promise(done.ok(), "runs are forgotten"); });
    settle();
}

} // namespace bedside::fuzz
