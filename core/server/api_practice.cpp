// SPDX-License-Identifier: Apache-2.0
#include "core/server/api_call.h"

#include <nlohmann/json.hpp>

namespace bedside::server {

namespace {

std::size_t characters(std::string_view text)
{
    std::size_t count = 0;
    for (char c : text)
        count += (static_cast<unsigned char>(c) & 0xc0) != 0x80; // UTF-8 continuation bytes
    return count;
}

Result<Bytes> optionalPart(const Json &body, const char *key)
{
    if (!jsonHas(body, key))
        return Bytes();
    return jsonBase64(body, key, wire::limit::kTrustBytes);
}

Json factorsJson(const SecondFactors &factors)
{
    return Json{{"totpSecret", factors.totpSecret}, {"recoveryCodes", factors.recoveryCodes}};
}

Result<wire::RoleSet> readRoles(const Json &account)
{
    TRY(const Json *list, jsonArray(account, "roles", std::size(wire::kAllRoles)));
    wire::RoleSet roles;
    for (const auto &item : *list) {
        if (!item.is_string())
            return Error(ErrorCode::Malformed, "role");
        TRY(auto role, wire::roleFrom(item.get_ref<const std::string &>()));
        if (role == wire::Role::Guest || role == wire::Role::Patient)
            return Error(ErrorCode::Malformed, "not a role of staff");
        roles.add(role);
    }
    if (roles.empty())
        return Error(ErrorCode::Malformed, "no role");
    return roles;
}

// The certificate names account, device and practice, and one of the practice's issuing keys signed it.
Result<void> checkCertificate(Call &call, const NewAccount &account)
{
    TRY(auto bundle, Practice(call.storage).trust());
    TRY(auto issuers, identity::IssuerSet::parse(bundle.issuers));
    TRY(auto certificate, identity::DeviceCertificate::parse(account.certificate));
    const auto *issuer = issuers.find(certificate.issuer);
    if (!issuer || certificate.practice != issuers.practice)
        return Error(ErrorCode::WrongPractice, "certificate");
    TRY_OK(certificate.verify(*issuer, call.now));
    if (certificate.account != account.id || certificate.device != account.device || certificate.roles != account.roles)
        return Error(ErrorCode::Malformed, "certificate and account differ");
    return {};
}

} // namespace

Result<AccountForm> readAccountForm(const Json &body)
{
    AccountForm form;
    TRY(const Json *account, jsonObject(body, "account"));
    TRY(const Json *device, jsonObject(body, "device"));
    TRY(form.account.id, jsonId<AccountId>(*account, "accountId"));
    TRY(auto login, jsonString(*account, "login", wire::limit::kLoginBytes));
    TRY(form.account.login, Accounts::normalizedLogin(login));
    TRY(form.password, jsonString(*account, "password", wire::limit::kPasswordBytes));
    if (characters(form.password) < wire::limit::kPasswordLeastCharacters)
        return Error(ErrorCode::WeakPassword, "length", wire::limit::kPasswordLeastCharacters);
    TRY(form.account.roles, readRoles(*account));
    TRY(form.account.profile, jsonBase64(*account, "sealedProfile", wire::limit::kProfileBytes));
    TRY(form.account.device, jsonId<DeviceId>(*device, "deviceId"));
    TRY(form.account.certificate, jsonBase64(*device, "certificate", identity::DeviceCertificate::kMaxSize));
    return form;
}

Result<Json> createPractice(Call &call, AccountForm form)
{
    TRY(auto practice, jsonId<PracticeId>(call.body, "practiceId"));
    identity::TrustBundle bundle;
    TRY(bundle.practiceKey, jsonBase64(call.body, "practiceKey", 32));
    TRY(bundle.issuers, jsonBase64(call.body, "issuers", wire::limit::kTrustBytes));
    TRY(bundle.grants, jsonBase64(call.body, "grants", wire::limit::kTrustBytes));
    TRY(bundle.statement, jsonBase64(call.body, "statement", wire::limit::kTrustBytes));
    if (!form.account.roles.has(wire::Role::Administrator))
        return Error(ErrorCode::NotAuthorized, "the first account administers");
    return call.storage.transact([&]() -> Result<Json> {
        TRY_OK(Practice(call.storage).create(practice, bundle, call.serverName, call.now));
        TRY_OK(checkCertificate(call, form.account));
        TRY(auto factors, Accounts(call.storage).create(form.account, call.now));
        const auto actor = audit::Actor::account(form.account.id);
        TRY_OK(call.storage.record(audit::EventType::PracticeCreated, call.now, actor, {}, {}, call.request.address));
        TRY_OK(call.storage.record(audit::EventType::AccountCreated, call.now, actor, {}, form.account.id.text()));
        TRY_OK(call.storage.record(audit::EventType::DeviceAdded, call.now, actor, {}, form.account.device.text()));
        return factorsJson(factors);
    });
}

Result<Json> createFurtherAccount(Call &call, AccountForm form)
{
    return call.storage.transact([&]() -> Result<Json> {
        TRY_OK(checkCertificate(call, form.account));
        TRY(auto factors, Accounts(call.storage).create(form.account, call.now));
        TRY_OK(call.record(audit::EventType::AccountCreated, {}, form.account.id.text()));
        TRY_OK(call.record(audit::EventType::DeviceAdded, {}, form.account.device.text()));
        return factorsJson(factors);
    });
}

Result<Json> getStatement(Call &call)
{
    TRY(auto bundle, Practice(call.storage).trust());
    Json answer{{"practiceKey", toBase64(bundle.practiceKey)},
                {"issuers", toBase64(bundle.issuers)},
                {"grants", toBase64(bundle.grants)},
                {"statement", toBase64(bundle.statement)},
                {"serverTime", toUnixMilliseconds(call.now)}};
    if (call.relays) { // for checks of a network, which have no credentials and need none
        answer["relays"] = Json::array();
        for (const wire::RelayServer &relay : call.relays->servers)
            answer["relays"].push_back({{"host", relay.host}, {"port", relay.port}, {"transport", wire::relayTransportName(relay.transport)}});
        answer["relayCertificate"] = toBase64(call.relays->authority);
    }
    return answer;
}

Result<Json> putTrust(Call &call)
{
    identity::TrustBundle parts;
    TRY(parts.issuers, optionalPart(call.body, "issuers"));
    TRY(parts.grants, optionalPart(call.body, "grants"));
    TRY(parts.statement, optionalPart(call.body, "statement"));
    if (parts.issuers.empty() && parts.grants.empty() && parts.statement.empty())
        return Error(ErrorCode::Malformed, "nothing to replace");
    const auto done = call.storage.transact([&]() -> Result<void> {
        TRY_OK(Practice(call.storage).replaceTrust(parts, call.now));
        return call.record(audit::EventType::TrustChanged);
    });
    TRY_OK(done);
    call.effects.trustChanged = true;
    return Json::object();
}

Result<Json> getRoleKeys(Call &call)
{
    TRY(auto keys, Practice(call.storage).roleKeys());
    Json items = Json::array();
    for (const auto &key : keys)
        items.push_back({{"role", key.role},
                         {"number", key.number},
                         {"deviceId", key.device.text()},
                         {"wrapped", toBase64(key.wrapped)}});
    return Json{{"items", items}};
}

Result<Json> putRoleKeys(Call &call)
{
    TRY(const Json *list, jsonArray(call.body, "items", wire::limit::kRoleKeyItems));
    std::vector<WrappedRoleKey> keys;
    for (const auto &item : *list) {
        WrappedRoleKey key;
        TRY(key.role, jsonString(item, "role", 16));
        if (key.role != "scheduling" && key.role != "clinical" && key.role != "hosting")
            return Error(ErrorCode::Malformed, "role key");
        TRY(key.number, jsonInteger(item, "number", 1, std::numeric_limits<std::uint32_t>::max()));
        TRY(key.device, jsonId<DeviceId>(item, "deviceId"));
        TRY(key.wrapped, jsonBase64(item, "wrapped", wire::limit::kWrappedKeyBytes));
        keys.push_back(std::move(key));
    }
    const auto done = call.storage.transact([&]() -> Result<void> {
        TRY_OK(Practice(call.storage).addRoleKeys(keys));
        return call.record(audit::EventType::RoleKeysChanged);
    });
    TRY_OK(done);
    return Json::object();
}

} // namespace bedside::server
