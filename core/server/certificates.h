// SPDX-License-Identifier: Apache-2.0
// The server's own TLS certificates (ECDSA P-256), one in use and its successor, made at the first start and kept in
// the data folder (0600). Clients believe them by the practice's server statement, not by an authority.
#pragma once

#include "core/base/clock.h"
#include "core/base/secret.h"
#include "core/crypto/hash.h"

#include <filesystem>
#include <string>

namespace bedside::server {

struct TlsCertificate {
    Secret keyPem;
    std::string certificatePem;
    Bytes der;
    WallTime notAfter{};
};

struct TlsCertificates {
    TlsCertificate current;
    TlsCertificate next;
};

inline constexpr auto kCertificateSwapBefore = std::chrono::hours(24 * 7);

// Loads both, making what is missing. When the current one has less than a week left the next takes its place and a
// new next is made. Clients know the one that takes over; no statement over the new pair can be signed yet, so the swap
// after it would lock them out (packaging/server/README.md).
// `host` goes into the subject and, with localhost and the loopback addresses, into the alternative names.
Result<TlsCertificates> loadCertificates(const std::filesystem::path &folder, const std::string &host, WallTime now);

// DER of the first certificate of a PEM file of somebody else's. NotFound, InputOutput, Malformed.
Result<Bytes> loadCertificate(const std::filesystem::path &file);

} // namespace bedside::server
