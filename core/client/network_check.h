// SPDX-License-Identifier: Apache-2.0
// What visits need of a network, tried step by step from this computer, for whoever looks after the network. Nobody signs in,
// nobody is disturbed, and nothing of a patient is sent or shown. Main thread.
#pragma once

#include "core/base/executor.h"
#include "core/client/server_contact.h"
#include "core/net/relay_check.h"
#include "core/net/signaling_socket.h"
#include "core/wire/messages.h"

namespace bedside::client {

enum class NetworkLeg { Https, Socket, RelayUdp, RelayTcp, RelayTls };

struct NetworkStep {
    NetworkLeg leg = NetworkLeg::Https;
    std::string target;         // host:port
    std::optional<Error> error; // none: it works
    Milliseconds took{};
};

class NetworkCheck {
public:
    // `server` as in links. `trust` says which practice it must be of; its own computer's, or pinned to a link's. Each step
    // is told as soon as it is over; `done` comes once, later, after the last one.
    NetworkCheck(net::ServerAddress server, std::string serverName, identity::PracticeTrust trust, Executor &executor,
                 const Clock &clock, std::function<void(const NetworkStep &)> told, std::function<void()> done);
    ~NetworkCheck();
    NetworkCheck(const NetworkCheck &) = delete;
    NetworkCheck &operator=(const NetworkCheck &) = delete;

    void start();

private:
    void onContact(const Result<Milliseconds> &offset);
    void trySocket();
    void onSocket(net::SocketState state, std::optional<Error> error);
    void askForRelays();
    Result<void> readRelays(const Json &answer);
    void nextRelay();
    void tell(NetworkLeg leg, const net::ServerAddress &target, std::optional<Error> error, Milliseconds took);
    void later(void (NetworkCheck::*step)()); // not from inside what the step before is called by
    void finish() { m_done(); }
    Milliseconds elapsed() const { return std::chrono::duration_cast<Milliseconds>(m_clock.steady() - m_since); }

    const net::ServerAddress m_server;
    const std::string m_serverName;
    identity::PracticeTrust m_trust;
    Executor &m_executor;
    const Clock &m_clock;
    std::function<void(const NetworkStep &)> m_told;
    std::function<void()> m_done;
    std::unique_ptr<net::HttpClient> m_http;
    std::unique_ptr<ServerContact> m_contact;
    std::unique_ptr<net::SignalingSocket> m_socket;
    std::unique_ptr<net::RelayCheck> m_relay;
    std::vector<wire::RelayServer> m_relays; // that are still to be tried, the last first
    Bytes m_relayCertificate;
    SteadyTime m_since{};
    bool m_socketTold = false;
    std::shared_ptr<int> m_alive = std::make_shared<int>(0);
};

} // namespace bedside::client
