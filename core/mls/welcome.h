// SPDX-License-Identifier: Apache-2.0
// Welcome, GroupInfo and GroupSecrets (RFC 9420 section 12.4.3). Values.
#pragma once

#include "core/mls/key_package.h"
#include "core/mls/key_schedule.h"

namespace bedside::mls {

struct GroupInfo {
    GroupContext context;
    Extensions extensions;
    Bytes confirmationTag;
    LeafIndex signer;
    Bytes signature;

    void write(Writer &writer) const;
    static Result<GroupInfo> read(Reader &reader);
    void sign(const crypto::SigningKey &key);
    Result<void> verify(ByteSpan signatureKey) const;
};

struct GroupSecrets {
    Secret joinerSecret;
    std::optional<Secret> pathSecret;
    std::vector<PskId> psks;

    void write(Writer &writer) const;
    static Result<GroupSecrets> read(Reader &reader);
};

struct EncryptedGroupSecrets {
    Bytes newMember; // KeyPackageRef
    HpkeCiphertext secrets;

    void write(Writer &writer) const;
    static Result<EncryptedGroupSecrets> read(Reader &reader);
};

struct Welcome {
    std::uint16_t cipherSuite = kCipherSuite;
    std::vector<EncryptedGroupSecrets> secrets;
    Bytes encryptedGroupInfo;

    void write(Writer &writer) const;
    static Result<Welcome> read(Reader &reader);
};

Result<Bytes> sealGroupInfo(const GroupInfo &info, const Secret &welcomeSecret);
Result<GroupInfo> openGroupInfo(ByteSpan encrypted, const Secret &welcomeSecret);
Result<EncryptedGroupSecrets> sealGroupSecrets(const GroupSecrets &secrets, const KeyPackage &to,
                                               ByteSpan encryptedGroupInfo);
// KeyUnavailable where the Welcome is not for this KeyPackage.
Result<GroupSecrets> openGroupSecrets(const Welcome &welcome, const KeyPackageRef &ref, const crypto::DhKey &initKey);

} // namespace bedside::mls
