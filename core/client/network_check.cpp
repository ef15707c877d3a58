// SPDX-License-Identifier: Apache-2.0
#include "core/client/network_check.h"

#include "core/base/host.h"
#include "core/crypto/random.h"
#include "core/wire/http.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace bedside::client {
namespace {

constexpr Milliseconds kRelayTime{8'000};

NetworkLeg legOf(wire::RelayTransport transport)
{
    switch (transport) {
    case wire::RelayTransport::Udp: return NetworkLeg::RelayUdp;
    case wire::RelayTransport::Tcp: return NetworkLeg::RelayTcp;
    case wire::RelayTransport::Tls: return NetworkLeg::RelayTls;
    }
    return NetworkLeg::RelayUdp;
}

net::RelayWay wayOf(wire::RelayTransport transport)
{
    switch (transport) {
    case wire::RelayTransport::Udp: return net::RelayWay::Udp;
    case wire::RelayTransport::Tcp: return net::RelayWay::Tcp;
    case wire::RelayTransport::Tls: return net::RelayWay::Tls;
    }
    return net::RelayWay::Udp;
}

Result<wire::RelayServer> readRelay(const Json &json)
{
    wire::RelayServer relay;
    TRY(relay.host, jsonString(json, "host", wire::kMaxRelayHostBytes));
    TRY(const auto port, jsonInteger(json, "port", 1, 65'535));
    TRY(const auto transport, jsonString(json, "transport", 8));
    TRY(relay.transport, wire::relayTransportFromName(transport));
    relay.port = static_cast<std::uint16_t>(port);
    if (!isHost(relay.host))
        return Error(ErrorCode::Malformed, "relay host");
    return relay;
}

} // namespace

NetworkCheck::NetworkCheck(net::ServerAddress server, std::string serverName, identity::PracticeTrust trust, Executor &executor,
                           const Clock &clock, std::function<void(const NetworkStep &)> told, std::function<void()> done)
    : m_server(std::move(server)), m_serverName(std::move(serverName)), m_trust(std::move(trust)), m_executor(executor), m_clock(clock),
      m_told(std::move(told)), m_done(std::move(done))
{
}

NetworkCheck::~NetworkCheck()
{
    m_relay.reset();
    m_socket.reset();
    m_contact.reset();
}

void NetworkCheck::later(void (NetworkCheck::*step)())
{
    m_executor.post([this, alive = std::weak_ptr(m_alive), step] {
        if (!alive.expired())
            (this->*step)();
    });
}

void NetworkCheck::tell(NetworkLeg leg, const net::ServerAddress &target, std::optional<Error> error, Milliseconds took)
{
    m_told({leg, target.urlHost() + ':' + std::to_string(target.port), error, took});
}

void NetworkCheck::start()
{
    m_since = m_clock.steady();
    auto http = net::HttpClient::create(m_server);
    if (!http.ok())
        return onContact(http.error());
    m_http = std::move(http).value();
    m_contact = std::make_unique<ServerContact>(*m_http, m_trust, m_serverName, m_clock, OldGrants::Keep);
    m_contact->establish([this](Result<Milliseconds> offset) { onContact(offset); });
}

void NetworkCheck::onContact(const Result<Milliseconds> &offset)
{
    tell(NetworkLeg::Https, m_server, offset.ok() ? std::nullopt : std::optional(offset.error()), elapsed());
    later(offset.ok() ? &NetworkCheck::trySocket : &NetworkCheck::finish); // without the server nothing else is known
}

// A ticket that the server never gave: it closes the socket again, and nobody is told.
void NetworkCheck::trySocket()
{
    m_since = m_clock.steady();
    net::SignalingSocket::Listener listener;
    listener.onState = [this](net::SocketState state, std::optional<Error> error) { onSocket(state, error); };
    m_socket = std::make_unique<net::SignalingSocket>(
        m_server, std::string(wire::path::kSocket),
        [](const std::function<void(Result<Bytes>)> &done) {
            done(wire::makeFrame(wire::AuthRequest{crypto::randomBytes(wire::limit::kTokenBytes)}));
        },
        std::move(listener));
    m_socket->setPins(m_http->pins());
    m_socket->start();
}

void NetworkCheck::onSocket(net::SocketState state, std::optional<Error> error)
{
    if (state == net::SocketState::Connecting || std::exchange(m_socketTold, true))
        return; // it is closed again, or comes back
    const bool open = state == net::SocketState::Open;
    tell(NetworkLeg::Socket, m_server, open ? std::nullopt : error, elapsed());
    later(&NetworkCheck::askForRelays); // which ends the socket
}

void NetworkCheck::askForRelays()
{
    m_socket.reset();
    net::HttpRequest request;
    request.path = wire::path::kStatement;
    m_http->send(std::move(request), [this](Result<Json> answer) {
        const auto read = answer.ok() ? readRelays(*answer) : Result<void>(answer.error());
        if (!read.ok())
            tell(NetworkLeg::Https, m_server, read.error(), {});
        later(&NetworkCheck::nextRelay);
    });
}

Result<void> NetworkCheck::readRelays(const Json &answer)
{
    if (!jsonHas(answer, "relays"))
        return {};
    TRY(const Json *list, jsonArray(answer, "relays", wire::kMaxRelays));
    TRY(m_relayCertificate, jsonBase64(answer, "relayCertificate", wire::kMaxRelayAuthorityBytes));
    for (const Json &item : *list) {
        TRY(auto relay, readRelay(item));
        m_relays.push_back(std::move(relay));
    }
    std::reverse(m_relays.begin(), m_relays.end());
    return {};
}

void NetworkCheck::nextRelay()
{
    m_relay.reset();
    if (m_relays.empty())
        return finish();
    const wire::RelayServer relay = std::move(m_relays.back());
    m_relays.pop_back();
    const net::ServerAddress address{relay.host, relay.port};
    net::TransactionId id;
    crypto::randomBytes(MutableByteSpan(id));
    m_relay = std::make_unique<net::RelayCheck>(
        address, wayOf(relay.transport), m_relayCertificate, id, kRelayTime,
        [this, address, leg = legOf(relay.transport)](Result<Milliseconds> answer) {
            tell(leg, address, answer.ok() ? std::nullopt : std::optional(answer.error()), answer.ok() ? *answer : Milliseconds(0));
            later(&NetworkCheck::nextRelay);
        });
}

} // namespace bedside::client
