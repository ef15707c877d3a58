// SPDX-License-Identifier: Apache-2.0
#include "core/identity/server_statement.h"

#include "core/identity/tlv.h"

namespace bedside::identity {

namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::string_view kLabel = "bedside server statement v1";
enum Tag : std::uint16_t {
    kVersionTag = 1,
    kPractice,
    kNumber,
    kServerName,
    kCurrent,
    kNext,
    kPins,
    kNotBefore,
    kNotAfter,
    kIssuer,
    kSignature
};

} // namespace

Bytes ServerStatement::fields() const
{
    ByteWriter list;
    for (const auto &pin : pins)
        list.raw(pin);
    TlvWriter writer;
    writer.u8(kVersionTag, kVersion)
        .bytes(kPractice, practice.bytes)
        .u64(kNumber, number)
        .bytes(kServerName, asBytes(serverName))
        .bytes(kCurrent, current)
        .bytes(kNext, next)
        .bytes(kPins, list.bytes())
        .time(kNotBefore, notBefore)
        .time(kNotAfter, notAfter)
        .bytes(kIssuer, issuer);
    return std::move(writer).content();
}

Bytes ServerStatement::encode() const
{
    auto bytes = fields();
    append(bytes, ByteWriter().u16(kSignature).vector32(signature).bytes());
    return bytes;
}

Result<ServerStatement> ServerStatement::parse(ByteSpan bytes)
{
    if (bytes.size() > kMaxSize)
        return Error(ErrorCode::TooLarge, "server statement");
    TlvReader reader(bytes);
    ServerStatement out;
    TRY_OK(reader.version(kVersionTag, kVersion));
    TRY(out.practice, reader.id<PracticeId>(kPractice));
    TRY(out.number, reader.u64(kNumber));
    TRY(const auto name, reader.bytes(kServerName, kMaxName));
    TRY(const auto current, reader.bytes(kCurrent, kMaxCertificate));
    TRY(const auto next, reader.bytes(kNext, kMaxCertificate));
    TRY(const auto pins, reader.bytes(kPins, kMaxPins * 32));
    TRY(out.notBefore, reader.time(kNotBefore));
    TRY(out.notAfter, reader.time(kNotAfter));
    TRY(out.issuer, reader.array<32>(kIssuer));
    TRY(out.signature, reader.array<64>(kSignature));
    TRY_OK(reader.finish());
    if (name.empty() || current.empty() || pins.empty() || pins.size() % 32 != 0)
        return Error(ErrorCode::Malformed, "server statement");
    if (out.notAfter < out.notBefore || out.notAfter - out.notBefore > kMaxLifetime)
        return Error(ErrorCode::Malformed, "server statement's lifetime");
    out.serverName = asText(name);
    out.current = toBytes(current);
    out.next = toBytes(next);
    for (ByteReader rest(pins); rest.remaining() > 0;) {
        TRY(const auto pin, rest.array<32>());
        out.pins.push_back(pin);
    }
    return out;
}

void ServerStatement::sign(const crypto::SigningKey &issuingKey)
{
    issuer = keyHash(issuingKey.publicKey());
    signature = issuingKey.sign(signedContent(kLabel, practice, fields()));
}

Result<void> ServerStatement::verify(const IssuerSet &issuers, WallTime now) const
{
    const auto *key = issuers.find(issuer);
    if (!key || practice != issuers.practice)
        return Error(ErrorCode::WrongPractice, "server statement");
    if (!crypto::verifySignature(*key, signedContent(kLabel, practice, fields()), signature))
        return Error(ErrorCode::BadSignature, "server statement");
    if (now < notBefore)
        return Error(ErrorCode::NotYetValid, "server statement");
    if (now > notAfter)
        return Error(ErrorCode::Expired, "server statement");
    return {};
}

crypto::Digest ServerStatement::hash() const { return crypto::sha256(encode()); }

} // namespace bedside::identity
