// SPDX-License-Identifier: Apache-2.0
#include "core/net/certificate_probe.h"

#include <QCryptographicHash>
#include <QSslCertificate>
#include <QSslSocket>
#include <QTimer>

namespace bedside::net {

void probeCertificate(const ServerAddress &address, const std::array<std::uint8_t, 32> &fingerprint,
                      Milliseconds timeout, std::function<void(Result<Bytes>)> done)
{
    auto *socket = new QSslSocket;
    auto finished = std::make_shared<bool>(false);
    const auto finish = [socket, finished, done = std::move(done)](Result<Bytes> result) {
        if (std::exchange(*finished, true))
            return;
        socket->abort();
        socket->deleteLater();
        done(std::move(result));
    };
    socket->setPeerVerifyMode(QSslSocket::QueryPeer); // the fingerprint decides, below
    QObject::connect(socket, &QSslSocket::sslErrors, socket, [socket] { socket->ignoreSslErrors(); });
    QObject::connect(socket, &QSslSocket::encrypted, socket, [socket, fingerprint, finish] {
        const QByteArray der = socket->peerCertificate().toDer();
        const QByteArray digest = QCryptographicHash::hash(der, QCryptographicHash::Sha256);
        const ByteSpan seen(reinterpret_cast<const std::uint8_t *>(digest.constData()), 32);
        if (!equalBytes(seen, fingerprint))
            return finish(Error(ErrorCode::ServerCertificateChanged, "set-up fingerprint"));
        finish(Bytes(der.begin(), der.end()));
    });
    QObject::connect(socket, &QSslSocket::errorOccurred, socket, [socket, finish](QAbstractSocket::SocketError error) {
        if (error == QAbstractSocket::ConnectionRefusedError && socket->state() == QAbstractSocket::HostLookupState)
            return; // another address of the same name is still to be tried
        finish(Error(ErrorCode::ServerUnreachable, "connect"));
    });
    QTimer::singleShot(timeout, socket, [finish] { finish(Error(ErrorCode::TimedOut, "certificate")); });
    socket->connectToHostEncrypted(QString::fromStdString(address.host), address.port);
}

} // namespace bedside::net
