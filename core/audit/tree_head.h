// SPDX-License-Identifier: Apache-2.0
// A signed tree head (RFC 6962 section 3.5): what the server once said its log was, and cannot take back. The server
// signs with an Ed25519 key of its own for this; the practice's server statement pins that key. Value; any thread.
#pragma once

#include "core/audit/merkle.h"
#include "core/base/clock.h"
#include "core/base/ids.h"
#include "core/crypto/sign.h"

#include <span>

namespace bedside::audit {

struct TreeHead {
    static constexpr std::size_t kSize = 1 + 16 + 8 + 8 + 32 + 32 + 64;

    PracticeId practice;
    std::uint64_t size = 0;
    WallTime at{};                      // of the newest entry
    TreeHash root{};
    crypto::SignaturePublicKey key{};
    crypto::Signature signature{};

    Bytes encode() const;
    // Truncated, TrailingBytes, UnknownVersion, LogHeadInvalid: a size or time that no log has. Does not verify.
    static Result<TreeHead> decode(ByteSpan encoded);
    void sign(const crypto::SigningKey &logKey);
    // Signed by `key` for this practice? With `pins`, the key must be one of theirs: see keyPin. LogHeadInvalid.
    Result<void> verify(const PracticeId &expected, std::span<const crypto::Digest> pins) const;

    friend bool operator==(const TreeHead &, const TreeHead &) = default;

private:
    Bytes fields() const;
};

// SHA-256 of the key's SubjectPublicKeyInfo (RFC 8410), as a server statement pins the keys of its server.
crypto::Digest keyPin(const crypto::SignaturePublicKey &key);

// One of the codes that say what is wrong with a log.
constexpr bool isLogError(ErrorCode code) noexcept
{
    return code >= ErrorCode::LogDropped && code <= ErrorCode::LogHeadInvalid;
}

// Can both be heads of one log? LogForked if not: the same size with two roots, or `between`, which must be the
// consistency proof from the smaller to the larger, does not hold. Sizes that differ without a proof say nothing.
Result<void> compareHeads(const TreeHead &one, const TreeHead &other, const Proof *between);

} // namespace bedside::audit
