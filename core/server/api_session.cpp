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

Json sessionFields(const Account &account, WallTime expiresAt, WallTime now)
{
    Json out;
    out["accountId"] = account.id.text();
    auto &roles = out["roles"] = Json::array();
    for (auto role : wire::kAllRoles)
        if (account.roles.has(role))
            roles.push_back(std::string(wire::roleName(role)));
    out["expiresAt"] = toUnixMilliseconds(expiresAt);
    out["serverTime"] = toUnixMilliseconds(now);
    out["sealedProfile"] = toBase64(account.profile);
    return out;
}

Result<Json> getSession(Call &call)
{
    TRY(auto account, Accounts(call.storage).byId(call.session.account));
    Json out = sessionFields(account, call.session.expiresAt, call.now);
    out["deviceId"] = call.session.device.text();
    return out;
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
