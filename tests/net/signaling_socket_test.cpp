// SPDX-License-Identifier: Apache-2.0
#include "core/net/signaling_socket.h"
#include "tests/net/connect_proxy.h"
#include "tests/net/tls_fixture.h"

#include <QWebSocket>
#include <QWebSocketServer>
#include <QtTest>

using namespace bedside;
using namespace bedside::net;

namespace {

class FrameServer {
public:
    explicit FrameServer(const QString &certificate, quint16 port = 0)
        : m_server(QStringLiteral("test"), QWebSocketServer::SecureMode)
    {
        m_server.setSslConfiguration(test::tlsOf(certificate));
        m_server.listen(QHostAddress::LocalHost, port);
        QObject::connect(&m_server, &QWebSocketServer::newConnection, &m_server, [this] {
            QWebSocket *socket = m_server.nextPendingConnection();
            sockets.push_back(socket);
            QObject::connect(socket, &QWebSocket::binaryMessageReceived, socket,
                             [this](const QByteArray &message) { received.push_back(message); });
        });
    }
    ~FrameServer() { qDeleteAll(sockets); }
    ServerAddress address() const { return {"127.0.0.1", m_server.serverPort()}; }

    std::vector<QByteArray> received;
    QList<QWebSocket *> sockets;

private:
    QWebSocketServer m_server;
};

} // namespace

class SignalingSocketTest : public QObject {
    Q_OBJECT
private:
    int m_tickets = 0;
    std::vector<Bytes> m_frames;
    std::optional<Error> m_error;
    std::function<void()> m_onOpen;
    std::vector<std::string> m_local; // this computer's addresses
    std::function<void(Result<Bytes>)> m_askedFor; // the ticket, where it is to be given by hand
    bool m_byHand = false;

    std::unique_ptr<SignalingSocket> socketTo(const ServerAddress &address, std::optional<Error> ticketError = std::nullopt)
    {
        SignalingSocket::Listener listener;
        listener.onState = [this](SocketState, std::optional<Error> error) { m_error = error ? error : m_error; };
        listener.onFrame = [this](ByteSpan frame) { m_frames.push_back(toBytes(frame)); };
        listener.onOpen = [this] { m_onOpen ? m_onOpen() : void(); };
        auto socket = std::make_unique<SignalingSocket>(
            address, "/v1/socket",
            [this, ticketError](std::function<void(Result<Bytes>)> done) {
                ++m_tickets;
                if (m_byHand)
                    m_askedFor = done;
                else
                    ticketError ? done(*ticketError) : done(Bytes{'t', std::uint8_t('0' + m_tickets)});
            },
            std::move(listener), [this] { return m_local; });
        socket->setPins(test::pinsTo({QStringLiteral("current"), QStringLiteral("next")}));
        return socket;
    }

private Q_SLOTS:
    void init()
    {
        m_tickets = 0;
        m_frames.clear();
        m_error.reset();
        m_onOpen = nullptr;
        m_askedFor = nullptr;
        m_byHand = false;
        m_local = {"127.0.0.1", "192.0.2.1"};
        for (const char *name : {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"})
            qunsetenv(name);
    }
    void sendsTicketThenResumeThenWhatWaited()
    {
        FrameServer server(QStringLiteral("current"));
        auto socket = socketTo(server.address());
        m_onOpen = [&] { QVERIFY(socket->send(Bytes{'r'}).ok()); };
        socket->start();
        QTRY_COMPARE(m_tickets, 1);
        QVERIFY(socket->send(Bytes{'q'}).ok());
        QTRY_COMPARE(server.received.size(), std::size_t(3));
        QCOMPARE(server.received[0], QByteArray("t1"));
        QCOMPARE(server.received[1], QByteArray("r"));
        QCOMPARE(server.received[2], QByteArray("q"));
        server.sockets[0]->sendBinaryMessage("hello");
        QTRY_COMPARE(m_frames.size(), std::size_t(1));
        QVERIFY(equalBytes(m_frames[0], asBytes("hello")));
    }
    void sendsNothingToAnotherCertificate()
    {
        FrameServer server(QStringLiteral("other"));
        auto socket = socketTo(server.address());
        QVERIFY(!socket->send(Bytes{'q'}).ok());
        socket->start();
        QTRY_VERIFY(m_error.has_value());
        QVERIFY(m_error->code() == ErrorCode::ServerCertificateChanged);
        QVERIFY(socket->state() == SocketState::Stopped);
        QTest::qWait(50);
        QVERIFY(server.received.empty());
    }
    void connectsWhileTheTicketIsFetched()
    {
        FrameServer server(QStringLiteral("current"));
        auto socket = socketTo(server.address());
        m_byHand = true;
        socket->start();
        QTRY_COMPARE(server.sockets.size(), 1);
        QVERIFY(m_tickets == 1 && socket->state() == SocketState::Connecting && server.received.empty());
        m_askedFor(Bytes{'t'});
        QTRY_COMPARE(server.received.size(), std::size_t(1));
        QCOMPARE(server.sockets.size(), 1);
    }
    void asksAgainWhereTheServerDoesNotWaitForTheTicket()
    {
        FrameServer server(QStringLiteral("current"));
        auto socket = socketTo(server.address());
        m_byHand = true;
        socket->start();
        QTRY_COMPARE(server.sockets.size(), 1);
        QTest::qWait(50); // connected on this side, too
        server.sockets[0]->abort();
        QTRY_COMPARE(m_tickets, 2);
        QVERIFY(m_error && m_error->code() == ErrorCode::ConnectionLost);
        m_askedFor(Bytes{'t'});
        QTRY_COMPARE(server.received.size(), std::size_t(1));
    }
    void sendsNoLateTicketToAnotherCertificate()
    {
        FrameServer server(QStringLiteral("other"));
        auto socket = socketTo(server.address());
        m_byHand = true;
        socket->start();
        QTRY_COMPARE(server.sockets.size(), 1);
        m_askedFor(Bytes{'t'});
        QTRY_VERIFY(socket->state() == SocketState::Stopped);
        QVERIFY(m_error && m_error->code() == ErrorCode::ServerCertificateChanged);
        QTest::qWait(50);
        QVERIFY(server.received.empty());
    }
    void comesBackWithAFreshTicket()
    {
        FrameServer server(QStringLiteral("current"));
        auto socket = socketTo(server.address());
        socket->start();
        QTRY_COMPARE(server.received.size(), std::size_t(1));
        server.sockets[0]->abort();
        QTRY_VERIFY(m_error && m_error->code() == ErrorCode::ConnectionLost);
        QVERIFY(socket->send(Bytes{'q'}).ok());
        QTRY_COMPARE(server.received.size(), std::size_t(3));
        QCOMPARE(server.received[1], QByteArray("t2"));
        QCOMPARE(server.received[2], QByteArray("q"));
    }
    void keepsTryingWhileNobodyAnswers()
    {
        quint16 port = 0;
        {
            FrameServer gone(QStringLiteral("current"));
            port = gone.address().port;
        }
        auto socket = socketTo({"127.0.0.1", port});
        socket->start();
        QTRY_VERIFY(m_tickets >= 2);
        QVERIFY(m_error->code() == ErrorCode::ServerUnreachable);
        FrameServer back(QStringLiteral("current"), port);
        QTRY_COMPARE_WITH_TIMEOUT(back.received.size(), std::size_t(1), 10'000);
    }
    void leavesAnAddressThatIsGone()
    {
        FrameServer server(QStringLiteral("current"));
        auto socket = socketTo(server.address());
        socket->start();
        QTRY_COMPARE(server.received.size(), std::size_t(1));
        m_local = {"127.0.0.1"}; // another one than it uses
        QTest::qWait(1200);
        QVERIFY(socket->state() == SocketState::Open && m_tickets == 1);
        m_local = {"192.0.2.2"}; // nobody has closed the connection
        QTRY_COMPARE(server.received.size(), std::size_t(2));
        QCOMPARE(server.received[1], QByteArray("t2"));
        QVERIFY(m_error && m_error->code() == ErrorCode::ConnectionLost);
    }
    void waitsNoLongerOnceTheNetworkIsAnother()
    {
        auto socket = socketTo({"127.0.0.1", 1}, Error(ErrorCode::ServerUnreachable));
        socket->start();
        QTRY_VERIFY_WITH_TIMEOUT(m_tickets >= 5, 20'000); // it waits 8 to 16 s now
        const int before = m_tickets;
        m_local = {"127.0.0.1", "192.0.2.2"};
        QTRY_VERIFY_WITH_TIMEOUT(m_tickets > before, 4'000);
    }
    void goesThroughTheProxyOfTheRequestsWithItsPassword()
    {
        FrameServer server(QStringLiteral("current"));
        test::ConnectProxy proxy;
        auto socket = socketTo(server.address());
        {
            const test::Environment wrong("https_proxy", "http://nurse:wrong@127.0.0.1:" + QByteArray::number(proxy.port()));
            socket->start();
            QTRY_VERIFY(proxy.refused > 0);
            QTRY_VERIFY(m_error && m_error->code() == ErrorCode::ProxyRefused);
            QVERIFY(server.received.empty());
        }
        const test::Environment right("https_proxy", "nurse:s%33cret@127.0.0.1:" + QByteArray::number(proxy.port()));
        QTRY_COMPARE_WITH_TIMEOUT(server.received.size(), std::size_t(1), 20'000);
        QCOMPARE(proxy.passed, 1);
        QVERIFY(socket->send(Bytes{'l'}).ok());
        socket->stop(); // what was said last arrives
        socket.reset();
        QTRY_COMPARE(server.received.size(), std::size_t(2));
    }
    void goesWithoutAProxyWhereTheEnvironmentSaysSo()
    {
        FrameServer server(QStringLiteral("current"));
        const test::Environment proxy("https_proxy", "http://127.0.0.1:1");
        const test::Environment exempt("no_proxy", "example.org, 127.0.0.1");
        auto socket = socketTo(server.address());
        socket->start();
        QTRY_COMPARE(server.received.size(), std::size_t(1));
    }
    void stopsWhenTheTicketIsRefusedForGood()
    {
        FrameServer server(QStringLiteral("current"));
        auto socket = socketTo(server.address(), Error(ErrorCode::LinkSpent));
        socket->start();
        QTRY_VERIFY(m_error.has_value());
        QTest::qWait(700);
        QCOMPARE(m_tickets, 1);
        QVERIFY(socket->state() == SocketState::Stopped);
    }
    void triesAgainWhenTheTicketFailsForNow()
    {
        FrameServer server(QStringLiteral("current"));
        auto socket = socketTo(server.address(), Error(ErrorCode::TimedOut));
        socket->start();
        QTRY_VERIFY(m_tickets >= 2);
    }
    void boundsWhatItKeeps()
    {
        FrameServer server(QStringLiteral("current"));
        auto socket = socketTo(server.address(), Error(ErrorCode::TimedOut));
        socket->start();
        QTRY_VERIFY(m_tickets >= 1);
        QVERIFY(!socket->send(Bytes(1024 * 1024 + 1)).ok());
        int kept = 0;
        while (socket->send(Bytes(16)).ok() && kept < 1000)
            ++kept;
        QCOMPARE(kept, 256);
    }
    void dropsATextOrOversizedMessage()
    {
        FrameServer server(QStringLiteral("current"));
        auto socket = socketTo(server.address());
        socket->start();
        QTRY_COMPARE(server.received.size(), std::size_t(1));
        server.sockets[0]->sendTextMessage(QStringLiteral("text"));
        server.sockets[0]->sendBinaryMessage(QByteArray(600 * 1024, 'x'));
        QTRY_VERIFY(m_error && m_error->code() == ErrorCode::ConnectionLost);
        QVERIFY(m_frames.empty());
    }
    void mayBeStoppedFromItsOwnCallbacks()
    {
        FrameServer server(QStringLiteral("current"));
        auto socket = socketTo(server.address());
        m_onOpen = [&] { socket->stop(); };
        socket->start();
        QTRY_VERIFY(m_tickets == 1 && socket->state() == SocketState::Stopped);
        QTest::qWait(50);
    }
    void backsOffWithoutEndAndWithoutOverflow()
    {
        QVERIFY(backOff(1, 0.0) == Milliseconds(250));
        QVERIFY(backOff(1, 1.0) == Milliseconds(500));
        QVERIFY(backOff(3, 1.0) == Milliseconds(2000));
        QVERIFY(backOff(1000, 1.0) == Milliseconds(30'000));
        QVERIFY(backOff(-5, 0.0) == Milliseconds(250));
    }
};

QTEST_GUILESS_MAIN(SignalingSocketTest)
#include "signaling_socket_test.moc"
