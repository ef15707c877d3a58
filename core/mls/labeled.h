// SPDX-License-Identifier: Apache-2.0
// The labelled forms of the primitives (RFC 9420 sections 5.1, 5.2 and 8), for suite 0x0003. Labels are given without
// the prefix "MLS 1.0 ", which these add (refHash excepted: its labels are whole).
#pragma once

#include "core/crypto/hash.h"
#include "core/crypto/hpke.h"
#include "core/mls/types.h"

namespace bedside::mls {

class Reader;
class Writer;

constexpr std::size_t kHashSize = 32;  // KDF.Nh
constexpr std::size_t kKeySize = 32;   // AEAD.Nk
constexpr std::size_t kNonceSize = 12; // AEAD.Nn

using HashValue = std::array<std::uint8_t, kHashSize>;
HashValue refHash(std::string_view label, ByteSpan value);

Secret expandWithLabel(const Secret &secret, std::string_view label, ByteSpan context, std::size_t length);
Secret deriveSecret(const Secret &secret, std::string_view label);
Secret deriveTreeSecret(const Secret &secret, std::string_view label, std::uint32_t generation, std::size_t length);

Bytes signWithLabel(const crypto::SigningKey &key, std::string_view label, ByteSpan content);
// BadKey for a key of another size, BadSignature.
Result<void> verifyWithLabel(ByteSpan key, std::string_view label, ByteSpan content, ByteSpan signature);

struct HpkeCiphertext {
    Bytes kemOutput, ciphertext;

    void write(Writer &writer) const;
    static Result<HpkeCiphertext> read(Reader &reader);
};
Result<HpkeCiphertext> encryptWithLabel(ByteSpan publicKey, std::string_view label, ByteSpan context, ByteSpan plaintext);
Result<Secret> decryptWithLabel(const crypto::DhKey &key, std::string_view label, ByteSpan context,
                                const HpkeCiphertext &ciphertext);

Result<crypto::DhPublicKey> dhPublicKey(ByteSpan bytes); // BadKey unless 32 bytes
Bytes authenticationTag(const Secret &key, ByteSpan data); // HMAC-SHA-256

} // namespace bedside::mls
