// SPDX-License-Identifier: Apache-2.0
// The tunnel against servers that send back what they get, with and without a proxy in between.
#include "core/net/tunnel.h"
#include "tests/net/connect_proxy.h"
#include "tests/net/tls_fixture.h"

#include <QNetworkProxy>
#include <QSslServer>
#include <QtTest>

using namespace bedside;
using namespace bedside::net;
using test::ConnectProxy;
using test::Environment;

namespace {

constexpr int kWait = 20'000;

class EchoServer {
public:
    explicit EchoServer(const QString &certificate)
    {
        m_server.setSslConfiguration(test::tlsOf(certificate));
        m_server.listen(QHostAddress::LocalHost);
        QObject::connect(&m_server, &QSslServer::pendingConnectionAvailable, &m_server, [this] {
            QTcpSocket *socket = m_server.nextPendingConnection();
            sockets.push_back(socket);
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [socket] { socket->write(socket->readAll()); });
        });
    }
    std::uint16_t port() const { return m_server.serverPort(); }
    std::vector<QPointer<QTcpSocket>> sockets;

private:
    QSslServer m_server;
};

class PlainEcho {
public:
    PlainEcho()
    {
        m_server.listen(QHostAddress::LocalHost);
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
            QTcpSocket *socket = m_server.nextPendingConnection();
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
                received += socket->readAll();
                socket->write(received.mid(m_returned));
                m_returned = received.size();
            });
        });
    }
    std::uint16_t port() const { return m_server.serverPort(); }
    QByteArray received;

private:
    QTcpServer m_server;
    qsizetype m_returned = 0;
};

QByteArray pattern(int size)
{
    QByteArray out(size, Qt::Uninitialized);
    for (int i = 0; i < size; ++i)
        out[i] = static_cast<char>((i * 7 + i / 251) % 251);
    return out;
}

// What comes back of `sent`.
QByteArray echoed(QTcpSocket &socket, const QByteArray &sent)
{
    socket.write(sent);
    QByteArray seen;
    (void)QTest::qWaitFor(
        [&] {
            seen += socket.readAll();
            return seen.size() >= sent.size() || socket.state() == QAbstractSocket::UnconnectedState;
        },
        kWait);
    return seen;
}

std::unique_ptr<Tunnel> tunnelTo(std::uint16_t port, const QString &authority, const char *host = "localhost")
{
    return Tunnel::toRelay({host, port}, authority.isEmpty() ? Bytes() : test::derOf(authority)).value();
}

// Nothing reaches the server, and the connection here is closed.
void refuses(Tunnel &tunnel, const EchoServer &server, ErrorCode code)
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, tunnel.port());
    QVERIFY(echoed(socket, "to nobody").isEmpty());
    QVERIFY(QTest::qWaitFor([&] { return socket.state() == QAbstractSocket::UnconnectedState; }, kWait));
    QVERIFY(tunnel.failure());
    QCOMPARE(std::string(errorName(tunnel.failure()->code())), std::string(errorName(code)));
    QVERIFY(server.sockets.empty());
    QVERIFY(QTest::qWaitFor([&] { return tunnel.connections() == 0; }, kWait));
}

} // namespace

class TunnelTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        for (const char *name : {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"})
            qunsetenv(name);
    }
    void carriesBothWaysUnderTheRelaysCertificate()
    {
        EchoServer server(QStringLiteral("current"));
        const auto tunnel = tunnelTo(server.port(), QStringLiteral("current"));
        QTcpSocket one, other;
        for (QTcpSocket *socket : {&one, &other})
            socket->connectToHost(QHostAddress::LocalHost, tunnel->port());
        QCOMPARE(echoed(one, "first"), QByteArray("first"));
        const QByteArray much = pattern(3'000'000);
        QVERIFY(echoed(other, much) == much);
        QCOMPARE(echoed(one, "again"), QByteArray("again"));
        QCOMPARE(tunnel->connections(), 2);
        QVERIFY(!tunnel->failure());
        one.disconnectFromHost();
        QTRY_COMPARE_WITH_TIMEOUT(tunnel->connections(), 1, kWait);
        server.sockets[1]->disconnectFromHost(); // whichever of the two
        server.sockets[0]->disconnectFromHost();
        QTRY_COMPARE_WITH_TIMEOUT(tunnel->connections(), 0, kWait);
        QTRY_COMPARE_WITH_TIMEOUT(int(other.state()), int(QAbstractSocket::UnconnectedState), kWait);
    }
    void waitsForOneThatDoesNotRead()
    {
        EchoServer server(QStringLiteral("current"));
        const auto tunnel = tunnelTo(server.port(), QStringLiteral("current"));
        QTcpSocket slow;
        slow.setReadBufferSize(1024);
        slow.connectToHost(QHostAddress::LocalHost, tunnel->port());
        const QByteArray much = pattern(8'000'000);
        slow.write(much);
        QTest::qWait(1000);
        slow.setReadBufferSize(0);
        QByteArray seen;
        QVERIFY(QTest::qWaitFor([&] { return (seen += slow.readAll()).size() >= much.size(); }, kWait));
        QVERIFY(seen == much);
    }
    void refusesAnotherCertificate()
    {
        EchoServer server(QStringLiteral("other"));
        refuses(*tunnelTo(server.port(), QStringLiteral("current")), server, ErrorCode::ServerCertificateChanged);
    }
    void refusesAnotherName()
    {
        EchoServer server(QStringLiteral("current")); // made out to localhost and 127.0.0.1
        refuses(*tunnelTo(server.port(), QStringLiteral("current"), "127.0.0.2"), server, ErrorCode::ServerUnreachable);
        QSslServer named;
        named.setSslConfiguration(test::tlsOf(QStringLiteral("current")));
        QVERIFY(named.listen(QHostAddress(QStringLiteral("127.0.0.2"))));
        refuses(*tunnelTo(named.serverPort(), QStringLiteral("current"), "127.0.0.2"), server,
                ErrorCode::ServerCertificateChanged);
    }
    void trustsWhatTheSystemTrustsAndNothingElse()
    {
        EchoServer server(QStringLiteral("current")); // of no authority that any system knows
        refuses(*tunnelTo(server.port(), QString()), server, ErrorCode::ServerCertificateChanged);
    }
    void saysThatNobodyIsThere()
    {
        EchoServer server(QStringLiteral("current"));
        QTcpServer closed;
        QVERIFY(closed.listen(QHostAddress::LocalHost));
        const std::uint16_t port = closed.serverPort();
        closed.close();
        refuses(*tunnelTo(port, QStringLiteral("current")), server, ErrorCode::ServerUnreachable);
    }
    void goesThroughAProxyWithItsPassword()
    {
        EchoServer server(QStringLiteral("current"));
        ConnectProxy proxy;
        const auto tunnel = tunnelTo(server.port(), QStringLiteral("current"));
        {
            const Environment here("https_proxy", "http://nurse:wrong@127.0.0.1:" + QByteArray::number(proxy.port()));
            refuses(*tunnel, server, ErrorCode::ProxyRefused);
            QVERIFY(proxy.refused > 0);
        }
        const Environment here("https_proxy", "http://nurse:s3cret@127.0.0.1:" + QByteArray::number(proxy.port()));
        QTcpSocket socket;
        socket.connectToHost(QHostAddress::LocalHost, tunnel->port());
        const QByteArray much = pattern(300'000);
        QVERIFY(echoed(socket, much) == much);
        QCOMPARE(proxy.passed, 1);
        QVERIFY(!tunnel->failure());
    }
    void isAProxyThatAsksTheOtherOneWithItsPassword()
    {
        PlainEcho server;
        ConnectProxy proxy;
        const Environment here("https_proxy", "http://nurse:s3cret@127.0.0.1:" + QByteArray::number(proxy.port()));
        auto tunnel = Tunnel::throughProxy({"localhost", server.port()}).value();
        QTcpSocket socket;
        socket.setProxy({QNetworkProxy::HttpProxy, QStringLiteral("127.0.0.1"), tunnel->port()});
        socket.connectToHost(QStringLiteral("elsewhere.example"), 1); // it leads to one place only
        const QByteArray much = pattern(300'000);
        QVERIFY(echoed(socket, much) == much);
        QCOMPARE(proxy.passed, 1);
        QVERIFY(!tunnel->failure());
        tunnel.reset();
        QTRY_COMPARE_WITH_TIMEOUT(int(socket.state()), int(QAbstractSocket::UnconnectedState), kWait);
    }
    void saysThatTheOtherProxyRefused()
    {
        PlainEcho server;
        ConnectProxy proxy;
        const Environment here("https_proxy", "http://nurse:wrong@127.0.0.1:" + QByteArray::number(proxy.port()));
        const auto tunnel = Tunnel::throughProxy({"localhost", server.port()}).value();
        QTcpSocket socket;
        socket.setProxy({QNetworkProxy::HttpProxy, QStringLiteral("127.0.0.1"), tunnel->port()});
        socket.connectToHost(QStringLiteral("localhost"), server.port());
        QTRY_COMPARE_WITH_TIMEOUT(int(socket.state()), int(QAbstractSocket::UnconnectedState), kWait);
        QVERIFY(tunnel->failure() && tunnel->failure()->code() == ErrorCode::ProxyRefused);
        QVERIFY(server.received.isEmpty());
    }
    void isAProxyForConnectAlone()
    {
        PlainEcho server;
        ConnectProxy proxy;
        const Environment here("https_proxy", "http://nurse:s3cret@127.0.0.1:" + QByteArray::number(proxy.port()));
        const auto tunnel = Tunnel::throughProxy({"localhost", server.port()}).value();
        for (const QByteArray &head : {QByteArray("GET / HTTP/1.1\r\n\r\n"), QByteArray("CONNEXION"), QByteArray("\r\n\r\n"),
                                       "CONNECT a:1 HTTP/1.1\r\nX: " + QByteArray(8'000, 'x') + "\r\n\r\n",
                                       QByteArray("CONNECT a:1 HTTP/1.1\r\n\r\nmore")}) {
            QTcpSocket socket;
            socket.connectToHost(QHostAddress::LocalHost, tunnel->port());
            socket.write(head);
            QVERIFY(!QTest::qWaitFor([&] { return socket.bytesAvailable() > 0; }, 100));
        }
        QVERIFY(server.received.isEmpty());
    }
    void hasABoundAndEndsWithItsConnections()
    {
        EchoServer server(QStringLiteral("current"));
        auto tunnel = tunnelTo(server.port(), QStringLiteral("current"));
        std::vector<std::unique_ptr<QTcpSocket>> sockets;
        for (int i = 0; i < Tunnel::kMostConnections + 3; ++i) {
            sockets.push_back(std::make_unique<QTcpSocket>());
            sockets.back()->connectToHost(QHostAddress::LocalHost, tunnel->port());
            QVERIFY(
                QTest::qWaitFor([&] { return sockets.back()->state() != QAbstractSocket::ConnectingState; }, kWait));
        }
        QTRY_COMPARE_WITH_TIMEOUT(tunnel->connections(), Tunnel::kMostConnections, kWait);
        QVERIFY(QTest::qWaitFor([&] { return sockets.back()->state() == QAbstractSocket::UnconnectedState; }, kWait));
        tunnel.reset();
        for (const auto &socket : sockets)
            QVERIFY(QTest::qWaitFor([&] { return socket->state() == QAbstractSocket::UnconnectedState; }, kWait));
    }
};

QTEST_GUILESS_MAIN(TunnelTest)
#include "tunnel_test.moc"
