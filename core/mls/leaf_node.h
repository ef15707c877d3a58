// SPDX-License-Identifier: Apache-2.0
// LeafNode (RFC 9420 section 7.2): one member's keys, credential and capabilities, signed by that member.
#pragma once

#include "core/base/clock.h"
#include "core/mls/types.h"

namespace bedside::mls {

class Reader;
class Writer;

struct Capabilities {
    std::vector<std::uint16_t> versions{kProtocolVersion};
    std::vector<std::uint16_t> cipherSuites{kCipherSuite};
    std::vector<std::uint16_t> extensions;
    std::vector<std::uint16_t> proposals;
    std::vector<std::uint16_t> credentials{credential_type::kBasic};
    friend bool operator==(const Capabilities &, const Capabilities &) = default;
};

// Unix seconds, both inclusive.
struct Lifetime {
    std::uint64_t notBefore = 0;
    std::uint64_t notAfter = 0;

    static Lifetime between(WallTime from, WallTime to);
    Result<void> check(WallTime now) const; // BadLifetime
    friend bool operator==(const Lifetime &, const Lifetime &) = default;
};

struct Credential {
    std::uint16_t type = credential_type::kBasic;
    Bytes identity;                  // basic
    std::vector<Bytes> certificates; // x509: carried and compared, never trusted by this library

    void write(Writer &writer) const;
    static Result<Credential> read(Reader &reader); // UnknownType for any third type
    friend bool operator==(const Credential &, const Credential &) = default;
};

enum class LeafSource : std::uint8_t { KeyPackage = 1, Update = 2, Commit = 3 };

struct LeafNode {
    Bytes encryptionKey; // 32 bytes once checked
    Bytes signatureKey;
    Credential credential;
    Capabilities capabilities;
    LeafSource source = LeafSource::KeyPackage;
    Lifetime lifetime;   // source KeyPackage
    Bytes parentHash;    // source Commit
    Extensions extensions;
    Bytes signature;

    void write(Writer &writer) const;
    static Result<LeafNode> read(Reader &reader);

    Bytes signedContent(ByteSpan groupId, LeafIndex index) const; // LeafNodeTBS
    void sign(const crypto::SigningKey &key, ByteSpan groupId, LeafIndex index);
    // The signature, and that the keys have this suite's sizes. BadSignature, BadKey.
    Result<void> verify(ByteSpan groupId, LeafIndex index) const;
    // RFC 9420 section 7.3 as far as the leaf alone decides: its extensions and credential are among its
    // capabilities, its capabilities include this version and suite.
    Result<void> checkCapabilities() const;
    Result<void> checkRequired(const RequiredCapabilities &required) const;

    bool supportsExtension(std::uint16_t type) const; // the types 1 to 5 are always supported
    bool supportsProposal(std::uint16_t type) const;  // the types 1 to 7 are always supported
    bool supportsCredential(std::uint16_t type) const;

    friend bool operator==(const LeafNode &, const LeafNode &) = default;
};

} // namespace bedside::mls
