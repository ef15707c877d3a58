// SPDX-License-Identifier: Apache-2.0
// A self-signed certificate for one DTLS connection. It names nobody and is used once, so that two calls of one
// computer cannot be linked by it; what identifies it is its fingerprint, which the leaf signs. Any thread.
#pragma once

#include "core/base/clock.h"
#include "core/crypto/hash.h"

namespace bedside::crypto {

struct DtlsCertificate {
    Secret pem;             // certificate and private key, ended by a zero byte
    Digest fingerprint{};   // SHA-256 of the certificate's DER

    // P-256 (an RSA key costs 0.2 s and three times the handshake bytes), valid from a day before `now` to 30 days after.
    static Result<DtlsCertificate> generate(WallTime now);
};

} // namespace bedside::crypto
