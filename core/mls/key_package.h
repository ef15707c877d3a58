// SPDX-License-Identifier: Apache-2.0
// KeyPackage (RFC 9420 section 10): what a newcomer sends so that others can add it. And KeyPackageBundle: the same
// with its private keys, which never leaves the newcomer. Values; one thread at a time.
#pragma once

#include "core/mls/leaf_node.h"

namespace bedside::mls {

using KeyPackageRef = std::array<std::uint8_t, 32>;

struct KeyPackage {
    std::uint16_t version = kProtocolVersion;
    std::uint16_t cipherSuite = kCipherSuite;
    Bytes initKey;
    LeafNode leaf;
    Extensions extensions;
    Bytes signature;

    void write(Writer &writer) const;
    static Result<KeyPackage> read(Reader &reader);

    // The bare structure. parse refuses trailing bytes; it does not check signatures: validate does.
    Bytes encode() const;
    static Result<KeyPackage> parse(ByteSpan bytes);
    // Inside an MLSMessage (wire format mls_key_package).
    Bytes encodeMessage() const;
    static Result<KeyPackage> parseMessage(ByteSpan bytes);

    KeyPackageRef ref() const;
    Bytes signedContent() const; // KeyPackageTBS
    // RFC 9420 section 10.1: version, suite, both signatures, lifetime at `now`, init key unlike the leaf's key.
    // UnsupportedSuite, BadSignature, BadLifetime, BadKey, DuplicateKey, UnsupportedExtension.
    Result<void> validate(WallTime now) const;
};

struct KeyPackageBundle {
    KeyPackage package;
    crypto::DhKey initKey;
    crypto::DhKey encryptionKey;
    crypto::SigningKey signatureKey;

    // Fresh init and encryption keys; the signature key is the caller's (a clone of it stays inside).
    static KeyPackageBundle create(Bytes credentialIdentity, const crypto::SigningKey &signatureKey,
                                   Capabilities capabilities, Lifetime lifetime, Extensions leafExtensions = {},
                                   Extensions extensions = {});
    // From stored parts; BadKey unless the private keys belong to the package.
    static Result<KeyPackageBundle> restore(KeyPackage package, crypto::DhKey initKey, crypto::DhKey encryptionKey,
                                            crypto::SigningKey signatureKey);
    KeyPackageBundle clone() const;
};

} // namespace bedside::mls
