// SPDX-License-Identifier: Apache-2.0
#include "core/schedule/appointment_content.h"

namespace bedside::schedule {
namespace {

constexpr std::uint8_t kFormat = 1;
constexpr std::size_t kMaxPart = e2ee::kMaxObjectPlaintext;
constexpr std::size_t kPseudonym = 16;
constexpr std::uint64_t kLatestTime = 253'402'300'799'999; // the end of the year 9999: sums with it cannot overflow

constexpr e2ee::KeyRole kContentReaders[] = {e2ee::KeyRole::Scheduling, e2ee::KeyRole::Clinical, e2ee::KeyRole::Hosting};
constexpr e2ee::KeyRole kInviteReaders[] = {e2ee::KeyRole::Hosting};

e2ee::ObjectName nameOf(const VisitId &visit, std::uint64_t version, e2ee::ObjectType type, const PracticeId &practice)
{
    ObjectId object;
    object.bytes = visit.bytes; // an appointment's object has the visit's id; the type tells the two parts apart
    return {practice, object, type, version};
}

Bytes encodeContent(const AppointmentContent &content)
{
    ByteWriter writer;
    writer.u8(kFormat).vector16(asBytes(content.patientName)).vector16(asBytes(content.reason));
    writer.vector16(asBytes(content.contact)).vector16(content.pseudonym);
    return std::move(writer).bytes();
}

bool fits(const AppointmentContent &content)
{
    return content.patientName.size() <= AppointmentContent::kMaxName && content.reason.size() <= AppointmentContent::kMaxReason
           && content.contact.size() <= AppointmentContent::kMaxContact
           && (content.pseudonym.empty() || content.pseudonym.size() == kPseudonym);
}

Result<std::string> readText(ByteReader &reader, std::size_t limit)
{
    TRY(auto bytes, reader.vector16(limit));
    return std::string(asText(bytes));
}

Result<AppointmentContent> decodeContent(ByteSpan bytes)
{
    ByteReader reader(bytes);
    TRY(const auto format, reader.u8());
    if (format != kFormat)
        return Error(ErrorCode::UnknownVersion, "appointment content");
    AppointmentContent content;
    TRY(content.patientName, readText(reader, AppointmentContent::kMaxName));
    TRY(content.reason, readText(reader, AppointmentContent::kMaxReason));
    TRY(content.contact, readText(reader, AppointmentContent::kMaxContact));
    TRY(const auto pseudonym, reader.vector16(kPseudonym));
    content.pseudonym = toBytes(pseudonym);
    TRY_OK(reader.finish());
    if (!fits(content)) // what could be opened and never sealed again
        return Error(ErrorCode::Malformed, "appointment content");
    return content;
}

Secret encodeInvites(const std::vector<InviteSecret> &invites)
{
    constexpr std::size_t kEach = 16 + 32 + 8 + 1;
    Secret out(2 + invites.size() * kEach);
    std::size_t at = 0;
    const auto put = [&](ByteSpan bytes) {
        std::copy(bytes.begin(), bytes.end(), out.revealMutable().begin() + static_cast<std::ptrdiff_t>(at));
        at += bytes.size();
    };
    put(ByteWriter().u8(kFormat).u8(static_cast<std::uint8_t>(invites.size())).bytes());
    for (const InviteSecret &invite : invites) {
        put(invite.id.bytes);
        put(invite.secret.reveal());
        put(ByteWriter().u64(static_cast<std::uint64_t>(toUnixMilliseconds(invite.expiresAt))).u8(invite.withdrawn).bytes());
    }
    return out;
}

Result<std::vector<InviteSecret>> decodeInvites(ByteSpan bytes)
{
    ByteReader reader(bytes);
    TRY(const auto format, reader.u8());
    if (format != kFormat)
        return Error(ErrorCode::UnknownVersion, "invites");
    TRY(const auto count, reader.u8());
    if (count > kMaxInvites)
        return Error(ErrorCode::TooLarge, "invites");
    std::vector<InviteSecret> invites;
    for (unsigned i = 0; i < count; ++i) {
        InviteSecret invite;
        TRY(const auto id, reader.take(InviteId::kSize));
        TRY(invite.id, InviteId::fromBytes(id));
        TRY(const auto secret, reader.take(32));
        invite.secret = Secret::copyOf(secret);
        TRY(const auto expires, reader.u64());
        if (expires > kLatestTime)
            return Error(ErrorCode::Malformed, "invites");
        invite.expiresAt = fromUnixMilliseconds(static_cast<std::int64_t>(expires));
        TRY(const auto withdrawn, reader.u8());
        if (withdrawn > 1)
            return Error(ErrorCode::Malformed, "invites");
        invite.withdrawn = withdrawn == 1;
        invites.push_back(std::move(invite));
    }
    TRY_OK(reader.finish());
    return invites;
}

Result<e2ee::OpenedObject> openPart(const e2ee::ObjectName &name, ByteSpan part, const SealingKeys &keys)
{
    return e2ee::openObject(name, part, keys.ring, keys.trust);
}

} // namespace

Result<Bytes> sealAppointment(const VisitId &visit, std::uint64_t version, const AppointmentContent &content,
                              const std::vector<InviteSecret> &invites, const SealingKeys &keys)
{
    if (!fits(content) || invites.size() > kMaxInvites)
        return Error(ErrorCode::TooLarge, "appointment");
    Bytes plain = encodeContent(content);
    auto sealedContent = e2ee::sealObject(nameOf(visit, version, e2ee::ObjectType::Appointment, keys.practice), plain,
                                          keys.ring, kContentReaders, keys.device, keys.certificate);
    wipeMemory(plain);
    TRY_OK(sealedContent);
    TRY(const auto sealedInvites,
        e2ee::sealObject(nameOf(visit, version, e2ee::ObjectType::Invite, keys.practice), encodeInvites(invites).reveal(),
                         keys.ring, kInviteReaders, keys.device, keys.certificate));
    ByteWriter writer;
    writer.u8(kFormat).vector32(sealedContent->bytes).vector32(sealedInvites.bytes);
    return std::move(writer).bytes();
}

Result<OpenedAppointment> openAppointment(const VisitId &visit, std::uint64_t version, ByteSpan sealed,
                                          const SealingKeys &keys)
{
    ByteReader reader(sealed);
    TRY(const auto format, reader.u8());
    if (format != kFormat)
        return Error(ErrorCode::UnknownVersion, "appointment");
    TRY(const auto contentPart, reader.vector32(kMaxPart));
    TRY(const auto invitePart, reader.vector32(kMaxPart));
    TRY_OK(reader.finish());
    OpenedAppointment out;
    TRY(const auto content,
        openPart(nameOf(visit, version, e2ee::ObjectType::Appointment, keys.practice), contentPart, keys));
    TRY(out.content, decodeContent(content.plaintext.reveal()));
    if (!keys.ring.newest(e2ee::KeyRole::Hosting))
        return out;
    TRY(const auto invites, openPart(nameOf(visit, version, e2ee::ObjectType::Invite, keys.practice), invitePart, keys));
    TRY(out.invites, decodeInvites(invites.plaintext.reveal()));
    return out;
}

} // namespace bedside::schedule
