// SPDX-License-Identifier: Apache-2.0
// The one TLS port: accepts, reads HTTP requests and WebSocket messages within limits and deadlines, writes answers.
// One thread, the one that calls run(), owns all of it; everything else posts to it. The only user of Boost, with
// connection.cpp.
#pragma once

#include "core/base/executor.h"
#include "core/server/certificates.h"
#include "core/server/config.h"
#include "core/server/http_types.h"
#include "core/server/hub.h"

#include <memory>

namespace bedside::server {

class NetworkHandler { // on the network thread
public:
    virtual ~NetworkHandler() = default;
    virtual void request(HttpRequest request, Respond respond) = 0; // respond once, on the network thread, at any time
    // The first message of a socket. An error is sent as an Error frame and the socket closed.
    virtual Result<void> authenticate(ConnectionId connection, ByteSpan message) = 0;
    virtual void message(ConnectionId connection, ByteSpan message) = 0;
    virtual void gone(ConnectionId connection) = 0; // after authenticate() has succeeded
};

struct NetworkCounts {
    std::uint64_t connections = 0, refusedConnections = 0, timeouts = 0, slowReadersDropped = 0, floodsDropped = 0;
    std::array<std::uint64_t, 6> responses{};
    std::uint64_t openConnections = 0, openSockets = 0;
};

class Network final : public Executor, public SocketSink {
public:
    // Binds and listens; nothing is accepted before serve(). InputOutput (detail = errno): the address is in use or not
    // ours. `config` outlives the Network.
    static Result<std::unique_ptr<Network>> create(const Config &config);
    ~Network() override;

    std::uint16_t port() const;
    Result<void> useCertificate(const TlsCertificate &certificate); // for connections from now on
    void serve(NetworkHandler &handler);
    void run();  // until stop(), or SIGINT or SIGTERM where stopOnSignals() was called
    void stop(); // from any thread
    void stopOnSignals();
    const NetworkCounts &counts() const;

    void post(Task task) override;
    TimerId startTimer(Milliseconds delay, Task task) override;
    void cancelTimer(TimerId id) override;

    void send(ConnectionId connection, Bytes frame) override;
    void close(ConnectionId connection) override;

private:
    struct Impl;
    explicit Network(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace bedside::server
