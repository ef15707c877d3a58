// SPDX-License-Identifier: Apache-2.0
// What an endpoint's handler gets on the storage thread and gives back: see api.h.
#pragma once

#include "core/server/accounts.h"
#include "core/server/appointments.h"
#include "core/server/config.h"
#include "core/server/http_types.h"
#include "core/server/invites.h"
#include "core/server/practice.h"
#include "core/server/sessions.h"
#include "core/server/tickets.h"

#include <nlohmann/json.hpp>
#include <span>

namespace bedside::server {

struct CertificateInfo {
    Bytes current; // DER
    Bytes next;
    WallTime currentEnds{};
    crypto::Digest currentHash{}; // SHA-256 of the DER
    crypto::SignaturePublicKey logKey{};
};

// For the network thread, once the storage thread is done.
struct Effects {
    std::optional<AccountId> appointmentsOf;
    bool trustChanged = false;
    bool logGrew = false;
    std::optional<crypto::Digest> sessionEnded;
    std::optional<Identity> ticketFor; // "ticket" is added to the answer
};

struct Call {
    const HttpRequest &request;
    const Config &config;
    Storage &storage;
    WallTime now;
    SessionRecord session; // empty on open routes
    std::string id;        // the last part of the path where the route has one
    Json body;             // of PUT and POST
    Effects effects;
    std::string serverName{}; // for set-up
    const wire::RelayOffer *relays = nullptr; // without credentials; null: none

    bool may(wire::Permission permission) const { return wire::allows(session.roles, permission); }
    audit::Actor actor() const { return audit::Actor::account(session.account); }
    Result<void> record(audit::EventType type, const std::optional<VisitId> &visit = {}, std::string detail = {});
};

enum class RouteKind {
    Plain,        // handler on the storage thread
    SignIn,
    Join,
    SetupBegin,
    Setup,
    CreateAccount,
    Metrics,
    Landing,
    NetworkProbe,
};

struct Route {
    std::string_view method;
    std::string_view path;
    bool hasId = false;
    std::optional<wire::Permission> permission; // none: open to everyone who has no session
    RouteKind kind = RouteKind::Plain;
    Result<Json> (*handler)(Call &) = nullptr;
};
std::span<const Route> routes();

// Handlers, by file.
// Who is signed in, and until when: of the answer to a sign-in and of getSession.
Json sessionFields(const Account &account, WallTime expiresAt, WallTime now);

Result<Json> getHealth(Call &call);            // api_session.cpp
Result<Json> getSession(Call &call);
Result<Json> postSignOut(Call &call);
Result<Json> postTicket(Call &call);
Result<Json> postLock(Call &call);
Result<Json> getAppointments(Call &call);      // api_appointments.cpp
Result<Json> putAppointment(Call &call);
Result<Json> postInvite(Call &call);
Result<Json> deleteInvite(Call &call);
Result<Json> getStatement(Call &call);         // api_practice.cpp
Result<Json> putTrust(Call &call);
Result<Json> getRoleKeys(Call &call);
Result<Json> putRoleKeys(Call &call);
Result<Json> getAudit(Call &call);             // api_audit.cpp
Result<Json> getAuditHead(Call &call);
// The last tree head and the consistency proof to it from the head of size `since`, which the asker keeps: "head" and
// "growth". Neither where there is none: the asker then sees what is wrong.
Result<void> addHead(Json &answer, const Storage &storage, std::int64_t since);

// Set-up and new accounts, after the password has been hashed. Storage thread.
struct AccountForm {
    NewAccount account; // without the hash
    std::string password;
};
Result<AccountForm> readAccountForm(const Json &body);
Result<Json> createPractice(Call &call, AccountForm form);
Result<Json> createFurtherAccount(Call &call, AccountForm form);

} // namespace bedside::server
