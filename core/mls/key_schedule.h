// SPDX-License-Identifier: Apache-2.0
// GroupContext, key schedule, transcript hashes and pre-shared keys (RFC 9420 section 8). Pure functions and values.
#pragma once

#include "core/mls/labeled.h"

namespace bedside::mls {

struct GroupContext {
    std::uint16_t version = kProtocolVersion;
    std::uint16_t cipherSuite = kCipherSuite;
    Bytes groupId;
    std::uint64_t epoch = 0;
    Bytes treeHash;
    Bytes confirmedTranscriptHash;
    Extensions extensions;

    void write(Writer &writer) const;
    static Result<GroupContext> read(Reader &reader);
    Bytes encode() const;
};

// Everything that section 8 derives from an epoch secret. The epoch secret itself is not kept.
struct EpochSecrets {
    Secret senderData, encryption, exporter, external, confirmation, membership, resumption, authenticator, init;

    static EpochSecrets fromEpochSecret(const Secret &epochSecret);
    Bytes confirmationTag(ByteSpan confirmedTranscriptHash) const;
    Secret exportSecret(std::string_view label, ByteSpan context, std::size_t length) const;
    crypto::DhKey externalKey() const;
};

Secret joinerSecret(const Secret &initSecret, const Secret &commitSecret, ByteSpan groupContext);
// The two halves of the schedule below the joiner secret: a newcomer starts here.
Secret intermediateSecret(const Secret &joinerSecret, const Secret &pskSecret);
Secret welcomeSecret(const Secret &intermediate);
EpochSecrets epochSecrets(const Secret &intermediate, ByteSpan groupContext);
Secret zeroSecret(); // 32 zero bytes: commit secret without a path, PSK secret without PSKs

// Section 8.3: the init secret that an external commit brings.
Result<Secret> externalInitSecret(const crypto::DhKey &externalKey, ByteSpan kemOutput);

// Section 8.2. `confirmedInput` is ConfirmedTranscriptHashInput, encoded.
Bytes confirmedTranscriptHash(ByteSpan interimBefore, ByteSpan confirmedInput);
Bytes interimTranscriptHash(ByteSpan confirmed, ByteSpan confirmationTag);

enum class PskType : std::uint8_t { External = 1, Resumption = 2 };
enum class ResumptionUsage : std::uint8_t { Application = 1, ReInit = 2, Branch = 3 };

struct PskId {
    PskType type = PskType::External;
    Bytes externalId;
    ResumptionUsage usage = ResumptionUsage::Application;
    Bytes groupId;
    std::uint64_t epoch = 0;
    Bytes nonce;

    void write(Writer &writer) const;
    static Result<PskId> read(Reader &reader);
    friend bool operator==(const PskId &, const PskId &) = default;
};

struct PskInput {
    PskId id;
    Secret psk;
};
Secret pskSecret(const std::vector<PskInput> &psks); // section 8.4

} // namespace bedside::mls
