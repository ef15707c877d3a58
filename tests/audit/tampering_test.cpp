// SPDX-License-Identifier: Apache-2.0
// 1,000 tampered copies of a log, drawn at random from a fixed seed: half of them copies of the database, as somebody with
// the server's disk and its database key may leave them, half of them answers, as a hostile server may give them to a
// client. Every copy is found, and what was done to it is said by the right error.
#include "core/audit/log.h"
#include "core/audit/reader.h"
#include "core/crypto/random.h"
#include "core/store/database.h"

#include <QTemporaryDir>
#include <QtTest>
#include <map>

using namespace bedside;
using namespace bedside::audit;

namespace {

constexpr int kCopies = 1000;
constexpr std::size_t kPage = 40;
constexpr std::uint64_t kSize = 90;      // of the whole log
constexpr std::uint64_t kFields = 12;    // an encoded entry's version and place stand before
const WallTime kStart = fromUnixMilliseconds(1'790'000'000'000);

// xorshift64*: the same copies at every run.
class Sequence {
public:
    std::uint64_t below(std::uint64_t bound)
    {
        m_state ^= m_state >> 12;
        m_state ^= m_state << 25;
        m_state ^= m_state >> 27;
        return (m_state * 2685821657736338717ull) % bound;
    }
    std::uint64_t between(std::uint64_t least, std::uint64_t most) { return least + below(most - least + 1); }
    void flipBit(Bytes &bytes, std::uint64_t from)
    {
        bytes[static_cast<std::size_t>(between(from, bytes.size() - 1))] ^= static_cast<std::uint8_t>(1u << below(8));
    }

private:
    std::uint64_t m_state = 0x2545f4914f6cdd1dull;
};

struct Fixture {
    QTemporaryDir folder;
    Secret key = crypto::randomSecret(32);
    crypto::SigningKey logKey = crypto::SigningKey::generate();
    crypto::SigningKey otherKey = crypto::SigningKey::generate();
    PracticeId practice = crypto::randomId<PracticeId>();
    VisitId visit = crypto::randomId<VisitId>();

    std::filesystem::path path(const char *name) const { return folder.filePath(QString::fromLatin1(name)).toStdString(); }
    std::unique_ptr<store::Database> open(const std::filesystem::path &file) const
    {
        auto opened = store::Database::open(file, key, {.cacheKib = 512});
        if (!opened.ok())
            qFatal("open: %s", opened.error().why());
        return std::move(opened).value();
    }
    std::unique_ptr<store::Database> create(const char *name) const
    {
        auto database = open(path(name));
        if (!createTables(*database).ok() || !createHeadTable(*database).ok())
            qFatal("tables");
        return database;
    }
    Event event(std::uint64_t n) const
    {
        Event out;
        out.type = n % 2 == 0 ? EventType::VisitJoined : EventType::AppointmentChanged;
        out.at = kStart + Milliseconds(n);
        out.practice = practice;
        out.actor = Actor::account(AccountId{});
        if (n % 3 == 0)
            out.visit = visit;
        out.detail = "n=" + std::to_string(n);
        out.address = "192.0.2." + std::to_string(n);
        out.device = "device";
        return out;
    }
    void fill(store::Database &database, std::uint64_t from, std::uint64_t to) const
    {
        auto transaction = store::Transaction::begin(database);
        Log log(database);
        for (std::uint64_t n = from; n < to; ++n)
            if (!log.append(event(n)).ok())
                qFatal("append");
        if (!log.signHead(logKey, to - from).ok() || !transaction->commit().ok())
            qFatal("head");
    }
    std::array<crypto::Digest, 1> pins() const { return {keyPin(logKey.publicKey())}; }
};

std::int64_t sql(std::uint64_t value) { return static_cast<std::int64_t>(value); }

void must(const Result<void> &done)
{
    if (!done.ok())
        qFatal("tampering itself failed: %s", done.error().why());
}

// The whole tree anew, as somebody rebuilds it who knows how.
void rebuildTree(store::Database &database)
{
    Log log(database);
    std::vector<TreeHash> level;
    for (std::uint64_t i = 0; i < *log.size(); ++i)
        level.push_back(leafHash(*log.encoded(i)));
    must(database.execute("DELETE FROM audit_node"));
    for (int height = 0; !level.empty(); ++height) {
        for (std::size_t i = 0; i < level.size(); ++i)
            must(database.run("INSERT INTO audit_node VALUES (?, ?, ?)", height, sql(i), level[i]));
        for (std::size_t i = 0; i + 1 < level.size(); i += 2)
            level[i / 2] = nodeHash(level[i], level[i + 1]);
        level.resize(level.size() / 2);
    }
}

// Another story from entry `from` on, well-formed throughout.
void rewrite(store::Database &database, std::uint64_t from)
{
    Log log(database);
    auto entry = *decode(*log.encoded(from));
    entry.detail = "other";
    must(database.run("UPDATE audit_entry SET encoded = ? WHERE id = ?", encode(entry), sql(from)));
    rebuildTree(database);
}

void signAnew(store::Database &database, const crypto::SigningKey &key)
{
    must(database.execute("DELETE FROM audit_head"));
    must(Log(database).signHead(key, *Log(database).size()));
}

// ---- Copies of the database: what was done, and the error that must say so ---------------------------------------------

struct Copy {
    const Fixture &f;
    store::Database &database;
    Sequence &random;
    TreeHead seen; // somebody has kept this one
};

ErrorCode dropOne(Copy &c)
{
    const auto at = sql(c.random.below(kSize - 1));
    must(c.database.run("DELETE FROM audit_entry WHERE id = ?", at));
    if (c.random.below(2) == 0)
        must(c.database.run("DELETE FROM audit_node WHERE level = 0 AND position = ?", at));
    if (c.random.below(2) == 0) { // and close the gap
        must(c.database.run("UPDATE audit_entry SET id = -(id - 1) - 1000 WHERE id > ?", at));
        must(c.database.execute("UPDATE audit_entry SET id = -id - 1000 WHERE id < 0"));
    }
    return ErrorCode::LogDropped;
}

ErrorCode editOne(Copy &c)
{
    const auto at = c.random.below(kSize - 2);
    const auto row = sql(at);
    switch (c.random.below(4)) {
    case 0: must(c.database.run("UPDATE audit_entry SET address = '198.51.100.7' WHERE id = ?", row)); break;
    case 1: must(c.database.run("UPDATE audit_entry SET visit = ? WHERE id = ?", crypto::randomId<VisitId>(), row)); break;
    case 2: {
        Bytes hash = crypto::randomBytes(32);
        must(c.database.run("UPDATE audit_node SET hash = ? WHERE level = 0 AND position = ?", hash, row));
        break;
    }
    default: {
        Bytes encoded = *Log(c.database).encoded(at);
        c.random.flipBit(encoded, kFields);
        must(c.database.run("UPDATE audit_entry SET encoded = ? WHERE id = ?", encoded, row));
        if (c.random.below(2) == 0)
            must(c.database.run("UPDATE audit_node SET hash = ? WHERE level = 0 AND position = ?", leafHash(encoded), row));
    }
    }
    return ErrorCode::LogEdited;
}

ErrorCode reorderTwo(Copy &c)
{
    const auto a = c.random.below(kSize), b = (a + 1 + c.random.below(kSize - 1)) % kSize;
    must(c.database.run("UPDATE audit_entry SET id = -1 WHERE id = ?", sql(a)));
    must(c.database.run("UPDATE audit_entry SET id = ? WHERE id = ?", sql(a), sql(b)));
    must(c.database.run("UPDATE audit_entry SET id = ? WHERE id = -1", sql(b)));
    if (c.random.below(2) == 0)
        rebuildTree(c.database);
    return ErrorCode::LogReordered;
}

ErrorCode forkWithoutTheKey(Copy &c)
{
    rewrite(c.database, c.random.below(kSize));
    return ErrorCode::LogForked;
}

ErrorCode forkWithTheKey(Copy &c)
{
    rewrite(c.database, c.random.below(c.seen.size));
    signAnew(c.database, c.f.logKey);
    return ErrorCode::LogForked;
}

ErrorCode cutTheEnd(Copy &c)
{
    const auto keep = c.random.between(1, kSize - 1);
    must(c.database.run("DELETE FROM audit_entry WHERE id >= ?", sql(keep)));
    if (c.random.below(2) == 0)
        must(c.database.run("DELETE FROM audit_node WHERE (position + 1) << level > ?", sql(keep)));
    return ErrorCode::LogDropped;
}

ErrorCode rollBack(Copy &c)
{
    const auto keep = c.random.between(1, c.seen.size - 1);
    must(c.database.run("DELETE FROM audit_entry WHERE id >= ?", sql(keep)));
    must(c.database.run("DELETE FROM audit_node WHERE (position + 1) << level > ?", sql(keep)));
    signAnew(c.database, c.f.logKey); // as a backup of that day has it
    return ErrorCode::LogRolledBack;
}

ErrorCode rollBackTheHead(Copy &c)
{
    must(c.database.run("UPDATE audit_head SET head = ?", c.seen.encode()));
    return ErrorCode::LogRolledBack;
}

ErrorCode editTheHead(Copy &c)
{
    Bytes head = (*Log(c.database).head())->encode();
    switch (c.random.below(3)) {
    case 0: must(c.database.execute("DELETE FROM audit_head")); break;
    case 1: signAnew(c.database, c.f.otherKey); break;
    default:
        c.random.flipBit(head, 0);
        must(c.database.run("UPDATE audit_head SET head = ?", head));
    }
    return ErrorCode::LogHeadInvalid;
}

struct DatabaseKind {
    const char *name;
    ErrorCode (*tamper)(Copy &);
};
constexpr DatabaseKind kDatabaseKinds[] = {{"an entry dropped", dropOne},
                                           {"an entry or the tree edited", editOne},
                                           {"two entries reordered", reorderTwo},
                                           {"rewritten, old head", forkWithoutTheKey},
                                           {"rewritten and signed", forkWithTheKey},
                                           {"cut at the end", cutTheEnd},
                                           {"rolled back and signed", rollBack},
                                           {"head rolled back", rollBackTheHead},
                                           {"head edited, removed or of another key", editTheHead}};

// ---- Answers to a client ------------------------------------------------------------------------------------------------

struct Answer {
    TreeHead head;
    Proof growth, rest;
    std::vector<Bytes> leaves;
    std::vector<Proof> inclusion; // where it is about one visit
};

// What a server gives: the page from `from` on, or the visit's entries.
Answer answerOf(const Log &log, std::uint64_t since, std::uint64_t from, const std::optional<VisitId> &visit = {})
{
    Answer answer;
    answer.head = **log.head();
    const auto size = answer.head.size;
    if (auto growth = log.consistencyProof(since, size); growth.ok())
        answer.growth = *growth;
    const auto entries = visit ? *log.readVisit(*visit, kPage) : *log.read(from, kPage);
    for (const auto &entry : entries) {
        answer.leaves.push_back(*log.encoded(entry.index));
        if (visit)
            answer.inclusion.push_back(*log.inclusionProof(entry.index, size));
    }
    if (auto rest = log.consistencyProof(from + entries.size(), size); !visit && rest.ok())
        answer.rest = *rest;
    return answer;
}

Result<std::vector<Entry>> accept(Reader &reader, const Answer &answer)
{
    return answer.inclusion.empty() ? reader.acceptNext(answer.head, answer.growth, answer.leaves, answer.rest, kPage)
                                    : reader.acceptSome(answer.head, answer.growth, answer.leaves, answer.inclusion);
}

} // namespace

class TamperingTest : public QObject {
    Q_OBJECT
private:
    Fixture m_fixture;
    Sequence m_random;
    TreeHead m_seen;
    std::map<std::string, int> m_found;

    // Whether the verdict was as it must be; counted.
    bool count(const char *kind, const Result<void> &verdict, ErrorCode expected)
    {
        if (!verdict.ok() && verdict.error().code() == expected)
            ++m_found[std::string(kind) + " -> " + std::string(errorName(expected))];
        return !verdict.ok() && verdict.error().code() == expected;
    }
    static QByteArray told(const char *kind, int round, const Result<void> &verdict)
    {
        return QByteArray(kind) + ", copy " + QByteArray::number(round) + ": "
               + (verdict.ok() ? QByteArray("not found") : QByteArray(errorName(verdict.error().code()).data()));
    }

    // A reader that has followed the honest log: `read` entries, in one or more answers.
    Reader readerAt(const Log &log, std::uint64_t read)
    {
        Reader reader(m_fixture.practice, {m_fixture.pins()[0]});
        while (reader.next() < read) {
            auto answer = answerOf(log, reader.headSize(), reader.next());
            if (!accept(reader, answer).ok())
                qFatal("an honest answer was refused");
        }
        return reader;
    }

private Q_SLOTS:
    void initTestCase()
    {
        const auto database = m_fixture.create("log.db");
        m_fixture.fill(*database, 0, 61);
        m_seen = **Log(*database).head();
        m_fixture.fill(*database, 61, kSize);
        QVERIFY(Log(*database).verify(m_fixture.pins()).ok());
        QVERIFY(Log(*database).verifyContains(m_seen.size, m_seen.root).ok());
        QVERIFY(database->checkpoint().ok());
    }
    void findsEveryTamperedCopyOfTheDatabase()
    {
        for (int round = 0; round < kCopies / 2; ++round) {
            const auto &kind = kDatabaseKinds[static_cast<std::size_t>(round) % std::size(kDatabaseKinds)];
            const auto file = m_fixture.path("copy.db");
            for (const char *suffix : {"", "-wal", "-shm"})
                std::filesystem::remove(file.string() + suffix);
            std::filesystem::copy_file(m_fixture.path("log.db"), file);
            const auto database = m_fixture.open(file);
            QVERIFY(Log(*database).verify(m_fixture.pins()).ok()); // until now
            Copy copy{m_fixture, *database, m_random, m_seen};
            auto transaction = store::Transaction::begin(*database);
            const ErrorCode expected = kind.tamper(copy);
            QVERIFY(transaction->commit().ok());
            auto verdict = Log(*database).verify(m_fixture.pins());
            if (verdict.ok())
                verdict = Log(*database).verifyContains(m_seen.size, m_seen.root);
            QVERIFY2(count(kind.name, verdict, expected), told(kind.name, round, verdict));
        }
    }
    void findsEveryTamperedAnswer()
    {
        const auto honest = m_fixture.open(m_fixture.path("log.db"));
        const auto other = m_fixture.create("other.db"); // the same practice and key, another story
        m_fixture.fill(*other, 1, kSize + 1);
        const Log log(*honest), forked(*other);
        const char *const kinds[] = {"answer: entry dropped", "answer: entry edited",    "answer: entries reordered",
                                     "answer: forked",        "answer: cut short",       "answer: rolled back",
                                     "answer: head edited",   "answer of a visit edited", "answer of a visit: head forked"};
        for (int round = 0; round < kCopies / 2; ++round) {
            const std::size_t kind = static_cast<std::size_t>(round) % std::size(kinds);
            Reader reader = readerAt(log, m_random.below(2) == 0 ? kPage : 0);
            const auto before = reader.encode();
            const bool ofVisit = kind >= 7;
            Answer answer = ofVisit ? answerOf(log, reader.headSize(), 0, m_fixture.visit)
                                    : answerOf(log, reader.headSize(), reader.next());
            const auto place = static_cast<std::ptrdiff_t>(m_random.below(answer.leaves.size() - 1));
            ErrorCode expected = ErrorCode::Internal;
            switch (kind) {
            case 0:
                answer.leaves.erase(answer.leaves.begin() + place);
                expected = ErrorCode::LogDropped;
                break;
            case 1:
            case 7:
                m_random.flipBit(answer.leaves[static_cast<std::size_t>(place)], kFields);
                expected = ErrorCode::LogEdited;
                break;
            case 2:
                std::swap(answer.leaves[static_cast<std::size_t>(place)], answer.leaves.back());
                expected = ErrorCode::LogReordered;
                break;
            case 3:
            case 8:
                reader = readerAt(log, kPage);
                answer = ofVisit ? answerOf(forked, reader.headSize(), 0, m_fixture.visit)
                                 : answerOf(forked, reader.headSize(), reader.next());
                expected = ErrorCode::LogForked;
                break;
            case 4:
                answer.leaves.resize(static_cast<std::size_t>(place));
                expected = ErrorCode::LogDropped;
                break;
            case 5:
                reader = readerAt(log, kPage); // has seen a head of kSize
                answer.head = m_seen;
                expected = ErrorCode::LogRolledBack;
                break;
            default: {
                Bytes head = answer.head.encode();
                m_random.flipBit(head, 1);
                auto changed = TreeHead::decode(head);
                if (!changed.ok()) { // refused before it gets to the reader
                    QVERIFY2(count(kinds[kind], changed.error(), ErrorCode::LogHeadInvalid), told(kinds[kind], round, changed.error()));
                    continue;
                }
                answer.head = *changed;
                expected = ErrorCode::LogHeadInvalid;
            }
            }
            const auto kept = kind == 3 || kind == 5 || kind == 8 ? reader.encode() : before;
            const auto taken = accept(reader, answer);
            const auto verdict = taken.ok() ? Result<void>() : Result<void>(taken.error());
            QVERIFY2(count(kinds[kind], verdict, expected), told(kinds[kind], round, verdict));
            QVERIFY(reader.encode() == kept); // nothing of it was kept
        }
    }
    void foundAllOfThem()
    {
        int total = 0;
        for (const auto &[kind, found] : m_found) {
            qInfo("%4d %s", found, kind.c_str());
            total += found;
        }
        QCOMPARE(total, kCopies);
    }
    void erasesInEveryPlaceAndEveryProofStillHolds()
    {
        const auto file = m_fixture.path("erased.db");
        std::filesystem::copy_file(m_fixture.path("log.db"), file);
        const auto database = m_fixture.open(file);
        Log log(*database);
        const auto root = *log.root();
        Reader reader = readerAt(log, kPage);
        for (std::uint64_t index = 0; index < kSize; ++index)
            QVERIFY(log.erase(index).ok());
        const auto entries = *log.read(0, kSize);
        QCOMPARE(entries.size(), std::size_t(kSize));
        for (const auto &entry : entries)
            QVERIFY(entry.address && !entry.address->value && entry.device && !entry.device->value);
        QVERIFY(log.verify(m_fixture.pins()).ok());
        QVERIFY(log.verifyContains(m_seen.size, m_seen.root).ok());
        for (std::uint64_t index = 0; index < kSize; ++index)
            QVERIFY(verifyInclusion(leafHash(*log.encoded(index)), index, kSize, *log.inclusionProof(index, kSize), root).ok());
        for (std::uint64_t older = 1; older <= kSize; ++older)
            QVERIFY(verifyConsistency(older, *log.rootAt(older), kSize, root, *log.consistencyProof(older, kSize)).ok());
        QVERIFY(accept(reader, answerOf(log, reader.headSize(), reader.next())).ok()); // a client that read it before goes on
        auto raw = database->prepare("SELECT count(*) FROM audit_entry WHERE address IS NOT NULL OR address_salt IS NOT NULL "
                                     "OR device IS NOT NULL OR device_salt IS NOT NULL");
        QVERIFY(*raw->step());
        QCOMPARE(*raw->integer(0), std::int64_t(0));
    }
};

QTEST_GUILESS_MAIN(TamperingTest)
#include "tampering_test.moc"
