// SPDX-License-Identifier: Apache-2.0
#include "core/audit/reader.h"

#include "core/crypto/random.h"

#include <QtTest>

using namespace bedside;
using namespace bedside::audit;

namespace {

// A log in memory, hashed from the start every time: slow, and written a second time.
struct PlainLog {
    PracticeId practice = crypto::randomId<PracticeId>();
    crypto::SigningKey key = crypto::SigningKey::generate();
    std::vector<Bytes> encoded;

    PlainLog twin() const { return {practice, key.clone(), encoded}; }
    void grow(std::uint64_t count)
    {
        for (std::uint64_t i = 0; i < count; ++i) {
            Entry entry;
            entry.index = encoded.size();
            entry.practice = practice;
            entry.at = fromUnixMilliseconds(1'790'000'000'000 + static_cast<std::int64_t>(entry.index));
            entry.detail = "n=" + std::to_string(entry.index);
            encoded.push_back(encode(entry));
        }
    }
    TreeHash hash(std::size_t from, std::size_t to) const
    {
        if (to - from == 0)
            return emptyRoot();
        if (to - from == 1)
            return leafHash(encoded[from]);
        const std::size_t split = splitOf(to - from);
        return nodeHash(hash(from, from + split), hash(from + split, to));
    }
    static std::size_t splitOf(std::size_t count)
    {
        std::size_t split = 1;
        while (split * 2 < count)
            split *= 2;
        return split;
    }
    Proof consistency(std::size_t older, std::size_t from, std::size_t to, bool whole) const // RFC 6962 section 2.1.2
    {
        if (older == to - from)
            return whole ? Proof{} : Proof{hash(from, to)};
        const std::size_t split = splitOf(to - from);
        Proof proof = older <= split ? consistency(older, from, from + split, whole)
                                     : consistency(older - split, from + split, to, false);
        proof.push_back(older <= split ? hash(from + split, to) : hash(from, from + split));
        return proof;
    }
    Proof between(std::size_t older, std::size_t newer) const { return older == 0 ? Proof{} : consistency(older, 0, newer, true); }
    TreeHead head(std::size_t size) const
    {
        TreeHead out;
        out.practice = practice;
        out.size = size;
        out.at = fromUnixMilliseconds(1'790'000'000'000);
        out.root = hash(0, size);
        out.sign(key);
        return out;
    }
    std::vector<Bytes> page(std::size_t from, std::size_t to) const
    {
        return {encoded.begin() + static_cast<std::ptrdiff_t>(from), encoded.begin() + static_cast<std::ptrdiff_t>(to)};
    }
    Reader reader() const { return Reader(practice, {keyPin(key.publicKey())}); }
};

ErrorCode codeOf(const Result<void> &result) { return result.ok() ? ErrorCode::Internal : result.error().code(); }
template <class T>
ErrorCode codeOf(const Result<T> &result)
{
    return result.ok() ? ErrorCode::Internal : result.error().code();
}

} // namespace

class ReaderTest : public QObject {
    Q_OBJECT
private:
    PlainLog m_log;

private Q_SLOTS:
    void initTestCase() { m_log.grow(50); }

    void readsALogInPagesOfEverySize()
    {
        for (const std::size_t page : {1u, 3u, 7u, 16u, 49u, 50u, 60u}) {
            Reader reader = m_log.reader();
            while (reader.next() < 50) {
                const auto from = static_cast<std::size_t>(reader.next()), to = std::min<std::size_t>(50, from + page);
                // The log grows while it is read.
                const std::size_t size = std::max<std::size_t>(to, std::min<std::size_t>(50, 10 + from * 2));
                const auto since = static_cast<std::size_t>(reader.headSize());
                const auto entries = reader.acceptNext(m_log.head(std::max(size, since)), m_log.between(since, std::max(size, since)),
                                                       m_log.page(from, to), m_log.between(to, std::max(size, since)), page);
                QVERIFY2(entries.ok(), entries.ok() ? "" : entries.error().why());
                QCOMPARE(entries->size(), to - from);
                QCOMPARE(entries->front().detail, "n=" + std::to_string(from));
            }
            QCOMPARE(reader.headSize(), std::uint64_t(50));
            QVERIFY(reader.acceptNext(m_log.head(50), {}, {}, {}, page)->empty());
        }
    }
    void goesOnWhereItWasAfterARestart()
    {
        Reader reader = m_log.reader();
        QVERIFY(reader.acceptNext(m_log.head(30), {}, m_log.page(0, 20), m_log.between(20, 30), 20).ok());
        const Bytes kept = reader.encode();
        Reader again = m_log.reader();
        QVERIFY(again.restore(kept).ok());
        QVERIFY(again.encode() == kept);
        QCOMPARE(again.next(), std::uint64_t(20));
        QCOMPARE(codeOf(again.acceptHead(m_log.head(29), {})), ErrorCode::LogRolledBack);
        QVERIFY(again.acceptNext(m_log.head(50), m_log.between(30, 50), m_log.page(20, 50), {}, 500).ok());
    }
    void refusesAnotherLogByTheHeadsAlone()
    {
        PlainLog other = m_log.twin();
        other.encoded.resize(49);
        other.encoded[3][20] ^= 1;
        Reader reader = m_log.reader();
        QVERIFY(reader.acceptHead(m_log.head(20), {}).ok());
        for (const std::size_t size : {20u, 21u, 32u, 49u})
            QCOMPARE(codeOf(reader.acceptHead(other.head(size), other.between(20, size))), ErrorCode::LogForked);
        QCOMPARE(codeOf(reader.acceptHead(m_log.head(50), {})), ErrorCode::LogForked); // no proof is no growth
        QCOMPARE(codeOf(reader.acceptHead(other.head(19), {})), ErrorCode::LogRolledBack);
        QCOMPARE(reader.headSize(), std::uint64_t(20));
        QVERIFY(reader.acceptHead(m_log.head(50), m_log.between(20, 50)).ok());
    }
    void believesNoHeadButOfThePracticesServer()
    {
        PlainLog stranger;
        stranger.grow(5);
        QCOMPARE(codeOf(m_log.reader().acceptHead(stranger.head(5), {})), ErrorCode::LogHeadInvalid); // practice
        stranger.practice = m_log.practice;
        QCOMPARE(codeOf(m_log.reader().acceptHead(stranger.head(5), {})), ErrorCode::LogHeadInvalid); // key
        TreeHead head = m_log.head(5);
        head.signature[7] ^= 1;
        QCOMPARE(codeOf(m_log.reader().acceptHead(head, {})), ErrorCode::LogHeadInvalid);
        head = m_log.head(5);
        head.at += Milliseconds(1);
        QCOMPARE(codeOf(m_log.reader().acceptHead(head, {})), ErrorCode::LogHeadInvalid);
        // Where the practice states no key, the first one stays.
        Reader first(m_log.practice, {});
        QVERIFY(first.acceptHead(m_log.head(5), {}).ok());
        QCOMPARE(codeOf(first.acceptHead(stranger.head(5), {})), ErrorCode::LogHeadInvalid);
    }
    void tellsAnEventOfANewerVersionFromAnEdit()
    {
        PlainLog newer = m_log.twin();
        newer.encoded.resize(2);
        Entry entry = *decode(newer.encoded[1]);
        entry.type = static_cast<EventType>(999);
        newer.encoded[1] = encode(entry);
        Reader reader = m_log.reader();
        QCOMPARE(codeOf(reader.acceptNext(newer.head(2), {}, newer.page(0, 2), {}, 9)), ErrorCode::UnknownVersion);
        PlainLog old = newer.twin();
        old.encoded[1] = m_log.encoded[1];
        QCOMPARE(codeOf(reader.acceptNext(old.head(2), {}, newer.page(0, 2), {}, 9)), ErrorCode::LogEdited);
    }
    void refusesEntriesThatTheHeadDoesNotCover()
    {
        Reader reader = m_log.reader();
        QCOMPARE(codeOf(reader.acceptNext(m_log.head(4), {}, m_log.page(0, 5), {}, 9)), ErrorCode::LogEdited);
        QCOMPARE(codeOf(reader.acceptNext(m_log.head(9), {}, m_log.page(0, 9), {}, 5)), ErrorCode::LogEdited);
        QCOMPARE(codeOf(reader.acceptSome(m_log.head(9), {}, m_log.page(0, 2), {{}})), ErrorCode::Malformed);
        QCOMPARE(codeOf(reader.acceptSome(m_log.head(2), {}, m_log.page(7, 8), {{}})), ErrorCode::LogEdited);
    }
    void restoresNothingThatItDidNotKeep()
    {
        Reader reader = m_log.reader();
        QVERIFY(reader.acceptNext(m_log.head(30), {}, m_log.page(0, 20), m_log.between(20, 30), 20).ok());
        const Bytes kept = reader.encode();
        for (std::size_t size = 0; size < kept.size(); ++size)
            QVERIFY(!m_log.reader().restore(ByteSpan(kept).first(size)).ok());
        Bytes longer = kept;
        longer.push_back(0);
        QVERIFY(!m_log.reader().restore(longer).ok());
        PlainLog other;
        QVERIFY(!other.reader().restore(kept).ok());
        Reader ahead = m_log.reader(); // an edge beyond its head
        Frontier edge;
        for (const Bytes &entry : m_log.page(0, 31))
            edge.append(leafHash(entry));
        QVERIFY(!ahead.restore(ByteWriter().vector16(m_log.head(30).encode()).raw(edge.encode()).bytes()).ok());
    }

    void comparesHeadsOfParticipants()
    {
        PlainLog other = m_log.twin();
        other.encoded.resize(50);
        other.encoded[2][20] ^= 1;
        const Proof between = m_log.between(20, 45);
        QVERIFY(compareHeads(m_log.head(20), m_log.head(20), nullptr).ok());
        QVERIFY(compareHeads(m_log.head(20), m_log.head(45), nullptr).ok()); // says nothing yet
        QVERIFY(compareHeads(m_log.head(20), m_log.head(45), &between).ok());
        QVERIFY(compareHeads(m_log.head(45), m_log.head(20), &between).ok());
        QCOMPARE(codeOf(compareHeads(m_log.head(20), other.head(20), nullptr)), ErrorCode::LogForked);
        QCOMPARE(codeOf(compareHeads(m_log.head(20), other.head(45), &between)), ErrorCode::LogForked);
        const Proof nothing;
        QCOMPARE(codeOf(compareHeads(m_log.head(20), m_log.head(45), &nothing)), ErrorCode::LogForked);
    }
    void readsBackAHeadAndRefusesEveryOtherForm()
    {
        const TreeHead head = m_log.head(50);
        const Bytes encoded = head.encode();
        QCOMPARE(encoded.size(), TreeHead::kSize);
        QVERIFY(*TreeHead::decode(encoded) == head);
        for (std::size_t size = 0; size < encoded.size(); ++size)
            QCOMPARE(codeOf(TreeHead::decode(ByteSpan(encoded).first(size))), ErrorCode::Truncated);
        Bytes changed = encoded;
        changed.push_back(0);
        QCOMPARE(codeOf(TreeHead::decode(changed)), ErrorCode::TrailingBytes);
        changed = encoded;
        changed[0] = 2;
        QCOMPARE(codeOf(TreeHead::decode(changed)), ErrorCode::UnknownVersion);
        for (const std::size_t place : {17u, 25u}) { // sizes and times that nobody has
            changed = encoded;
            changed[place] = 0x7f;
            QCOMPARE(codeOf(TreeHead::decode(changed)), ErrorCode::LogHeadInvalid);
        }
        for (std::size_t place = 1; place < encoded.size(); ++place) {
            changed = encoded;
            changed[place] ^= 1;
            const auto read = TreeHead::decode(changed);
            QVERIFY(!read.ok() || !read->verify(m_log.practice, {}).ok());
        }
    }
    void readsProofsUpToTheirLimit()
    {
        const Proof proof(kMaxProof, TreeHash{});
        QCOMPARE(decodeProof(encodeProof(proof))->size(), kMaxProof);
        QVERIFY(decodeProof({})->empty());
        QCOMPARE(codeOf(decodeProof(Bytes((kMaxProof + 1) * 32))), ErrorCode::TooLarge);
        QCOMPARE(codeOf(decodeProof(Bytes(33))), ErrorCode::Truncated);
    }
    void pinsAKeyAsCertificatesAre()
    {
        // SHA-256 of what `openssl pkey -pubin -outform DER` writes for the key of 32 octets 0x11.
        const crypto::SignaturePublicKey key = [] { crypto::SignaturePublicKey k; k.fill(0x11); return k; }();
        QCOMPARE(toHex(keyPin(key)), std::string("9067da37b36d6e9d9a6b86e593983cf05cd3e37f51c14b3ad7258c06cccdb3ce"));
    }
};

QTEST_GUILESS_MAIN(ReaderTest)
#include "reader_test.moc"
