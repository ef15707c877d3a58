// SPDX-License-Identifier: Apache-2.0
#include "core/net/tunnel.h"

#include "core/base/log.h"
#include "core/net/curl_loop.h"
#include "core/net/proxy.h"
#include "core/net/server_pins.h"

#include <QSocketNotifier>
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>
#include <algorithm>
#include <atomic>
#include <curl/curl.h>
#include <future>
#include <mutex>

namespace bedside::net {
namespace {

constexpr long kConnectTimeoutMs = 10'000;  // proxy and handshake included
constexpr std::size_t kPiece = 16 * 1024;   // a TLS record
constexpr int kPiecesInARow = 16;           // then the loop has its turn
constexpr qint64 kMostWaiting = 256 * 1024; // for somebody here who does not read, and as much for the other end
constexpr qint64 kMostHead = 4 * 1024;      // of a request to a proxy

struct Way {
    ServerAddress place;
    bool throughProxy = false; // to be asked by CONNECT; else TLS
    std::string ca;            // of TLS, PEM; empty: the system's
};

// What the threads share.
struct TunnelState {
    std::atomic<int> connections{0};
    std::mutex mutex;
    std::optional<Error> failure;
};

// One connection here and the one to the other end that belongs to it. Of the tunnel's thread.
class Lane : public QObject {
public:
    Lane(const Way &way, QTcpSocket *local, TunnelState &state);
    ~Lane() override;

    std::function<void(Lane *)> onOver; // called later, once

private:
    void useTls(const std::string &ca);
    void useProxy();
    void onConnected(int code);
    void readHead();
    void start();
    void forth();
    void back();
    void over();

    TunnelState &m_state;
    std::unique_ptr<QTcpSocket> m_local;
    CURL *m_easy = nullptr;
    std::unique_ptr<QSocketNotifier> m_readable, m_writable; // null until connected
    Bytes m_pending;                                         // for the other end
    bool m_isProxy = false;
    bool m_started = false;                                  // a proxy: once it has been asked
    QByteArray m_head;                                       // of what it was asked
    bool m_over = false;
    CurlLoop m_loop; // of one handle: curl closes what is idle in a loop when something else connects
};

Lane::Lane(const Way &way, QTcpSocket *local, TunnelState &state)
    : m_state(state), m_local(local), m_easy(curl_easy_init()), m_isProxy(way.throughProxy),
      m_loop([this](CURL *, int code) { onConnected(code); })
{
    ++m_state.connections;
    m_local->setParent(nullptr);
    m_local->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_local->setReadBufferSize(kMostWaiting);
    connect(m_local.get(), &QTcpSocket::readyRead, this, [this] { m_started ? forth() : readHead(); });
    connect(m_local.get(), &QTcpSocket::bytesWritten, this, [this] {
        if (m_readable && !m_readable->isEnabled())
            back();
    });
    connect(m_local.get(), &QTcpSocket::disconnected, this, [this] { over(); });
    const std::string url = (way.throughProxy ? "http://" : "https://") + way.place.urlHost() + ':' + std::to_string(way.place.port);
    curl_easy_setopt(m_easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(m_easy, CURLOPT_CONNECT_ONLY, 1L);
    curl_easy_setopt(m_easy, CURLOPT_CONNECTTIMEOUT_MS, kConnectTimeoutMs);
    curl_easy_setopt(m_easy, CURLOPT_NOSIGNAL, 1L);
    answerProxyThatNegotiates(m_easy);
    way.throughProxy ? useProxy() : useTls(way.ca);
    if (!m_isProxy)
        start();
}

void Lane::start()
{
    m_started = true;
    if (!m_loop.add(m_easy))
        onConnected(CURLE_OUT_OF_MEMORY);
}

void Lane::useTls(const std::string &ca)
{
    curl_easy_setopt(m_easy, CURLOPT_PROTOCOLS_STR, "https");
    curl_easy_setopt(m_easy, CURLOPT_SSLVERSION,
                     static_cast<long>(CURL_SSLVERSION_TLSv1_2)); // coturn 4.6 has no newer one
    curl_easy_setopt(m_easy, CURLOPT_SSL_ENABLE_ALPN, 0L);        // no HTTP follows
    curl_easy_setopt(m_easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(m_easy, CURLOPT_SSL_VERIFYHOST, 2L);
    if (ca.empty()) {
        curl_easy_setopt(m_easy, CURLOPT_SSL_OPTIONS, static_cast<long>(CURLSSLOPT_NATIVE_CA));
        return;
    }
    curl_blob blob{const_cast<char *>(ca.data()), ca.size(), CURL_BLOB_COPY};
    curl_easy_setopt(m_easy, CURLOPT_CAINFO_BLOB, &blob);
    curl_easy_setopt(m_easy, CURLOPT_CAPATH, nullptr);
}

// CONNECT and nothing more: whoever uses the tunnel speaks its own TLS through it.
void Lane::useProxy()
{
    curl_easy_setopt(m_easy, CURLOPT_PROTOCOLS_STR, "http");
    curl_easy_setopt(m_easy, CURLOPT_PROXY, proxySetting().c_str()); // of HTTPS; curl reads no_proxy by itself
    curl_easy_setopt(m_easy, CURLOPT_HTTPPROXYTUNNEL, 1L);
}

Lane::~Lane()
{
    m_local->disconnect(this);
    m_readable.reset();
    m_writable.reset();
    m_loop.remove(m_easy);
    curl_easy_cleanup(m_easy);
    --m_state.connections;
}

void Lane::onConnected(int code)
{
    curl_socket_t socket = CURL_SOCKET_BAD;
    if (code == CURLE_OK)
        curl_easy_getinfo(m_easy, CURLINFO_ACTIVESOCKET, &socket);
    {
        const std::lock_guard lock(m_state.mutex);
        m_state.failure = socket == CURL_SOCKET_BAD ? std::optional(errorOfCurl(m_easy, code)) : std::nullopt;
    }
    if (socket == CURL_SOCKET_BAD) {
        if (m_isProxy) {
            m_local->write("HTTP/1.1 502 Bad Gateway\r\n\r\n");
            m_local->flush();
        }
        logEvent(LogLevel::Warning, "tunnel.failed", {{"error", errorOfCurl(m_easy, code)}});
        return over();
    }
    m_readable = std::make_unique<QSocketNotifier>(static_cast<qintptr>(socket), QSocketNotifier::Read);
    m_writable = std::make_unique<QSocketNotifier>(static_cast<qintptr>(socket), QSocketNotifier::Write);
    connect(m_readable.get(), &QSocketNotifier::activated, this, [this] { back(); });
    connect(m_writable.get(), &QSocketNotifier::activated, this, [this] { forth(); });
    if (m_isProxy)
        m_local->write("HTTP/1.1 200 Connection established\r\n\r\n");
    forth();
    back();
}

void Lane::readHead()
{
    m_head += m_local->read(kMostHead - m_head.size());
    if (!m_head.startsWith(QByteArrayView("CONNECT ").first(std::min<qsizetype>(m_head.size(), 8))))
        return over();
    if (m_head.endsWith("\r\n\r\n")) // nothing follows before the answer
        start();
    else if (m_head.size() >= kMostHead)
        over();
}

void Lane::forth()
{
    if (!m_writable || m_over)
        return;
    while (true) {
        if (m_pending.empty()) {
            m_pending.resize(kPiece);
            const qint64 read =
                m_local->read(reinterpret_cast<char *>(m_pending.data()), static_cast<qint64>(m_pending.size()));
            m_pending.resize(read > 0 ? static_cast<std::size_t>(read) : 0);
        }
        if (m_pending.empty())
            return m_writable->setEnabled(false);
        std::size_t sent = 0;
        const CURLcode code = curl_easy_send(m_easy, m_pending.data(), m_pending.size(), &sent);
        if (code == CURLE_AGAIN)
            return m_writable->setEnabled(true);
        if (code != CURLE_OK)
            return over();
        m_pending.erase(m_pending.begin(), m_pending.begin() + static_cast<std::ptrdiff_t>(sent));
    }
}

void Lane::back()
{
    if (!m_readable || m_over)
        return;
    std::array<char, kPiece> piece;
    for (int i = 0; i < kPiecesInARow; ++i) {
        if (m_local->bytesToWrite() > kMostWaiting)
            return m_readable->setEnabled(false); // until bytesWritten
        std::size_t read = 0;
        const CURLcode code = curl_easy_recv(m_easy, piece.data(), piece.size(), &read);
        if (code == CURLE_AGAIN)
            return m_readable->setEnabled(true);
        if (code != CURLE_OK || read == 0)
            return over();
        m_local->write(piece.data(), static_cast<qint64>(read));
    }
    // What TLS has decrypted already makes no socket readable.
    QMetaObject::invokeMethod(
        this, [this] { back(); }, Qt::QueuedConnection);
}

// Later: we may be inside one of curl's or the socket's calls.
void Lane::over()
{
    if (std::exchange(m_over, true))
        return;
    if (m_readable) {
        m_readable->setEnabled(false);
        m_writable->setEnabled(false);
    }
    QMetaObject::invokeMethod(
        this,
        [this] {
            const auto done = onOver; // destroys this
            done(this);
        },
        Qt::QueuedConnection);
}

class Listener : public QObject {
public:
    Listener(Way way, TunnelState &state) : m_way(std::move(way)), m_state(state) {}

    std::uint16_t listen()
    {
        m_server = std::make_unique<QTcpServer>();
        connect(m_server.get(), &QTcpServer::newConnection, this, [this] { accept(); });
        return m_server->listen(QHostAddress::LocalHost) ? m_server->serverPort() : std::uint16_t{0};
    }

private:
    void accept()
    {
        while (QTcpSocket *socket = m_server->nextPendingConnection()) {
            if (m_lanes.size() >= Tunnel::kMostConnections) {
                socket->abort();
                socket->deleteLater();
                continue;
            }
            m_lanes.push_back(std::make_unique<Lane>(m_way, socket, m_state));
            m_lanes.back()->onOver = [this](Lane *lane) {
                std::erase_if(m_lanes, [lane](const auto &one) { return one.get() == lane; });
            };
        }
    }

    const Way m_way;
    TunnelState &m_state;
    std::unique_ptr<QTcpServer> m_server;
    std::vector<std::unique_ptr<Lane>> m_lanes;
};

} // namespace

class Tunnel::Impl {
public:
    Impl(Way way, Bytes authority) : m_place(way.place), m_authority(std::move(authority))
    {
        auto *listener = new Listener(std::move(way), m_state);
        listener->moveToThread(&m_thread);
        QObject::connect(&m_thread, &QThread::finished, listener, &QObject::deleteLater); // on that thread
        std::promise<std::uint16_t> listening;
        QObject::connect(&m_thread, &QThread::started, listener, [listener, &listening] { listening.set_value(listener->listen()); });
        m_thread.setObjectName(QStringLiteral("bedside-tunnel"));
        m_thread.start();
        m_port = listening.get_future().get();
    }
    ~Impl()
    {
        m_thread.quit();
        m_thread.wait();
    }

    const ServerAddress m_place;
    const Bytes m_authority;
    TunnelState m_state;
    std::uint16_t m_port = 0;

private:
    QThread m_thread;
};

Tunnel::Tunnel(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
Tunnel::~Tunnel() = default;

Result<std::unique_ptr<Tunnel>> Tunnel::open(std::unique_ptr<Impl> impl)
{
    if (impl->m_port == 0)
        return Error(ErrorCode::InputOutput, "tunnel port");
    return std::unique_ptr<Tunnel>(new Tunnel(std::move(impl)));
}

Result<std::unique_ptr<Tunnel>> Tunnel::toRelay(ServerAddress relay, Bytes authority)
{
    Way way{std::move(relay), false, authority.empty() ? std::string() : toPem({authority})};
    return open(std::make_unique<Impl>(std::move(way), std::move(authority)));
}

Result<std::unique_ptr<Tunnel>> Tunnel::throughProxy(ServerAddress server)
{
    return open(std::make_unique<Impl>(Way{std::move(server), true, {}}, Bytes()));
}

const ServerAddress &Tunnel::place() const { return m_impl->m_place; }
const Bytes &Tunnel::authority() const { return m_impl->m_authority; }
std::uint16_t Tunnel::port() const { return m_impl->m_port; }
int Tunnel::connections() const { return m_impl->m_state.connections; }

std::optional<Error> Tunnel::failure() const
{
    const std::lock_guard lock(m_impl->m_state.mutex);
    return m_impl->m_state.failure;
}

} // namespace bedside::net
