// SPDX-License-Identifier: Apache-2.0
#include "core/net/relay_tunnel.h"

#include "core/base/log.h"
#include "core/net/curl_loop.h"
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
constexpr qint64 kMostWaiting = 256 * 1024; // for a libnice that does not read, and as much for the relay

// What the threads share.
struct TunnelState {
    std::atomic<int> connections{0};
    std::mutex mutex;
    std::optional<Error> failure;
};

// One connection of libnice's and the one to the relay that belongs to it. Of the tunnel's thread.
class Lane : public QObject {
public:
    Lane(const ServerAddress &relay, const std::string &ca, QTcpSocket *local, TunnelState &state);
    ~Lane() override;

    std::function<void(Lane *)> onOver; // called later, once

private:
    void onConnected(int code);
    void toRelay();
    void fromRelay();
    void over();

    TunnelState &m_state;
    std::unique_ptr<QTcpSocket> m_local;
    CURL *m_easy = nullptr;
    std::unique_ptr<QSocketNotifier> m_readable, m_writable; // null until connected
    Bytes m_pending;                                         // for the relay
    bool m_over = false;
    CurlLoop m_loop; // of one handle: curl closes what is idle in a loop when something else connects
};

Lane::Lane(const ServerAddress &relay, const std::string &ca, QTcpSocket *local, TunnelState &state)
    : m_state(state), m_local(local), m_easy(curl_easy_init()), m_loop([this](CURL *, int code) { onConnected(code); })
{
    ++m_state.connections;
    m_local->setParent(nullptr);
    m_local->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_local->setReadBufferSize(kMostWaiting);
    connect(m_local.get(), &QTcpSocket::readyRead, this, [this] { toRelay(); });
    connect(m_local.get(), &QTcpSocket::bytesWritten, this, [this] {
        if (m_readable && !m_readable->isEnabled())
            fromRelay();
    });
    connect(m_local.get(), &QTcpSocket::disconnected, this, [this] { over(); });
    const std::string url = "https://" + relay.urlHost() + ':' + std::to_string(relay.port);
    curl_easy_setopt(m_easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(m_easy, CURLOPT_PROTOCOLS_STR, "https");
    curl_easy_setopt(m_easy, CURLOPT_CONNECT_ONLY, 1L);
    curl_easy_setopt(m_easy, CURLOPT_CONNECTTIMEOUT_MS, kConnectTimeoutMs);
    curl_easy_setopt(m_easy, CURLOPT_NOSIGNAL, 1L);
    answerProxyThatNegotiates(m_easy);
    curl_easy_setopt(m_easy, CURLOPT_SSLVERSION,
                     static_cast<long>(CURL_SSLVERSION_TLSv1_2)); // coturn 4.6 has no newer one
    curl_easy_setopt(m_easy, CURLOPT_SSL_ENABLE_ALPN, 0L);        // no HTTP follows
    curl_easy_setopt(m_easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(m_easy, CURLOPT_SSL_VERIFYHOST, 2L);
    if (ca.empty()) {
        curl_easy_setopt(m_easy, CURLOPT_SSL_OPTIONS, static_cast<long>(CURLSSLOPT_NATIVE_CA));
    } else {
        curl_blob blob{const_cast<char *>(ca.data()), ca.size(), CURL_BLOB_COPY};
        curl_easy_setopt(m_easy, CURLOPT_CAINFO_BLOB, &blob);
        curl_easy_setopt(m_easy, CURLOPT_CAPATH, nullptr);
    }
    if (!m_loop.add(m_easy))
        onConnected(CURLE_OUT_OF_MEMORY);
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
        logEvent(LogLevel::Warning, "relay.tunnel-failed", {{"error", errorOfCurl(m_easy, code)}});
        return over();
    }
    m_readable = std::make_unique<QSocketNotifier>(static_cast<qintptr>(socket), QSocketNotifier::Read);
    m_writable = std::make_unique<QSocketNotifier>(static_cast<qintptr>(socket), QSocketNotifier::Write);
    connect(m_readable.get(), &QSocketNotifier::activated, this, [this] { fromRelay(); });
    connect(m_writable.get(), &QSocketNotifier::activated, this, [this] { toRelay(); });
    toRelay();
    fromRelay();
}

void Lane::toRelay()
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

void Lane::fromRelay()
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
        this, [this] { fromRelay(); }, Qt::QueuedConnection);
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
    Listener(const ServerAddress &relay, const Bytes &authority, TunnelState &state)
        : m_relay(relay), m_ca(authority.empty() ? std::string() : toPem({authority})), m_state(state)
    {
    }

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
            if (m_lanes.size() >= RelayTunnel::kMostConnections) {
                socket->abort();
                socket->deleteLater();
                continue;
            }
            m_lanes.push_back(std::make_unique<Lane>(m_relay, m_ca, socket, m_state));
            m_lanes.back()->onOver = [this](Lane *lane) {
                std::erase_if(m_lanes, [lane](const auto &one) { return one.get() == lane; });
            };
        }
    }

    const ServerAddress m_relay;
    const std::string m_ca;
    TunnelState &m_state;
    std::unique_ptr<QTcpServer> m_server;
    std::vector<std::unique_ptr<Lane>> m_lanes;
};

} // namespace

class RelayTunnel::Impl {
public:
    Impl(ServerAddress relay, Bytes authority) : m_relay(std::move(relay)), m_authority(std::move(authority))
    {
        auto *listener = new Listener(m_relay, m_authority, m_state);
        listener->moveToThread(&m_thread);
        QObject::connect(&m_thread, &QThread::finished, listener, &QObject::deleteLater); // on that thread
        std::promise<std::uint16_t> listening;
        QObject::connect(&m_thread, &QThread::started, listener, [listener, &listening] { listening.set_value(listener->listen()); });
        m_thread.setObjectName(QStringLiteral("bedside-relay"));
        m_thread.start();
        m_port = listening.get_future().get();
    }
    ~Impl()
    {
        m_thread.quit();
        m_thread.wait();
    }

    const ServerAddress m_relay;
    const Bytes m_authority;
    TunnelState m_state;
    std::uint16_t m_port = 0;

private:
    QThread m_thread;
};

RelayTunnel::RelayTunnel(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
RelayTunnel::~RelayTunnel() = default;

Result<std::unique_ptr<RelayTunnel>> RelayTunnel::open(ServerAddress relay, Bytes authority)
{
    auto impl = std::make_unique<Impl>(std::move(relay), std::move(authority));
    if (impl->m_port == 0)
        return Error(ErrorCode::InputOutput, "tunnel port");
    return std::unique_ptr<RelayTunnel>(new RelayTunnel(std::move(impl)));
}

const ServerAddress &RelayTunnel::relay() const { return m_impl->m_relay; }
const Bytes &RelayTunnel::authority() const { return m_impl->m_authority; }
std::uint16_t RelayTunnel::port() const { return m_impl->m_port; }
int RelayTunnel::connections() const { return m_impl->m_state.connections; }

std::optional<Error> RelayTunnel::failure() const
{
    const std::lock_guard lock(m_impl->m_state.mutex);
    return m_impl->m_state.failure;
}

} // namespace bedside::net
