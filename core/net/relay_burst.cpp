// SPDX-License-Identifier: Apache-2.0
#include "core/net/relay_burst.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QUdpSocket>
#include <algorithm>

namespace bedside::net {
namespace {

using std::chrono::microseconds;

// RFC 8489 section 14.14. With its 120 octets a request has 144: a packet of sound that is sealed twice.
constexpr std::uint16_t kSoftware = 0x8022;
constexpr std::size_t kSoftwareBytes = 120;
constexpr Milliseconds kNameTime{4'000}; // to find the relay's address

TransactionId numbered(TransactionId id, std::size_t number)
{
    id[10] = static_cast<std::uint8_t>(number >> 8);
    id[11] = static_cast<std::uint8_t>(number);
    return id;
}

std::string softwareText()
{
    std::string text = "bedside";
    text.resize(kSoftwareBytes, ' ');
    return text;
}

} // namespace

std::optional<std::size_t> answeredRequest(ByteSpan message, const TransactionId &id, std::size_t count)
{
    const auto header = readStunMessage(message);
    if (!header || (header->type != kBindingSuccess && header->type != kBindingError))
        return std::nullopt;
    const std::size_t number = std::size_t{header->id[10]} << 8 | header->id[11];
    if (number >= count || header->id != numbered(id, number))
        return std::nullopt;
    return number;
}

std::optional<UdpQuality> qualityOf(std::span<const std::optional<microseconds>> roundTrips)
{
    std::vector<microseconds> answered;
    for (const auto &trip : roundTrips) {
        if (trip)
            answered.push_back(*trip);
    }
    if (answered.empty())
        return std::nullopt;
    microseconds differences{0};
    for (std::size_t i = 1; i < answered.size(); ++i)
        differences += std::chrono::abs(answered[i] - answered[i - 1]);
    UdpQuality quality;
    quality.lossPercent =
        100.0 * static_cast<double>(roundTrips.size() - answered.size()) / static_cast<double>(roundTrips.size());
    if (answered.size() > 1)
        quality.jitter = differences / static_cast<std::int64_t>(answered.size() - 1);
    const auto middle = answered.begin() + static_cast<std::ptrdiff_t>(answered.size() / 2);
    std::nth_element(answered.begin(), middle, answered.end());
    quality.roundTrip = *middle;
    return quality;
}

class RelayBurst::Impl : public QObject {
public:
    Impl(ServerAddress relay, const TransactionId &id, const BurstPlan &plan,
         std::function<void(Result<UdpQuality>)> done)
        : m_done(std::move(done)), m_id(id), m_plan(plan)
    {
        m_end.setSingleShot(true);
        m_next.setTimerType(Qt::PreciseTimer);
        connect(&m_end, &QTimer::timeout, this, [this] { finish(); });
        connect(&m_next, &QTimer::timeout, this, [this] { sendNext(); });
        connect(&m_socket, &QUdpSocket::readyRead, this, [this] { read(); });
        connect(&m_socket, &QUdpSocket::connected, this, [this] {
            m_time.start();
            m_next.start(static_cast<int>(m_plan.apart.count()));
        });
        connect(&m_socket, &QUdpSocket::errorOccurred, this, [this](QAbstractSocket::SocketError error) {
            if (error == QAbstractSocket::HostNotFoundError)
                finish();
        });
        // The name, and as often as this computer wakes: less than the plan's time where it is not busy.
        m_end.start(static_cast<int>((kNameTime + 3 * m_plan.apart * m_plan.requests + m_plan.patience).count()));
        m_socket.connectToHost(QString::fromStdString(relay.host), relay.port);
    }
    ~Impl() override { m_socket.disconnect(this); }

private:
    void sendNext()
    {
        const Bytes request =
            stunMessage(kBindingRequest, numbered(m_id, m_sent.size()), kSoftware, asBytes(softwareText()));
        m_sent.push_back(now());
        m_roundTrips.emplace_back();
        // What could not be sent is lost, as on the way.
        m_socket.write(reinterpret_cast<const char *>(request.data()), static_cast<qint64>(request.size()));
        if (m_sent.size() < m_plan.requests)
            return;
        m_next.stop();
        m_end.start(static_cast<int>(m_plan.patience.count()));
    }

    void read()
    {
        while (!m_finished && m_socket.hasPendingDatagrams()) {
            Bytes datagram(static_cast<std::size_t>(std::max<qint64>(m_socket.pendingDatagramSize(), 0)));
            const qint64 size =
                m_socket.readDatagram(reinterpret_cast<char *>(datagram.data()), static_cast<qint64>(datagram.size()));
            if (size < 0)
                break; // a refusal that came back by ICMP
            const auto number =
                answeredRequest(ByteSpan(datagram).first(static_cast<std::size_t>(size)), m_id, m_sent.size());
            if (!number || m_roundTrips[*number])
                continue;
            m_roundTrips[*number] = now() - m_sent[*number];
            ++m_answered;
        }
        if (m_answered == m_plan.requests)
            finish();
    }

    // Later: `done` may destroy this, and we may be inside a signal of the socket's.
    void finish()
    {
        if (std::exchange(m_finished, true))
            return;
        m_next.stop();
        m_end.stop();
        QMetaObject::invokeMethod(
            this,
            [this] {
                const auto quality = qualityOf(m_roundTrips);
                const auto done = m_done;
                done(quality ? Result<UdpQuality>(*quality)
                             : Error(m_sent.empty() ? ErrorCode::ServerUnreachable : ErrorCode::TimedOut, "relay"));
            },
            Qt::QueuedConnection);
    }

    microseconds now() const { return microseconds(m_time.nsecsElapsed() / 1'000); }

    std::function<void(Result<UdpQuality>)> m_done;
    const TransactionId m_id;
    const BurstPlan m_plan;
    QElapsedTimer m_time;
    QTimer m_next, m_end;
    QUdpSocket m_socket;
    std::vector<microseconds> m_sent;
    std::vector<std::optional<microseconds>> m_roundTrips;
    std::size_t m_answered = 0;
    bool m_finished = false;
};

RelayBurst::RelayBurst(ServerAddress relay, const TransactionId &id, const BurstPlan &plan,
                       std::function<void(Result<UdpQuality>)> done)
    : m_impl(std::make_unique<Impl>(std::move(relay), id, plan, std::move(done)))
{
}

RelayBurst::~RelayBurst() = default;

} // namespace bedside::net
