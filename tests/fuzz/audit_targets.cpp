// SPDX-License-Identifier: Apache-2.0
// The audit log as a reader gets it from a server that may lie.
#include "core/audit/reader.h"
#include "tests/fuzz/promise.h"
#include "tests/fuzz/targets.h"

namespace bedside::fuzz {
namespace {

const PracticeId kPractice{};

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
    static const auto key = [] {
        const FixedRandom random("log key");
        return crypto::SigningKey::generate();
    }();
    return key;
}

audit::TreeHead signedHead(std::uint64_t size)
{
    audit::TreeHead head;
    head.practice = kPractice;
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
    audit::Proof beyondFirst; // the first entry's inclusion, and the growth from it
    audit::TreeHead firstHead = signedHead(1);
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
            if (index > 0)
                beyondFirst.push_back(audit::leafHash(encoded));
            else
                firstHead.root = edge.root();
            if (index < 2)
                firstTwo.push_back(encoded);
            else
                rest = {audit::leafHash(encoded)};
        }
        firstHead.sign(logKey());
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
    // A member's head beside ours: only one that has grown from it, or is it, is not a fork.
    static const TestLog log;
    for (const audit::Proof *between : {static_cast<const audit::Proof *>(nullptr), &log.beyondFirst})
        if (audit::compareHeads(*head, log.firstHead, between).ok() && between != nullptr && head->size > 1)
            promise(head->root == log.head.root, "a head that has grown from ours is the true one");
    if (head->verify(kPractice, pins).ok())
        promise(*head == signedHead(5) || *head == log.head || *head == log.firstHead,
                "a head that verifies is the one that was signed");
}

std::vector<Bytes> treeHeadSeeds()
{
    const TestLog log;
    return {signedHead(5).encode(), log.head.encode(), log.firstHead.encode()};
}

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
    promise(proof->size() <= audit::kMaxProof && equalBytes(audit::encodeProof(*proof), *proofBytes),
            "a proof within its limit");
    std::vector<Bytes> leaves;
    while (in.remaining() > 0 && leaves.size() < 8) {
        const auto leaf = in.vector16(512);
        if (!leaf.ok())
            return;
        leaves.push_back(toBytes(*leaf));
    }
    audit::Reader reader(kPractice, {audit::keyPin(logKey().publicKey())});
    if (reader.acceptNext(log.head, {}, leaves, *proof, 2).ok())
        promise(leaves == log.firstTwo && *proof == log.rest, "entries that are taken are those of the head");
    if (!leaves.empty() && audit::verifyInclusion(audit::leafHash(leaves[0]), 0, 3, *proof, log.head.root).ok())
        promise(leaves[0] == log.firstTwo[0], "an entry that is proven is in the tree");
    // A reader without pins, which knows the head of the first entry, follows; and reads some entries under the head.
    audit::Reader following(kPractice, {});
    promise(following.acceptHead(log.firstHead, {}).ok(), "a first head is taken");
    if (following.acceptHead(log.head, *proof).ok())
        promise(*proof == log.beyondFirst, "a head that is taken has grown from the last");
    audit::Reader some(kPractice, {});
    if (some.acceptSome(log.head, {}, leaves, std::vector<audit::Proof>(leaves.size(), *proof)).ok() && !leaves.empty())
        promise(leaves.size() == 1 && leaves[0] == log.firstTwo[0] && *proof == log.beyondFirst,
                "an entry that is taken is in the tree");
    (void)some.acceptSome(log.head, {}, leaves, {}).ok();
    for (const audit::Proof &growth : {*proof, audit::Proof{}})
        (void)following.acceptNext(log.head, growth, leaves, *proof, 8).ok();
    promise(!following.acceptHead(log.firstHead, {}).ok() || following.head()->size == 1, "a log does not shrink");
    audit::Reader kept(kPractice, {});
    if (kept.restore(input).ok())
        promise(equalBytes(kept.encode(), input), "what is restored was kept");
}

std::vector<Bytes> logAnswerSeeds()
{
    const TestLog log;
    const Bytes two = audit::encodeProof(log.beyondFirst);
    const auto &[first, second] = std::pair(log.firstTwo[0], log.firstTwo[1]);
    return {ByteWriter().vector16(audit::encodeProof(log.rest)).vector16(first).vector16(second).bytes(),
            ByteWriter().vector16(two).vector16(first).bytes(),
            ByteWriter().vector16(two).vector16(second).vector16(first).bytes(),
            ByteWriter().vector16({}).vector16(first).vector16(first).vector16(first).bytes(),
            ByteWriter().vector16({}).bytes(),
            ByteWriter().vector16({}).raw(audit::Frontier().encode()).bytes(),
            ByteWriter().vector16(log.head.encode()).raw(audit::Frontier().encode()).bytes()};
}

constexpr Target kTargets[] = {
    {"audit_entry", auditEntry, auditSeeds},
    {"tree_head", treeHead, treeHeadSeeds},
    {"log_answer", logAnswer, logAnswerSeeds},
};

} // namespace

std::span<const Target> auditTargets() { return kTargets; }

} // namespace bedside::fuzz
