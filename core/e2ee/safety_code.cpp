// SPDX-License-Identifier: Apache-2.0
#include "core/e2ee/safety_code.h"

#include "core/crypto/hkdf.h"

namespace bedside::e2ee {

Bytes safetyCodeContext(const crypto::SignaturePublicKey &hostDevice, const crypto::SignaturePublicKey &newcomerDevice)
{
    auto context = toBytes(hostDevice);
    append(context, newcomerDevice);
    return context;
}

std::string safetyCode(const Secret &exported, const Nonce32 &hostNonce, const Nonce32 &newcomerNonce)
{
    auto salt = toBytes(hostNonce);
    append(salt, newcomerNonce);
    const auto code = crypto::hkdfSha256(exported.reveal(), salt, asBytes("bedside safety code v1"), 8);
    std::uint64_t number = 0;
    for (const auto byte : code.reveal())
        number = number << 8 | byte;
    auto digits = std::to_string(number % 10'000'000'000ull);
    digits.insert(0, 10 - digits.size(), '0');
    return digits.insert(5, 1, ' ');
}

crypto::Digest nonceCommitment(const Nonce32 &nonce) { return crypto::sha256(nonce); }

} // namespace bedside::e2ee
