// SPDX-License-Identifier: Apache-2.0
// Whether the certificate that came with the DTLS handshake is the one whose fingerprint the peer's leaf signed.
// webrtcbin 1.22 compares nothing by itself. Any thread: the handshake ends on one of GStreamer's, signals come on ours.
#pragma once

#include "core/crypto/hash.h"

#include <mutex>
#include <optional>
#include <string_view>

namespace bedside::media {

using CertificateHash = crypto::Digest; // SHA-256 of the DER

// The fingerprint of the first certificate in a PEM text. Malformed unless it holds exactly one well-formed
// CERTIFICATE block outside of which nothing but white space and other blocks stand.
Result<CertificateHash> fingerprintOfPem(std::string_view pem);

class CertificateCheck {
public:
    enum class Verdict { Waiting, Equal, Refused };

    explicit CertificateCheck(const CertificateHash &own) : m_own(own) {}
    // What the leaf signed. Our own, or another than an earlier one: Refused for good.
    Verdict setExpected(const CertificateHash &expected);
    // What the handshake brought, empty if it brought none; called when the handshake is complete. A missing or
    // unreadable one: Refused for good.
    Verdict setPresented(std::string_view pem);
    Verdict verdict() const;
    bool hasExpected() const;

private:
    Verdict judge() const; // with m_mutex held

    mutable std::mutex m_mutex;
    const CertificateHash m_own;
    std::optional<CertificateHash> m_expected;
    std::optional<CertificateHash> m_presented;
    bool m_refused = false;
};

} // namespace bedside::media
