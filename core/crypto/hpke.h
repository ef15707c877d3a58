// SPDX-License-Identifier: Apache-2.0
// HPKE (RFC 9180), base mode only: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305. Any thread.
#pragma once

#include "core/crypto/dh.h"

namespace bedside::crypto {

struct HpkeSealed {
    Bytes kemOutput;  // 32 bytes
    Bytes ciphertext; // plaintext size + 16
};

// Single-shot seal and open. BadKey: a low-order public key. open: BadMac for anything that does not hold.
Result<HpkeSealed> hpkeSeal(const DhPublicKey &to, ByteSpan info, ByteSpan aad, ByteSpan plaintext);
Result<Secret> hpkeOpen(const DhKey &key, ByteSpan kemOutput, ByteSpan info, ByteSpan aad, ByteSpan ciphertext);

struct HpkeExported {
    Bytes kemOutput;
    Secret secret;
};

// Secret export (RFC 9180 section 6.2), as the external init of MLS needs it.
Result<HpkeExported> hpkeExport(const DhPublicKey &to, ByteSpan info, ByteSpan exporterContext, std::size_t length);
Result<Secret> hpkeReceiveExport(const DhKey &key, ByteSpan kemOutput, ByteSpan info, ByteSpan exporterContext,
                                 std::size_t length);

// DeriveKeyPair (RFC 9180 section 7.1.3) for X25519: always succeeds.
DhKey hpkeDeriveKeyPair(ByteSpan ikm);

} // namespace bedside::crypto
