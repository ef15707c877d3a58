// SPDX-License-Identifier: Apache-2.0
// Certificates, what a practice signs, and links: what newcomers and servers hand to a client.
#include "core/identity/invite_link.h"
#include "tests/fuzz/practice_fixture.h"
#include "tests/fuzz/promise.h"
#include "tests/fuzz/targets.h"

namespace bedside::fuzz {
namespace {

std::vector<Bytes> certificateSeeds() { return {practice().guest.encode(), practice().staff.encode()}; }

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

void leafCredential(ByteSpan input)
{
    roundTrip<identity::LeafCredential>(input);
    const auto parsed = identity::LeafCredential::parse(input);
    if (!parsed.ok())
        return;
    for (const auto &leaf : leaves())
        if (practice().trust.checkLeaf(*parsed, VisitId{}, leaf.key.publicKey(), someTime()).ok())
            promise(equalBytes(input, leaf.credential.encode()), "a leaf that is trusted was made by its device");
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
    if (parsed.ok() && practice().trust.checkDevice(*parsed, someTime()).ok())
        promise(equalBytes(input, practice().staff.encode()), "a device that is trusted was certified");
}

// A newer one of the practice's is accepted; what nobody signed never is.
void issuerSet(ByteSpan input)
{
    roundTrip<identity::IssuerSet>(input);
    auto trust = practice().trust;
    if (trust.acceptIssuers(practice().key.publicKey(), input, someTime()).ok())
        promise(equalBytes(input, practice().issuers.encode()), "issuers that are accepted were signed");
}

void grantList(ByteSpan input)
{
    roundTrip<identity::GrantList>(input);
    auto trust = practice().trust;
    if (trust.acceptGrants(input, someTime()).ok())
        promise(equalBytes(input, practice().grants.encode()), "grants that are accepted were signed");
}

void serverStatement(ByteSpan input)
{
    roundTrip<identity::ServerStatement>(input);
    auto trust = practice().trust;
    if (trust.acceptStatement(input, kServerName, someTime()).ok())
        promise(equalBytes(input, practice().statement.encode()), "a statement that is accepted was signed");
}

std::vector<Bytes> issuerSeeds() { return {practice().issuers.encode()}; }
std::vector<Bytes> grantSeeds() { return {practice().grants.encode()}; }
std::vector<Bytes> statementSeeds() { return {practice().statement.encode()}; }

std::vector<Bytes> trustSeeds()
{
    return {practice().trust.encode(), identity::PracticeTrust::pinnedTo(practice().key.fingerprint()).encode()};
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
