// SPDX-License-Identifier: Apache-2.0
// The audit log as a reader gets it from a server that may lie.
#include "core/audit/reader.h"
#include "tests/fuzz/promise.h"
#include "tests/fuzz/targets.h"

#include <bit>

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
    audit::Frontier edge;
    Bytes third;

    TestLog()
    {
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
                rest = {audit::leafHash(third = encoded)};
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
}

std::vector<Bytes> logAnswerSeeds()
{
    const TestLog log;
    const Bytes two = audit::encodeProof(log.beyondFirst);
    const auto &[first, second] = std::pair(log.firstTwo[0], log.firstTwo[1]);
    return {ByteWriter().vector16(audit::encodeProof(log.rest)).vector16(first).vector16(second).bytes(),
            ByteWriter().vector16(two).vector16(first).bytes(),
            ByteWriter().vector16(two).vector16(second).vector16(first).bytes(),
            ByteWriter().vector16(two).vector16(first).vector16(first).bytes(),
            ByteWriter().vector16(two).vector16(first).vector16(second).vector16(log.third).bytes(),
            ByteWriter().vector16(Bytes(32 * (audit::kMaxProof + 1))).bytes(),
            ByteWriter().vector16({}).vector16(first).vector16(first).vector16(first).bytes(),
            ByteWriter().vector16({}).bytes()};
}

// What a client keeps of the log between two runs.
void logReader(ByteSpan input)
{
    audit::Reader kept(kPractice, {});
    if (!kept.restore(input).ok())
        return;
    promise(equalBytes(kept.encode(), input), "what is restored was kept");
    promise(kept.next() <= kept.headSize(), "nothing was read beyond the head");
}

std::vector<Bytes> logReaderSeeds()
{
    const TestLog log;
    return {audit::Reader(kPractice, {}).encode(),
            ByteWriter().vector16(log.head.encode()).raw(audit::Frontier().encode()).bytes(),
            ByteWriter().vector16(log.head.encode()).raw(log.edge.encode()).bytes(),
            ByteWriter().vector16(log.firstHead.encode()).raw(log.edge.encode()).bytes()};
}

// Proofs of RFC 6962 section 2.1 over the leaves from `first` up to `end`, by its definitions.
struct TestTree {
    std::vector<audit::TreeHash> leaves;
    audit::TreeHash root(std::size_t first, std::size_t end) const
    {
        if (end - first == 1)
            return leaves[first];
        const std::size_t middle = first + std::bit_floor(end - first - 1);
        return audit::nodeHash(root(first, middle), root(middle, end));
    }
    audit::Proof path(std::size_t leaf, std::size_t first, std::size_t end) const
    {
        if (end - first == 1)
            return {};
        const std::size_t middle = first + std::bit_floor(end - first - 1);
        auto out = leaf < middle ? path(leaf, first, middle) : path(leaf, middle, end);
        out.push_back(leaf < middle ? root(middle, end) : root(first, middle));
        return out;
    }
    // From the tree up to `old`; `whole`: the verifier knows the root of this part.
    audit::Proof growth(std::size_t old, std::size_t first, std::size_t end, bool whole) const
    {
        if (old == end)
            return whole ? audit::Proof{} : audit::Proof{root(first, end)};
        const std::size_t middle = first + std::bit_floor(end - first - 1);
        auto out = old <= middle ? growth(old, first, middle, whole) : growth(old, middle, end, false);
        out.push_back(old <= middle ? root(middle, end) : root(first, middle));
        return out;
    }
};

constexpr std::size_t kMostLeaves = 20;

const TestTree &testTree()
{
    static const auto made = [] {
        TestTree out;
        for (std::uint8_t i = 0; i < kMostLeaves; ++i)
            out.leaves.push_back(audit::leafHash({&i, 1}));
        return out;
    }();
    return made;
}

// u8 size before | u8 size after | u8 leaf | proof: both ways of reading it.
void merkleProof(ByteSpan input)
{
    ByteReader in(input);
    const auto before = in.u8(), after = in.u8(), leaf = in.u8();
    if (!leaf.ok() || *before > kMostLeaves || *after > kMostLeaves)
        return;
    const auto proof = audit::decodeProof(in.rest());
    if (!proof.ok())
        return;
    const TestTree &tree = testTree();
    const auto root = [&](std::size_t size) { return size == 0 ? audit::Frontier().root() : tree.root(0, size); };
    const bool grown = audit::verifyConsistency(*before, root(*before), *after, root(*after), *proof).ok();
    const auto growth = *before == 0 || *before > *after ? audit::Proof{} : tree.growth(*before, 0, *after, true);
    promise(grown == (*before <= *after && *proof == growth), "the proof of a growth holds, and no other");
    if (*leaf >= kMostLeaves)
        return;
    const bool included = audit::verifyInclusion(tree.leaves[*leaf], *leaf, *after, *proof, root(*after)).ok();
    promise(included == (*leaf < *after && *proof == tree.path(*leaf, 0, *after)),
            "the proof of a leaf holds, and no other");
}

std::vector<Bytes> merkleSeeds()
{
    std::vector<Bytes> out;
    const auto add = [&](int before, int after, int leaf, const audit::Proof &proof) {
        out.push_back(ByteWriter()
                          .u8(static_cast<std::uint8_t>(before))
                          .u8(static_cast<std::uint8_t>(after))
                          .u8(static_cast<std::uint8_t>(leaf))
                          .raw(audit::encodeProof(proof))
                          .bytes());
    };
    for (const int after : {1, 3, 7, 8, 20})
        for (const int at : {1, 2, 3, 6, 7, 15})
            if (at <= after) {
                add(at, after, 0, testTree().growth(std::size_t(at), 0, std::size_t(after), true));
                add(0, after, at - 1, testTree().path(std::size_t(at - 1), 0, std::size_t(after)));
            }
    add(0, 5, 0, {});
    add(3, 5, 0, {});
    add(5, 3, 4, {});
    add(2, 3, 0, audit::Proof(audit::kMaxProof + 1));
    return out;
}

constexpr Target kTargets[] = {
    {"audit_entry", auditEntry, auditSeeds},    {"tree_head", treeHead, treeHeadSeeds},
    {"log_answer", logAnswer, logAnswerSeeds},  {"log_reader", logReader, logReaderSeeds},
    {"merkle_proof", merkleProof, merkleSeeds},
};

} // namespace

std::span<const Target> auditTargets() { return kTargets; }

} // namespace bedside::fuzz
