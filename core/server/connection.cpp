// SPDX-License-Identifier: Apache-2.0
// One connection from handshake to end: requests one after the other, or a WebSocket after an upgrade.
#include "core/server/network_impl.h"

#include "core/base/log.h"
#include "core/server/request_reading.h"
#include "core/wire/http.h"
#include "core/wire/messages.h"

namespace bedside::server {

namespace {

constexpr auto kGoodbye = std::chrono::seconds(2);
constexpr std::size_t kMostWaste = 512 * 1024;
constexpr auto kSocketIdle = std::chrono::seconds(60); // pings go out after half of it
constexpr std::size_t kKeptBuffer = 4096;              // what an idle socket may hold on to
constexpr double kBytesPerSecond = 256 * 1024;
constexpr double kBytesBurst = 4 * 1024 * 1024;
constexpr double kBurstSeconds = 10;

void setHeaders(http::response<http::string_body> &out, const HttpResponse &response)
{
    out.set(http::field::content_type, response.contentType);
    out.set(http::field::cache_control, "no-store");
    out.set("X-Content-Type-Options", "nosniff");
    out.set("Referrer-Policy", "no-referrer");
    out.set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    out.set("Cross-Origin-Resource-Policy", "same-origin");
    out.set(http::field::strict_transport_security, "max-age=63072000");
    if (response.retryAfterSeconds > 0)
        out.set(http::field::retry_after, std::to_string(response.retryAfterSeconds));
}

} // namespace

asio::awaitable<HttpResponse> Network::Impl::ask(HttpRequest request)
{
    const auto start = [this](auto done, HttpRequest given) {
        auto shared = std::make_shared<decltype(done)>(std::move(done));
        handler->request(std::move(given), [this, shared](HttpResponse response) {
            // Never inside the initiation: posted, as Asio demands.
            asio::post(*io, [shared, response = std::move(response)]() mutable { (*shared)(std::move(response)); });
        });
    };
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<> &, void(HttpResponse)>(start, asio::use_awaitable,
                                                                                              std::move(request));
}

asio::awaitable<bool> Network::Impl::respond(TlsStream &stream, HttpResponse response, bool headOnly, bool keepAlive)
{
    capture.write("http-response", std::to_string(response.status), asBytes(response.body));
    ++counts.responses[static_cast<std::size_t>(std::clamp(response.status / 100, 0, 5))];
    http::response<http::string_body> out(static_cast<http::status>(response.status), 11);
    setHeaders(out, response);
    out.keep_alive(keepAlive);
    if (headOnly) {
        out.content_length(response.body.size());
    } else {
        out.body() = std::move(response.body);
        out.prepare_payload();
    }
    beast::get_lowest_layer(stream).expires_after(config.bodyTimeout);
    error_code error;
    co_await http::async_write(stream, out, catching(error));
    co_return !error && keepAlive;
}

// A refusal would be lost if the connection were closed while the peer still writes: what comes is read for a moment
// and thrown away, up to a bound.
asio::awaitable<void> Network::Impl::linger(TlsStream &stream)
{
    beast::get_lowest_layer(stream).expires_after(kGoodbye);
    std::array<char, 4096> waste;
    error_code error;
    for (std::size_t total = 0; total < kMostWaste && !error;)
        total += co_await stream.async_read_some(asio::buffer(waste), catching(error));
}

// True: `upgrade` is a request for the socket. False: the connection is to be closed.
asio::awaitable<bool> Network::Impl::serveRequests(TlsStream &stream, const std::string &address,
                                                   http::request<http::empty_body> &upgrade)
{
    auto &lowest = beast::get_lowest_layer(stream);
    beast::flat_buffer buffer(wire::limit::kHeaderBytes + wire::limit::kAppointmentBodyBytes);
    error_code error;
    for (bool first = true;; first = false) {
        if (!first && buffer.size() == 0) {
            lowest.expires_after(config.keepAlive);
            const std::size_t count = co_await stream.async_read_some(buffer.prepare(1024), catching(error));
            if (error)
                co_return false;
            buffer.commit(count);
        }
        RequestParser parser;
        limitHead(parser);
        lowest.expires_after(config.headerTimeout);
        co_await http::async_read_header(stream, buffer, parser, catching(error));
        if (!error) {
            const auto &head = parser.get();
            if (websocket::is_upgrade(head)) {
                if (std::string_view(head.target().data(), head.target().size()) != wire::path::kSocket || buffer.size() != 0) {
                    co_await respond(stream, plainError(404, ErrorCode::NotFound), false, false);
                    co_return false;
                }
                upgrade = http::request<http::empty_body>(head.base());
                co_return true;
            }
            limitBody(parser, error);
        }
        if (!error && beast::iequals(parser.get()[http::field::expect], "100-continue")) {
            constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
            co_await asio::async_write(stream, asio::buffer(kContinue.data(), kContinue.size()), catching(error));
        }
        if (!error) {
            lowest.expires_after(config.bodyTimeout);
            co_await http::async_read(stream, buffer, parser, catching(error));
        }
        if (error) {
            counts.timeouts += error == beast::error::timeout;
            if (auto answer = answerTo(error)) {
                co_await respond(stream, std::move(*answer), false, false);
                co_await linger(stream);
            }
            co_return false;
        }
        const bool keepAlive = parser.get().keep_alive();
        const bool headOnly = parser.get().method() == http::verb::head;
        HttpRequest request = toRequest(parser.release(), address);
        if (headOnly)
            request.method = "GET";
        capture.write("http-request", request.method + " " + request.path + "?" + request.query, request.body);
        HttpResponse response = co_await ask(std::move(request));
        if (!co_await respond(stream, std::move(response), headOnly, keepAlive))
            co_return false;
        if (buffer.size() == 0)
            buffer.shrink_to_fit();
    }
}

asio::awaitable<void> Network::Impl::serveConnection(Tcp::socket socket, std::string address)
{
    const struct Count { // for as long as the connection lives
        Impl &impl;
        const std::string &address;
        Count(Impl &i, const std::string &a) : impl(i), address(a)
        {
            ++impl.counts.openConnections;
            ++impl.perAddress[address];
        }
        ~Count()
        {
            --impl.counts.openConnections;
            if (auto found = impl.perAddress.find(address); --found->second == 0)
                impl.perAddress.erase(found);
        }
    } count(*this, address);

    TlsStream stream(std::move(socket), tls);
    beast::get_lowest_layer(stream).expires_after(config.headerTimeout);
    error_code error;
    co_await stream.async_handshake(asio::ssl::stream_base::server, catching(error));
    if (error) {
        counts.timeouts += error == beast::error::timeout;
        co_return;
    }
    http::request<http::empty_body> upgrade;
    if (!co_await serveRequests(stream, address, upgrade)) {
        beast::get_lowest_layer(stream).expires_after(kGoodbye);
        co_await stream.async_shutdown(catching(error));
        co_return;
    }
    beast::get_lowest_layer(stream).expires_never(); // the socket has time-outs of its own
    auto upgraded = std::make_shared<Socket>(std::move(stream));
    upgraded->stream.set_option(websocket::stream_base::timeout{std::chrono::duration_cast<std::chrono::seconds>(config.headerTimeout), kSocketIdle, true});
    limitMessages(upgraded->stream);
    co_await upgraded->stream.async_accept(upgrade, catching(error));
    if (error)
        co_return;
    upgraded->id = ++lastConnection;
    co_await serveSocket(upgraded);
}

asio::awaitable<void> Network::Impl::serveSocket(std::shared_ptr<Socket> socket)
{
    sockets.emplace(socket->id, socket);
    // Whoever does not say who it is in time is dropped.
    asio::steady_timer deadline(*io, config.headerTimeout);
    deadline.async_wait([this, weak = std::weak_ptr(socket)](const error_code &error) {
        if (auto late = weak.lock(); !error && late) {
            ++counts.timeouts;
            drop(*late);
        }
    });
    beast::flat_buffer buffer(wire::kMaxFrameBytes);
    error_code error;
    co_await socket->stream.async_read(buffer, catching(error));
    deadline.cancel();
    bool known = false;
    if (!error) {
        const ByteSpan message(static_cast<const std::uint8_t *>(buffer.cdata().data()), buffer.size());
        capture.write("socket-in", "auth", message);
        auto authenticated = handler->authenticate(socket->id, message);
        known = authenticated.ok();
        if (!known) {
            auto frame = wire::makeFrame(wire::ErrorReport{authenticated.error().code(), 0, wire::FrameType::Auth});
            if (frame.ok())
                enqueue(socket, std::move(*frame));
            closeAfterQueue(socket);
        }
    }
    buffer = beast::flat_buffer();
    if (known || !error)
        co_await readMessages(socket);
    sockets.erase(socket->id);
    if (known && !stopping)
        handler->gone(socket->id);
}

asio::awaitable<void> Network::Impl::readMessages(std::shared_ptr<Socket> socket)
{
    Bucket frames(static_cast<double>(config.framesPerSecond), static_cast<double>(config.framesPerSecond) * kBurstSeconds);
    Bucket bytes(kBytesPerSecond, kBytesBurst);
    beast::flat_buffer buffer(wire::kMaxFrameBytes);
    for (;;) {
        error_code error;
        co_await socket->stream.async_read(buffer, catching(error));
        if (error)
            co_return;
        const auto now = std::chrono::time_point_cast<Milliseconds>(std::chrono::steady_clock::now());
        if (socket->closing)
            continue; // nothing is heard any more; the close handshake ends this
        if (!socket->stream.got_binary() || !frames.take(now) || !bytes.take(now, static_cast<double>(buffer.size()))) {
            counts.floodsDropped += socket->stream.got_binary();
            auto frame = wire::makeFrame(wire::ErrorReport{ErrorCode::TooManyAttempts, 1, wire::FrameType::Error});
            if (frame.ok())
                enqueue(socket, std::move(*frame));
            closeAfterQueue(socket);
        } else {
            const ByteSpan message(static_cast<const std::uint8_t *>(buffer.cdata().data()), buffer.size());
            capture.write("socket-in", std::to_string(socket->id), message);
            handler->message(socket->id, message);
        }
        buffer.consume(buffer.size());
        if (buffer.capacity() > kKeptBuffer)
            buffer = beast::flat_buffer(wire::kMaxFrameBytes);
    }
}

void Network::Impl::enqueue(const std::shared_ptr<Socket> &socket, Bytes frame)
{
    if (socket->closing || socket->dropped)
        return;
    capture.write("socket-out", std::to_string(socket->id), frame);
    socket->queuedBytes += frame.size();
    socket->queue.push_back(std::move(frame));
    if (socket->queuedBytes > static_cast<std::size_t>(config.writeQueueBytes)) {
        ++counts.slowReadersDropped;
        drop(*socket);
        return;
    }
    startWriter(socket);
}

void Network::Impl::closeAfterQueue(const std::shared_ptr<Socket> &socket)
{
    if (socket->closing || socket->dropped)
        return;
    socket->closing = true;
    startWriter(socket);
}

void Network::Impl::drop(Socket &socket)
{
    socket.dropped = true;
    beast::get_lowest_layer(socket.stream).close(); // reader and writer end with an error
}

void Network::Impl::startWriter(const std::shared_ptr<Socket> &socket)
{
    if (socket->writing)
        return;
    socket->writing = true;
    asio::co_spawn(*io, writeQueued(socket), asio::detached);
}

asio::awaitable<void> Network::Impl::writeQueued(std::shared_ptr<Socket> socket)
{
    error_code error;
    socket->stream.binary(true);
    while (!socket->queue.empty() && !socket->dropped) {
        const Bytes frame = std::move(socket->queue.front());
        socket->queue.pop_front();
        co_await socket->stream.async_write(asio::buffer(frame), catching(error));
        socket->queuedBytes -= frame.size();
        if (error) {
            drop(*socket);
            break;
        }
    }
    socket->writing = false;
    if (socket->closing && !socket->dropped) {
        socket->writing = true;
        co_await socket->stream.async_close(websocket::close_code::policy_error, catching(error));
    }
}

} // namespace bedside::server
