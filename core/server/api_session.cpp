// SPDX-License-Identifier: Apache-2.0
#include "core/server/api_call.h"

#include <nlohmann/json.hpp>

namespace bedside::server {

Result<Json> getHealth(Call &call)
{
    // Asks the database something, so that "ok" means that requests can be served.
    TRY(auto version, call.storage.database().userVersion());
    return Json{{"status", "ok"},
                {"version", BEDSIDE_VERSION},
                {"schema", version},
                {"setUp", call.storage.practice().has_value()},
                {"serverTime", toUnixMilliseconds(call.now)}};
}

Result<Json> getSession(Call &call)
{
    TRY(auto account, Accounts(call.storage).byId(call.session.account));
    Json roles = Json::array();
    for (auto role : wire::kAllRoles)
        if (account.roles.has(role))
            roles.push_back(std::string(wire::roleName(role)));
    return Json{{"accountId", account.id.text()},
                {"deviceId", call.session.device.text()},
                {"roles", roles},
                {"expiresAt", toUnixMilliseconds(call.session.expiresAt)},
                {"serverTime", toUnixMilliseconds(call.now)},
                {"sealedProfile", toBase64(account.profile)}};
}

Result<Json> postSignOut(Call &call)
{
    const auto done = call.storage.transact([&]() -> Result<void> {
        TRY_OK(Sessions(call.storage, call.config.sessionIdle, call.config.sessionLife).close(call.session.tokenHash));
        if (queryText(call.request.query, "why") == "locked")
            TRY_OK(call.record(audit::EventType::SessionLocked));
        return call.record(audit::EventType::SignedOut);
    });
    TRY_OK(done);
    call.effects.sessionEnded = call.session.tokenHash;
    return Json::object();
}

Result<Json> postLock(Call &call)
{
    TRY_OK(call.storage.transact([&] { return call.record(audit::EventType::SessionLocked); }));
    return Json::object();
}

Result<Json> postTicket(Call &call)
{
    call.effects.ticketFor = StaffIdentity{call.session.account, call.session.device, call.session.roles, call.session.tokenHash};
    return Json::object();
}

} // namespace bedside::server
