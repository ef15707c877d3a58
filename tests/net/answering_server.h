// SPDX-License-Identifier: Apache-2.0
// A TLS server on loopback that gives every request the same answer and keeps what it was sent.
#pragma once

#include "core/net/server_address.h"
#include "tests/net/tls_fixture.h"

#include <QSslServer>
#include <QTcpSocket>

namespace bedside::test {

class AnsweringServer {
public:
    explicit AnsweringServer(const QString &certificate)
    {
        m_server.setSslConfiguration(test::tlsOf(certificate));
        m_server.listen(QHostAddress::LocalHost);
        QObject::connect(&m_server, &QSslServer::pendingConnectionAvailable, &m_server, [this] {
            QTcpSocket *socket = m_server.nextPendingConnection();
            ++connections;
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
                received += socket->readAll();
                if (!answer.isEmpty())
                    socket->write(answer);
            });
        });
    }
    net::ServerAddress address() const { return {"127.0.0.1", m_server.serverPort()}; }
    void reply(const QByteArray &status, const QByteArray &body)
    {
        answer = "HTTP/1.1 " + status + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
    }
    void close() { m_server.close(); }

    QByteArray answer;
    QByteArray received;
    int connections = 0;

private:
    QSslServer m_server;
};

} // namespace bedside::test
