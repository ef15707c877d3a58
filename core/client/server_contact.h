// SPDX-License-Identifier: Apache-2.0
// First and every later contact with a practice's server: brings its signed statement, issuer set and grant list up to
// date in a PracticeTrust and pins the HttpClient to what the statement names. Owned by the client; main thread.
#pragma once

#include "core/identity/practice_trust.h"
#include "core/net/http_client.h"

namespace bedside::client {

// The pins of a statement. Malformed where a certificate or the name cannot be read.
Result<net::ServerPins> pinsOfStatement(const identity::ServerStatement &statement);

// What to do with a grant list over 24 hours old. A guest refuses it. Staff keep it for what it is: they may sign in and
// read, an issuing device may renew it, and whatever needs a fresh one (PracticeTrust::checkFresh) still says no.
enum class OldGrants { Refuse, Keep };

class ServerContact {
public:
    using Done = std::function<void(Result<Milliseconds>)>; // the server's clock minus ours

    // `trust` is pinned to the practice's key and is updated in place; all outlive this. `serverName` as in links.
    ServerContact(net::HttpClient &http, identity::PracticeTrust &trust, std::string serverName, const Clock &clock,
                  OldGrants oldGrants = OldGrants::Refuse);
    ~ServerContact();
    ServerContact(const ServerContact &) = delete;
    ServerContact &operator=(const ServerContact &) = delete;

    // Pinned if a statement that still holds is known, otherwise (and where the certificate has changed) by the one
    // unverified read. Errors: HttpClient's, ClockWrong, and what PracticeTrust refuses; the trust is then unchanged.
    void establish(Done done);
    // Of the practice's, as the server last said; nothing before it has answered.
    std::optional<bool> hasRelay() const { return m_hasRelay; }

private:
    bool pinToKnown();
    void onAnswer(Result<Json> answer, bool pinned);
    Result<Milliseconds> accept(const Json &answer);
    Result<void> acceptBundle(identity::PracticeTrust &trust, const identity::TrustBundle &bundle) const;

    net::HttpClient &m_http;
    identity::PracticeTrust &m_trust;
    std::string m_serverName;
    const Clock &m_clock;
    OldGrants m_oldGrants;
    net::HttpClient::RequestId m_request = 0;
    std::optional<bool> m_hasRelay;
    Done m_done;
};

} // namespace bedside::client
