// SPDX-License-Identifier: Apache-2.0
#include "core/client/trust_renewal.h"

#include "core/wire/http.h"

#include <nlohmann/json.hpp>

namespace bedside::client {

Result<RenewedTrust> renewTrustLocally(const DeviceIdentity &device, identity::PracticeTrust &trust, WallTime now,
                                       bool always)
{
    if (!device.issuingKey || !trust.issuers() || !trust.grants() || !trust.statement())
        return Error(ErrorCode::KeyUnavailable, "issuing key");
    RenewedTrust renewed;
    identity::PracticeTrust candidate = trust;
    const identity::GrantList &grants = *trust.grants();
    if (always || now - grants.time > kGrantRenewalAge) {
        const auto next = device.issuingKey->makeGrantList(*trust.issuers(), &grants, grants.entries, now);
        renewed.grants = next.encode();
        TRY_OK(candidate.acceptGrants(renewed.grants, now));
    }
    const identity::ServerStatement &statement = *trust.statement();
    if (always || statement.notAfter - now < kStatementRenewalLeft) {
        const auto next = device.issuingKey->makeStatement(device.practice, &statement, statement.serverName,
                                                           statement.current, statement.next, statement.pins, now);
        renewed.statement = next.encode();
        TRY_OK(candidate.acceptStatement(renewed.statement, statement.serverName, now));
    }
    trust = std::move(candidate);
    return renewed;
}

net::HttpClient::RequestId uploadTrust(net::HttpClient &http, const Secret &token, const RenewedTrust &renewed,
                                       std::function<void(Result<void>)> done)
{
    Json body = Json::object();
    if (!renewed.grants.empty())
        body["grants"] = toBase64(renewed.grants);
    if (!renewed.statement.empty())
        body["statement"] = toBase64(renewed.statement);
    net::HttpRequest request;
    request.method = net::Method::Put;
    request.path = wire::path::kTrust;
    request.body = dumpJson(body);
    request.bearer = &token;
    return http.send(std::move(request), [done = std::move(done)](Result<Json> answer) {
        done(answer.ok() ? Result<void>() : Result<void>(answer.error()));
    });
}

} // namespace bedside::client
