// SPDX-License-Identifier: Apache-2.0
// The profile's own structures: what a newcomer shows, what it gets back, what members say to each other.
#include "core/crypto/aead.h"
#include "core/crypto/random.h"
#include "core/e2ee/control.h"
#include "core/e2ee/hello_name.h"
#include "core/e2ee/lobby_hello.h"
#include "core/e2ee/lobby_member.h"
#include "core/e2ee/profile.h"
#include "core/e2ee/welcome_envelope.h"
#include "core/identity/tlv.h"
#include "tests/fuzz/mls_fixture.h"
#include "tests/fuzz/practice_fixture.h"
#include "tests/fuzz/targets.h"

namespace bedside::fuzz {
namespace {

const InviteId kInvite = InviteId::fromBytes(Bytes(InviteId::kSize, 2)).value();
const VisitId kVisit = VisitId::fromBytes(Bytes(VisitId::kSize, 3)).value();

const identity::InviteKeys &inviteKeys()
{
    static const auto keys = identity::InviteKeys::derive(Secret(32), kInvite);
    return keys;
}

// A guest and a member of staff before the door, and the hellos that they have shown.
struct Lobby {
    const e2ee::Moment now{someTime(), {}};
    e2ee::LobbyMember guest =
        made(e2ee::LobbyMember::guest({kVisit, kInvite, inviteKeys().clone(), practice().device.clone(),
                                       practice().guest, practice().trust, "Zoë"},
                                      now),
             "a guest comes");
    e2ee::LobbyMember staff = made(
        e2ee::LobbyMember::staff({kVisit, practice().device.clone(), practice().staff, practice().trust, "Dr. A"}, now),
        "a clinician comes");
    Bytes guestHello = made(guest.hello(1), "a guest's hello");
    Bytes staffHello = made(staff.hello(1), "a clinician's hello");
};

Lobby &lobby()
{
    static Lobby it = [] {
        const FixedRandom random("lobby");
        return Lobby();
    }();
    return it;
}

void verifyBoth(ByteSpan hello, bool forged)
{
    const auto asGuest = e2ee::verifyHello(hello, kVisit, &inviteKeys(), kInvite, practice().trust, someTime());
    const auto asStaff = e2ee::verifyHello(hello, kVisit, nullptr, InviteId{}, practice().trust, someTime());
    promise(!asGuest.ok() || !asStaff.ok(), "a hello is of one kind");
    for (const auto *verified : {&asGuest, &asStaff}) {
        if (!verified->ok())
            continue;
        promise((*verified)->name().size() <= 255 && (*verified)->visit() == kVisit, "a hello is for this visit");
        promise(forged || equalBytes(hello, lobby().guestHello) || equalBytes(hello, lobby().staffHello),
                "a hello that holds was made");
    }
}

Bytes sealedName(const e2ee::LobbyHello &hello, ByteSpan padded)
{
    const auto data = ByteWriter()
                          .raw(asBytes("bedside hello name v1"))
                          .u8(0)
                          .u8(static_cast<std::uint8_t>(hello.kind))
                          .raw(hello.visit.bytes)
                          .raw(hello.invite.bytes)
                          .u64(hello.counter)
                          .bytes();
    Bytes out(crypto::kXChaCha20NonceSize);
    append(out, made(crypto::xchacha20Poly1305Seal(inviteKeys().hello, out, data, padded), "a name is sealed"));
    return out;
}

// Once as it is; once with seal, MAC and signature of one who has the link, so that what is inside is looked at.
void lobbyHello(ByteSpan input)
{
    roundTrip<e2ee::LobbyHello>(input);
    verifyBoth(input, false);
    auto parsed = e2ee::LobbyHello::parse(input);
    if (!parsed.ok())
        return;
    if (parsed->kind == e2ee::HelloKind::Invite) {
        parsed->sealedName = sealedName(*parsed, parsed->sealedName);
        parsed->mac = crypto::hmacSha256(inviteKeys().mac.reveal(), parsed->macContent());
    }
    parsed->signature = practice().device.signing().sign(
        identity::signedContent("bedside lobby hello v1", practice().id, parsed->signedFields()));
    verifyBoth(parsed->encode(), true);
}

std::vector<Bytes> helloSeeds()
{
    std::vector<Bytes> out{lobby().guestHello, lobby().staffHello};
    auto plain = made(e2ee::LobbyHello::parse(lobby().guestHello), "a hello reads"); // the target seals the name
    for (const Bytes &name : {Bytes{}, Bytes{1, 'Z', 0, 0}, Bytes{1, 'Z', 0, 1}, Bytes{9, 'Z'}}) {
        plain.sealedName = name;
        out.push_back(plain.encode());
    }
    auto staff = made(e2ee::LobbyHello::parse(lobby().staffHello), "a hello reads");
    std::swap(plain.keyPackage, staff.keyPackage); // each with the other's certificate
    plain.sealedName = {1, 'Z'};
    out.push_back(plain.encode());
    out.push_back(staff.encode());
    out.emplace_back(e2ee::LobbyHello::kMaxSize + 1);
    return out;
}

e2ee::WelcomeHeader headerFor(e2ee::HelloKind kind)
{
    const bool guest = kind == e2ee::HelloKind::Invite;
    return {kind, kVisit,
            {},   guest ? kInvite : InviteId{},
            1,    e2ee::helloHash(guest ? lobby().guestHello : lobby().staffHello)};
}

e2ee::WelcomeContent someContent()
{
    return {mlsTrio().added.welcomes[0], mlsTrio().added.ratchetTree, practice().staff.encode(), practice().bundle()};
}

// The whole envelope as a server may alter it; and again as the sealed content of one who has the link.
void welcomeEnvelope(ByteSpan input)
{
    roundTrip<e2ee::WelcomeEnvelope>(input);
    static const auto made = [] {
        const FixedRandom random("welcome");
        return e2ee::WelcomeEnvelope::sealToInvite(headerFor(e2ee::HelloKind::Invite), someContent(),
                                                   inviteKeys().welcome)
            ->encode();
    }();
    if (const auto envelope = e2ee::WelcomeEnvelope::parse(input); envelope.ok()) {
        if (envelope->openWithInvite(inviteKeys().welcome).ok())
            promise(equalBytes(input, made), "an envelope that opens was sealed");
        (void)envelope->openWithDevice(practice().device.agreement()).ok();
    }
    promise(!lobby().guest.accept(input, lobby().now).ok() && !lobby().staff.accept(input, lobby().now).ok(),
            "nobody is let in by another group's Welcome");

    e2ee::WelcomeEnvelope own{headerFor(e2ee::HelloKind::Invite), {}, Bytes(crypto::kXChaCha20NonceSize)};
    const Bytes encoded = own.encode();
    constexpr std::size_t kLengths = 2 + 4; // of what follows the header, without its content
    const ByteSpan header = ByteSpan(encoded).first(encoded.size() - own.sealed.size() - kLengths);
    const auto sealed = crypto::xchacha20Poly1305Seal(inviteKeys().welcome, own.sealed, header, input);
    promise(sealed.ok(), "content is sealed");
    append(own.sealed, *sealed);
    if (const auto content = own.openWithInvite(inviteKeys().welcome); content.ok())
        promise(content->welcome.size() + content->ratchetTree.size() <= input.size(),
                "content is inside of its envelope");
    promise(!lobby().guest.accept(own.encode(), lobby().now).ok(), "nobody is let in by another group's Welcome");
}

std::vector<Bytes> welcomeSeeds()
{
    const FixedRandom random("welcome");
    const auto content = someContent();
    const auto toInvite =
        made(e2ee::WelcomeEnvelope::sealToInvite(headerFor(e2ee::HelloKind::Invite), content, inviteKeys().welcome),
             "it seals");
    const auto toDevice = made(e2ee::WelcomeEnvelope::sealToDevice(headerFor(e2ee::HelloKind::Staff), content,
                                                                   practice().device.agreement().publicKey()),
                               "it seals");
    identity::TlvWriter inside;
    inside.bytes(1, content.welcome).bytes(2, content.ratchetTree).bytes(3, content.hostCertificate);
    inside.bytes(4, content.trust.practiceKey).bytes(5, content.trust.issuers).bytes(6, content.trust.grants);
    return {toInvite.encode(), toDevice.encode(), std::move(inside).content()};
}

void control(ByteSpan input)
{
    if (const auto message = e2ee::decodeControl(input); message.ok())
        promise(equalBytes(e2ee::encodeControl(*message), input), "an accepted control message is the only encoding");
}

std::vector<Bytes> controlSeeds()
{
    e2ee::MediaSignal signal;
    signal.to = 1;
    signal.connection = 7;
    signal.kind = e2ee::MediaSignal::Kind::Candidate;
    signal.body = text("candidate:1 1 UDP 1 192.0.2.1 9 typ host");
    const e2ee::Control all[] = {
        e2ee::Chat{"Grüße"},
        signal,
        e2ee::MediaState{true, false, true, true},
        e2ee::KeyFrameRequest{1, 2},
        e2ee::SafetyCodeConfirmed{1, true},
        e2ee::RotateRequest{},
        e2ee::LogHead{Bytes(40, 1), 3, Bytes(64, 2)},
        e2ee::Heartbeat{4, Bytes(32, 5), 6},
        e2ee::EpochAck{7},
        e2ee::Joined{{8}},
        e2ee::Reveal{9, {10}},
        e2ee::LeaveRequest{},
        e2ee::End{wire::EndOutcome::AudioOnly},
        e2ee::Introduction{"Zoë"},
        e2ee::EpochRequest{11},
        e2ee::Delivered{2, {1, 2, 3}},
    };
    std::vector<Bytes> out;
    for (std::uint64_t id = 0; const auto &one : all)
        out.push_back(e2ee::encodeControl({id++, one}));
    return out;
}

// bedside_params, and what joins them in a GroupContext and a GroupInfo.
void groupParams(ByteSpan input)
{
    using namespace e2ee::profile;
    static const mls::Extensions context = groupContext(Params{});
    if (const auto params = decodeParams(input); params.ok()) {
        promise(equalBytes(encodeParams(*params).data, input), "accepted parameters are the only encoding");
        promise(params->bindings.size() <= kMaxBindings, "bindings are within their limit");
        (void)checkSuccession(Params{}, *params).ok();
        (void)checkSuccession(*params, Params{}).ok();
        promise(checkSuccession(*params, *params).ok(), "nothing has changed");
    }
    if (const auto read = readGroupContext({context[0], {kParamsExtension, toBytes(input)}}); read.ok())
        promise(decodeParams(input).ok() && read->epochBits == 4 && read->leafBits == 4 && read->pskMode == 0,
                "no other profile is accepted");
    promise(!readGroupContext({context[0]}).ok(), "a group has parameters");
    (void)readJoin({{kJoinExtension, toBytes(input)}}, mls::KeyPackageRef{}).ok();
    promise(!readJoin({}, mls::KeyPackageRef{}).ok(), "a newcomer is bound to a device");
    if (const auto package = mls::KeyPackage::parse(input); package.ok() && checkKeyPackage(*package).ok())
        promise(package->extensions.empty() && package->leaf.supportsExtension(kParamsExtension),
                "a key package is of this profile");
}

std::vector<Bytes> paramsSeeds()
{
    using namespace e2ee::profile;
    Params params;
    params.bind({1}, {2});
    params.bind({3}, {4});
    params.bar({4});
    params.grantNumber = 5;
    Params bound = params;
    bound.grantNumber = 0;
    params.purpose = Purpose::Verification;
    std::vector<Bytes> out{encodeParams({}).data, encodeParams(params).data, encodeParams(bound).data,
                           encodeJoin({{{}, {1}}, {{2}, {3}}}).data};
    auto package =
        made(mls::KeyPackage::parseMessage(made(e2ee::LobbyHello::parse(lobby().guestHello), "a hello").keyPackage),
             "a key package reads");
    out.push_back(package.encode());
    package.extensions = {{0x0a0a, {}}};
    out.push_back(package.encode());
    package.leaf.capabilities.extensions.clear();
    out.push_back(package.encode());
    package.leaf.capabilities.cipherSuites.clear();
    out.push_back(package.encode());
    return out;
}

constexpr Target kTargets[] = {
    {"lobby_hello", lobbyHello, helloSeeds},
    {"welcome_envelope", welcomeEnvelope, welcomeSeeds},
    {"control", control, controlSeeds},
    {"group_params", groupParams, paramsSeeds},
};

} // namespace

std::span<const Target> e2eeTargets() { return kTargets; }

} // namespace bedside::fuzz
