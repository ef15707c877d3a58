// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/targets.h"

#include "core/audit/reader.h"
#include "core/base/json.h"
#include "core/crypto/random.h"
#include "core/e2ee/control.h"
#include "core/e2ee/lobby_hello.h"
#include "core/e2ee/welcome_envelope.h"
#include "core/identity/device_certificate.h"
#include "core/identity/grant_list.h"
#include "core/identity/invite_link.h"
#include "core/identity/issuer_set.h"
#include "core/identity/leaf_credential.h"
#include "core/identity/server_statement.h"
#include "core/mls/group.h"
#include "core/sframe/header.h"
#include "core/sframe/key_store.h"
#include "core/wire/messages.h"

#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>

namespace bedside::fuzz {
namespace {

void promise(bool held, const char *what)
{
    if (held)
        return;
    std::fprintf(stderr, "broken promise: %s\n", what);
    std::abort();
}

WallTime someTime() { return fromUnixMilliseconds(1'800'000'000'000); }

mls::KeyPackageBundle someMember(std::string_view name)
{
    const auto hour = std::chrono::hours(1);
    return mls::KeyPackageBundle::create(toBytes(asBytes(name)), crypto::SigningKey::generate(), mls::Capabilities{},
                                         mls::Lifetime::between(someTime() - hour, someTime() + hour));
}

template <class T>
void roundTrip(ByteSpan input)
{
    if (const auto parsed = T::parse(input); parsed.ok())
        promise(equalBytes(parsed->encode(), input), "an accepted encoding is the only one");
}

template <class Message>
void bodyRoundTrip(ByteSpan body)
{
    if (const auto message = Message::decode(body); message.ok())
        promise(equalBytes(message->encode(), body), "an accepted body is the only one");
}

// ---- wire ----

void wireFrame(ByteSpan input)
{
    const auto frame = wire::parseFrame(input);
    if (!frame.ok())
        return;
    promise(frame->body.size() <= wire::bodyLimit(frame->type), "a body is within its limit");
    bodyRoundTrip<wire::AuthRequest>(frame->body);
    bodyRoundTrip<wire::AuthOk>(frame->body);
    bodyRoundTrip<wire::LobbyArrival>(frame->body);
    bodyRoundTrip<wire::LobbyGone>(frame->body);
    bodyRoundTrip<wire::LobbyPlace>(frame->body);
    bodyRoundTrip<wire::DenyRequest>(frame->body);
    bodyRoundTrip<wire::WelcomeRequest>(frame->body);
    bodyRoundTrip<wire::WelcomeDelivery>(frame->body);
    bodyRoundTrip<wire::VisitOpen>(frame->body);
    bodyRoundTrip<wire::CommitRequest>(frame->body);
    bodyRoundTrip<wire::CommitDelivery>(frame->body);
    bodyRoundTrip<wire::GroupMessageRequest>(frame->body);
    bodyRoundTrip<wire::GroupMessageDelivery>(frame->body);
    bodyRoundTrip<wire::VisitEnd>(frame->body);
    bodyRoundTrip<wire::MemberPresence>(frame->body);
    bodyRoundTrip<wire::ResumeRequest>(frame->body);
    bodyRoundTrip<wire::Resumed>(frame->body);
    bodyRoundTrip<wire::EventReport>(frame->body);
    bodyRoundTrip<wire::Changed>(frame->body);
    (void)wire::ErrorReport::decode(frame->body).ok();
}

std::vector<Bytes> wireSeeds()
{
    const Bytes some(40, 0x5a);
    std::vector<Bytes> out;
    const auto add = [&](const auto &message) { out.push_back(*wire::makeFrame(message)); };
    add(wire::AuthRequest{some});
    add(wire::AuthOk{7, wire::ConnectionKind::Guest, someTime()});
    add(wire::LobbyArrival{{}, {}, 3, someTime(), some});
    add(wire::WelcomeRequest{{}, {}, 4, some});
    add(wire::CommitDelivery{{}, {}, 1, 2, 3, some});
    add(wire::ResumeRequest{{}, {}, some, 9});
    add(wire::EventReport{{}, "chat.sent", "1"});
    return out;
}

// ---- sframe ----

void sframeHeader(ByteSpan input)
{
    const auto parsed = sframe::decodeHeader(input);
    if (parsed.ok())
        promise(parsed->size >= 1 && parsed->size <= sframe::kMaxHeaderSize && parsed->size <= input.size(), "header size");
}

sframe::KeyStore &openedStore()
{
    static const auto store = [] {
        auto made = std::make_unique<sframe::KeyStore>();
        const sframe::LeafAccess leaves[] = {{0}, {1}};
        promise(made->installEpoch(InstanceId{}, 1, Secret(32), 0, leaves).ok(), "an epoch installs");
        return made;
    }();
    return *store;
}

Bytes sealedByTheOther(ByteSpan clear, ByteSpan payload)
{
    sframe::KeyStore other;
    const sframe::LeafAccess leaves[] = {{0}, {1}};
    promise(other.installEpoch(InstanceId{}, 1, Secret(32), 1, leaves).ok(), "an epoch installs");
    promise(other.switchSender(InstanceId{}, 1).ok(), "a sender switches");
    Bytes out(clear.size() + payload.size() + sframe::kMaxOverhead);
    const auto sealed = other.sealer(sframe::Context::Camera).seal(clear, payload, out);
    promise(sealed.ok(), "a frame seals");
    out.resize(sealed->size);
    return out;
}

void sframeOpen(ByteSpan input)
{
    Bytes out(input.size());
    for (std::size_t clear : {0u, 1u, 3u, 10u})
        (void)openedStore().opener(1).open(input, clear, out).ok();
}

std::vector<Bytes> sframeSeeds()
{
    const Bytes payload(100, 0x11);
    const Bytes clear(10, 0x22);
    return {sealedByTheOther(clear, payload), sealedByTheOther({}, payload), sealedByTheOther(Bytes(3, 1), {})};
}

// ---- identity ----

struct Practice {
    crypto::SigningKey practiceKey = crypto::SigningKey::generate();
    crypto::SigningKey issuing = crypto::SigningKey::generate();
    identity::DeviceKeys device = identity::DeviceKeys::generate();
    PracticeId id = crypto::randomId<PracticeId>();

    identity::DeviceCertificate certificate() const { return identity::DeviceCertificate::forGuest(id, device, someTime()); }
};

const Practice &practice()
{
    static const Practice made;
    return made;
}

std::vector<Bytes> certificateSeeds() { return {practice().certificate().encode()}; }

std::vector<Bytes> leafSeeds()
{
    return {identity::LeafIdentity::create(practice().device, practice().certificate(), VisitId{}, someTime()).credential.encode()};
}

std::vector<Bytes> issuerSeeds()
{
    identity::IssuerSet set;
    set.practice = practice().id;
    set.keys = {practice().issuing.publicKey()};
    set.notAfter = someTime();
    set.sign(practice().practiceKey);
    return {set.encode()};
}

std::vector<Bytes> grantSeeds()
{
    identity::GrantList list;
    list.practice = practice().id;
    list.time = someTime();
    list.entries.resize(2);
    list.entries[1].subject[0] = 1;
    list.sign(practice().issuing);
    return {list.encode()};
}

std::vector<Bytes> statementSeeds()
{
    identity::ServerStatement statement;
    statement.practice = practice().id;
    statement.serverName = "clinic.example:8443";
    statement.current = Bytes(64, 0x30);
    statement.pins.resize(1);
    statement.notBefore = someTime();
    statement.notAfter = someTime() + std::chrono::hours(24);
    statement.sign(practice().issuing);
    return {statement.encode()};
}

void inviteLink(ByteSpan input)
{
    const auto link = identity::InviteLink::parse(asText(input));
    if (!link.ok())
        return;
    const auto again = identity::InviteLink::parse(link->appLink());
    promise(again.ok() && again->appLink() == link->appLink() && again->webLink() == link->webLink(), "a link means one thing");
}

std::vector<Bytes> linkSeeds()
{
    identity::InviteLink link;
    link.server = "clinic.example:8443";
    link.secret = Secret(32);
    return {toBytes(asBytes(link.appLink())), toBytes(asBytes(link.webLink()))};
}

// ---- mls and e2ee ----

void mlsMessage(ByteSpan input)
{
    (void)mls::peekMessage(input).ok();
    if (const auto package = mls::KeyPackage::parseMessage(input); package.ok()) {
        promise(equalBytes(package->encodeMessage(), input), "an accepted key package is the only encoding");
        (void)package->validate(someTime()).ok();
    }
}

void mlsReceive(ByteSpan input)
{
    static auto group = [] {
        auto made = mls::Group::create(Bytes{1}, someMember("a"), {}, someTime());
        promise(made.ok(), "a group is made");
        return std::move(made).value();
    }();
    (void)group.receive(input, someTime()).ok();
    promise(group.epoch() == 0, "a stranger's message moves nothing");
}

std::vector<Bytes> mlsSeeds()
{
    std::vector<Bytes> out{someMember("b").package.encodeMessage()};
    auto group = mls::Group::create(Bytes{1}, someMember("a"), {}, someTime());
    promise(group.ok(), "a group is made");
    auto commit = group->commit({}, someTime());
    group->discardCommit();
    auto message = group->protectApplication(asBytes("hello"));
    promise(commit.ok() && message.ok(), "messages are made");
    out.push_back(commit->commit);
    out.push_back(*message);
    return out;
}

void control(ByteSpan input)
{
    if (const auto message = e2ee::decodeControl(input); message.ok())
        promise(equalBytes(e2ee::encodeControl(*message), input), "an accepted control message is the only encoding");
}

std::vector<Bytes> controlSeeds()
{
    return {e2ee::encodeControl({1, e2ee::LeaveRequest{}}), e2ee::encodeControl({0, e2ee::Delivered{2, {1, 2, 3}}}),
            e2ee::encodeControl({9, e2ee::End{}})};
}

std::vector<Bytes> helloSeeds()
{
    e2ee::LobbyHello hello;
    hello.keyPackage = Bytes(80, 1);
    hello.sealedName = Bytes(104, 2);
    return {hello.encode()};
}

std::vector<Bytes> welcomeSeeds()
{
    e2ee::WelcomeEnvelope envelope;
    envelope.sealed = Bytes(120, 3);
    return {envelope.encode()};
}

// ---- audit and json ----

void auditEntry(ByteSpan input)
{
    if (const auto entry = audit::decode(input); entry.ok())
        promise(equalBytes(audit::encode(*entry), input), "an accepted entry is the only encoding");
}

std::vector<Bytes> auditSeeds()
{
    audit::Entry entry;
    entry.at = someTime();
    entry.type = audit::EventType::VisitJoined;
    entry.visit = VisitId{};
    entry.detail = "completed";
    return {audit::encode(entry)};
}

const crypto::SigningKey &logKey()
{
    static const auto key = crypto::SigningKey::generate();
    return key;
}

audit::TreeHead signedHead(std::uint64_t size)
{
    audit::TreeHead head;
    head.practice = practice().id;
    head.size = size;
    head.at = someTime();
    head.root = audit::emptyRoot();
    head.sign(logKey());
    return head;
}

// Three entries under a signed head, and what an answer with the first two of them holds.
struct TestLog {
    std::vector<Bytes> firstTwo;
    audit::Proof rest;
    audit::TreeHead head = signedHead(3);

    TestLog()
    {
        audit::Frontier edge;
        for (std::uint64_t index = 0; index < 3; ++index) {
            audit::Entry entry;
            entry.index = index;
            entry.at = someTime();
            const Bytes encoded = audit::encode(entry);
            edge.append(audit::leafHash(encoded));
            if (index < 2)
                firstTwo.push_back(encoded);
            else
                rest = {audit::leafHash(encoded)};
        }
        head.root = edge.root();
        head.sign(logKey());
    }
};

void treeHead(ByteSpan input)
{
    static const std::vector<crypto::Digest> pins{audit::keyPin(logKey().publicKey())};
    const auto head = audit::TreeHead::decode(input);
    if (!head.ok())
        return;
    promise(equalBytes(head->encode(), input), "an accepted head is the only encoding");
    if (head->verify(practice().id, pins).ok())
        promise(*head == signedHead(head->size) && head->size == 5, "a head that verifies is the one that was signed");
}

std::vector<Bytes> treeHeadSeeds() { return {signedHead(5).encode()}; }

// Head, proof and entries of an answer: nothing but the true ones may be taken. Two octets give the proof's length.
void logAnswer(ByteSpan input)
{
    static const TestLog log;
    ByteReader in(input);
    const auto proofBytes = in.vector16(65'535);
    if (!proofBytes.ok())
        return;
    const auto proof = audit::decodeProof(*proofBytes);
    if (!proof.ok())
        return;
    promise(proof->size() <= audit::kMaxProof && equalBytes(audit::encodeProof(*proof), *proofBytes), "a proof within its limit");
    std::vector<Bytes> leaves;
    while (in.remaining() > 0 && leaves.size() < 8) {
        const auto leaf = in.vector16(512);
        if (!leaf.ok())
            return;
        leaves.push_back(toBytes(*leaf));
    }
    audit::Reader reader(practice().id, {audit::keyPin(logKey().publicKey())});
    if (reader.acceptNext(log.head, {}, leaves, *proof, 2).ok())
        promise(leaves == log.firstTwo && *proof == log.rest, "entries that are taken are those of the head");
    if (!leaves.empty() && audit::verifyInclusion(audit::leafHash(leaves[0]), 0, 3, *proof, log.head.root).ok())
        promise(leaves[0] == log.firstTwo[0], "an entry that is proven is in the tree");
    audit::Reader kept(practice().id, {});
    if (kept.restore(input).ok())
        promise(equalBytes(kept.encode(), input), "what is restored was kept");
}

std::vector<Bytes> logAnswerSeeds()
{
    const TestLog log;
    return {ByteWriter().vector16(audit::encodeProof(log.rest)).vector16(log.firstTwo[0]).vector16(log.firstTwo[1]).bytes(),
            ByteWriter().vector16(log.head.encode()).raw(audit::Frontier().encode()).bytes()};
}

void json(ByteSpan input)
{
    if (const auto value = parseJson(input); value.ok())
        promise(parseJson(asBytes(dumpJson(*value)), {.bytes = 1 << 20}).ok(), "what is written can be read");
}

std::vector<Bytes> jsonSeeds()
{
    return {toBytes(asBytes(R"({"login":"a","password":"b","code":"123456","n":[1,2.5,-3e4,true,null,{"k":"\u00e9"}]})"))};
}

constexpr Target kTargets[] = {
    {"wire_frame", wireFrame, wireSeeds},
    {"sframe_header", sframeHeader, sframeSeeds},
    {"sframe_open", sframeOpen, sframeSeeds},
    {"device_certificate", roundTrip<identity::DeviceCertificate>, certificateSeeds},
    {"leaf_credential", roundTrip<identity::LeafCredential>, leafSeeds},
    {"issuer_set", roundTrip<identity::IssuerSet>, issuerSeeds},
    {"grant_list", roundTrip<identity::GrantList>, grantSeeds},
    {"server_statement", roundTrip<identity::ServerStatement>, statementSeeds},
    {"invite_link", inviteLink, linkSeeds},
    {"mls_message", mlsMessage, mlsSeeds},
    {"mls_receive", mlsReceive, mlsSeeds},
    {"control", control, controlSeeds},
    {"lobby_hello", roundTrip<e2ee::LobbyHello>, helloSeeds},
    {"welcome_envelope", roundTrip<e2ee::WelcomeEnvelope>, welcomeSeeds},
    {"audit_entry", auditEntry, auditSeeds},
    {"tree_head", treeHead, treeHeadSeeds},
    {"log_answer", logAnswer, logAnswerSeeds},
    {"json", json, jsonSeeds},
};

} // namespace

std::span<const Target> targets() { return kTargets; }

} // namespace bedside::fuzz
