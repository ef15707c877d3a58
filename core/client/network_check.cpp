// SPDX-License-Identifier: Apache-2.0
#include "core/client/network_check.h"

#include "core/base/host.h"
#include "core/client/network_grade.h"
#include "core/crypto/random.h"
#include "core/net/proxy.h"
#include "core/wire/http.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace bedside::client {
namespace {

constexpr Milliseconds kRelayTime{8'000};
constexpr std::size_t kServerTasks = 2, kMeasureTasks = 3; // HTTPS and WebSocket; UDP, down and up
constexpr std::size_t kUsualRelays = 3;                    // until the server has said

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

net::TransactionId randomTransaction()
{
    net::TransactionId id;
    crypto::randomBytes(MutableByteSpan(id));
    return id;
}

std::string textOf(const net::ServerAddress &address) { return address.urlHost() + ':' + std::to_string(address.port); }

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

NetworkCheck::NetworkCheck(net::ServerAddress server, std::string serverName, identity::PracticeTrust trust,
                           Executor &executor, const Clock &clock, std::function<void(const NetworkVerdict &)> changed)
    : m_server(std::move(server)), m_serverName(std::move(serverName)), m_trust(std::move(trust)), m_executor(executor),
      m_clock(clock), m_changed(std::move(changed)), m_tasks(kServerTasks + kUsualRelays + kMeasureTasks)
{
    m_verdict.running = true;
    m_verdict.proxy = net::proxyInUse(m_server.host);
}

NetworkCheck::~NetworkCheck()
{
    m_bandwidth.reset();
    m_burst.reset();
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

void NetworkCheck::advance()
{
    ++m_tasksDone;
    m_verdict.percent = std::max(m_verdict.percent, static_cast<int>(100 * std::min(m_tasksDone, m_tasks) / m_tasks));
    m_changed(m_verdict);
}

void NetworkCheck::tell(NetworkLeg leg, const net::ServerAddress &target, std::optional<Error> error, Milliseconds took)
{
    m_verdict.steps.push_back({leg, textOf(target), error, took});
    advance();
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
    m_changed(m_verdict);
}

void NetworkCheck::onContact(const Result<Milliseconds> &offset)
{
    later(offset.ok() ? &NetworkCheck::trySocket : &NetworkCheck::finish); // without the server nothing else is known
    tell(NetworkLeg::Https, m_server, offset.ok() ? std::nullopt : std::optional(offset.error()), elapsed());
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
    later(&NetworkCheck::askForRelays); // which ends the socket
    tell(NetworkLeg::Socket, m_server, open ? std::nullopt : error, elapsed());
}

void NetworkCheck::askForRelays()
{
    m_socket.reset();
    net::HttpRequest request;
    request.path = wire::path::kStatement;
    m_http->send(std::move(request), [this](Result<Json> answer) {
        const auto read = answer.ok() ? readRelays(*answer) : Result<void>(answer.error());
        m_tasks = kServerTasks + m_relays.size() + kMeasureTasks;
        later(&NetworkCheck::nextRelay);
        if (!read.ok())
            tell(NetworkLeg::Https, m_server, read.error(), {});
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
        return measureUdp();
    const wire::RelayServer relay = std::move(m_relays.back());
    m_relays.pop_back();
    m_relay = std::make_unique<net::RelayCheck>(net::ServerAddress{relay.host, relay.port}, wayOf(relay.transport),
                                                m_relayCertificate, randomTransaction(), kRelayTime,
                                                [this, relay](Result<Milliseconds> answer) { onRelay(relay, answer); });
}

void NetworkCheck::onRelay(const wire::RelayServer &relay, const Result<Milliseconds> &answer)
{
    const net::ServerAddress address{relay.host, relay.port};
    if (answer.ok() && relay.transport == wire::RelayTransport::Udp && !m_udpRelay)
        m_udpRelay = address;
    later(&NetworkCheck::nextRelay);
    tell(legOf(relay.transport), address, answer.ok() ? std::nullopt : std::optional(answer.error()),
         answer.ok() ? *answer : Milliseconds(0));
}

void NetworkCheck::measureUdp()
{
    if (!m_udpRelay)
        return measureBandwidth();
    m_burst = std::make_unique<net::RelayBurst>(
        *m_udpRelay, randomTransaction(), net::BurstPlan(), [this](Result<net::UdpQuality> quality) {
            const auto inMilliseconds = [](std::chrono::microseconds time) {
                return static_cast<int>(std::chrono::round<Milliseconds>(time).count());
            };
            if (quality.ok()) { // otherwise it answers allocations and nothing else: not known
                m_verdict.lossPercent = quality->lossPercent;
                m_verdict.delayMs = inMilliseconds(quality->roundTrip);
                m_verdict.jitterMs = inMilliseconds(quality->jitter);
            }
            later(&NetworkCheck::measureBandwidth);
            advance();
        });
}

void NetworkCheck::measureBandwidth()
{
    m_burst.reset();
    m_bandwidth = std::make_unique<BandwidthCheck>(
        *m_http, m_clock, [this](const Bandwidth &found, bool over) { onBandwidth(found, over); });
    m_bandwidth->start();
}

void NetworkCheck::onBandwidth(const Bandwidth &found, bool over)
{
    m_verdict.downKbps = found.downKbps;
    m_verdict.upKbps = found.upKbps;
    if (!m_verdict.delayMs && found.roundTrip)
        m_verdict.delayMs = static_cast<int>(found.roundTrip->count());
    if (over)
        later(&NetworkCheck::finish);
    advance();
}

void NetworkCheck::finish()
{
    m_bandwidth.reset();
    m_verdict.running = false;
    m_verdict.percent = 100;
    m_verdict.grade = gradeOf(m_verdict);
    m_verdict.soundAtRisk = isSoundAtRisk(m_verdict);
    const auto changed = m_changed;
    const auto verdict = m_verdict;
    changed(verdict);
}

} // namespace bedside::client
