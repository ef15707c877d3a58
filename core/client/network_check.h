// SPDX-License-Identifier: Apache-2.0
// What visits need of a network, tried and measured step by step from this computer. Nobody signs in, nobody is
// disturbed, and nothing of a patient is sent or shown. Some ten seconds. Main thread.
#pragma once

#include "core/base/executor.h"
#include "core/client/bandwidth_check.h"
#include "core/client/facade.h"
#include "core/client/server_contact.h"
#include "core/net/relay_burst.h"
#include "core/net/relay_check.h"
#include "core/net/signaling_socket.h"
#include "core/wire/messages.h"

namespace bedside::client {

class NetworkCheck {
public:
    // `server` as in links. `trust` says which practice it must be of; its own computer's, or pinned to a link's.
    // `changed` comes at the start and after each step and figure; the last time with a grade, and then it may destroy
    // this.
    NetworkCheck(net::ServerAddress server, std::string serverName, identity::PracticeTrust trust, Executor &executor,
                 const Clock &clock, std::function<void(const NetworkVerdict &)> changed);
    ~NetworkCheck();
    NetworkCheck(const NetworkCheck &) = delete;
    NetworkCheck &operator=(const NetworkCheck &) = delete;

    void start();
    const NetworkVerdict &verdict() const { return m_verdict; } // so far

private:
    void onContact(const Result<Milliseconds> &offset);
    void trySocket();
    void onSocket(net::SocketState state, std::optional<Error> error);
    void askForRelays();
    Result<void> readRelays(const Json &answer);
    void nextRelay();
    void onRelay(const wire::RelayServer &relay, const Result<Milliseconds> &answer);
    void measureUdp();
    void measureBandwidth();
    void onBandwidth(const Bandwidth &found, bool over);
    void tell(NetworkLeg leg, const net::ServerAddress &target, std::optional<Error> error, Milliseconds took);
    void later(void (NetworkCheck::*step)()); // not from inside what the step before is called by
    void advance();
    void finish();
    Milliseconds elapsed() const { return std::chrono::duration_cast<Milliseconds>(m_clock.steady() - m_since); }

    const net::ServerAddress m_server;
    const std::string m_serverName;
    identity::PracticeTrust m_trust;
    Executor &m_executor;
    const Clock &m_clock;
    std::function<void(const NetworkVerdict &)> m_changed;
    NetworkVerdict m_verdict;
    std::size_t m_tasksDone = 0, m_tasks;
    std::unique_ptr<net::HttpClient> m_http;
    std::unique_ptr<ServerContact> m_contact;
    std::unique_ptr<net::SignalingSocket> m_socket;
    std::unique_ptr<net::RelayCheck> m_relay;
    std::unique_ptr<net::RelayBurst> m_burst;
    std::unique_ptr<BandwidthCheck> m_bandwidth;
    std::vector<wire::RelayServer> m_relays;      // that are still to be tried, the last first
    std::optional<net::ServerAddress> m_udpRelay; // the first that has answered
    Bytes m_relayCertificate;
    SteadyTime m_since{};
    bool m_socketTold = false;
    std::shared_ptr<int> m_alive = std::make_shared<int>(0);
};

} // namespace bedside::client
