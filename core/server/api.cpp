// SPDX-License-Identifier: Apache-2.0
#include "core/server/api.h"

#include "core/crypto/random.h"
#include "core/server/landing.h"

#include <nlohmann/json.hpp>

namespace bedside::server {

namespace {

using wire::Permission;
namespace path = wire::path;

constexpr Route kRoutes[] = {
    {"GET", path::kHealth, false, {}, RouteKind::Plain, getHealth},
    {"GET", path::kMetrics, false, {}, RouteKind::Metrics},
    {"GET", path::kLanding, true, {}, RouteKind::Landing},
    {"GET", path::kStatement, false, {}, RouteKind::Plain, getStatement},
    {"GET", path::kNetworkProbe, false, {}, RouteKind::NetworkProbe},
    {"POST", path::kNetworkProbe, false, {}, RouteKind::NetworkProbe},
    {"POST", path::kSetupBegin, false, {}, RouteKind::SetupBegin},
    {"POST", path::kSetup, false, {}, RouteKind::Setup},
    {"POST", path::kSignIn, false, {}, RouteKind::SignIn},
    {"POST", path::kJoin, false, {}, RouteKind::Join},
    {"POST", path::kSignOut, false, Permission::UseSession, RouteKind::Plain, postSignOut},
    {"POST", path::kLock, false, Permission::UseSession, RouteKind::Plain, postLock},
    {"GET", path::kSession, false, Permission::UseSession, RouteKind::Plain, getSession},
    {"POST", path::kTicket, false, Permission::OpenSocket, RouteKind::Plain, postTicket},
    {"GET", path::kAppointments, false, Permission::ReadOwnAppointments, RouteKind::Plain, getAppointments},
    {"PUT", path::kAppointments, true, Permission::WriteOwnAppointments, RouteKind::Plain, putAppointment},
    {"POST", path::kInvites, false, Permission::InviteToOwn, RouteKind::Plain, postInvite},
    {"DELETE", path::kInvites, true, Permission::InviteToOwn, RouteKind::Plain, deleteInvite},
    {"GET", path::kRoleKeys, false, Permission::ReadRoleKeys, RouteKind::Plain, getRoleKeys},
    {"PUT", path::kRoleKeys, false, Permission::WriteRoleKeys, RouteKind::Plain, putRoleKeys},
    {"PUT", path::kTrust, false, Permission::WriteTrust, RouteKind::Plain, putTrust},
    {"POST", path::kAccounts, false, Permission::ManageAccounts, RouteKind::CreateAccount},
    {"GET", path::kAudit, false, Permission::HostOwnVisit, RouteKind::Plain, getAudit},
    {"GET", path::kAuditHead, false, Permission::HostOwnVisit, RouteKind::Plain, getAuditHead},
};

// Guessing a password: five tries for nothing, then 2 s, 4 s ... 15 min, forgotten a day later. An address may stand
// for a whole practice, hence more room.
constexpr ThrottleRule kLoginRule{5, std::chrono::seconds(2), std::chrono::minutes(15), std::chrono::hours(24)};
constexpr ThrottleRule kAddressRule{30, std::chrono::seconds(2), std::chrono::minutes(15), std::chrono::hours(1)};
constexpr ThrottleRule kJoinRule{20, std::chrono::seconds(1), std::chrono::minutes(5), std::chrono::hours(1)};
constexpr std::size_t kMostHashing = 32; // under way or waiting; each costs 64 MiB for a moment and a tenth of a second
constexpr int kBurstSeconds = 10;
// Measuring a line costs 1 MiB: eight at once from an address, which may stand for a practice, then one in 16 s.
constexpr double kProbeBytesPerSecond = 64 * 1024, kProbeBytesAtOnce = 8 * 1024 * 1024;

bool matches(const Route &route, const std::string &given, std::string &id)
{
    if (!route.hasId)
        return given == route.path;
    if (!given.starts_with(route.path) || given.size() <= route.path.size() + 1 || given[route.path.size()] != '/')
        return false;
    id = given.substr(route.path.size() + 1);
    return id.find('/') == std::string::npos;
}

bool takesBody(const Route &route) { return route.method == "POST" || route.method == "PUT"; }

std::size_t bodyLimit(const Route &route)
{
    return route.path == path::kAppointments || route.path == path::kTrust ? wire::limit::kAppointmentBodyBytes
                                                                           : wire::limit::kBodyBytes;
}

Result<Json> readBody(const HttpRequest &request, std::size_t limit)
{
    TRY(auto body, parseJson(request.body, {.bytes = limit}));
    if (!body.is_object())
        return Error(ErrorCode::Malformed, "body");
    return body;
}

Result<Secret> bearerToken(const HttpRequest &request)
{
    constexpr std::string_view kScheme = "Bearer ";
    if (!request.authorization.starts_with(kScheme))
        return Error(ErrorCode::SessionEnded, "no token");
    auto token = fromBase64Url(std::string_view(request.authorization).substr(kScheme.size()));
    if (!token.ok())
        return Error(ErrorCode::SessionEnded, "token");
    auto kept = Secret::copyOf(*token);
    wipeMemory(*token);
    return kept;
}

// Session, permission, body, then the handler's own checks: in that order, so that nothing is said to strangers.
Result<void> prepare(Call &call, const Route &route)
{
    if (route.permission) {
        TRY(auto token, bearerToken(call.request));
        Sessions sessions(call.storage, call.config.sessionIdle, call.config.sessionLife);
        TRY(call.session, sessions.find(token.reveal(), call.now));
        if (!call.may(*route.permission))
            return Error(ErrorCode::NotAuthorized, "role");
    }
    if (takesBody(route) && !call.request.body.empty()) {
        TRY(call.body, readBody(call.request, bodyLimit(route)));
    }
    return {};
}

Result<Json> callHandler(Call &call, const Route &route)
{
    TRY_OK(prepare(call, route));
    return route.handler(call);
}

struct Finished {
    Result<Json> body = Json();
    Effects effects;
};

} // namespace

std::span<const Route> routes() { return kRoutes; }

Result<void> Call::record(audit::EventType type, const std::optional<VisitId> &visit, std::string detail)
{
    effects.logGrew = true;
    return storage.record(type, now, actor(), visit, std::move(detail), request.address, session.device.text());
}

Api::Api(const Config &config, StorageThread &storage, Executor &network, const Clock &clock, ApiListener &listener,
         CertificateInfo certificates, std::string serverName, Secret setupToken)
    : m_config(config), m_storage(storage), m_clock(clock), m_listener(listener), m_certificates(std::move(certificates)),
      m_serverName(std::move(serverName)), m_setupToken(std::move(setupToken)), m_byLogin(kLoginRule), m_byAddress(kAddressRule), m_joinByAddress(kJoinRule),
      m_requests(static_cast<double>(config.requestsPerSecond), static_cast<double>(config.requestsPerSecond * kBurstSeconds)),
      m_probes(kProbeBytesPerSecond, kProbeBytesAtOnce), m_noise(asText(crypto::randomBytes(wire::limit::kNetworkProbeBytes))),
      m_hashing("hashing", network)
{
    auto hash = crypto::hashPassword(toBase64(crypto::randomBytes(24)), config.passwordCost);
    m_dummyHash = hash.ok() ? *hash : std::string();
}

Api::~Api() = default;

bool Api::hashingIsBusy() const { return m_hashing.queued() >= kMostHashing; }

void Api::handle(HttpRequest request, Respond respond)
{
    if (!m_requests.allow(request.address, m_clock.steady())) {
        ++m_counts.throttled;
        return respond(errorResponse(Error(ErrorCode::TooManyAttempts, "requests", 1)));
    }
    const Route *found = nullptr;
    bool pathKnown = false;
    std::string id;
    for (const auto &route : kRoutes) {
        if (!matches(route, request.path, id))
            continue;
        pathKnown = true;
        if (route.method == request.method)
            found = &route;
    }
    if (!found)
        return respond(errorResponse(Error(pathKnown ? ErrorCode::Unsupported : ErrorCode::NotFound, "route")));
    switch (found->kind) {
    case RouteKind::Plain: return runPlain(*found, std::move(request), std::move(respond));
    case RouteKind::SignIn: return signIn(std::move(request), std::move(respond));
    case RouteKind::Join: return join(std::move(request), std::move(respond));
    case RouteKind::SetupBegin: return beginSetup(request, std::move(respond));
    case RouteKind::Setup: return setup(std::move(request), std::move(respond));
    case RouteKind::CreateAccount: return createAccount(std::move(request), std::move(respond));
    case RouteKind::Landing: return respond(landingPage());
    case RouteKind::NetworkProbe: return probeNetwork(request, respond);
    case RouteKind::Metrics: break;
    }
    if (!m_config.metricsForAll && request.address != "127.0.0.1" && request.address != "::1")
        return respond(errorResponse(Error(ErrorCode::NotFound, "metrics")));
    HttpResponse response;
    response.contentType = "text/plain; version=0.0.4";
    response.body = prometheusText(m_listener.metrics());
    respond(std::move(response));
}

// For whoever has no session yet: nothing is stored, logged or read of it. What goes out is random, so that nothing on the way
// makes it smaller.
void Api::probeNetwork(const HttpRequest &request, const Respond &respond)
{
    const bool down = request.method == "GET";
    const auto asked = queryInteger(request.query, "bytes", 0, wire::limit::kNetworkProbeBytes);
    if (down && (!asked.ok() || *asked == 0))
        return respond(errorResponse(Error(ErrorCode::Malformed, "bytes")));
    const std::size_t size = down ? static_cast<std::size_t>(*asked) : request.body.size();
    if (!m_probes.allow(request.address, m_clock.steady(), static_cast<double>(size)))
        return answerThrottled(Milliseconds(static_cast<std::int64_t>(1'000.0 * static_cast<double>(size) / kProbeBytesPerSecond)), respond);
    ++m_counts.networkProbes;
    m_counts.networkProbeBytes += size;
    if (!down)
        return respond(jsonResponse(Json::object()));
    HttpResponse response;
    response.contentType = "application/octet-stream";
    response.body = m_noise.substr(0, size);
    respond(std::move(response));
}

void Api::runPlain(const Route &route, HttpRequest request, Respond respond)
{
    m_storage.run(
        [this, &route, request = std::move(request), now = m_clock.now()](Storage &storage) {
            Finished finished;
            std::string id;
            (void)matches(route, request.path, id);
            Call call{request, m_config, storage, now, {}, std::move(id), Json(), {}, {}, m_relays ? &*m_relays : nullptr};
            finished.body = callHandler(call, route);
            finished.effects = std::move(call.effects);
            return finished;
        },
        [this, respond = std::move(respond)](Finished finished) {
            if (!finished.body.ok())
                return respond(errorResponse(finished.body.error()));
            auto body = takeEffects(std::move(finished.effects), std::move(*finished.body));
            respond(body.ok() ? jsonResponse(*body) : errorResponse(body.error()));
        });
}

Result<Json> Api::takeEffects(Effects effects, Json body)
{
    if (effects.appointmentsOf)
        m_listener.appointmentsChanged(*effects.appointmentsOf);
    if (effects.trustChanged)
        m_listener.trustChanged();
    if (effects.logGrew)
        m_listener.logGrew();
    if (effects.sessionEnded)
        m_listener.sessionEnded(*effects.sessionEnded);
    if (effects.ticketFor) {
        TRY(auto ticket, m_tickets.issue(std::move(*effects.ticketFor), m_clock.steady()));
        body["ticket"] = toBase64(ticket);
    }
    return body;
}

std::optional<Milliseconds> Api::throttleWait(const std::string &login, const std::string &address)
{
    const auto now = m_clock.steady();
    const auto byLogin = m_byLogin.wait(login, now);
    const auto byAddress = m_byAddress.wait(address, now);
    if (byLogin && byAddress)
        return std::max(*byLogin, *byAddress);
    return byLogin ? byLogin : byAddress;
}

void Api::answerThrottled(Milliseconds wait, const Respond &respond)
{
    ++m_counts.throttled;
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
    respond(errorResponse(Error(ErrorCode::TooManyAttempts, "wait", std::max<std::int64_t>(1, seconds))));
}

// Signing in: look the account up (storage), verify the password (hashing; against a dummy where there is no account),
// then code and session in one transaction (storage). The same steps, answer and log entry whatever was wrong.
struct SignInAttempt {
    HttpRequest request;
    Respond respond;
    std::string login;
    Secret password;
    std::string code;
    DeviceId device;
    std::optional<Account> account;
    bool passwordHolds = false;
};

void Api::signIn(HttpRequest request, Respond respond)
{
    auto attempt = std::make_shared<SignInAttempt>();
    const auto read = [&]() -> Result<void> {
        TRY(auto body, readBody(request, wire::limit::kBodyBytes));
        TRY(auto login, jsonString(body, "login", wire::limit::kLoginBytes));
        TRY(auto password, jsonString(body, "password", wire::limit::kPasswordBytes));
        TRY(attempt->code, jsonString(body, "code", wire::limit::kCodeBytes));
        TRY(attempt->device, jsonId<DeviceId>(body, "deviceId"));
        attempt->password = Secret::copyOf(asBytes(password));
        wipeMemory({reinterpret_cast<std::uint8_t *>(password.data()), password.size()});
        auto normalized = Accounts::normalizedLogin(login);
        attempt->login = normalized.ok() ? *normalized : std::string();
        return {};
    }();
    if (!read.ok())
        return respond(errorResponse(read.error()));
    if (const auto wait = throttleWait(attempt->login, request.address))
        return answerThrottled(*wait, respond);
    if (hashingIsBusy() || m_signingIn >= kMostHashing)
        return answerThrottled(std::chrono::seconds(2), respond);
    wipeMemory(MutableByteSpan(request.body));
    attempt->request = std::move(request);
    attempt->respond = std::move(respond);
    ++m_signingIn;
    m_byLogin.begin(attempt->login, m_clock.steady());
    m_byAddress.begin(attempt->request.address, m_clock.steady());
    m_storage.run([attempt](Storage &storage) { return Accounts(storage).byLogin(attempt->login); },
                  [this, attempt](Result<std::optional<Account>> account) {
                      if (!account.ok())
                          return answerSignIn(*attempt, account.error());
                      attempt->account = std::move(*account);
                      checkPassword(attempt);
                  });
}

void Api::checkPassword(std::shared_ptr<SignInAttempt> attempt)
{
    m_hashing.run(
        [this, attempt] {
            const bool known = attempt->account && !attempt->account->disabled;
            const std::string &hash = known ? attempt->account->passwordHash : m_dummyHash;
            return crypto::verifyPassword(hash, asText(attempt->password.reveal())) && known;
        },
        [this, attempt](bool holds) {
            attempt->passwordHolds = holds;
            finishSignIn(attempt);
        });
}

namespace {

Result<Json> openSession(Storage &storage, const Config &config, const SignInAttempt &attempt, WallTime now)
{
    const auto &account = *attempt.account;
    return storage.transact([&]() -> Result<Json> {
        bool usedRecovery = false;
        TRY_OK(Accounts(storage).useCode(account.id, attempt.code, now, usedRecovery));
        Sessions sessions(storage, config.sessionIdle, config.sessionLife);
        TRY_OK(sessions.purge(now));
        TRY(auto opened, sessions.open(account.id, attempt.device, now));
        const auto actor = audit::Actor::account(account.id);
        if (usedRecovery)
            TRY_OK(storage.record(audit::EventType::RecoveryCodeUsed, now, actor));
        TRY_OK(storage.record(audit::EventType::SignedIn, now, actor, {}, {}, attempt.request.address, attempt.device.text()));
        Json out = sessionFields(account, opened.expiresAt, now);
        out["token"] = toBase64Url(opened.token.reveal());
        return out;
    });
}

Result<Json> signInOrRefuse(Storage &storage, const Config &config, const SignInAttempt &attempt, WallTime now)
{
    Result<Json> answer = Error(ErrorCode::SignInRefused, "password");
    if (attempt.passwordHolds)
        answer = openSession(storage, config, attempt, now);
    if (answer.ok() || answer.error().code() != ErrorCode::SignInRefused)
        return answer;
    const auto actor = attempt.account ? audit::Actor::account(attempt.account->id) : audit::Actor::server();
    TRY_OK(storage.transact([&] {
        return storage.record(audit::EventType::SignInRefused, now, actor, {}, {}, attempt.request.address, attempt.device.text());
    }));
    return answer;
}

} // namespace

void Api::finishSignIn(std::shared_ptr<SignInAttempt> attempt)
{
    m_storage.run(
        [this, attempt, now = m_clock.now()](Storage &storage) { return signInOrRefuse(storage, m_config, *attempt, now); },
        [this, attempt](Result<Json> answer) {
            m_listener.logGrew();
            answerSignIn(*attempt, answer);
        });
}

void Api::answerSignIn(const SignInAttempt &attempt, const Result<Json> &answer)
{
    --m_signingIn;
    if (answer.ok()) {
        ++m_counts.signIns;
        m_byLogin.succeeded(attempt.login);
    } else if (answer.error().code() == ErrorCode::SignInRefused) {
        ++m_counts.signInsRefused;
        m_byLogin.failed(attempt.login, m_clock.steady());
        m_byAddress.failed(attempt.request.address, m_clock.steady());
    }
    m_byLogin.end(attempt.login);
    m_byAddress.end(attempt.request.address);
    attempt.respond(answer.ok() ? jsonResponse(*answer) : errorResponse(answer.error()));
}

namespace {

struct Joining {
    InviteTarget target;
    Json log = Json::object(); // the guest follows the log's head too
};

Result<Joining> openInvite(Storage &storage, const HttpRequest &request, WallTime now)
{
    TRY(auto body, readBody(request, wire::limit::kBodyBytes));
    std::int64_t since = 0;
    if (jsonHas(body, "logSize")) {
        TRY(since, jsonInteger(body, "logSize", 0, std::numeric_limits<std::int64_t>::max()));
    }
    TRY(auto invite, jsonId<InviteId>(body, "inviteId"));
    TRY(auto token, jsonBase64(body, "token", wire::limit::kTokenBytes));
    auto target = Invites(storage).open(invite, token, now);
    if (!target.ok() && target.error().code() == ErrorCode::LinkUnknown)
        return target.error(); // nothing of ours to log under: the id may be invented
    const auto visit = target.ok() ? std::optional<VisitId>(target->visit) : std::nullopt;
    const auto type = target.ok() ? audit::EventType::InviteOpened : audit::EventType::InviteRefused;
    TRY_OK(storage.transact([&] {
        return storage.record(type, now, audit::Actor::invite(invite), visit,
                              target.ok() ? std::string() : std::string(errorName(target.error().code())), request.address);
    }));
    if (!target.ok())
        return target.error();
    Joining joining{std::move(*target)};
    TRY_OK(addHead(joining.log, storage, since));
    return joining;
}

} // namespace

void Api::join(HttpRequest request, Respond respond)
{
    if (const auto wait = m_joinByAddress.wait(request.address, m_clock.steady()))
        return answerThrottled(*wait, respond);
    const std::string address = request.address;
    m_storage.run(
        [request = std::move(request), now = m_clock.now()](Storage &storage) { return openInvite(storage, request, now); },
        [this, address, respond = std::move(respond)](Result<Joining> joining) {
            if (!joining.ok()) {
                if (joining.error().code() == ErrorCode::LinkUnknown)
                    m_joinByAddress.failed(address, m_clock.steady());
                return respond(errorResponse(joining.error()));
            }
            Effects effects;
            effects.logGrew = true;
            effects.ticketFor = joining->target;
            Json answer = std::move(joining->log);
            answer["visitId"] = joining->target.visit.text();
            answer["startsAt"] = toUnixMilliseconds(joining->target.startsAt);
            answer["serverTime"] = toUnixMilliseconds(m_clock.now());
            auto body = takeEffects(std::move(effects), std::move(answer));
            respond(body.ok() ? jsonResponse(*body) : errorResponse(body.error()));
        });
}

bool Api::isSetupToken(const Json &body) const
{
    const auto token = jsonString(body, "setupToken", 128);
    return token.ok() && !m_setupToken.empty() && crypto::constantTimeEqual(asBytes(*token), m_setupToken.reveal());
}

void Api::beginSetup(const HttpRequest &request, Respond respond)
{
    auto body = readBody(request, wire::limit::kBodyBytes);
    if (const auto wait = m_joinByAddress.wait(request.address, m_clock.steady()))
        return answerThrottled(*wait, respond);
    if (!body.ok() || !isSetupToken(*body)) {
        m_joinByAddress.failed(request.address, m_clock.steady());
        return respond(errorResponse(Error(ErrorCode::NotFound, "set-up")));
    }
    respond(jsonResponse(Json{{"serverName", m_serverName},
                              {"serverTime", toUnixMilliseconds(m_clock.now())},
                              {"certificates", {toBase64(m_certificates.current), toBase64(m_certificates.next)}},
                              {"logKey", toBase64(m_certificates.logKey)}}));
}

namespace {

// Everything that two of the endpoints share: form, Argon2id off the storage thread, then `finish` on it.
struct AccountRequest {
    HttpRequest request;
    Respond respond;
    Json body;
    std::optional<AccountForm> form;
};

Result<void> hashInto(AccountRequest &request, const crypto::PasswordCost &cost)
{
    TRY(request.form->account.passwordHash, crypto::hashPassword(request.form->password, cost));
    auto &password = request.form->password;
    wipeMemory({reinterpret_cast<std::uint8_t *>(password.data()), password.size()});
    password.clear();
    return {};
}

} // namespace

void Api::setup(HttpRequest request, Respond respond)
{
    if (const auto wait = m_joinByAddress.wait(request.address, m_clock.steady()))
        return answerThrottled(*wait, respond);
    auto body = readBody(request, wire::limit::kAppointmentBodyBytes);
    if (!body.ok() || !isSetupToken(*body)) {
        m_joinByAddress.failed(request.address, m_clock.steady());
        return respond(errorResponse(Error(ErrorCode::NotFound, "set-up")));
    }
    auto shared = std::make_shared<AccountRequest>(AccountRequest{std::move(request), std::move(respond), std::move(*body), {}});
    auto account = jsonObject(shared->body, "account");
    auto form = account.ok() ? readAccountForm(shared->body) : Result<AccountForm>(account.error());
    if (!form.ok())
        return shared->respond(errorResponse(form.error()));
    shared->form = std::move(*form);
    m_hashing.run([this, shared] { return hashInto(*shared, m_config.passwordCost); },
                  [this, shared](Result<void> hashed) {
                      if (!hashed.ok())
                          return shared->respond(errorResponse(hashed.error()));
                      m_storage.run(
                          [this, shared, now = m_clock.now()](Storage &storage) -> Result<Json> {
                              Call call{shared->request, m_config, storage, now, {}, {}, std::move(shared->body), {}, m_serverName};
                              return createPractice(call, std::move(*shared->form));
                          },
                          [this, shared](Result<Json> answer) {
                              if (!answer.ok())
                                  return shared->respond(errorResponse(answer.error()));
                              m_setupToken.wipe();
                              m_listener.practiceCreated();
                              shared->respond(jsonResponse(*answer));
                          });
                  });
}

void Api::createAccount(HttpRequest request, Respond respond)
{
    auto shared = std::make_shared<AccountRequest>(AccountRequest{std::move(request), std::move(respond), Json(), {}});
    constexpr auto isThisRoute = [](const Route &route) { return route.kind == RouteKind::CreateAccount; };
    const Route &route = *std::find_if(std::begin(kRoutes), std::end(kRoutes), isThisRoute);
    if (hashingIsBusy())
        return answerThrottled(std::chrono::seconds(2), shared->respond);
    m_storage.run(
        [this, shared, now = m_clock.now()](Storage &storage) -> Result<SessionRecord> {
            Call call{shared->request, m_config, storage, now, {}, {}, Json(), {}};
            TRY_OK(prepare(call, route));
            TRY(shared->form, readAccountForm(call.body));
            return call.session;
        },
        [this, shared](Result<SessionRecord> session) {
            if (!session.ok())
                return shared->respond(errorResponse(session.error()));
            m_hashing.run([this, shared] { return hashInto(*shared, m_config.passwordCost); },
                          [this, shared, session = *session](Result<void> hashed) {
                              if (!hashed.ok())
                                  return shared->respond(errorResponse(hashed.error()));
                              m_storage.run(
                                  [this, shared, session, now = m_clock.now()](Storage &storage) -> Result<Json> {
                                      Call call{shared->request, m_config, storage, now, session, {}, Json(), {}};
                                      return createFurtherAccount(call, std::move(*shared->form));
                                  },
                                  [this, shared](Result<Json> answer) {
                                      m_listener.logGrew();
                                      shared->respond(answer.ok() ? jsonResponse(*answer) : errorResponse(answer.error()));
                                  });
                          });
        });
}

} // namespace bedside::server
