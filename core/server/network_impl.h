// SPDX-License-Identifier: Apache-2.0
// What network.cpp and connection.cpp share: the state of the port and one socket's write queue.
#pragma once

#include "core/server/asio.h"
#include "core/server/capture.h"
#include "core/server/network.h"
#include "core/server/throttle.h"

#include <map>
#include <unordered_map>

namespace bedside::server {

using WebSocket = websocket::stream<TlsStream>;

// An upgraded connection. Frames wait in a bounded queue; one writer at a time drains it.
struct Socket {
    explicit Socket(TlsStream &&upgraded) : stream(std::move(upgraded)) {}
    WebSocket stream;
    ConnectionId id = 0;
    std::deque<Bytes> queue;
    std::size_t queuedBytes = 0;
    bool writing = false;
    bool closing = false;
    bool dropped = false;
};

struct Network::Impl {
    explicit Impl(const Config &settings) : config(settings), capture(settings.captureFolder) {}
    ~Impl();

    const Config &config;
    std::unique_ptr<asio::io_context> io = std::make_unique<asio::io_context>(1);
    asio::ssl::context tls{asio::ssl::context::tls_server};
    std::unique_ptr<Tcp::acceptor> acceptor;
    std::unique_ptr<asio::signal_set> signals;
    NetworkHandler *handler = nullptr;
    Capture capture;
    NetworkCounts counts;
    std::unordered_map<std::string, std::int64_t> perAddress;
    std::unordered_map<ConnectionId, std::shared_ptr<Socket>> sockets;
    std::map<TimerId, std::unique_ptr<asio::steady_timer>> timers;
    TimerId lastTimer = 0;
    ConnectionId lastConnection = 0;
    bool stopping = false;

    asio::awaitable<void> acceptLoop();
    // connection.cpp
    asio::awaitable<void> serveConnection(Tcp::socket socket, std::string address);
    asio::awaitable<bool> serveRequests(TlsStream &stream, const std::string &address,
                                        http::request<http::empty_body> &upgrade);
    asio::awaitable<void> linger(TlsStream &stream);
    asio::awaitable<HttpResponse> ask(HttpRequest request);
    asio::awaitable<bool> respond(TlsStream &stream, HttpResponse response, bool headOnly, bool keepAlive);
    asio::awaitable<void> serveSocket(std::shared_ptr<Socket> socket);
    asio::awaitable<void> readMessages(std::shared_ptr<Socket> socket);
    asio::awaitable<void> writeQueued(std::shared_ptr<Socket> socket);
    void enqueue(const std::shared_ptr<Socket> &socket, Bytes frame);
    void closeAfterQueue(const std::shared_ptr<Socket> &socket);
    void drop(Socket &socket);
    void startWriter(const std::shared_ptr<Socket> &socket);
};

} // namespace bedside::server
