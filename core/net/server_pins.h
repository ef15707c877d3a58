// SPDX-License-Identifier: Apache-2.0
// What a server must show before a byte of ours is sent: one of the certificates of the practice's server statement,
// under the name in it, with one of its public keys. Plain values; any thread.
#pragma once

#include "core/base/bytes.h"

#include <array>
#include <string>
#include <vector>

namespace bedside::net {

using KeyPin = std::array<std::uint8_t, 32>; // SHA-256 of the DER SubjectPublicKeyInfo

struct ServerPins {
    std::string serverName;          // host that the certificate must name
    std::vector<Bytes> certificates; // DER: current and next; the only ones trusted
    std::vector<KeyPin> pins;        // of those certificates' keys

    bool empty() const { return certificates.empty() || pins.empty(); }
};

// The key pin of a DER certificate. Malformed if it is none.
Result<KeyPin> keyPin(ByteSpan certificateDer);
// Pins of exactly these certificates.
Result<ServerPins> pinsOf(std::string serverName, std::vector<Bytes> certificates);
// PEM of all certificates, as curl wants its CA.
std::string toPem(const std::vector<Bytes> &certificates);

} // namespace bedside::net
