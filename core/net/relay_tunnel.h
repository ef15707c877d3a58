// SPDX-License-Identifier: Apache-2.0
// TURN over TLS for libnice, which has none of it: listens on 127.0.0.1 and carries what comes there to one relay
// through TLS, and through the system's HTTP proxy where there is one. Bytes are passed on unread, on a thread of its
// own; made, asked and destroyed on the main thread.
#pragma once

#include "core/base/bytes.h"
#include "core/net/server_address.h"

#include <memory>
#include <optional>

namespace bedside::net {

class RelayTunnel {
public:
    // `authority`: DER of the one certificate that vouches for the relay; empty: what the system trusts. Nothing is
    // sent to the relay before somebody connects. InputOutput: no port.
    static Result<std::unique_ptr<RelayTunnel>> open(ServerAddress relay, Bytes authority);
    ~RelayTunnel(); // ends every connection and waits for the thread
    RelayTunnel(const RelayTunnel &) = delete;
    RelayTunnel &operator=(const RelayTunnel &) = delete;

    static constexpr int kMostConnections = 32; // one for each peer and address of this computer; more are refused
    const ServerAddress &relay() const;
    const Bytes &authority() const;
    std::uint16_t port() const; // on 127.0.0.1, TCP
    int connections() const;    // that are open now
    // Why the newest connection to the relay failed, until one succeeds: ServerUnreachable, ServerCertificateChanged
    // (not vouched for, or of another name), ProxyRefused, TimedOut, ConnectionLost.
    std::optional<Error> failure() const;

private:
    class Impl;
    explicit RelayTunnel(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace bedside::net
