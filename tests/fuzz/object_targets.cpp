// SPDX-License-Identifier: Apache-2.0
// What is sealed and kept elsewhere: objects on the server, a guest's keys on disk, role keys on their way to a device.
#include "core/crypto/aead.h"
#include "core/e2ee/sealed_object.h"
#include "core/identity/guest_device.h"
#include "core/schedule/appointment_content.h"
#include "tests/fuzz/practice_fixture.h"
#include "tests/fuzz/targets.h"

namespace bedside::fuzz {
namespace {

const VisitId kVisit = VisitId::fromBytes(Bytes(VisitId::kSize, 3)).value();
const InviteId kInvite = InviteId::fromBytes(Bytes(InviteId::kSize, 2)).value();
constexpr e2ee::KeyRole kRoles[] = {e2ee::KeyRole::Scheduling, e2ee::KeyRole::Clinical, e2ee::KeyRole::Hosting};

const e2ee::RoleKeyRing &ring()
{
    static const auto made = [] {
        e2ee::RoleKeyRing out;
        for (const auto role : kRoles)
            out.add({role, 1, Secret(32)});
        return out;
    }();
    return made;
}

e2ee::ObjectName nameOf(e2ee::ObjectType type)
{
    ObjectId object;
    object.bytes = kVisit.bytes;
    return {practice().id, object, type, 1};
}

Bytes sealed(e2ee::ObjectType type, ByteSpan plaintext)
{
    return made(e2ee::sealObject(nameOf(type), plaintext, ring(), kRoles, practice().device, practice().staff),
                "an object is sealed")
        .bytes;
}

const Bytes &note()
{
    static const auto made = [] {
        const FixedRandom random("note");
        return sealed(e2ee::ObjectType::Note, asBytes("a note"));
    }();
    return made;
}

void sealedObject(ByteSpan input)
{
    const auto opened = e2ee::openObject(nameOf(e2ee::ObjectType::Note), input, ring(), practice().trust);
    if (opened.ok())
        promise(equalBytes(input, note()) && asText(opened->plaintext.reveal()) == "a note",
                "an object that opens was sealed");
}

std::vector<Bytes> objectSeeds() { return {note()}; }

schedule::SealingKeys sealingKeys()
{
    return {practice().id, ring(), practice().device, practice().staff, practice().trust};
}

// u8 how: 0 the sealed form as the server keeps it; otherwise u16 length, content | invites, which are sealed here.
void appointment(ByteSpan input)
{
    ByteReader reader(input);
    const auto how = reader.u8();
    if (!how.ok())
        return;
    Bytes whole = toBytes(reader.rest());
    if (*how != 0) {
        const auto content = reader.vector16(0xffff);
        if (!content.ok())
            return;
        whole = ByteWriter()
                    .u8(1)
                    .vector32(sealed(e2ee::ObjectType::Appointment, *content))
                    .vector32(sealed(e2ee::ObjectType::Invite, reader.rest()))
                    .bytes();
    }
    const auto opened = schedule::openAppointment(kVisit, 1, whole, sealingKeys());
    if (!opened.ok())
        return;
    promise(opened->invites.size() <= schedule::kMaxInvites, "invites are within their limit");
    const auto again = made(schedule::sealAppointment(kVisit, 1, opened->content, opened->invites, sealingKeys()),
                            "what opens can be sealed");
    const auto read = schedule::openAppointment(kVisit, 1, again, sealingKeys());
    promise(read.ok() && read->content == opened->content && read->invites.size() == opened->invites.size(),
            "it reads back as the same");
}

std::vector<Bytes> appointmentSeeds()
{
    const FixedRandom random("appointment");
    const schedule::AppointmentContent content{"Zoë", "cough", "+1 555 0100", Bytes(16, 4)};
    std::vector<schedule::InviteSecret> invites;
    invites.push_back({kInvite, Secret(32), someTime(), true});
    const auto stored = made(schedule::sealAppointment(kVisit, 1, content, invites, sealingKeys()), "it is sealed");
    const auto inside = ByteWriter()
                            .u8(1)
                            .vector16(asBytes("Zoë"))
                            .vector16(asBytes("cough"))
                            .vector16({})
                            .vector16(Bytes(16, 4))
                            .bytes();
    ByteWriter links;
    links.u8(1).u8(2);
    for (std::uint8_t withdrawn = 0; withdrawn < 2; ++withdrawn)
        links.raw(kInvite.bytes).raw(Bytes(32, 5)).u64(1'800'000'000'000).u8(withdrawn);
    return {ByteWriter().u8(0).raw(stored).bytes(), ByteWriter().u8(1).vector16(inside).raw(links.bytes()).bytes()};
}

const identity::InviteKeys &inviteKeys()
{
    static const auto keys = identity::InviteKeys::derive(Secret(32), kInvite);
    return keys;
}

const Bytes &guestFile()
{
    static const auto made = [] {
        const FixedRandom random("guest device");
        return identity::GuestDevice::create(practice().id, someTime()).seal(inviteKeys(), kInvite);
    }();
    return made;
}

// The file as it lies on disk, and its content sealed by one who has the link.
void guestDevice(ByteSpan input)
{
    if (identity::GuestDevice::open(input, inviteKeys(), kInvite).ok())
        promise(equalBytes(input, guestFile()), "a device that opens was sealed");
    Bytes own(crypto::kXChaCha20NonceSize);
    const auto data = ByteWriter().raw(asBytes("bedside guest device v1")).u8(0).raw(kInvite.bytes).bytes();
    append(own, made(crypto::xchacha20Poly1305Seal(inviteKeys().device, own, data, input), "content is sealed"));
    if (const auto opened = identity::GuestDevice::open(own, inviteKeys(), kInvite); opened.ok())
        promise(opened->certificate.signatureKey == opened->keys.signing().publicKey(),
                "a device's certificate is its own");
}

std::vector<Bytes> guestSeeds()
{
    const auto keys = practice().device.toSecret();
    return {guestFile(), ByteWriter().u8(1).u64(7).raw(keys.reveal()).raw(practice().guest.encode()).bytes()};
}

const Bytes &wrappedKey()
{
    static const auto made = [] {
        const FixedRandom random("role key");
        return e2ee::wrapRoleKey(practice().id, {e2ee::KeyRole::Hosting, 1, Secret(32)},
                                 practice().device.agreement().publicKey(), practice().device, practice().staff)
            .value();
    }();
    return made;
}

void roleKey(ByteSpan input)
{
    const auto key =
        e2ee::unwrapRoleKey(practice().id, e2ee::KeyRole::Hosting, 1, input, practice().device.agreement(), practice().trust);
    if (key.ok())
        promise(equalBytes(input, wrappedKey()), "a key that unwraps was wrapped");
}

std::vector<Bytes> roleKeySeeds() { return {wrappedKey()}; }

constexpr Target kTargets[] = {
    {"sealed_object", sealedObject, objectSeeds},
    {"appointment", appointment, appointmentSeeds},
    {"guest_device", guestDevice, guestSeeds},
    {"role_key", roleKey, roleKeySeeds},
};

} // namespace

std::span<const Target> objectTargets() { return kTargets; }

} // namespace bedside::fuzz
