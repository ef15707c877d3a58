// SPDX-License-Identifier: Apache-2.0
#include "core/client/staff_account.h"

#include "core/base/log.h"
#include "core/client/trust_renewal.h"
#include "core/wire/http.h"
#include "core/wire/messages.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace bedside::client {
namespace {

constexpr Milliseconds kRenewalCheck = std::chrono::hours(1);

void wipe(std::string &text)
{
    wipeMemory({reinterpret_cast<std::uint8_t *>(text.data()), text.size()});
    text.clear();
}

bool isOfDatabase(ErrorCode code) { return code == ErrorCode::StoreDamaged || code == ErrorCode::StoreForeign; }

// Unlike a wrong PIN or a key store that is off: nothing to type would help.
bool isOfFiles(ErrorCode code)
{
    return isOfDatabase(code) || code == ErrorCode::KeyFileDamaged || code == ErrorCode::PracticeFileDamaged
           || code == ErrorCode::StoreNewer;
}

} // namespace

StaffAccount::StaffAccount(Common &common, Listener listener)
    : m_common(common), m_listener(std::move(listener)), m_renewal(common.executor, kRenewalCheck, [this] { renewIfDue(); })
{
}

StaffAccount::~StaffAccount()
{
    if (m_credentials) {
        wipe(m_credentials->password);
        wipe(m_credentials->code);
    }
}

void StaffAccount::load()
{
    Session &session = m_common.view.session;
    auto pinned = ProfileStore::readPinned(m_common.paths);
    std::error_code ignored;
    const bool hasVault = std::filesystem::exists(m_common.paths.envelope, ignored);
    if (!pinned.ok() && pinned.error().code() == ErrorCode::NotFound && !hasVault) {
        session.state = AppState::Empty;
        return;
    }
    if (!pinned.ok())
        return refuseFiles(pinned.error().code() == ErrorCode::NotFound ? Error(ErrorCode::PracticeFileDamaged, "missing")
                                                                        : pinned.error());
    m_pinned = std::move(pinned).value();
    session.practiceName = m_pinned->name;
    session.serverName = m_pinned->server;
    session.login = m_pinned->login;
    const auto mode = store::Vault::mode(m_common.paths.envelope);
    if (!mode.ok())
        return refuseFiles(mode.error().code() == ErrorCode::NotFound ? Error(ErrorCode::KeyFileDamaged, "missing")
                                                                      : mode.error());
    session.keyStoreMode = *mode == store::Vault::Mode::KeyStoreAndPin ? KeyStoreMode::SystemKeyStoreAndPin
                                                                       : KeyStoreMode::PassphraseOnly;
    session.state = AppState::Locked;
}

void StaffAccount::refuseFiles(Error why)
{
    Session &session = m_common.view.session;
    session.state = AppState::Unusable;
    session.failure = why;
    session.canTryAgain = why.code() != ErrorCode::StoreNewer;
    const auto aside = isOfDatabase(why.code()) ? ProfileStore::keptAside(m_common.paths) : std::nullopt;
    session.setAside = aside ? aside->string() : std::string();
}

void StaffAccount::tryAgain()
{
    Session &session = m_common.view.session;
    if (session.state != AppState::Unusable || !session.canTryAgain)
        return;
    // Where another file has been put in its place by hand, that one is tried.
    std::error_code ignored;
    const bool isAway = !session.setAside.empty() && !std::filesystem::exists(m_common.paths.database, ignored);
    if (const auto back = isAway ? ProfileStore::putBack(m_common.paths) : Result<void>(); !back.ok()) {
        session.failure = back.error();
    } else {
        session.failure.reset();
        session.setAside.clear();
        m_pinned.reset();
        load();
    }
    m_common.changed(Part::Session);
}

std::optional<schedule::SealingKeys> StaffAccount::sealingKeys()
{
    if (!m_unlocked)
        return std::nullopt;
    return schedule::SealingKeys{m_unlocked->device.practice, m_unlocked->ring, m_unlocked->device.keys,
                                 m_unlocked->device.certificate, m_pinned->trust};
}

// ---- Unlocking -------------------------------------------------------------------------------------------------------

void StaffAccount::unlock(std::string pinOrPassphrase)
{
    Session &session = m_common.view.session;
    auto passphrase = std::make_shared<Secret>(Secret::copyOf(asBytes(pinOrPassphrase)));
    wipe(pinOrPassphrase);
    if (session.state != AppState::Locked || session.busy)
        return;
    session.busy = true;
    session.failure.reset();
    m_common.changed(Part::Session);
    m_common.worker.run(
        [paths = m_common.paths, keySlot = m_common.options.keySlot, passphrase] {
            return ProfileStore::openKey(paths, keySlot, *passphrase);
        },
        [this, alive = std::weak_ptr(m_alive)](Result<Secret> key) {
            if (!alive.expired())
                onKey(std::move(key));
        });
}

void StaffAccount::onKey(Result<Secret> key)
{
    Session &session = m_common.view.session;
    session.busy = false;
    const Result<void> opened = key.ok() ? openProfile(*key) : Result<void>(key.error());
    if (!opened.ok()) {
        session.failure = opened.error();
        if (isOfFiles(opened.error().code()))
            refuseFiles(opened.error());
        logEvent(LogLevel::Warning, "profile.unlock-refused", {{"error", opened.error()}});
        return m_common.changed(Part::Session);
    }
    session.personName = m_unlocked->device.personName;
    session.state = isSignedIn() ? AppState::SignedIn : AppState::SignedOut;
    m_lockedInVisit = false;
    m_common.changed(Part::Session);
    m_listener.onUnlocked();
}

Result<void> StaffAccount::openProfile(const Secret &key)
{
    auto store = ProfileStore::open(m_common.paths, key, *m_pinned);
    if (!store.ok()) {
        // Kept, never deleted; the screen says where.
        if (isOfDatabase(store.error().code()))
            (void)ProfileStore::keepAside(m_common.paths).ok();
        return store.error();
    }
    TRY(auto device, (*store)->loadDevice());
    TRY(auto ring, (*store)->loadRoleKeys());
    m_unlocked.emplace(Unlocked{std::move(store).value(), std::move(device), std::move(ring)});
    return {};
}

void StaffAccount::dropKeys()
{
    m_listener.onLocking();
    m_unlocked.reset();
    m_renewal.stop();
}

void StaffAccount::lock()
{
    if (!m_unlocked)
        return;
    dropKeys();
    m_common.view.session.state = AppState::Locked;
    m_common.view.session.failure.reset();
    if (m_listener.isInVisit()) { // the visit goes on behind the locked screen: its keys live in the session
        m_lockedInVisit = true;
        request(net::Method::Post, std::string(wire::path::kLock), Json::object(), [](Result<Json>) {});
        return m_common.changed(Part::Session);
    }
    m_socket.reset();
    if (m_session)
        m_session->lock();
    m_common.view.session.online = false;
    m_common.changed(Part::Session);
}

void StaffAccount::onVisitOver()
{
    if (!std::exchange(m_lockedInVisit, false))
        return;
    m_socket.reset();
    m_session->lock();
    m_common.view.session.online = false;
    m_common.changed(Part::Session);
}

// ---- Signing in ------------------------------------------------------------------------------------------------------

void StaffAccount::fail(Error error)
{
    Session &session = m_common.view.session;
    session.busy = false;
    session.failure = error;
    session.retryAfterSeconds = error.code() == ErrorCode::TooManyAttempts ? error.detail() : 0;
    if (error.code() == ErrorCode::ClockWrong)
        session.clockOffsetSeconds = error.detail();
    m_common.changed(Part::Session);
}

Result<void> StaffAccount::prepareNetwork()
{
    if (m_http)
        return {};
    TRY(const auto address, net::ServerAddress::parse(m_pinned->server));
    TRY(m_http, net::HttpClient::create(address));
    m_contact = std::make_unique<ServerContact>(*m_http, m_pinned->trust, m_pinned->server, m_common.clock,
                                                OldGrants::Keep);
    m_session = std::make_unique<auth::AccountSession>(*m_http, m_common.executor, m_common.clock,
                                                       [this](Result<void> outcome) { onSession(outcome); });
    return {};
}

void StaffAccount::signIn(std::string login, std::string password, std::string code)
{
    Session &session = m_common.view.session;
    auth::Credentials credentials{std::move(login), std::move(password), std::move(code), {}};
    if (session.state != AppState::SignedOut || session.busy || !m_unlocked) {
        wipe(credentials.password);
        wipe(credentials.code);
        return;
    }
    if (auto prepared = prepareNetwork(); !prepared.ok())
        return fail(prepared.error());
    credentials.device = m_unlocked->device.certificate.device;
    m_credentials = std::move(credentials);
    session.busy = true;
    session.failure.reset();
    session.retryAfterSeconds = 0;
    m_common.changed(Part::Session);
    if (canVouchItself()) // nobody else's statement could be newer: pinned to the same certificates, renewed afterwards
        return onContact(Milliseconds(0));
    m_contact->establish([this](Result<Milliseconds> offset) { onContact(std::move(offset)); });
}

// The statement ran out while the practice was closed, and this device may sign the next one.
bool StaffAccount::canVouchItself()
{
    const auto &trust = m_pinned->trust;
    if (!m_unlocked->device.issuingKey || !trust.statement() || m_common.clock.now() < trust.statement()->notAfter)
        return false;
    auto pins = pinsOfStatement(*trust.statement());
    if (!pins.ok())
        return false;
    m_http->setPins(std::move(pins).value());
    return true;
}

void StaffAccount::onContact(Result<Milliseconds> offset)
{
    if (!m_credentials)
        return;
    auth::Credentials credentials = std::move(*m_credentials);
    m_credentials.reset();
    if (!offset.ok() || !m_unlocked) {
        wipe(credentials.password);
        wipe(credentials.code);
        return fail(offset.ok() ? Error(ErrorCode::Cancelled, "locked") : offset.error());
    }
    m_common.view.session.clockOffsetSeconds = std::chrono::duration_cast<std::chrono::seconds>(*offset).count();
    m_common.changed(Part::Address);
    saveTrust();
    m_pinned->login = credentials.login;
    m_session->signIn(std::move(credentials));
}

void StaffAccount::onSession(Result<void> outcome)
{
    if (outcome.ok())
        return onSignedIn();
    const bool hadEnded = outcome.error().code() == ErrorCode::SessionEnded;
    m_socket.reset();
    m_common.view.session.online = false;
    if (m_unlocked)
        m_common.view.session.state = AppState::SignedOut;
    fail(outcome.error());
    if (hadEnded)
        m_listener.onSignedOut();
}

void StaffAccount::onSignedIn()
{
    if (!m_unlocked || m_session->account()->id != m_unlocked->device.account) {
        m_session->signOut(); // another person's password on this person's device
        return fail(Error(ErrorCode::NotAuthorized, "account of another device"));
    }
    Session &session = m_common.view.session;
    session.busy = false;
    session.state = AppState::SignedIn;
    saveTrust();
    renewIfDue();
    m_renewal.start();
    startSocket();
    syncRoleKeys();
    m_common.changed(Part::Session);
    m_listener.onSignedIn();
}

void StaffAccount::refreshTrust()
{
    if (!isSignedIn())
        return;
    m_contact->establish([this](Result<Milliseconds> offset) {
        if (!offset.ok())
            return m_common.tell(offset.error());
        saveTrust();
        m_listener.onTrustChanged();
    });
}

void StaffAccount::signOut()
{
    if (!m_session || m_common.view.session.state != AppState::SignedIn)
        return;
    m_listener.onSignedOut();
    m_renewal.stop();
    m_socket.reset();
    m_session->signOut();
    m_common.view.session.state = AppState::SignedOut;
    m_common.view.session.online = false;
    m_common.changed(Part::Session);
}

// ---- Server ------------------------------------------------------------------------------------------------------------

void StaffAccount::request(net::Method method, std::string path, Json body, std::function<void(Result<Json>)> done)
{
    const Secret *bearer = token();
    if (!bearer) {
        m_common.executor.post([done = std::move(done)] { done(Error(ErrorCode::SessionEnded, "not signed in")); });
        return;
    }
    net::HttpRequest request;
    request.method = method;
    request.path = std::move(path);
    request.body = body.is_null() ? std::string() : dumpJson(body);
    request.bearer = bearer;
    m_http->send(std::move(request), [this, done = std::move(done)](Result<Json> answer) {
        const std::optional<Error> error = answer.ok() ? std::nullopt : std::optional(answer.error());
        done(std::move(answer));
        if (error)
            m_session->onRefused(*error);
    });
}

void StaffAccount::startSocket()
{
    net::SignalingSocket::Listener listener;
    listener.onState = [this](net::SocketState state, std::optional<Error> error) {
        m_common.view.session.online = state == net::SocketState::Open;
        m_common.changed(Part::Session);
        if (state == net::SocketState::Waiting || state == net::SocketState::Stopped)
            m_listener.onSocketLost();
        if (error && m_session)
            m_session->onRefused(*error);
    };
    listener.onOpen = [this] { m_listener.onSocketOpen(); };
    listener.onFrame = [this](ByteSpan message) { onSocketFrame(message); };
    m_socket = std::make_unique<net::SignalingSocket>(
        m_http->address(), std::string(wire::path::kSocket),
        [this](std::function<void(Result<Bytes>)> done) {
            request(net::Method::Post, std::string(wire::path::kTicket), Json::object(), [done](Result<Json> answer) {
                if (!answer.ok())
                    return done(answer.error());
                auto ticket = jsonBase64(*answer, "ticket", wire::kMaxTicketBytes);
                done(ticket.ok() ? wire::makeFrame(wire::AuthRequest{std::move(ticket).value()}) : Result<Bytes>(ticket.error()));
            });
        },
        std::move(listener));
    m_socket->setPins(m_http->pins());
    m_socket->start();
}

void StaffAccount::onSocketFrame(ByteSpan message)
{
    const auto frame = wire::parseFrame(message);
    if (!frame.ok()) {
        if (frame.error().code() == ErrorCode::UnknownVersion)
            m_common.tell(frame.error()); // an update is needed
        return logEvent(LogLevel::Warning, "socket.frame-dropped", {{"error", frame.error()}});
    }
    m_listener.onFrame(frame->type, frame->body);
}

Result<void> StaffAccount::sendFrame(wire::FrameType type, const Bytes &body)
{
    if (!m_socket)
        return Error(ErrorCode::ConnectionLost, "no socket");
    TRY(auto frame, wire::makeFrame(type, body));
    return m_socket->send(std::move(frame));
}

void StaffAccount::saveTrust()
{
    if (auto saved = ProfileStore::writePinned(m_common.paths, *m_pinned); !saved.ok())
        m_common.tell(saved.error());
}

void StaffAccount::renewIfDue()
{
    if (!m_unlocked || !m_unlocked->device.issuingKey || !isSignedIn())
        return;
    auto candidate = std::make_shared<identity::PracticeTrust>(m_pinned->trust);
    auto renewed = renewTrustLocally(m_unlocked->device, *candidate, m_common.clock.now());
    if (!renewed.ok())
        return m_common.tell(renewed.error());
    if (renewed->empty())
        return;
    // Ours only once the server has it: a list that nobody else ever sees would make the server's look rolled back.
    uploadTrust(*m_http, *token(), *renewed, [this, candidate](Result<void> uploaded) {
        if (!uploaded.ok())
            return m_common.tell(uploaded.error());
        m_pinned->trust = *candidate;
        saveTrust();
        m_listener.onTrustChanged();
    });
}

// ---- Role keys -----------------------------------------------------------------------------------------------------------

void StaffAccount::syncRoleKeys()
{
    request(net::Method::Get, std::string(wire::path::kRoleKeys), Json(), [this](Result<Json> answer) {
        if (answer.ok() && m_unlocked)
            onRoleKeys(*answer);
    });
}

void StaffAccount::onRoleKeys(const Json &answer)
{
    const auto items = jsonArray(answer, "items", wire::limit::kRoleKeyItems);
    if (!items.ok())
        return;
    bool ours = false;
    for (const Json &item : **items) {
        const auto name = jsonString(item, "role", 32);
        const auto number = jsonInteger(item, "number", 1, UINT32_MAX);
        const auto device = jsonId<DeviceId>(item, "deviceId");
        const auto wrapped = jsonBase64(item, "wrapped", wire::limit::kWrappedKeyBytes);
        const auto role = name.ok() ? e2ee::keyRoleFrom(*name) : Result<e2ee::KeyRole>(name.error());
        if (!role.ok() || !number.ok() || !device.ok() || !wrapped.ok() || *device != m_unlocked->device.certificate.device)
            continue;
        ours = true;
        if (m_unlocked->ring.find(*role, static_cast<std::uint32_t>(*number)))
            continue;
        auto key = e2ee::unwrapRoleKey(m_unlocked->device.practice, *role, static_cast<std::uint32_t>(*number), *wrapped,
                                       m_unlocked->device.keys.agreement(), m_pinned->trust);
        if (!key.ok()) {
            logEvent(LogLevel::Warning, "role-key.refused", {{"error", key.error()}});
            m_common.tell(key.error());
            continue;
        }
        (void)m_unlocked->store->saveRoleKey(*key).ok(); // asked for again at the next sign-in
        m_unlocked->ring.add(std::move(key).value());
    }
    if (!ours && account() && account()->roles.has(wire::Role::Administrator))
        uploadRoleKeys();
}

// The first sign-in after set-up: our own keys, wrapped for this device and for the recovery sheet.
void StaffAccount::uploadRoleKeys()
{
    Json items = Json::array();
    const auto add = [&](const e2ee::RoleKey &key, const DeviceId &device, const crypto::DhPublicKey &to) {
        auto wrapped = e2ee::wrapRoleKey(m_unlocked->device.practice, key, to, m_unlocked->device.keys,
                                         m_unlocked->device.certificate);
        if (wrapped.ok())
            items.push_back({{"role", e2ee::keyRoleName(key.role)},
                             {"number", key.number},
                             {"deviceId", device.text()},
                             {"wrapped", toBase64(*wrapped)}});
    };
    for (const auto role : {e2ee::KeyRole::Scheduling, e2ee::KeyRole::Clinical, e2ee::KeyRole::Hosting}) {
        const e2ee::RoleKey *key = m_unlocked->ring.newest(role);
        if (!key)
            continue;
        add(*key, m_unlocked->device.certificate.device, m_unlocked->device.keys.agreement().publicKey());
        add(*key, DeviceId(), m_pinned->trust.issuers()->recoveryKey);
    }
    request(net::Method::Put, std::string(wire::path::kRoleKeys), Json{{"items", std::move(items)}}, [](Result<Json> answer) {
        if (!answer.ok())
            logEvent(LogLevel::Warning, "role-keys.upload-refused", {{"error", answer.error()}});
    });
}

} // namespace bedside::client
