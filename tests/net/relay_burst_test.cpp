// SPDX-License-Identifier: Apache-2.0
// The measure of UDP towards a relay: against a responder that loses, delays, doubles and confuses, and against coturn.
#include "core/net/relay_burst.h"
#include "core/net/relay_check.h"
#include "tests/support/turn_server.h"

#include <QNetworkDatagram>
#include <QTimer>
#include <QtTest>

using namespace bedside;
using namespace bedside::net;
using std::chrono::microseconds;
using test::TurnServer;

namespace {

constexpr TransactionId kId{9, 8, 7, 6, 5, 4, 3, 2, 1, 0};
constexpr BurstPlan kShort{20, Milliseconds(10), Milliseconds(2'000)};

Result<UdpQuality> measure(std::uint16_t port, const BurstPlan &plan = kShort)
{
    std::optional<Result<UdpQuality>> outcome;
    const RelayBurst burst({"127.0.0.1", port}, kId, plan, [&](Result<UdpQuality> result) { outcome = result; });
    if (!QTest::qWaitFor([&] { return outcome.has_value(); }, 30'000))
        return Error(ErrorCode::Internal, "no outcome");
    return *outcome;
}

TransactionId idOf(const QByteArray &request)
{
    TransactionId id;
    std::copy(request.begin() + 8, request.begin() + 20, id.begin());
    return id;
}

int numberOf(const QByteArray &request)
{
    return static_cast<std::uint8_t>(request[18]) << 8 | static_cast<std::uint8_t>(request[19]);
}

QByteArray answerTo(const QByteArray &request, std::uint16_t type = kBindingSuccess)
{
    const Bytes answer = stunMessage(type, idOf(request), 0x0020, Bytes(8)); // XOR-MAPPED-ADDRESS, of whatever address
    return QByteArray(reinterpret_cast<const char *>(answer.data()), static_cast<qsizetype>(answer.size()));
}

// Does with each request what the test says.
class Responder {
public:
    using Reply = std::function<void(const QByteArray &answer, int afterMs)>;
    using Act = std::function<void(const QByteArray &request, const Reply &reply)>;
    explicit Responder(const Act &act)
    {
        m_socket.bind(QHostAddress::LocalHost);
        QObject::connect(&m_socket, &QUdpSocket::readyRead, &m_socket, [this, act] {
            while (m_socket.hasPendingDatagrams()) {
                const QNetworkDatagram got = m_socket.receiveDatagram();
                requests << got.data();
                act(got.data(), [this, got](const QByteArray &answer, int afterMs) {
                    QTimer::singleShot(afterMs, Qt::PreciseTimer, &m_socket,
                                       [this, got, answer] { m_socket.writeDatagram(got.makeReply(answer)); });
                });
            }
        });
    }
    std::uint16_t port() const { return m_socket.localPort(); }
    QList<QByteArray> requests;

private:
    QUdpSocket m_socket;
};

} // namespace

class RelayBurstTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void countsWhatIsLost()
    {
        const Responder responder([](const QByteArray &request, const auto &reply) {
            if (numberOf(request) % 4 != 0)
                reply(answerTo(request), 0);
        });
        const auto quality = measure(responder.port());
        QVERIFY(quality.ok());
        QCOMPARE(quality->lossPercent, 25.0);
    }
    void asksInPacketsLikeThoseOfSound()
    {
        const Responder responder([](const QByteArray &request, const auto &reply) { reply(answerTo(request), 0); });
        QVERIFY(measure(responder.port()).ok());
        QCOMPARE(responder.requests.size(), qsizetype(20));
        for (int i = 0; i < responder.requests.size(); ++i) {
            const auto &request = responder.requests[i];
            QCOMPARE(request.size(), qsizetype(144));
            QCOMPARE(numberOf(request), i);
            const auto header =
                readStunMessage({reinterpret_cast<const std::uint8_t *>(request.data()), std::size_t(request.size())});
            QVERIFY(header && header->type == kBindingRequest &&
                    std::equal(kId.begin(), kId.begin() + 10, header->id.begin()));
        }
    }
    void measuresTheDelay()
    {
        const Responder responder([](const QByteArray &request, const auto &reply) {
            reply(answerTo(request, kBindingError), 60);
        });
        const auto quality = measure(responder.port());
        QVERIFY(quality.ok());
        QCOMPARE(quality->lossPercent, 0.0);
        QVERIFY2(quality->roundTrip >= microseconds(59'000), std::to_string(quality->roundTrip.count()).c_str());
    }
    void takesNothingForAnAnswerThatIsNone()
    {
        const Responder responder([](const QByteArray &request, const auto &reply) {
            if (numberOf(request) >= 10)
                return reply(QByteArray(40, 'x'), 0);
            for (int i = 0; i < 3; ++i)
                reply(answerTo(request), 0); // counts once
            reply(answerTo(request).chopped(1), 0);
            reply(answerTo(request, kAllocateError), 0);
            QByteArray other = answerTo(request);
            other[8] = 'x'; // somebody else's question
            reply(other, 0);
            other = answerTo(request);
            other[18] = char(0x7f); // one that was not asked
            reply(other, 0);
        });
        const auto quality = measure(responder.port());
        QVERIFY(quality.ok());
        QCOMPARE(quality->lossPercent, 50.0);
    }
    void waitsNoLongerThanSoundWould()
    {
        const Responder responder([](const QByteArray &request, const auto &reply) {
            reply(answerTo(request), numberOf(request) == 0 ? 5'000 : 0);
        });
        const auto quality = measure(responder.port(), {10, Milliseconds(10), Milliseconds(300)});
        QVERIFY(quality.ok() && quality->lossPercent >= 10.0);
    }
    void saysWhenNobodyAnswers()
    {
        const BurstPlan quick{5, Milliseconds(10), Milliseconds(200)};
        const Responder silent([](const QByteArray &, const auto &) {});
        QVERIFY(measure(silent.port(), quick).error().code() == ErrorCode::TimedOut);
        QCOMPARE(silent.requests.size(), qsizetype(5));
        QVERIFY(measure(TurnServer::freePort(), quick).error().code() == ErrorCode::TimedOut);
    }
    void saysWhenARelayHasNoAddress()
    {
        std::optional<Result<UdpQuality>> outcome;
        const RelayBurst nowhere({"no-such-host.invalid", 3478}, kId, kShort,
                                 [&](Result<UdpQuality> result) { outcome = result; });
        QTRY_VERIFY_WITH_TIMEOUT(outcome.has_value(), 30'000);
        QVERIFY(!outcome->ok() && outcome->error().code() == ErrorCode::ServerUnreachable);
    }
    void isNotCalledBackOnceDestroyed()
    {
        const Responder responder([](const QByteArray &request, const auto &reply) { reply(answerTo(request), 0); });
        bool called = false;
        auto burst = std::make_unique<RelayBurst>(ServerAddress{"127.0.0.1", responder.port()}, kId,
                                                  BurstPlan{500, Milliseconds(5), Milliseconds(50)},
                                                  [&](const Result<UdpQuality> &) { called = true; });
        QTRY_VERIFY(!responder.requests.isEmpty());
        burst.reset();
        QTest::qWait(150);
        QVERIFY(!called);
    }
    void measuresARealRelay()
    {
        TurnServer relay;
        QVERIFY2(relay.start(QStringLiteral(BEDSIDE_TLS_FIXTURES "/current")),
                 "turnserver (Debian: coturn) does not start");
        const auto quality = measure(relay.port());
        QVERIFY(quality.ok());
        QVERIFY(quality->lossPercent <= 50); // this computer may be busy
    }

    void reckonsWithWhatItHas_data()
    {
        QTest::addColumn<QList<int>>("trips"); // ms; -1: lost
        QTest::addColumn<double>("loss");
        QTest::addColumn<int>("roundTrip");
        QTest::addColumn<int>("jitter");
        QTest::newRow("even") << QList<int>{20, 20, 20} << 0.0 << 20 << 0;
        QTest::newRow("one") << QList<int>{-1, 7, -1, -1} << 75.0 << 7 << 0;
        QTest::newRow("a late one moves no median") << QList<int>{10, 10, 900, 10, 10} << 0.0 << 10 << 445;
        QTest::newRow("up and down") << QList<int>{10, 30, 10, 30} << 0.0 << 30 << 20;
        QTest::newRow("over a gap") << QList<int>{10, -1, 14, 12} << 25.0 << 12 << 3;
    }
    void reckonsWithWhatItHas()
    {
        QFETCH(QList<int>, trips);
        QFETCH(double, loss);
        QFETCH(int, roundTrip);
        QFETCH(int, jitter);
        std::vector<std::optional<microseconds>> measured;
        for (const int trip : trips)
            measured.push_back(trip < 0 ? std::nullopt : std::optional<microseconds>(Milliseconds(trip)));
        const auto quality = qualityOf(measured);
        QVERIFY(quality);
        QCOMPARE(quality->lossPercent, loss);
        QCOMPARE(int(quality->roundTrip.count()), roundTrip * 1000);
        QCOMPARE(int(quality->jitter.count()), jitter * 1000);
    }
    void knowsNothingWithoutAnAnswer()
    {
        QVERIFY(!qualityOf({}));
        QVERIFY(!qualityOf(std::vector<std::optional<microseconds>>(5)));
    }
    void readsOnlyWholeMessages()
    {
        const Bytes good = stunMessage(kBindingSuccess, kId, 0x8022, Bytes(5));
        QCOMPARE(good.size(), std::size_t(20 + 4 + 8));
        QVERIFY(readStunMessage(good) && readStunMessage(good)->type == kBindingSuccess &&
                readStunMessage(good)->id == kId);
        for (std::size_t size = 0; size < good.size(); ++size)
            QVERIFY(!readStunMessage(ByteSpan(good).first(size)));
        Bytes longer = good;
        longer.push_back(0);
        QVERIFY(!readStunMessage(longer));
        for (const std::size_t place : {2u, 3u, 4u, 7u, 22u, 23u}) { // length, cookie, the attribute's length
            Bytes changed = good;
            changed[place] ^= 0x40;
            QVERIFY2(!readStunMessage(changed), std::to_string(place).c_str());
        }
    }
};

QTEST_GUILESS_MAIN(RelayBurstTest)
#include "relay_burst_test.moc"
