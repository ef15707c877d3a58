// SPDX-License-Identifier: Apache-2.0
#include "core/identity/issuer_set.h"

#include "core/identity/tlv.h"

#include <algorithm>

namespace bedside::identity {

namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::string_view kLabel = "bedside issuer set v1";
enum Tag : std::uint16_t { kVersionTag = 1, kPractice, kNumber, kKeys, kRecoveryKey, kNotAfter, kSignature };

} // namespace

Bytes IssuerSet::fields() const
{
    ByteWriter list;
    for (const auto &key : keys)
        list.raw(key);
    TlvWriter writer;
    writer.u8(kVersionTag, kVersion)
        .bytes(kPractice, practice.bytes)
        .u64(kNumber, number)
        .bytes(kKeys, list.bytes())
        .bytes(kRecoveryKey, recoveryKey)
        .time(kNotAfter, notAfter);
    return std::move(writer).content();
}

Bytes IssuerSet::encode() const
{
    auto bytes = fields();
    append(bytes, ByteWriter().u16(kSignature).vector32(signature).bytes());
    return bytes;
}

Result<IssuerSet> IssuerSet::parse(ByteSpan bytes)
{
    if (bytes.size() > kMaxSize)
        return Error(ErrorCode::TooLarge, "issuer set");
    TlvReader reader(bytes);
    IssuerSet out;
    TRY_OK(reader.version(kVersionTag, kVersion));
    TRY(out.practice, reader.id<PracticeId>(kPractice));
    TRY(out.number, reader.u64(kNumber));
    TRY(const auto list, reader.bytes(kKeys, kMaxKeys * 32));
    if (list.empty() || list.size() % 32 != 0)
        return Error(ErrorCode::Malformed, "issuing keys");
    for (ByteReader keys(list); keys.remaining() > 0;) {
        TRY(const auto key, keys.array<32>());
        if (!out.keys.empty() && !(out.keys.back() < key))
            return Error(ErrorCode::Malformed, "issuing keys not in order");
        out.keys.push_back(key);
    }
    TRY(out.recoveryKey, reader.array<32>(kRecoveryKey));
    TRY(out.notAfter, reader.time(kNotAfter));
    TRY(out.signature, reader.array<64>(kSignature));
    TRY_OK(reader.finish());
    return out;
}

void IssuerSet::sign(const crypto::SigningKey &practiceKey)
{
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    signature = practiceKey.sign(signedContent(kLabel, practice, fields()));
}

Result<void> IssuerSet::verify(const crypto::SignaturePublicKey &practiceKey, WallTime now) const
{
    if (!crypto::verifySignature(practiceKey, signedContent(kLabel, practice, fields()), signature))
        return Error(ErrorCode::BadSignature, "issuer set");
    if (now > notAfter)
        return Error(ErrorCode::Expired, "issuer set");
    return {};
}

const crypto::SignaturePublicKey *IssuerSet::find(const crypto::Digest &issuer) const
{
    const auto found = std::find_if(keys.begin(), keys.end(), [&](const auto &key) { return keyHash(key) == issuer; });
    return found == keys.end() ? nullptr : &*found;
}

crypto::Digest IssuerSet::hash() const { return crypto::sha256(encode()); }

} // namespace bedside::identity
