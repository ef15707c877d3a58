// SPDX-License-Identifier: Apache-2.0
// Every endpoint: who may call it, what it reads, what it changes. handle() belongs to the network thread; the work is
// done on the storage thread and, for Argon2id, on the hashing thread. Endpoints are one table: see routes().
#pragma once

#include "core/server/api_call.h"
#include "core/server/config.h"
#include "core/server/metrics.h"
#include "core/server/storage_thread.h"
#include "core/server/throttle.h"
#include "core/server/tickets.h"

#include <functional>
#include <memory>
#include <span>

namespace bedside::server {

// What the sockets have to hear of a request. Network thread.
class ApiListener {
public:
    virtual ~ApiListener() = default;
    virtual void appointmentsChanged(const AccountId &owner) = 0;
    virtual void trustChanged() = 0;
    virtual void logGrew() = 0;
    virtual void sessionEnded(const crypto::Digest &session) = 0;
    virtual void practiceCreated() = 0;
    virtual Metrics metrics() = 0;
};

class Api {
public:
    // `setupToken` is empty once the practice exists; `serverName` is what links will name. Everything referred to outlives the Api.
    Api(const Config &config, StorageThread &storage, Executor &network, const Clock &clock, ApiListener &listener,
        CertificateInfo certificates, std::string serverName, Secret setupToken);
    ~Api();

    void handle(HttpRequest request, Respond respond);
    void useCertificates(CertificateInfo certificates) // the log's key stays
    {
        certificates.logKey = m_certificates.logKey;
        m_certificates = std::move(certificates);
    }
    void setRelays(wire::RelayOffer relays) { m_relays = std::move(relays); } // before the first request
    Tickets &tickets() { return m_tickets; }

    struct Counts {
        std::uint64_t signIns = 0, signInsRefused = 0, throttled = 0;
        std::uint64_t networkProbes = 0, networkProbeBytes = 0;
    };
    const Counts &counts() const { return m_counts; }

private:
    void runPlain(const Route &route, HttpRequest request, Respond respond);
    void signIn(HttpRequest request, Respond respond);
    void checkPassword(std::shared_ptr<struct SignInAttempt> attempt);
    void finishSignIn(std::shared_ptr<struct SignInAttempt> attempt);
    void answerSignIn(const struct SignInAttempt &attempt, const Result<Json> &answer);
    void join(HttpRequest request, Respond respond);
    void setup(HttpRequest request, Respond respond);
    void probeNetwork(const HttpRequest &request, const Respond &respond);
    void beginSetup(const HttpRequest &request, Respond respond);
    void createAccount(HttpRequest request, Respond respond);
    Result<Json> takeEffects(Effects effects, Json body);
    bool isSetupToken(const Json &body) const;
    std::optional<Milliseconds> throttleWait(const std::string &login, const std::string &address);
    void answerThrottled(Milliseconds wait, const Respond &respond);
    bool hashingIsBusy() const;

    const Config &m_config;
    StorageThread &m_storage;
    const Clock &m_clock;
    ApiListener &m_listener;
    CertificateInfo m_certificates;
    std::string m_serverName;
    Secret m_setupToken;
    std::optional<wire::RelayOffer> m_relays;
    std::string m_dummyHash; // of nothing anyone knows: an unknown login costs the same time
    Tickets m_tickets;
    Throttle m_byLogin;
    Throttle m_byAddress;
    Throttle m_joinByAddress;
    RateLimit m_requests;
    RateLimit m_probes; // in octets
    std::string m_noise;
    std::size_t m_signingIn = 0; // under way, wherever they are
    Counts m_counts;
    store::Worker m_hashing;
};

} // namespace bedside::server
