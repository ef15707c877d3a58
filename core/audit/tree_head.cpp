// SPDX-License-Identifier: Apache-2.0
#include "core/audit/tree_head.h"

#include <algorithm>

namespace bedside::audit {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::string_view kLabel = "bedside log tree head v1";
constexpr std::uint64_t kMaxSize = std::uint64_t{1} << 62;
constexpr std::uint64_t kLatest = 253'402'300'799'999; // the end of the year 9999

// SEQUENCE { SEQUENCE { OID 1.3.101.112 }, BIT STRING of 32 bytes }
constexpr std::uint8_t kSpkiPrefix[] = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};

Bytes signedBytes(const PracticeId &practice, ByteSpan fields)
{
    ByteWriter out;
    out.raw(asBytes(kLabel)).u8(0).raw(practice.bytes).raw(fields);
    return std::move(out).bytes();
}

} // namespace

Bytes TreeHead::fields() const
{
    ByteWriter out;
    out.u8(kVersion).raw(practice.bytes).u64(size).u64(static_cast<std::uint64_t>(toUnixMilliseconds(at)));
    out.raw(root).raw(key);
    return std::move(out).bytes();
}

Bytes TreeHead::encode() const
{
    Bytes out = fields();
    append(out, signature);
    return out;
}

Result<TreeHead> TreeHead::decode(ByteSpan encoded)
{
    ByteReader in(encoded);
    TreeHead head;
    TRY(const auto version, in.u8());
    if (version != kVersion)
        return Error(ErrorCode::UnknownVersion, "tree head", version);
    TRY(head.practice.bytes, in.array<16>());
    TRY(head.size, in.u64());
    TRY(const auto at, in.u64());
    TRY(head.root, in.array<32>());
    TRY(head.key, in.array<32>());
    TRY(head.signature, in.array<64>());
    TRY_OK(in.finish());
    if (head.size > kMaxSize || at > kLatest)
        return Error(ErrorCode::LogHeadInvalid, "tree head");
    head.at = fromUnixMilliseconds(static_cast<std::int64_t>(at));
    return head;
}

void TreeHead::sign(const crypto::SigningKey &logKey)
{
    key = logKey.publicKey();
    signature = logKey.sign(signedBytes(practice, fields()));
}

Result<void> TreeHead::verify(const PracticeId &expected, std::span<const crypto::Digest> pins) const
{
    if (practice != expected)
        return Error(ErrorCode::LogHeadInvalid, "practice");
    if (!pins.empty() && std::find(pins.begin(), pins.end(), keyPin(key)) == pins.end())
        return Error(ErrorCode::LogHeadInvalid, "key");
    if (!crypto::verifySignature(key, signedBytes(practice, fields()), signature))
        return Error(ErrorCode::LogHeadInvalid, "signature");
    return {};
}

crypto::Digest keyPin(const crypto::SignaturePublicKey &key)
{
    return crypto::Sha256().update(kSpkiPrefix).update(key).finish();
}

Result<void> compareHeads(const TreeHead &one, const TreeHead &other, const Proof *between)
{
    const TreeHead &older = one.size <= other.size ? one : other;
    const TreeHead &newer = one.size <= other.size ? other : one;
    static const Proof none;
    if (older.size != newer.size && !between)
        return {};
    if (!verifyConsistency(older.size, older.root, newer.size, newer.root, older.size == newer.size ? none : *between).ok())
        return Error(ErrorCode::LogForked, "tree heads", static_cast<std::int64_t>(older.size));
    return {};
}

} // namespace bedside::audit
