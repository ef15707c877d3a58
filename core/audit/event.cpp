// SPDX-License-Identifier: Apache-2.0
#include "core/audit/event.h"

#include "core/crypto/hash.h"
#include "core/crypto/random.h"

#include <algorithm>

namespace bedside::audit {
namespace {

struct CatalogueRow {
    EventType type;
    std::string_view name;
    bool client = false; // a client may report it
};

constexpr CatalogueRow kCatalogue[] = {
    {EventType::PracticeCreated, "practice.created"},
    {EventType::TrustChanged, "trust.changed"},
    {EventType::AccountCreated, "account.created"},
    {EventType::RoleKeysChanged, "role-keys.changed"},
    {EventType::ServerStarted, "server.started"},
    {EventType::ServerStopped, "server.stopped"},
    {EventType::RolesChanged, "account.roles-changed"},
    {EventType::AccountDisabled, "account.disabled"},
    {EventType::DeviceAdded, "device.added"},
    {EventType::DeviceRevoked, "device.revoked"},
    {EventType::PolicyChanged, "policy.changed"},
    {EventType::SignedIn, "session.signed-in"},
    {EventType::SignInRefused, "session.refused"},
    {EventType::SignedOut, "session.signed-out"},
    {EventType::SessionExpired, "session.expired"},
    {EventType::RecoveryCodeUsed, "session.recovery-code"},
    {EventType::SessionLocked, "session.locked"},
    {EventType::AppointmentCreated, "appointment.created"},
    {EventType::AppointmentChanged, "appointment.changed"},
    {EventType::AppointmentCancelled, "appointment.cancelled"},
    {EventType::InviteCreated, "invite.created"},
    {EventType::InviteWithdrawn, "invite.withdrawn"},
    {EventType::InviteOpened, "invite.opened"},
    {EventType::InviteRefused, "invite.refused"},
    {EventType::LobbyArrived, "lobby.arrived"},
    {EventType::LobbyLeft, "lobby.left"},
    {EventType::LobbyDenied, "lobby.denied"},
    {EventType::VisitOpened, "visit.opened"},
    {EventType::VisitAdmitted, "visit.admitted"},
    {EventType::VisitJoined, "visit.joined", true},
    {EventType::VisitLeft, "visit.left"},
    {EventType::VisitRemoved, "visit.removed"},
    {EventType::VisitResumed, "visit.resumed"},
    {EventType::VisitEnded, "visit.ended"},
    {EventType::ChatSent, "chat.sent", true},
    {EventType::SafetyCodeCompared, "safety-code.compared", true},
    {EventType::KeysRotated, "keys.rotated", true},
    {EventType::MediaInterrupted, "media.interrupted", true},
    {EventType::MediaRestored, "media.restored", true},
    {EventType::VisitLocked, "visit.locked", true},
    {EventType::VisitUnlocked, "visit.unlocked", true},
    {EventType::ShareStarted, "share.started", true},
    {EventType::ShareStopped, "share.stopped", true},
    {EventType::FileSent, "file.sent", true},
    {EventType::FileReceived, "file.received", true},
    {EventType::ConsentGiven, "consent.given", true},
    {EventType::ConsentRefused, "consent.refused", true},
    {EventType::ConsentWithdrawn, "consent.withdrawn", true},
    {EventType::RecordStarted, "record.started", true},
    {EventType::RecordStopped, "record.stopped", true},
    {EventType::NetworkChecked, "network.checked", true},
    {EventType::KeyFailed, "key.failed", true},
    {EventType::CertificateFailed, "certificate.failed", true},
    {EventType::StoreFailed, "store.failed", true},
    {EventType::ClockWrong, "clock.wrong", true},
    {EventType::AuditRead, "audit.read"},
    {EventType::AuditErased, "audit.erased"},
    {EventType::AuditExported, "audit.exported"},
    {EventType::RecordExported, "record.exported"},
};

const CatalogueRow *row(EventType type)
{
    const auto found = std::find_if(std::begin(kCatalogue), std::end(kCatalogue), [&](auto &r) { return r.type == type; });
    return found == std::end(kCatalogue) ? nullptr : found;
}

// ---- Encoding ------------------------------------------------------------------------------------------------------

constexpr std::uint8_t kEncodingVersion = 1;

enum Tag : std::uint8_t {
    TagIndex = 1,
    TagTime = 2,
    TagEvent = 3,
    TagPractice = 4,
    TagActor = 5,
    TagVisit = 6,
    TagDetail = 7,
    TagAddress = 8,
    TagDevice = 9,
};

void field(ByteWriter &out, Tag tag, ByteSpan value) { out.u8(tag).vector16(value); }

struct FieldReader {
    ByteReader in;

    // The next field if it has this tag; nullopt if another (or none) comes next.
    Result<std::optional<ByteSpan>> optional(Tag tag, std::size_t limit)
    {
        if (in.remaining() == 0 || in.rest()[0] != tag)
            return std::optional<ByteSpan>{};
        TRY_OK(in.u8());
        TRY(auto value, in.vector16(limit));
        return std::optional<ByteSpan>{value};
    }
    Result<ByteSpan> required(Tag tag, std::size_t size)
    {
        TRY(auto value, optional(tag, size));
        if (!value || value->size() != size)
            return Error(ErrorCode::Malformed, "audit entry field", tag);
        return *value;
    }
    Result<std::uint64_t> number(Tag tag)
    {
        TRY(auto value, required(tag, 8));
        return ByteReader(value).u64();
    }
    Result<std::optional<Erasable>> commitment(Tag tag)
    {
        TRY(auto value, optional(tag, 32));
        if (!value)
            return std::optional<Erasable>{};
        Erasable erasable;
        TRY(erasable.commitment, ByteReader(*value).array<32>());
        if (value->size() != 32)
            return Error(ErrorCode::Malformed, "audit commitment");
        return std::optional<Erasable>{erasable};
    }
};

bool isPrintable(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

} // namespace

std::string_view eventName(EventType type) noexcept
{
    const auto *found = row(type);
    return found ? found->name : std::string_view{};
}

Result<EventType> eventFromName(std::string_view name)
{
    for (const auto &r : kCatalogue) {
        if (r.name == name)
            return r.type;
    }
    return Error(ErrorCode::UnknownType, "audit event name");
}

Result<EventType> eventFromNumber(std::uint16_t number)
{
    if (const auto *found = row(static_cast<EventType>(number)))
        return found->type;
    return Error(ErrorCode::UnknownType, "audit event number", number);
}

bool isClientReportable(EventType type) noexcept
{
    const auto *found = row(type);
    return found && found->client;
}

std::string Actor::text() const
{
    constexpr std::string_view prefixes[] = {"server", "account:", "invite:", "device:"};
    std::string out(prefixes[static_cast<std::size_t>(kind)]);
    return kind == ActorKind::Server ? out : out + toBase64Url(id);
}

Result<Actor> Actor::fromText(std::string_view text)
{
    if (text == "server")
        return Actor::server();
    const auto colon = text.find(':');
    if (colon == std::string_view::npos)
        return Error(ErrorCode::Malformed, "audit actor");
    const auto prefix = text.substr(0, colon);
    const auto rest = text.substr(colon + 1);
    for (const auto kind : {ActorKind::Account, ActorKind::Invite, ActorKind::Device}) {
        if (prefix == (kind == ActorKind::Account ? "account" : kind == ActorKind::Invite ? "invite" : "device")) {
            TRY(auto id, ObjectId::fromText(rest));
            return Actor{kind, id.bytes};
        }
    }
    return Error(ErrorCode::Malformed, "audit actor");
}

Erasable Erasable::commit(std::string_view label, std::string value)
{
    Erasable out;
    crypto::randomBytes(out.salt);
    Bytes input = toBytes(asBytes(label));
    append(input, asBytes(value));
    out.commitment = crypto::hmacSha256(out.salt, input);
    out.value = std::move(value);
    return out;
}

bool Erasable::holds(std::string_view label) const
{
    if (!value)
        return true;
    Bytes input = toBytes(asBytes(label));
    append(input, asBytes(*value));
    return crypto::constantTimeEqual(crypto::hmacSha256(salt, input), commitment);
}

Bytes encode(const Entry &entry)
{
    ByteWriter out;
    out.u8(kEncodingVersion);
    field(out, TagIndex, ByteWriter().u64(entry.index).bytes());
    field(out, TagTime, ByteWriter().u64(static_cast<std::uint64_t>(toUnixMilliseconds(entry.at))).bytes());
    field(out, TagEvent, ByteWriter().u16(static_cast<std::uint16_t>(entry.type)).bytes());
    field(out, TagPractice, entry.practice.bytes);
    field(out, TagActor, ByteWriter().u8(static_cast<std::uint8_t>(entry.actor.kind)).raw(entry.actor.id).bytes());
    if (entry.visit)
        field(out, TagVisit, entry.visit->bytes);
    if (!entry.detail.empty())
        field(out, TagDetail, asBytes(entry.detail));
    if (entry.address)
        field(out, TagAddress, entry.address->commitment);
    if (entry.device)
        field(out, TagDevice, entry.device->commitment);
    return std::move(out).bytes();
}

Result<std::uint64_t> indexOf(ByteSpan encoded)
{
    FieldReader in{ByteReader(encoded)};
    TRY(auto version, in.in.u8());
    if (version != kEncodingVersion)
        return Error(ErrorCode::UnknownVersion, "audit entry", version);
    return in.number(TagIndex);
}

Result<Entry> decode(ByteSpan encoded)
{
    FieldReader in{ByteReader(encoded)};
    TRY(auto version, in.in.u8());
    if (version != kEncodingVersion)
        return Error(ErrorCode::UnknownVersion, "audit entry", version);

    Entry entry;
    TRY(entry.index, in.number(TagIndex));
    TRY(auto time, in.number(TagTime));
    entry.at = fromUnixMilliseconds(static_cast<std::int64_t>(time));
    TRY(auto type, in.required(TagEvent, 2));
    TRY(auto number, ByteReader(type).u16());
    TRY(entry.type, eventFromNumber(number));
    TRY(auto practice, in.required(TagPractice, 16));
    TRY(entry.practice, PracticeId::fromBytes(practice));

    TRY(auto actor, in.required(TagActor, 17));
    if (actor[0] > static_cast<std::uint8_t>(ActorKind::Device))
        return Error(ErrorCode::UnknownType, "audit actor kind", actor[0]);
    entry.actor.kind = static_cast<ActorKind>(actor[0]);
    std::copy(actor.begin() + 1, actor.end(), entry.actor.id.begin());
    if (entry.actor.kind == ActorKind::Server && entry.actor != Actor::server())
        return Error(ErrorCode::Malformed, "audit actor");

    TRY(auto visit, in.optional(TagVisit, 16));
    if (visit) {
        TRY(auto id, VisitId::fromBytes(*visit));
        entry.visit = id;
    }
    TRY(auto detail, in.optional(TagDetail, kMaxDetail));
    if (detail) {
        entry.detail = asText(*detail);
        if (detail->empty() || !isPrintable(entry.detail))
            return Error(ErrorCode::Malformed, "audit detail");
    }
    TRY(entry.address, in.commitment(TagAddress));
    TRY(entry.device, in.commitment(TagDevice));
    TRY_OK(in.in.finish());
    return entry;
}

} // namespace bedside::audit
