// SPDX-License-Identifier: Apache-2.0
// Fetches a server's TLS certificate for set-up, when only its fingerprint is known: nothing but the handshake is
// sent, and a certificate with another fingerprint is refused. Main thread.
#pragma once

#include "core/base/clock.h"
#include "core/net/server_address.h"
#include "core/net/server_pins.h"

#include <array>
#include <functional>

namespace bedside::net {

// Done gets the DER whose SHA-256 is `fingerprint`, or ServerCertificateChanged, ServerUnreachable or TimedOut.
void probeCertificate(const ServerAddress &address, const std::array<std::uint8_t, 32> &fingerprint,
                      Milliseconds timeout, std::function<void(Result<Bytes>)> done);

} // namespace bedside::net
