// SPDX-License-Identifier: Apache-2.0
// What curl can and others can't: TLS for libnice, which has none of it, and a proxy's Negotiate for QWebSocket. Listens on
// 127.0.0.1 and carries what comes there to one place, through the proxy of the environment where there is one. Bytes are
// passed on unread, on a thread of its own; made, asked and destroyed on the main thread.
#pragma once

#include "core/base/bytes.h"
#include "core/net/server_address.h"

#include <memory>
#include <optional>

namespace bedside::net {

class Tunnel {
public:
    // Nothing is sent before somebody connects. InputOutput: no port.
    // TLS to a relay. `authority`: DER of the one certificate that vouches for it; empty: what the system trusts.
    static Result<std::unique_ptr<Tunnel>> toRelay(ServerAddress relay, Bytes authority);
    // To be used as an HTTP proxy that leads to `server`, whatever CONNECT asks for, through proxySetting().
    static Result<std::unique_ptr<Tunnel>> throughProxy(ServerAddress server);
    ~Tunnel(); // ends every connection and waits for the thread
    Tunnel(const Tunnel &) = delete;
    Tunnel &operator=(const Tunnel &) = delete;

    static constexpr int kMostConnections = 32; // one for each peer and address of this computer; more are refused
    const ServerAddress &place() const; // where it leads
    const Bytes &authority() const;
    std::uint16_t port() const; // on 127.0.0.1, TCP
    int connections() const;    // that are open now
    // Why the newest connection to that place failed, until one succeeds: ServerUnreachable, ServerCertificateChanged
    // (not vouched for, or of another name), ProxyRefused, TimedOut, ConnectionLost.
    std::optional<Error> failure() const;

private:
    class Impl;
    explicit Tunnel(std::unique_ptr<Impl> impl);
    static Result<std::unique_ptr<Tunnel>> open(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace bedside::net
