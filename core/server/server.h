// SPDX-License-Identifier: Apache-2.0
// The whole server: storage, network, endpoints and sockets put together. Built and run by app/server and by tests.
#pragma once

#include "core/server/api.h"
#include "core/server/hub.h"
#include "core/server/network.h"

namespace bedside::server {

class Server final : public NetworkHandler, public ApiListener {
public:
    // Opens the data folder and the port. `config` and `clock` are kept by reference. Before the practice exists,
    // setup.json (0600) in the data folder carries the one-time set-up token and the certificate's fingerprint.
    static Result<std::unique_ptr<Server>> create(const Config &config, const Clock &clock);
    ~Server() override;

    std::uint16_t port() const { return m_network->port(); }
    Network &network() { return *m_network; }
    void run(); // serves on the calling thread until the network is stopped

private:
    Server(const Config &config, const Clock &clock) : m_config(config), m_clock(clock) {}
    Result<Secret> prepareSetup(const TlsCertificates &certificates);
    void tick();
    void changeCertificates();

    void request(HttpRequest request, Respond respond) override { m_api->handle(std::move(request), std::move(respond)); }
    Result<void> authenticate(ConnectionId connection, ByteSpan message) override;
    void message(ConnectionId connection, ByteSpan message) override { m_hub->received(connection, message); }
    void gone(ConnectionId connection) override { m_hub->closed(connection); }

    void appointmentsChanged(const AccountId &owner) override { m_hub->appointmentsChanged(owner); }
    void trustChanged() override { m_hub->trustChanged(); }
    void logGrew() override { m_hub->logGrew(); }
    void sessionEnded(const crypto::Digest &session) override { m_hub->sessionEnded(session); }
    void practiceCreated() override;
    Metrics metrics() override;

    const Config &m_config;
    const Clock &m_clock;
    SteadyTime m_started{};
    WallTime m_certificateEnds{};
    std::uint64_t m_logSize = 0;
    // In the order of their making; the threads end before what they work on and reply to.
    std::unique_ptr<Storage> m_storage;
    std::unique_ptr<Network> m_network;
    std::unique_ptr<StorageThread> m_storageThread;
    std::unique_ptr<Hub> m_hub;
    std::unique_ptr<Api> m_api;
};

} // namespace bedside::server
