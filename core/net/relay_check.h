// SPDX-License-Identifier: Apache-2.0
// Whether a relay can be reached from this network on one way, for somebody who looks after the network. It is asked for an
// allocation without credentials, which every relay refuses with a word (RFC 8656 section 7.2): nothing is left behind.
// Main thread.
#pragma once

#include "core/base/clock.h"
#include "core/net/server_address.h"
#include "core/net/stun_message.h"

#include <functional>
#include <memory>

namespace bedside::net {

enum class RelayWay { Udp, Tcp, Tls };

class RelayCheck {
public:
    // `done` comes once, later: the time until the relay's answer, or ServerUnreachable, TimedOut, Malformed (something else
    // answers there), and over TLS also ServerCertificateChanged and ProxyRefused. `authority` as in Tunnel; `id` is
    // random.
    RelayCheck(ServerAddress relay, RelayWay way, Bytes authority, const TransactionId &id, Milliseconds timeout,
               std::function<void(Result<Milliseconds>)> done);
    ~RelayCheck(); // `done` is not called any more
    RelayCheck(const RelayCheck &) = delete;
    RelayCheck &operator=(const RelayCheck &) = delete;

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

// Whether `message` is a relay's answer, success or refusal, to the request for an allocation with this id.
bool isAllocateAnswer(ByteSpan message, const TransactionId &id);

} // namespace bedside::net
