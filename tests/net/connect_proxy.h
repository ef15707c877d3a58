// SPDX-License-Identifier: Apache-2.0
// A proxy with a password on loopback, and variables of the environment for as long as a test needs them.
#pragma once

#include <QTcpServer>
#include <QTcpSocket>

namespace bedside::test {

// An HTTP proxy that lets CONNECT with one name and password through.
class ConnectProxy {
public:
    ConnectProxy()
    {
        m_server.listen(QHostAddress::LocalHost);
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server,
                         [this] { accept(m_server.nextPendingConnection()); });
    }
    std::uint16_t port() const { return m_server.serverPort(); }
    int passed = 0, refused = 0;

private:
    void accept(QTcpSocket *client)
    {
        QObject::connect(
            client, &QTcpSocket::readyRead, client,
            [this, client, asked = QByteArray(), on = static_cast<QTcpSocket *>(nullptr)]() mutable {
                if (on) {
                    on->write(client->readAll());
                    return;
                }
                asked += client->readAll();
                if (!asked.contains("\r\n\r\n"))
                    return;
                if (!asked.contains("Proxy-Authorization: Basic " + QByteArray("nurse:s3cret").toBase64())) {
                    ++refused;
                    client->write("HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: "
                                  "0\r\nConnection: close\r\n\r\n");
                    client->disconnectFromHost();
                    return;
                }
                ++passed;
                on = new QTcpSocket(client);
                QObject::connect(on, &QTcpSocket::connected, client,
                                 [client] { client->write("HTTP/1.1 200 OK\r\n\r\n"); });
                QObject::connect(on, &QTcpSocket::readyRead, client, [client, on] { client->write(on->readAll()); });
                const int port = asked.mid(asked.indexOf(':') + 1, 6).split(' ').first().toInt();
                on->connectToHost(QHostAddress::LocalHost, static_cast<quint16>(port));
            });
    }
    QTcpServer m_server;
};

class Environment { // of the process; put back at the end
public:
    Environment(const char *name, const QByteArray &value) : m_name(name), m_before(qgetenv(name))
    {
        qputenv(name, value);
    }
    ~Environment() { m_before.isNull() ? qunsetenv(m_name) : qputenv(m_name, m_before); }

private:
    const char *m_name;
    QByteArray m_before;
};

} // namespace bedside::test
