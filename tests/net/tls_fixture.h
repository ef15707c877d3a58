// SPDX-License-Identifier: Apache-2.0
// The certificates of tests/net/tls, loaded.
#pragma once

#include "core/net/server_pins.h"

#include <QFile>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>

namespace bedside::test {

inline QByteArray readFixture(const QString &name)
{
    QFile file(QStringLiteral(BEDSIDE_TLS_FIXTURES "/") + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline QSslConfiguration tlsOf(const QString &name)
{
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setLocalCertificate(QSslCertificate(readFixture(name + QStringLiteral(".pem"))));
    tls.setPrivateKey(QSslKey(readFixture(name + QStringLiteral(".key")), QSsl::Ec));
    tls.setPeerVerifyMode(QSslSocket::VerifyNone);
    return tls;
}

inline Bytes derOf(const QString &name)
{
    const QByteArray der = QSslCertificate(readFixture(name + QStringLiteral(".pem"))).toDer();
    return Bytes(der.begin(), der.end());
}

inline net::ServerPins pinsTo(std::vector<QString> names)
{
    std::vector<Bytes> certificates;
    for (const QString &name : names)
        certificates.push_back(derOf(name));
    return net::pinsOf("localhost", std::move(certificates)).value();
}

} // namespace bedside::test
