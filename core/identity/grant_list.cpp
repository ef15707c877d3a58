// SPDX-License-Identifier: Apache-2.0
#include "core/identity/grant_list.h"

#include "core/identity/tlv.h"

#include <algorithm>

namespace bedside::identity {

namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::string_view kLabel = "bedside grant list v1";
constexpr std::size_t kEntrySize = 1 + 32 + 4 + 1;
enum Tag : std::uint16_t {
    kVersionTag = 1,
    kPractice,
    kIssuerSetNumber,
    kNumber,
    kPrevious,
    kTime,
    kEntries,
    kIssuer,
    kSignature
};

auto order(const GrantEntry &entry) { return std::pair(entry.kind, entry.subject); }

Result<GrantEntry> readEntry(ByteReader &reader)
{
    GrantEntry entry;
    TRY(const auto kind, reader.u8());
    if (kind != static_cast<std::uint8_t>(GrantEntry::Kind::Device)
        && kind != static_cast<std::uint8_t>(GrantEntry::Kind::Account))
        return Error(ErrorCode::Malformed, "grant kind", kind);
    entry.kind = static_cast<GrantEntry::Kind>(kind);
    TRY(entry.subject, reader.array<32>());
    TRY(const auto roles, reader.u32());
    TRY(entry.roles, wire::RoleSet::fromBits(roles));
    TRY(const auto revoked, reader.u8());
    if (revoked > 1)
        return Error(ErrorCode::Malformed, "grant flag", revoked);
    entry.revoked = revoked == 1;
    return entry;
}

} // namespace

crypto::Digest accountHash(const PracticeId &practice, const AccountId &account)
{
    return crypto::sha256(signedContent("bedside account v1", practice, account.bytes));
}

Bytes GrantList::fields() const
{
    ByteWriter list;
    for (const auto &entry : entries)
        list.u8(static_cast<std::uint8_t>(entry.kind)).raw(entry.subject).u32(entry.roles.bits()).u8(entry.revoked);
    TlvWriter writer;
    writer.u8(kVersionTag, kVersion)
        .bytes(kPractice, practice.bytes)
        .u64(kIssuerSetNumber, issuerSetNumber)
        .u64(kNumber, number)
        .bytes(kPrevious, previous)
        .time(kTime, time)
        .bytes(kEntries, list.bytes())
        .bytes(kIssuer, issuer);
    return std::move(writer).content();
}

Bytes GrantList::encode() const
{
    auto bytes = fields();
    append(bytes, ByteWriter().u16(kSignature).vector32(signature).bytes());
    return bytes;
}

Result<GrantList> GrantList::parse(ByteSpan bytes)
{
    if (bytes.size() > kMaxSize)
        return Error(ErrorCode::TooLarge, "grant list");
    TlvReader reader(bytes);
    GrantList out;
    TRY_OK(reader.version(kVersionTag, kVersion));
    TRY(out.practice, reader.id<PracticeId>(kPractice));
    TRY(out.issuerSetNumber, reader.u64(kIssuerSetNumber));
    TRY(out.number, reader.u64(kNumber));
    TRY(out.previous, reader.array<32>(kPrevious));
    TRY(out.time, reader.time(kTime));
    TRY(const auto list, reader.bytes(kEntries, kMaxEntries * kEntrySize));
    for (ByteReader rest(list); rest.remaining() > 0;) {
        TRY(const auto entry, readEntry(rest));
        if (!out.entries.empty() && !(order(out.entries.back()) < order(entry)))
            return Error(ErrorCode::Malformed, "grants not in order");
        out.entries.push_back(entry);
    }
    TRY(out.issuer, reader.array<32>(kIssuer));
    TRY(out.signature, reader.array<64>(kSignature));
    TRY_OK(reader.finish());
    return out;
}

void GrantList::sign(const crypto::SigningKey &issuingKey)
{
    std::sort(entries.begin(), entries.end(), [](const auto &a, const auto &b) { return order(a) < order(b); });
    issuer = keyHash(issuingKey.publicKey());
    signature = issuingKey.sign(signedContent(kLabel, practice, fields()));
}

Result<void> GrantList::verify(const IssuerSet &issuers) const
{
    const auto *key = issuers.find(issuer);
    if (!key || practice != issuers.practice)
        return Error(ErrorCode::WrongPractice, "grant list");
    if (!crypto::verifySignature(*key, signedContent(kLabel, practice, fields()), signature))
        return Error(ErrorCode::BadSignature, "grant list");
    if (issuerSetNumber > issuers.number)
        return Error(ErrorCode::RolledBack, "issuer set older than the grant list");
    return {};
}

Result<void> GrantList::checkAge(WallTime now) const
{
    if (time > now + kMaxAhead)
        return Error(ErrorCode::ClockWrong, "grant list from the future");
    if (time + kMaxAge < now)
        return Error(ErrorCode::Expired, "grant list");
    return {};
}

const GrantEntry *GrantList::find(GrantEntry::Kind kind, const crypto::Digest &subject) const
{
    const auto wanted = std::pair(kind, subject);
    const auto found = std::lower_bound(entries.begin(), entries.end(), wanted,
                                        [](const GrantEntry &entry, const auto &key) { return order(entry) < key; });
    return found != entries.end() && order(*found) == wanted ? &*found : nullptr;
}

crypto::Digest GrantList::hash() const { return crypto::sha256(encode()); }

} // namespace bedside::identity
