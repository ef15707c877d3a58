// SPDX-License-Identifier: Apache-2.0
#include "tests/support/tls_client.h"

#include <arpa/inet.h>
#include <chrono>
#include <csignal>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace bedside::test {

namespace {

using Clock = std::chrono::steady_clock;
int left(Clock::time_point until)
{
    return int(std::max<std::int64_t>(0, std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count()));
}
bool waitFor(int socket, short events, int timeoutMs)
{
    struct pollfd entry{socket, events, 0};
    return ::poll(&entry, 1, timeoutMs) > 0;
}
SSL_CTX *sharedContext()
{
    static SSL_CTX *context = [] {
        std::signal(SIGPIPE, SIG_IGN); // the server closes on us: that is a result, not an end
        SSL_CTX *made = SSL_CTX_new(TLS_client_method());
        SSL_CTX_set_verify(made, SSL_VERIFY_NONE, nullptr); // the certificate is not what these tests are about
        SSL_CTX_set_mode(made, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_AUTO_RETRY);
        return made;
    }();
    return context;
}

} // namespace

std::string Answer::error() const
{
    const auto value = json();
    return value.is_object() && value.contains("error") ? value["error"].get<std::string>() : std::string();
}

std::unique_ptr<TlsClient> TlsClient::connect(std::uint16_t port, int timeoutMs)
{
    std::unique_ptr<TlsClient> client(new TlsClient);
    client->m_socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (client->m_socket < 0)
        return nullptr;
    struct sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const struct timeval limit{timeoutMs / 1000, (timeoutMs % 1000) * 1000};
    ::setsockopt(client->m_socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(client->m_socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    const int on = 1;
    ::setsockopt(client->m_socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(client->m_socket, reinterpret_cast<struct sockaddr *>(&address), sizeof address) != 0)
        return nullptr;
    SSL *tls = SSL_new(sharedContext());
    client->m_tls = tls;
    SSL_set_fd(tls, client->m_socket);
    SSL_set_tlsext_host_name(tls, "localhost");
    if (SSL_connect(tls) != 1)
        return nullptr;
    return client;
}

TlsClient::~TlsClient()
{
    SSL_free(static_cast<SSL *>(m_tls));
    if (m_socket >= 0)
        ::close(m_socket);
}

bool TlsClient::write(std::string_view bytes)
{
    while (!bytes.empty()) {
        const int count = SSL_write(static_cast<SSL *>(m_tls), bytes.data(), int(std::min<std::size_t>(bytes.size(), 1 << 16)));
        if (count <= 0)
            return false;
        bytes.remove_prefix(std::size_t(count));
    }
    return true;
}

std::string TlsClient::read(int timeoutMs)
{
    if (!m_buffer.empty())
        return std::exchange(m_buffer, {});
    auto *tls = static_cast<SSL *>(m_tls);
    if (m_closed || (SSL_pending(tls) == 0 && !waitFor(m_socket, POLLIN, timeoutMs)))
        return {};
    std::string out(16 * 1024, '\0');
    const struct timeval limit{timeoutMs / 1000, (timeoutMs % 1000) * 1000 + 1000};
    ::setsockopt(m_socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    const int count = SSL_read(tls, out.data(), int(out.size()));
    if (count <= 0) {
        const int why = SSL_get_error(tls, count);
        m_closed = why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE;
        return {};
    }
    out.resize(std::size_t(count));
    return out;
}

bool TlsClient::closesWithin(int timeoutMs)
{
    const auto until = Clock::now() + std::chrono::milliseconds(timeoutMs);
    while (!m_closed && left(until) > 0) {
        (void)read(left(until));
        m_buffer.clear();
    }
    return m_closed;
}

bool TlsClient::fill(std::size_t count, int timeoutMs)
{
    const auto until = Clock::now() + std::chrono::milliseconds(timeoutMs);
    while (m_buffer.size() < count) {
        const std::string had = std::exchange(m_buffer, {});
        const std::string more = read(left(until));
        m_buffer = had + more;
        if (more.empty() && (m_closed || left(until) == 0))
            return false;
    }
    return true;
}

std::optional<Answer> TlsClient::request(const std::string &method, const std::string &path, const std::string &body,
                                         const std::string &token, int timeoutMs)
{
    std::string text = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n";
    if (!token.empty())
        text += "Authorization: Bearer " + token + "\r\n";
    if (!body.empty() || method == "POST" || method == "PUT")
        text += "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
    if (!write(text + "\r\n" + body))
        return std::nullopt;
    return readAnswer(timeoutMs);
}

std::optional<Answer> TlsClient::readAnswer(int timeoutMs)
{
    const auto until = Clock::now() + std::chrono::milliseconds(timeoutMs);
    std::size_t end = 0;
    while ((end = m_buffer.find("\r\n\r\n")) == std::string::npos)
        if (!fill(m_buffer.size() + 1, left(until)))
            return std::nullopt;
    Answer answer;
    const std::string head = m_buffer.substr(0, end + 2);
    answer.status = std::atoi(head.c_str() + std::min<std::size_t>(9, head.size()));
    for (std::size_t at = head.find("\r\n") + 2; at < head.size();) {
        const auto lineEnd = head.find("\r\n", at);
        const auto colon = head.find(':', at);
        if (colon < lineEnd) {
            std::string name = head.substr(at, colon - at);
            for (char &c : name)
                c = char(std::tolower(static_cast<unsigned char>(c)));
            answer.headers[name] = head.substr(colon + 2, lineEnd - colon - 2);
        }
        at = lineEnd + 2;
    }
    const std::size_t length = answer.headers.contains("content-length") ? std::stoul(answer.headers["content-length"]) : 0;
    m_buffer.erase(0, end + 4);
    if (!fill(length, left(until)))
        return std::nullopt;
    answer.body = m_buffer.substr(0, length);
    m_buffer.erase(0, length);
    return answer;
}

bool TlsClient::upgrade(const std::string &path)
{
    if (!write("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                               "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"))
        return false;
    auto answer = readAnswer(10'000);
    return answer && answer->status == 101;
}

bool TlsClient::sendFrame(ByteSpan frame, bool binary)
{
    std::string out(1, char(binary ? 0x82 : 0x81));
    if (frame.size() < 126) {
        out += char(0x80 | frame.size());
    } else if (frame.size() <= 0xffff) {
        out += char(0x80 | 126);
        out += char(frame.size() >> 8);
        out += char(frame.size());
    } else {
        out += char(0x80 | 127);
        for (int shift = 56; shift >= 0; shift -= 8)
            out += char(std::uint64_t(frame.size()) >> shift);
    }
    out += std::string(4, '\0'); // a mask of zeroes
    out += std::string(asText(frame));
    return write(out);
}

std::optional<Bytes> TlsClient::receiveFrame(int timeoutMs)
{
    const auto until = Clock::now() + std::chrono::milliseconds(timeoutMs);
    for (;;) {
        if (!fill(2, left(until)))
            return std::nullopt;
        const int opcode = m_buffer[0] & 0x0f;
        std::size_t length = m_buffer[1] & 0x7f;
        std::size_t head = 2;
        if (length >= 126) {
            const std::size_t wide = length == 126 ? 2 : 8;
            if (!fill(2 + wide, left(until)))
                return std::nullopt;
            length = 0;
            for (std::size_t i = 0; i < wide; ++i)
                length = length << 8 | static_cast<unsigned char>(m_buffer[2 + i]);
            head += wide;
        }
        if (!fill(head + length, left(until)))
            return std::nullopt;
        const std::string payload = m_buffer.substr(head, length);
        m_buffer.erase(0, head + length);
        if (opcode == 2)
            return toBytes(asBytes(payload));
        if (opcode == 8) {
            m_closed = true;
            return std::nullopt;
        }
        if (opcode == 9) { // ping
            std::string pong = std::string(1, char(0x8a)) + char(0x80 | payload.size()) + std::string(4, '\0') + payload;
            (void)write(pong);
        }
    }
}

Bytes TlsClient::peerCertificate() const
{
    X509 *certificate = SSL_get1_peer_certificate(static_cast<SSL *>(m_tls));
    unsigned char *der = nullptr;
    const int size = certificate ? i2d_X509(certificate, &der) : 0;
    Bytes out(der, der + std::max(0, size));
    OPENSSL_free(der);
    X509_free(certificate);
    return out;
}

} // namespace bedside::test
