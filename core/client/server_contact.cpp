// SPDX-License-Identifier: Apache-2.0
#include "core/client/server_contact.h"

#include "core/auth/account_session.h"
#include "core/wire/http.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace bedside::client {
namespace {

constexpr std::int64_t kYear3000 = 32'503'680'000'000;

} // namespace

Result<net::ServerPins> pinsOfStatement(const identity::ServerStatement &statement)
{
    TRY(const auto address, net::ServerAddress::parse(statement.serverName));
    std::vector<Bytes> certificates{statement.current};
    if (!statement.next.empty())
        certificates.push_back(statement.next);
    TRY(auto pins, net::pinsOf(address.host, std::move(certificates)));
    // Both must agree: a pin that belongs to none of the certificates opens nothing, one that is not stated neither.
    std::erase_if(pins.pins, [&](const net::KeyPin &pin) {
        return std::find(statement.pins.begin(), statement.pins.end(), pin) == statement.pins.end();
    });
    if (pins.pins.empty())
        return Error(ErrorCode::Malformed, "statement without a pin of its certificates");
    return pins;
}

ServerContact::ServerContact(net::HttpClient &http, identity::PracticeTrust &trust, std::string serverName, const Clock &clock,
                             OldGrants oldGrants)
    : m_http(http), m_trust(trust), m_serverName(std::move(serverName)), m_clock(clock), m_oldGrants(oldGrants)
{
}

ServerContact::~ServerContact() { m_http.cancel(m_request); }

bool ServerContact::pinToKnown()
{
    if (!m_trust.statement() || !m_trust.issuers() || !m_trust.statement()->verify(*m_trust.issuers(), m_clock.now()).ok())
        return false;
    auto pins = pinsOfStatement(*m_trust.statement());
    if (!pins.ok())
        return false;
    m_http.setPins(std::move(pins).value());
    return true;
}

void ServerContact::establish(Done done)
{
    m_http.cancel(m_request);
    m_done = std::move(done);
    const bool pinned = pinToKnown();
    const std::string path(wire::path::kStatement);
    const auto answered = [this, pinned](Result<Json> answer) { onAnswer(std::move(answer), pinned); };
    if (!pinned) {
        m_request = m_http.firstContact(path, answered);
        return;
    }
    net::HttpRequest request;
    request.path = path;
    m_request = m_http.send(std::move(request), answered);
}

void ServerContact::onAnswer(Result<Json> answer, bool pinned)
{
    if (!answer.ok() && pinned && answer.error().code() == ErrorCode::ServerCertificateChanged) {
        // A newer statement may vouch for the new certificate. If none does, the next pinned request fails as this one.
        m_request = m_http.firstContact(std::string(wire::path::kStatement),
                                        [this](Result<Json> again) { onAnswer(std::move(again), false); });
        return;
    }
    const Done done = std::exchange(m_done, nullptr);
    if (!answer.ok())
        return done(answer.error());
    done(accept(*answer));
}

Result<void> ServerContact::acceptBundle(identity::PracticeTrust &trust, const identity::TrustBundle &bundle) const
{
    const WallTime now = m_clock.now();
    TRY_OK(trust.acceptIssuers(bundle.practiceKey, bundle.issuers, now));
    auto grants = trust.acceptGrants(bundle.grants, now);
    if (!grants.ok() && grants.error().code() == ErrorCode::Expired && m_oldGrants == OldGrants::Keep) {
        TRY(const auto list, identity::GrantList::parse(bundle.grants));
        grants = trust.acceptGrants(bundle.grants, list.time); // everything but its age
    }
    TRY_OK(grants);
    return trust.acceptStatement(bundle.statement, m_serverName, now);
}

Result<Milliseconds> ServerContact::accept(const Json &answer)
{
    const WallTime now = m_clock.now();
    // Before any signature is judged by this computer's clock: a wrong clock is the likelier reason than an attack.
    TRY(const auto serverTime, jsonInteger(answer, "serverTime", 0, kYear3000));
    TRY_OK(auth::checkClock(fromUnixMilliseconds(serverTime), now));
    identity::TrustBundle bundle;
    TRY(bundle.practiceKey, jsonBase64(answer, "practiceKey", 32));
    TRY(bundle.issuers, jsonBase64(answer, "issuers", wire::limit::kTrustBytes));
    TRY(bundle.grants, jsonBase64(answer, "grants", identity::GrantList::kMaxSize));
    TRY(bundle.statement, jsonBase64(answer, "statement", wire::limit::kTrustBytes));
    identity::PracticeTrust candidate = m_trust;
    TRY_OK(acceptBundle(candidate, bundle));
    if (!candidate.statement())
        return Error(ErrorCode::Malformed, "no statement");
    TRY(auto pins, pinsOfStatement(*candidate.statement()));
    m_trust = std::move(candidate);
    m_http.setPins(std::move(pins));
    m_hasRelay = jsonHas(answer, "relays");
    return Milliseconds(fromUnixMilliseconds(serverTime) - now);
}

} // namespace bedside::client
