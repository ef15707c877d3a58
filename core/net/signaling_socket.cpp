// SPDX-License-Identifier: Apache-2.0
#include "core/net/signaling_socket.h"

#include "core/net/proxy.h"
#include "core/net/tunnel.h"

#include <QNetworkInterface>
#include <QNetworkProxy>
#include <QPointer>
#include <QRandomGenerator>
#include <QSslKey>
#include <QTimer>
#include <QWebSocket>
#include <algorithm>
#include <deque>

namespace bedside::net {
namespace {

constexpr std::size_t kMaxQueuedFrames = 256;
constexpr std::size_t kMaxQueuedBytes = 1024 * 1024;
constexpr quint64 kMaxMessage = 512 * 1024;  // over the largest frame: 256 KiB and its header
constexpr Milliseconds kAttempt{15'000};     // from ticket to open
constexpr Milliseconds kPing{15'000};        // an idle line is asked this often, and given up after twice that
constexpr Milliseconds kLook{250};           // at this computer's addresses
constexpr Milliseconds kFarewell{500};       // for what is sent last, through a proxy
constexpr Milliseconds kStable{10'000};      // open for so long: the next loss starts the back-off afresh

bool isFinal(ErrorCode code)
{
    switch (code) {
    case ErrorCode::SessionEnded:
    case ErrorCode::SignInRefused:
    case ErrorCode::NotAuthorized:
    case ErrorCode::Revoked:
    case ErrorCode::LinkExpired:
    case ErrorCode::LinkSpent:
    case ErrorCode::LinkUnknown:
    case ErrorCode::ServerCertificateChanged:
        return true;
    default:
        return false;
    }
}

std::string textOf(const QHostAddress &address)
{
    bool mapped = false; // ::ffff:192.0.2.1
    const quint32 four = address.toIPv4Address(&mapped);
    return (mapped ? QHostAddress(four) : address).toString().toStdString();
}

std::vector<std::string> systemAddresses()
{
    std::vector<std::string> out;
    for (const QHostAddress &address : QNetworkInterface::allAddresses())
        out.push_back(textOf(address));
    return out;
}

int toInt(Milliseconds time) { return static_cast<int>(time.count()); }

} // namespace

Milliseconds backOff(int attempt, double random01)
{
    const int doublings = std::clamp(attempt - 1, 0, 6);
    const double full = std::min(500.0 * (1 << doublings), 30'000.0);
    return Milliseconds(static_cast<std::int64_t>(full * (0.5 + 0.5 * random01)));
}

class SignalingSocket::Impl : public QObject {
public:
    Impl(ServerAddress address, std::string path, TicketSource tickets, Listener listener, LocalAddresses local)
        : m_address(std::move(address)), m_path(std::move(path)), m_tickets(std::move(tickets)),
          m_listener(std::move(listener)), m_local(local ? std::move(local) : LocalAddresses(systemAddresses))
    {
        for (QTimer *timer : {&m_retry, &m_attemptLimit, &m_stable})
            timer->setSingleShot(true);
        connect(&m_retry, &QTimer::timeout, this, [this] { attempt(); });
        connect(&m_attemptLimit, &QTimer::timeout, this, [this] { lose(Error(ErrorCode::TimedOut, "socket")); });
        connect(&m_stable, &QTimer::timeout, this, [this] { m_attempts = 0; });
        connect(&m_ping, &QTimer::timeout, this, [this] { ping(); });
        connect(&m_look, &QTimer::timeout, this, [this] { look(); });
    }
    ~Impl() override { dropSocket(); }

    void start();
    void stop();
    Result<void> send(Bytes frame);

    ServerPins m_pins;
    SocketState m_state = SocketState::Stopped;

private:
    void attempt();
    void connectSocket();
    void lose(Error error);
    void look();
    void openIfReady();
    void dropSocket();
    void enter(SocketState state, std::optional<Error> error = std::nullopt);
    bool isPinned() const;
    ErrorCode failure() const; // to connect
    void ping();
    void transmit(const Bytes &frame);

    ServerAddress m_address;
    std::string m_path;
    TicketSource m_tickets;
    Listener m_listener;
    LocalAddresses m_local;
    std::vector<std::string> m_addresses; // at the last look
    int m_attempts = 0;
    std::unique_ptr<Tunnel> m_tunnel; // where there is a proxy: Qt does not answer every kind
    std::unique_ptr<QWebSocket> m_socket;
    bool m_connected = false;          // m_socket is, to whom has not been judged yet
    std::optional<Bytes> m_firstFrame; // of this attempt
    std::deque<Bytes> m_queue;
    std::size_t m_queuedBytes = 0;
    std::uint64_t m_generation = 0; // an answer for an older attempt is dropped
    bool m_heard = true;
    QTimer m_retry;
    QTimer m_look;
    QTimer m_attemptLimit;
    QTimer m_stable;
    QTimer m_ping;
};

void SignalingSocket::Impl::enter(SocketState state, std::optional<Error> error)
{
    m_state = state;
    // A copy: the listener may destroy this from within its call.
    if (const auto onState = m_listener.onState)
        onState(state, error);
}

void SignalingSocket::Impl::dropSocket()
{
    ++m_generation;
    m_connected = false;
    m_firstFrame.reset();
    m_attemptLimit.stop();
    m_stable.stop();
    m_ping.stop();
    if (m_socket) {
        m_socket->disconnect(this);
        m_socket->abort();
        m_socket.release()->deleteLater(); // we may be inside one of its signals
    }
    m_tunnel.reset();
}

void SignalingSocket::Impl::lose(Error error)
{
    dropSocket();
    if (isFinal(error.code())) {
        m_look.stop();
        return enter(SocketState::Stopped, error);
    }
    m_retry.start(toInt(backOff(++m_attempts, QRandomGenerator::global()->generateDouble())));
    enter(SocketState::Waiting, error);
}

void SignalingSocket::Impl::start()
{
    m_attempts = 0;
    m_addresses = m_local();
    m_look.start(toInt(kLook));
    m_retry.start(0);
}

// A connection from an address that is gone is dead, whatever TCP still hopes for; and what did not get through before may
// get through over another network.
void SignalingSocket::Impl::look()
{
    const auto addresses = m_local();
    if (addresses == std::exchange(m_addresses, addresses) || m_state == SocketState::Stopped)
        return;
    m_attempts = 0;
    if (m_state == SocketState::Open) {
        if (std::find(addresses.begin(), addresses.end(), textOf(m_socket->localAddress())) != addresses.end())
            return;
        const QPointer<Impl> self(this);
        lose(Error(ErrorCode::ConnectionLost, "the address is gone"));
        if (!self || m_state != SocketState::Waiting)
            return;
    }
    m_retry.start(0);
}

void SignalingSocket::Impl::stop()
{
    m_retry.stop();
    m_look.stop();
    m_queue.clear();
    m_queuedBytes = 0;
    if (m_socket && m_state == SocketState::Open) {
        m_socket->disconnect(this);
        QWebSocket *leaving = m_socket.release();
        if (m_tunnel) { // what has been queued is written when Qt's loop turns
            QTimer::singleShot(kFarewell, leaving, [leaving, tunnel = std::shared_ptr(std::move(m_tunnel))] { leaving->deleteLater(); });
        } else {
            leaving->flush();
            leaving->close(); // queued frames before the close have been written
            leaving->deleteLater();
        }
    }
    dropSocket();
    m_state = SocketState::Stopped;
}

// The ticket is fetched while the socket connects, for each takes several times the way to the server and back.
void SignalingSocket::Impl::attempt()
{
    dropSocket();
    const QPointer<Impl> self(this);
    enter(SocketState::Connecting);
    if (!self || m_state != SocketState::Connecting)
        return;
    m_attemptLimit.start(toInt(kAttempt));
    const std::uint64_t generation = m_generation;
    connectSocket();
    if (!self || m_generation != generation)
        return;
    const auto tickets = m_tickets;
    tickets([self, generation](Result<Bytes> frame) {
        if (!self || self->m_generation != generation)
            return;
        if (!frame.ok())
            return self->lose(frame.error());
        self->m_firstFrame = std::move(frame).value();
        self->openIfReady();
    });
}

void SignalingSocket::Impl::connectSocket()
{
    m_socket = std::make_unique<QWebSocket>();
    m_socket->setMaxAllowedIncomingMessageSize(kMaxMessage);
    m_socket->setMaxAllowedIncomingFrameSize(kMaxMessage);
    m_socket->setProxy(QNetworkProxy::NoProxy);
    if (!proxyInUse(m_address.host).empty()) {
        auto tunnel = Tunnel::throughProxy(m_address);
        if (!tunnel.ok())
            return lose(tunnel.error());
        m_tunnel = std::move(tunnel).value();
        m_socket->setProxy({QNetworkProxy::HttpProxy, QStringLiteral("127.0.0.1"), m_tunnel->port()});
    }
    // The chain is judged by us, in openIfReady(): only the exact certificate of the statement passes.
    connect(m_socket.get(), &QWebSocket::sslErrors, this, [socket = m_socket.get()] { socket->ignoreSslErrors(); });
    connect(m_socket.get(), &QWebSocket::connected, this, [this] {
        m_connected = true;
        openIfReady();
    });
    // A refusal of the first of several addresses also says "disconnected": only what was connected is lost by it.
    // Until then the attempt's time limit and `error` decide.
    connect(m_socket.get(), &QWebSocket::disconnected, this, [this] {
        if (m_connected)
            lose(Error(ErrorCode::ConnectionLost, "socket"));
    });
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    constexpr auto kFailed = &QWebSocket::errorOccurred;
#else
    constexpr auto kFailed = qOverload<QAbstractSocket::SocketError>(&QWebSocket::error);
#endif
    connect(m_socket.get(), kFailed, this,
            [this](QAbstractSocket::SocketError error) {
                if (error != QAbstractSocket::UnfinishedSocketOperationError)
                    lose(Error(m_connected ? ErrorCode::ConnectionLost : failure(), "socket", error));
            });
    connect(m_socket.get(), &QWebSocket::pong, this, [this] { m_heard = true; });
    connect(m_socket.get(), &QWebSocket::binaryMessageReceived, this, [this](const QByteArray &message) {
        m_heard = true;
        const auto onFrame = m_listener.onFrame;
        if (m_state == SocketState::Open && onFrame)
            onFrame({reinterpret_cast<const std::uint8_t *>(message.constData()),
                     static_cast<std::size_t>(message.size())});
    });
    QUrl url;
    url.setScheme(QStringLiteral("wss"));
    url.setHost(QString::fromStdString(m_address.host));
    url.setPort(m_address.port);
    url.setPath(QString::fromStdString(m_path));
    m_socket->open(url);
}

ErrorCode SignalingSocket::Impl::failure() const
{
    const auto ofTunnel = m_tunnel ? m_tunnel->failure() : std::nullopt;
    return ofTunnel ? ofTunnel->code() : ErrorCode::ServerUnreachable;
}

bool SignalingSocket::Impl::isPinned() const
{
    const QByteArray der = m_socket->sslConfiguration().peerCertificate().toDer();
    const ByteSpan seen(reinterpret_cast<const std::uint8_t *>(der.constData()), static_cast<std::size_t>(der.size()));
    const bool known = std::any_of(m_pins.certificates.begin(), m_pins.certificates.end(),
                                   [&](const Bytes &certificate) { return equalBytes(certificate, seen); });
    const auto pin = keyPin(seen);
    return known && pin.ok() && std::find(m_pins.pins.begin(), m_pins.pins.end(), *pin) != m_pins.pins.end();
}

void SignalingSocket::Impl::openIfReady()
{
    if (!m_connected || !m_firstFrame)
        return;
    if (!isPinned())
        return lose(Error(ErrorCode::ServerCertificateChanged, "socket pin"));
    m_attemptLimit.stop();
    m_stable.start(toInt(kStable));
    m_heard = true;
    m_ping.start(toInt(kPing));
    transmit(*std::exchange(m_firstFrame, std::nullopt));
    const std::uint64_t generation = m_generation;
    const QPointer<Impl> self(this);
    const auto onOpen = m_listener.onOpen;
    enter(SocketState::Open);
    if (onOpen && self && m_generation == generation)
        onOpen();
    while (self && m_generation == generation && m_state == SocketState::Open && !m_queue.empty()) {
        transmit(m_queue.front());
        m_queuedBytes -= m_queue.front().size();
        m_queue.pop_front();
    }
}

void SignalingSocket::Impl::transmit(const Bytes &frame)
{
    m_socket->sendBinaryMessage(
        QByteArray(reinterpret_cast<const char *>(frame.data()), static_cast<qsizetype>(frame.size())));
}

void SignalingSocket::Impl::ping()
{
    if (!std::exchange(m_heard, false))
        return lose(Error(ErrorCode::ConnectionLost, "no pong"));
    m_socket->ping();
}

Result<void> SignalingSocket::Impl::send(Bytes frame)
{
    if (m_state == SocketState::Open) {
        if (static_cast<std::size_t>(m_socket->bytesToWrite()) + frame.size() > kMaxQueuedBytes)
            return Error(ErrorCode::TooLarge, "socket buffer");
        transmit(frame);
        return {};
    }
    if (m_state == SocketState::Stopped)
        return Error(ErrorCode::ConnectionLost, "socket stopped");
    if (m_queue.size() >= kMaxQueuedFrames || m_queuedBytes + frame.size() > kMaxQueuedBytes)
        return Error(ErrorCode::TooLarge, "socket queue");
    m_queuedBytes += frame.size();
    m_queue.push_back(std::move(frame));
    return {};
}

SignalingSocket::SignalingSocket(ServerAddress address, std::string path, TicketSource tickets, Listener listener,
                                 LocalAddresses local)
    : m_impl(std::make_unique<Impl>(std::move(address), std::move(path), std::move(tickets), std::move(listener), std::move(local)))
{
}

SignalingSocket::~SignalingSocket() = default;

void SignalingSocket::setPins(ServerPins pins) { m_impl->m_pins = std::move(pins); }
SocketState SignalingSocket::state() const { return m_impl->m_state; }
Result<void> SignalingSocket::send(Bytes frame) { return m_impl->send(std::move(frame)); }
void SignalingSocket::start() { m_impl->start(); }
void SignalingSocket::stop() { m_impl->stop(); }

} // namespace bedside::net
