// SPDX-License-Identifier: Apache-2.0
// Certificates, what a practice signs, and links: what newcomers and servers hand to a client.
#include "core/identity/invite_link.h"
#include "core/identity/tlv.h"
#include "tests/fuzz/practice_fixture.h"
#include "tests/fuzz/promise.h"
#include "tests/fuzz/targets.h"

#include <algorithm>

namespace bedside::fuzz {
namespace {

std::vector<Bytes> certificateSeeds()
{
    std::vector<Bytes> out{practice().guest.encode(), practice().staff.encode(),
                           Bytes(identity::DeviceCertificate::kMaxSize + 1)};
    const auto with = [&](auto change, const crypto::SigningKey &key) {
        auto certificate = practice().staff;
        change(certificate);
        certificate.sign(key);
        out.push_back(certificate.encode());
    };
    const auto issuing = made(crypto::SigningKey::fromSeed(practice().issuing.seed()), "a key");
    with([](auto &certificate) { certificate.practice = {}; }, issuing);
    with([](auto &certificate) { certificate.account = AccountId{{1}}; }, practice().device.signing());
    with([](auto &certificate) { certificate.roles = wire::Role::Guest; }, practice().device.signing());
    with([](auto &certificate) { certificate.signatureKey[0] ^= 1; }, issuing); // not in the grant list
    return out;
}

const std::vector<identity::LeafIdentity> &leaves()
{
    static const auto made = [] {
        std::vector<identity::LeafIdentity> out;
        const FixedRandom random("leaves");
        for (const auto *certificate : {&practice().guest, &practice().staff})
            out.push_back(identity::LeafIdentity::create(practice().device, *certificate, VisitId{}, someTime()));
        return out;
    }();
    return made;
}

constexpr auto kDay = std::chrono::hours(24);
constexpr std::chrono::hours kMoments[] = {-400 * kDay, std::chrono::hours(0), 400 * kDay}; // before, in time, after

// What the practice has signed and nobody in their right mind would: the same numbers with another content, another
// practice, another server, a list that follows another one.
struct StrayOnes {
    identity::IssuerSet otherIssuers = practice().key.makeIssuerSet(
        practice().id, 1, {practice().issuing.publicKey(), practice().device.signing().publicKey()}, someTime());
    identity::IssuerSet foreignIssuers =
        practice().key.makeIssuerSet(PracticeId{}, 3, {practice().issuing.publicKey()}, someTime());
    identity::GrantList otherGrants = practice().issuing.makeGrantList(practice().issuers, nullptr, {}, someTime());
    identity::GrantList strayGrants =
        practice().issuing.makeGrantList(practice().issuers, &otherGrants, {}, someTime());
    identity::ServerStatement otherStatement = practice().issuing.makeStatement(
        practice().id, nullptr, std::string(kServerName), Bytes(64, 0x33), {}, {{}}, someTime());
    identity::ServerStatement foreignStatement = practice().issuing.makeStatement(
        practice().id, &practice().statement, "other.example", Bytes(64, 0x30), {}, {{}}, someTime());
};

const StrayOnes &stray()
{
    static const StrayOnes made;
    return made;
}

// A practice that is known and has said nothing of devices, and one that has revoked them.
const identity::PracticeTrust &silent()
{
    static const auto made = [] {
        auto trust = identity::PracticeTrust::pinnedTo(practice().key.fingerprint());
        promise(trust.acceptIssuers(practice().key.publicKey(), practice().issuers.encode(), someTime()).ok(),
                "a practice is known");
        return trust;
    }();
    return made;
}

const identity::PracticeTrust &revoking()
{
    static const auto made = [] {
        auto entries = identity::grantsFor(practice().staff);
        for (auto &entry : entries)
            entry.revoked = true;
        auto trust = practice().trust;
        promise(
            trust
                .acceptGrants(practice()
                                  .issuing.makeGrantList(practice().issuers, &practice().grants, entries, someTime())
                                  .encode(),
                              someTime())
                .ok(),
            "a practice revokes");
        return trust;
    }();
    return made;
}

void leafCredential(ByteSpan input)
{
    roundTrip<identity::LeafCredential>(input);
    const auto parsed = identity::LeafCredential::parse(input);
    if (!parsed.ok())
        return;
    for (const auto &leaf : leaves())
        for (const auto moment : kMoments)
            if (practice().trust.checkLeaf(*parsed, VisitId{}, leaf.key.publicKey(), someTime() + moment).ok())
                promise(equalBytes(input, leaf.credential.encode()) && moment == kMoments[1],
                        "a leaf that is trusted was made by its device");
    for (const auto &leaf : leaves())
        promise(!revoking().checkLeaf(*parsed, VisitId{}, leaf.key.publicKey(), someTime()).ok(),
                "a leaf of a revoked device is not trusted");
}

std::vector<Bytes> leafSeeds()
{
    std::vector<Bytes> out;
    for (const auto &leaf : leaves())
        out.push_back(leaf.credential.encode());
    return out;
}

void deviceCertificate(ByteSpan input)
{
    roundTrip<identity::DeviceCertificate>(input);
    const auto parsed = identity::DeviceCertificate::parse(input);
    if (!parsed.ok())
        return;
    for (const auto moment : kMoments) {
        if (practice().trust.checkDevice(*parsed, someTime() + moment).ok())
            promise(equalBytes(input, practice().staff.encode()) && moment == kMoments[1],
                    "a device that is trusted was certified");
        if (parsed->verifyGuest(practice().id, someTime() + moment).ok())
            promise(parsed->isSelfIssued() && moment == kMoments[1], "a guest certifies itself, for a time");
    }
    if (practice().trust.checkIssued(*parsed).ok())
        promise(parsed->practice == practice().id, "a device is of this practice");
    promise(!identity::PracticeTrust::pinnedTo({}).checkDevice(*parsed, someTime()).ok(),
            "nobody is trusted before a practice is known");
    promise(!silent().checkDevice(*parsed, someTime()).ok() && !revoking().checkDevice(*parsed, someTime()).ok(),
            "nobody is trusted who was not granted it, or is revoked");
}

// What a practice that is known, one that has gone on, and one that is not known yet take of it.
template <class Accept>
void accept(ByteSpan input, Accept take, std::initializer_list<Bytes> signedOnes)
{
    static const auto later = [] {
        auto trust = practice().trust;
        promise(trust.acceptIssuers(practice().key.publicKey(), practice().laterIssuers.encode(), someTime()).ok() &&
                    trust.acceptGrants(practice().laterGrants.encode(), someTime()).ok() &&
                    trust.acceptStatement(practice().laterStatement.encode(), kServerName, someTime()).ok(),
                "a practice goes on");
        return trust;
    }();
    for (auto trust : {practice().trust, later, identity::PracticeTrust::pinnedTo(practice().key.fingerprint())})
        for (const auto moment : kMoments)
            if (take(trust, someTime() + moment).ok())
                promise(std::find(signedOnes.begin(), signedOnes.end(), toBytes(input)) != signedOnes.end(),
                        "what is accepted was signed");
}

void issuerSet(ByteSpan input)
{
    roundTrip<identity::IssuerSet>(input);
    accept(input,
           [&](auto &trust, WallTime now) { return trust.acceptIssuers(practice().key.publicKey(), input, now); },
           {practice().issuers.encode(), practice().laterIssuers.encode(), stray().otherIssuers.encode(),
            stray().foreignIssuers.encode()});
    auto trust = practice().trust;
    promise(!trust.acceptIssuers(input, practice().issuers.encode(), someTime()).ok() ||
                equalBytes(input, practice().key.publicKey()),
            "a practice has one key");
}

void grantList(ByteSpan input)
{
    roundTrip<identity::GrantList>(input);
    accept(input, [&](auto &trust, WallTime now) { return trust.acceptGrants(input, now); },
           {practice().grants.encode(), practice().laterGrants.encode()});
}

void serverStatement(ByteSpan input)
{
    roundTrip<identity::ServerStatement>(input);
    accept(input, [&](auto &trust, WallTime now) { return trust.acceptStatement(input, kServerName, now); },
           {practice().statement.encode(), practice().laterStatement.encode()});
}

std::vector<Bytes> issuerSeeds()
{
    return {practice().issuers.encode(), practice().laterIssuers.encode(), stray().otherIssuers.encode(),
            stray().foreignIssuers.encode(), Bytes(identity::IssuerSet::kMaxSize + 1)};
}
std::vector<Bytes> grantSeeds()
{
    return {practice().grants.encode(), practice().laterGrants.encode(), stray().otherGrants.encode(),
            stray().strayGrants.encode(), Bytes(identity::GrantList::kMaxSize + 1)};
}
std::vector<Bytes> statementSeeds()
{
    return {practice().statement.encode(), practice().laterStatement.encode(), stray().otherStatement.encode(),
            stray().foreignStatement.encode(), Bytes(identity::ServerStatement::kMaxSize + 1)};
}

std::vector<Bytes> trustSeeds()
{
    identity::TlvWriter keyless; // issuers whose key is not there
    keyless.u8(1, 1).bytes(2, practice().key.fingerprint()).bytes(3, {}).bytes(4, practice().issuers.encode());
    keyless.bytes(5, {}).bytes(6, {});
    return {practice().trust.encode(), silent().encode(),
            identity::PracticeTrust::pinnedTo(practice().key.fingerprint()).encode(), keyless.content()};
}

void inviteLink(ByteSpan input)
{
    const auto link = identity::InviteLink::parse(asText(input));
    if (!link.ok())
        return;
    for (const auto &written : {link->appLink(), link->webLink()}) {
        const auto again = identity::InviteLink::parse(written);
        promise(again.ok() && again->appLink() == link->appLink() && again->webLink() == link->webLink(),
                "a link means one thing");
    }
}

std::vector<Bytes> linkSeeds()
{
    identity::InviteLink link;
    link.server = kServerName;
    link.secret = Secret(32);
    std::vector<Bytes> out{text(link.appLink()), text(link.webLink()), text(" " + link.webLink() + "\n")};
    link.server = "[2001:db8::1]:8443";
    out.push_back(text(link.appLink()));
    return out;
}

void recoverySheet(ByteSpan input)
{
    if (const auto key = identity::PracticeKey::fromRecoverySheet(asText(input)); key.ok()) {
        const Secret sheet = key->recoverySheet();
        const auto again = identity::PracticeKey::fromRecoverySheet(asText(sheet.reveal()));
        promise(again.ok() && again->publicKey() == key->publicKey(), "a sheet means one key");
    }
}

std::vector<Bytes> sheetSeeds() { return {toBytes(practice().key.recoverySheet().reveal())}; }

constexpr Target kTargets[] = {
    {"invite_link", inviteLink, linkSeeds},
    {"device_certificate", deviceCertificate, certificateSeeds},
    {"leaf_credential", leafCredential, leafSeeds},
    {"issuer_set", issuerSet, issuerSeeds},
    {"grant_list", grantList, grantSeeds},
    {"server_statement", serverStatement, statementSeeds},
    {"practice_trust", roundTrip<identity::PracticeTrust>, trustSeeds},
    {"recovery_sheet", recoverySheet, sheetSeeds},
};

} // namespace

std::span<const Target> identityTargets() { return kTargets; }

} // namespace bedside::fuzz
