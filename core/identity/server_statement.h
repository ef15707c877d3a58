// SPDX-License-Identifier: Apache-2.0
// ServerStatement: which TLS certificates the practice's server uses, now and next, signed by an issuing key. First
// contact, the one request without TLS verification, is believed only by this signature. Value.
#pragma once

#include "core/identity/issuer_set.h"

#include <string>

namespace bedside::identity {

struct ServerStatement {
    static constexpr std::size_t kMaxCertificate = 8 * 1024;
    static constexpr std::size_t kMaxPins = 8;
    static constexpr std::size_t kMaxName = 300;
    static constexpr std::size_t kMaxSize = 2 * kMaxCertificate + 2048;
    static constexpr Milliseconds kMaxLifetime = std::chrono::hours(24 * 30);

    PracticeId practice;
    std::uint64_t number = 1;
    std::string serverName;              // host or host:port, as in links
    Bytes current;                       // DER
    Bytes next;                          // DER; may be empty
    std::vector<crypto::Digest> pins;    // SHA-256 of each certificate's SubjectPublicKeyInfo in DER, from the caller
    WallTime notBefore{};
    WallTime notAfter{};
    crypto::Digest issuer{};
    crypto::Signature signature{};

    Bytes encode() const;
    static Result<ServerStatement> parse(ByteSpan bytes); // Malformed also for a lifetime over 30 days
    void sign(const crypto::SigningKey &issuingKey);
    Result<void> verify(const IssuerSet &issuers, WallTime now) const; // WrongPractice, BadSignature, NotYetValid, Expired
    crypto::Digest hash() const;

    friend bool operator==(const ServerStatement &, const ServerStatement &) = default;

private:
    Bytes fields() const;
};

} // namespace bedside::identity
