// SPDX-License-Identifier: Apache-2.0
#include "core/server/network_impl.h"

#include "core/base/log.h"

#include <boost/asio/ip/v6_only.hpp>
#include <csignal>

namespace bedside::server {

namespace {

constexpr auto kAcceptBackOff = std::chrono::milliseconds(100); // out of file descriptors: others must end first
constexpr int kBacklog = 1024;

// One person may have a whole /64 of IPv6 addresses: it counts as one.
std::string addressKey(const asio::ip::address &address)
{
    if (address.is_v4())
        return address.to_string();
    const auto v6 = address.to_v6();
    if (v6.is_v4_mapped())
        return asio::ip::make_address_v4(asio::ip::v4_mapped, v6).to_string();
    if (v6.is_loopback())
        return "::1";
    auto bytes = v6.to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
    return asio::ip::address_v6(bytes).to_string();
}

void setTlsRules(asio::ssl::context &tls)
{
    SSL_CTX *context = tls.native_handle();
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(context, "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305");
    SSL_CTX_set_ciphersuites(context, "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256");
    SSL_CTX_set1_groups_list(context, "X25519:P-256");
    // No tickets and no cache: each session's keys are its own, and an idle connection keeps no buffers.
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_num_tickets(context, 0);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
}

} // namespace

Network::Network(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
Network::~Network() = default;

Network::Impl::~Impl()
{
    stopping = true;
    acceptor.reset();
    signals.reset();
    timers.clear();
    sockets.clear();
    io.reset(); // ends the coroutines, which still refer to what is below
}

Result<std::unique_ptr<Network>> Network::create(const Config &config)
{
    auto impl = std::make_unique<Impl>(config);
    setTlsRules(impl->tls);
    error_code error;
    const auto address = asio::ip::make_address(config.listenAddress, error);
    if (error)
        return Error(ErrorCode::Malformed, "listen address");
    const Tcp::endpoint endpoint(address, config.port);
    impl->acceptor = std::make_unique<Tcp::acceptor>(*impl->io);
    impl->acceptor->open(endpoint.protocol(), error);
    if (!error)
        impl->acceptor->set_option(asio::socket_base::reuse_address(true), error);
    if (!error && address.is_v6() && address.to_v6().is_unspecified())
        impl->acceptor->set_option(asio::ip::v6_only(false), error);
    if (!error)
        impl->acceptor->bind(endpoint, error);
    if (!error)
        impl->acceptor->listen(kBacklog, error);
    if (error)
        return Error(ErrorCode::InputOutput, "listen", error.value());
    return std::unique_ptr<Network>(new Network(std::move(impl)));
}

std::uint16_t Network::port() const
{
    error_code error;
    return m_impl->acceptor->local_endpoint(error).port();
}

Result<void> Network::useCertificate(const TlsCertificate &certificate)
{
    error_code error;
    m_impl->tls.use_certificate(asio::buffer(certificate.certificatePem), asio::ssl::context::pem, error);
    if (!error)
        m_impl->tls.use_private_key(asio::buffer(certificate.keyPem.reveal().data(), certificate.keyPem.size()),
                                    asio::ssl::context::pem, error);
    if (error)
        return Error(ErrorCode::BadKey, "certificate", error.value());
    return {};
}

void Network::serve(NetworkHandler &handler)
{
    m_impl->handler = &handler;
    asio::co_spawn(*m_impl->io, m_impl->acceptLoop(), asio::detached);
}

void Network::run()
{
    // Without this, run() would return in a moment without work.
    const auto guard = asio::make_work_guard(*m_impl->io);
    m_impl->io->run();
}

void Network::stop()
{
    asio::post(*m_impl->io, [impl = m_impl.get()] {
        impl->stopping = true;
        impl->io->stop();
    });
}

void Network::stopOnSignals()
{
    m_impl->signals = std::make_unique<asio::signal_set>(*m_impl->io, SIGINT, SIGTERM);
    m_impl->signals->async_wait([this](const error_code &error, int) {
        if (!error)
            stop();
    });
}

const NetworkCounts &Network::counts() const
{
    m_impl->counts.openSockets = m_impl->sockets.size();
    return m_impl->counts;
}

void Network::post(Task task) { asio::post(*m_impl->io, std::move(task)); }

Executor::TimerId Network::startTimer(Milliseconds delay, Task task)
{
    const TimerId id = ++m_impl->lastTimer;
    auto &timer = m_impl->timers[id];
    timer = std::make_unique<asio::steady_timer>(*m_impl->io, delay);
    timer->async_wait([impl = m_impl.get(), id, task = std::move(task)](const error_code &error) {
        if (error || impl->timers.erase(id) == 0)
            return;
        task();
    });
    return id;
}

void Network::cancelTimer(TimerId id) { m_impl->timers.erase(id); }

void Network::send(ConnectionId connection, Bytes frame)
{
    if (auto found = m_impl->sockets.find(connection); found != m_impl->sockets.end())
        m_impl->enqueue(found->second, std::move(frame));
}

void Network::close(ConnectionId connection)
{
    if (auto found = m_impl->sockets.find(connection); found != m_impl->sockets.end())
        m_impl->closeAfterQueue(found->second);
}

asio::awaitable<void> Network::Impl::acceptLoop()
{
    asio::steady_timer backOff(*io);
    for (;;) {
        Tcp::socket socket(*io);
        error_code error;
        co_await acceptor->async_accept(socket, catching(error));
        if (error == asio::error::operation_aborted)
            co_return;
        if (error) {
            logEvent(LogLevel::Warning, "accept.failed", {{"errno", error.value()}});
            backOff.expires_after(kAcceptBackOff);
            co_await backOff.async_wait(catching(error));
            continue;
        }
        const auto peer = socket.remote_endpoint(error);
        if (error)
            continue;
        ++counts.connections;
        const std::string address = addressKey(peer.address());
        const auto found = perAddress.find(address);
        const bool full = static_cast<std::int64_t>(counts.openConnections) >= config.mostSockets ||
                          (found != perAddress.end() && found->second >= config.mostSocketsPerAddress);
        if (full) {
            ++counts.refusedConnections;
            continue; // closed as `socket` dies
        }
        socket.set_option(Tcp::no_delay(true), error);
        asio::co_spawn(*io, serveConnection(std::move(socket), address), asio::detached);
    }
}

} // namespace bedside::server
