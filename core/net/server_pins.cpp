// SPDX-License-Identifier: Apache-2.0
#include "core/net/server_pins.h"

#include <QCryptographicHash>
#include <QSslCertificate>
#include <QSslKey>

namespace bedside::net {

Result<KeyPin> keyPin(ByteSpan certificateDer)
{
    const QByteArray der(reinterpret_cast<const char *>(certificateDer.data()),
                         static_cast<qsizetype>(certificateDer.size()));
    const QSslCertificate certificate(der, QSsl::Der);
    const QByteArray key = certificate.publicKey().toDer();
    if (certificate.isNull() || key.isEmpty())
        return Error(ErrorCode::Malformed, "certificate");
    const QByteArray digest = QCryptographicHash::hash(key, QCryptographicHash::Sha256);
    KeyPin pin;
    std::copy(digest.begin(), digest.end(), pin.begin());
    return pin;
}

Result<ServerPins> pinsOf(std::string serverName, std::vector<Bytes> certificates)
{
    ServerPins out;
    out.serverName = std::move(serverName);
    for (const Bytes &certificate : certificates) {
        TRY(auto pin, keyPin(certificate));
        out.pins.push_back(pin);
    }
    out.certificates = std::move(certificates);
    return out;
}

std::string toPem(const std::vector<Bytes> &certificates)
{
    constexpr std::size_t kLine = 64; // RFC 7468 section 2
    std::string out;
    for (const Bytes &certificate : certificates) {
        out += "-----BEGIN CERTIFICATE-----\n";
        const std::string text = toBase64(certificate);
        for (std::size_t at = 0; at < text.size(); at += kLine)
            out += text.substr(at, kLine) + '\n';
        out += "-----END CERTIFICATE-----\n";
    }
    return out;
}

} // namespace bedside::net
