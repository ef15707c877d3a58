// SPDX-License-Identifier: Apache-2.0
// The safety code of a join: ten digits that both sides can read to each other. Pure; any thread.
#pragma once

#include "core/base/secret.h"
#include "core/crypto/hash.h"
#include "core/crypto/sign.h"
#include "core/e2ee/control.h"

#include <string>

namespace bedside::e2ee {

// The context of MLS-Exporter("bedside safety code", context, 32) of the join epoch.
Bytes safetyCodeContext(const crypto::SignaturePublicKey &hostDevice, const crypto::SignaturePublicKey &newcomerDevice);

// HKDF-SHA-256(exported, salt = n_h || n_p, "bedside safety code v1", 8 bytes), big-endian, mod 10^10: "12345 67890".
std::string safetyCode(const Secret &exported, const Nonce32 &hostNonce, const Nonce32 &newcomerNonce);

crypto::Digest nonceCommitment(const Nonce32 &nonce); // SHA-256, in bedside_join before the nonce is revealed

} // namespace bedside::e2ee
