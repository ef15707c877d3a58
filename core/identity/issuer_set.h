// SPDX-License-Identifier: Apache-2.0
// IssuerSet: the issuing keys that the practice key certifies, and the practice's recovery key. Value.
#pragma once

#include "core/base/clock.h"
#include "core/base/ids.h"
#include "core/identity/device_keys.h"

#include <vector>

namespace bedside::identity {

struct IssuerSet {
    static constexpr std::size_t kMaxKeys = 16;
    static constexpr std::size_t kMaxSize = 1024;

    PracticeId practice;
    std::uint64_t number = 1;
    std::vector<crypto::SignaturePublicKey> keys; // ascending, distinct, 1 to 16
    crypto::DhPublicKey recoveryKey{};            // role keys are wrapped to it as well: its private half is on paper
    WallTime notAfter{};
    crypto::Signature signature{};                // by the practice key

    Bytes encode() const;
    static Result<IssuerSet> parse(ByteSpan bytes);
    void sign(const crypto::SigningKey &practiceKey);
    Result<void> verify(const crypto::SignaturePublicKey &practiceKey, WallTime now) const; // BadSignature, Expired
    const crypto::SignaturePublicKey *find(const crypto::Digest &issuer) const;             // null: not one of them
    crypto::Digest hash() const; // SHA-256 of the encoding

    friend bool operator==(const IssuerSet &, const IssuerSet &) = default;

private:
    Bytes fields() const;
};

} // namespace bedside::identity
