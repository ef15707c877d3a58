// SPDX-License-Identifier: Apache-2.0
#include "core/net/relay_check.h"

#include "core/net/tunnel.h"

#include <QElapsedTimer>
#include <QTcpSocket>
#include <QTimer>
#include <QUdpSocket>
#include <algorithm>

namespace bedside::net {
namespace {

constexpr std::uint16_t kRequestedTransport = 0x0019; // RFC 8656 section 18
constexpr std::uint8_t kUdpProtocol = 17;
constexpr std::size_t kMostAnswer = 1500;
constexpr int kAgainMs = 500; // over UDP either may get lost

} // namespace

bool isAllocateAnswer(ByteSpan message, const TransactionId &id)
{
    const auto header = readStunMessage(message);
    return header && (header->type == kAllocateSuccess || header->type == kAllocateError) && header->id == id;
}

class RelayCheck::Impl : public QObject {
public:
    Impl(ServerAddress relay, RelayWay way, Bytes authority, const TransactionId &id, Milliseconds timeout,
         std::function<void(Result<Milliseconds>)> done)
        : m_done(std::move(done)), m_id(id)
    {
        m_limit.setSingleShot(true);
        connect(&m_limit, &QTimer::timeout, this, [this] { finish(failureOr(Error(ErrorCode::TimedOut, "relay"))); });
        m_limit.start(static_cast<int>(timeout.count()));
        m_time.start();
        if (way == RelayWay::Tls) {
            auto tunnel = Tunnel::toRelay(relay, std::move(authority));
            if (!tunnel.ok()) {
                finish(tunnel.error());
                return;
            }
            m_tunnel = std::move(tunnel).value();
            relay = {"127.0.0.1", m_tunnel->port()};
        }
        if (way == RelayWay::Udp)
            m_socket = std::make_unique<QUdpSocket>();
        else
            m_socket = std::make_unique<QTcpSocket>();
        connect(m_socket.get(), &QAbstractSocket::connected, this, [this] { ask(); });
        connect(m_socket.get(), &QAbstractSocket::readyRead, this, [this] { read(); });
        connect(m_socket.get(), &QAbstractSocket::disconnected, this, [this] { finish(failureOr(Error(ErrorCode::ServerUnreachable, "relay"))); });
        connect(m_socket.get(), &QAbstractSocket::errorOccurred, this, [this](QAbstractSocket::SocketError error) {
            // One of several addresses, or a datagram that found nobody: the next may. The time limit ends it.
            if (m_socket->state() == QAbstractSocket::UnconnectedState)
                finish(failureOr(Error(ErrorCode::ServerUnreachable, "relay", error)));
        });
        if (way == RelayWay::Udp) {
            connect(&m_again, &QTimer::timeout, this, [this] { ask(); });
            m_again.start(kAgainMs);
        }
        m_socket->connectToHost(QString::fromStdString(relay.host), relay.port);
    }
    ~Impl() override
    {
        if (m_socket)
            m_socket->disconnect(this);
    }

private:
    void ask()
    {
        if (m_socket->state() != QAbstractSocket::ConnectedState)
            return;
        const Bytes request = stunMessage(kAllocateRequest, m_id, kRequestedTransport, Bytes{kUdpProtocol, 0, 0, 0});
        m_socket->write(reinterpret_cast<const char *>(request.data()), static_cast<qint64>(request.size()));
    }

    void read()
    {
        if (auto *datagrams = qobject_cast<QUdpSocket *>(m_socket.get())) {
            while (datagrams->hasPendingDatagrams()) {
                Bytes datagram(static_cast<std::size_t>(std::max<qint64>(datagrams->pendingDatagramSize(), 0)));
                const qint64 size = datagrams->readDatagram(reinterpret_cast<char *>(datagram.data()), static_cast<qint64>(datagram.size()));
                if (size < 0)
                    return; // a refusal that came back by ICMP
                if (isAllocateAnswer(ByteSpan(datagram).first(static_cast<std::size_t>(size)), m_id))
                    return finish(Milliseconds(m_time.elapsed()));
            }
            return; // others may send to this port
        }
        const QByteArray more = m_socket->read(static_cast<qint64>(kMostAnswer - m_answer.size()));
        m_answer.insert(m_answer.end(), more.begin(), more.end());
        const auto size = stunMessageSize(m_answer);
        if (m_answer.size() < kMostAnswer && (!size || m_answer.size() < *size))
            return;
        const bool answered = size && *size <= m_answer.size() && isAllocateAnswer(ByteSpan(m_answer).first(*size), m_id);
        finish(answered ? Result<Milliseconds>(Milliseconds(m_time.elapsed())) : Error(ErrorCode::Malformed, "not a relay"));
    }

    // What the tunnel knows better: it closes its end whatever happened beyond.
    Error failureOr(Error otherwise) const
    {
        const auto failure = m_tunnel ? m_tunnel->failure() : std::nullopt;
        return failure.value_or(otherwise);
    }

    // Later: `done` may destroy this, and we may be inside a signal of the socket's.
    void finish(Result<Milliseconds> result)
    {
        if (std::exchange(m_finished, true))
            return;
        m_limit.stop();
        m_again.stop();
        QMetaObject::invokeMethod(
            this,
            [this, result] {
                const auto done = m_done;
                done(result);
            },
            Qt::QueuedConnection);
    }

    std::function<void(Result<Milliseconds>)> m_done;
    const TransactionId m_id;
    QElapsedTimer m_time;
    QTimer m_limit, m_again;
    std::unique_ptr<Tunnel> m_tunnel;
    std::unique_ptr<QAbstractSocket> m_socket;
    Bytes m_answer;
    bool m_finished = false;
};

RelayCheck::RelayCheck(ServerAddress relay, RelayWay way, Bytes authority, const TransactionId &id, Milliseconds timeout,
                       std::function<void(Result<Milliseconds>)> done)
    : m_impl(std::make_unique<Impl>(std::move(relay), way, std::move(authority), id, timeout, std::move(done)))
{
}

RelayCheck::~RelayCheck() = default;

} // namespace bedside::net
