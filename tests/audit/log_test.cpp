// SPDX-License-Identifier: Apache-2.0
#include "core/audit/log.h"

#include "core/crypto/random.h"
#include "core/store/database.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace bedside;
using namespace bedside::audit;

namespace {

const WallTime kStart = fromUnixMilliseconds(1'790'000'000'000);

struct Fixture {
    QTemporaryDir folder;
    Secret key = crypto::randomSecret(32);
    crypto::SigningKey logKey = crypto::SigningKey::generate();
    PracticeId practice = crypto::randomId<PracticeId>();
    VisitId visit = crypto::randomId<VisitId>();
    std::unique_ptr<store::Database> database;

    Fixture()
    {
        reopen();
        if (!createTables(*database).ok() || !createHeadTable(*database).ok())
            qFatal("tables");
    }
    void reopen()
    {
        database.reset();
        auto opened = store::Database::open(folder.filePath(QStringLiteral("log.db")).toStdString(), key);
        if (!opened.ok())
            qFatal("open: %s", opened.error().why());
        database = std::move(opened).value();
    }
    Event event(int n) const
    {
        Event out;
        out.type = n % 3 == 0 ? EventType::VisitJoined : EventType::AppointmentCreated;
        out.at = kStart + Milliseconds(n);
        out.practice = practice;
        out.actor = Actor::account(AccountId{});
        if (n % 3 == 0)
            out.visit = visit;
        out.detail = "n=" + std::to_string(n);
        out.address = "192.0.2." + std::to_string(n % 250);
        if (n % 2 == 0)
            out.device = "bedside/0.1.0 linux";
        return out;
    }
    void fill(int count)
    {
        auto transaction = store::Transaction::begin(*database);
        Log log(*database);
        for (int n = 0; n < count; ++n) {
            if (!log.append(event(n)).ok())
                qFatal("append");
        }
        if (!log.signHead(logKey, static_cast<std::uint64_t>(count)).ok())
            qFatal("head");
        if (!transaction->commit().ok())
            qFatal("commit");
    }
    bool run(const char *sql) { return database->execute(sql).ok(); }
};

} // namespace

class LogTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void startsEmpty()
    {
        Fixture f;
        Log log(*f.database);
        QCOMPARE(*log.size(), std::uint64_t(0));
        QVERIFY(*log.root() == emptyRoot());
        QVERIFY(log.read(0, 10)->empty());
        QVERIFY(log.verify().ok());
    }
    void readsBackWhatWasAppendedAfterReopening()
    {
        Fixture f;
        f.fill(10);
        const auto root = *Log(*f.database).root();
        f.reopen();
        Log log(*f.database);
        QCOMPARE(*log.size(), std::uint64_t(10));
        QVERIFY(*log.root() == root);
        const auto entries = *log.read(3, 4);
        QCOMPARE(entries.size(), std::size_t(4));
        for (std::size_t i = 0; i < entries.size(); ++i) {
            const Event event = f.event(static_cast<int>(i) + 3);
            QCOMPARE(entries[i].index, std::uint64_t(i + 3));
            QVERIFY(entries[i].type == event.type && entries[i].at == event.at && entries[i].visit == event.visit);
            QCOMPARE(entries[i].detail, event.detail);
            QCOMPARE(*entries[i].address->value, event.address);
            QCOMPARE(entries[i].device.has_value(), !event.device.empty());
        }
        QCOMPARE(log.readVisit(f.visit, 100)->size(), std::size_t(4)); // 0, 3, 6, 9
        QVERIFY(log.readVisit(VisitId{}, 100)->empty());
    }
    void losesAnEntryTogetherWithWhatItDescribes()
    {
        Fixture f;
        f.fill(5);
        Log log(*f.database);
        const auto root = *log.root();
        {
            auto transaction = store::Transaction::begin(*f.database);
            QCOMPARE(*log.append(f.event(5)), std::uint64_t(5));
        } // rolled back
        QCOMPARE(*log.size(), std::uint64_t(5));
        QVERIFY(*log.root() == root);
        auto transaction = store::Transaction::begin(*f.database);
        QCOMPARE(*log.append(f.event(6)), std::uint64_t(5));
        QVERIFY(log.signHead(f.logKey, 1).ok());
        QVERIFY(transaction->commit().ok());
        QVERIFY(log.verify().ok());
    }
    void provesEveryEntryAndEveryGrowth()
    {
        Fixture f;
        f.fill(37);
        Log log(*f.database);
        Frontier frontier;
        std::vector<TreeHash> roots{emptyRoot()};
        for (std::uint64_t i = 0; i < 37; ++i) {
            frontier.append(leafHash(*log.encoded(i)));
            roots.push_back(frontier.root());
            QVERIFY(*log.rootAt(i + 1) == frontier.root());
        }
        for (std::uint64_t size = 1; size <= 37; ++size) {
            for (std::uint64_t i = 0; i < size; ++i)
                QVERIFY(verifyInclusion(leafHash(*log.encoded(i)), i, size, *log.inclusionProof(i, size), roots[size]).ok());
            for (std::uint64_t older = 0; older <= size; ++older)
                QVERIFY(verifyConsistency(older, roots[older], size, roots[size], *log.consistencyProof(older, size)).ok());
        }
    }
    void refusesProofsOfWhatIsNotThere()
    {
        Fixture f;
        f.fill(4);
        Log log(*f.database);
        QVERIFY(log.inclusionProof(4, 4).error().code() == ErrorCode::NotFound);
        QVERIFY(log.inclusionProof(0, 5).error().code() == ErrorCode::NotFound);
        QVERIFY(log.consistencyProof(3, 5).error().code() == ErrorCode::NotFound);
        QVERIFY(log.consistencyProof(4, 3).error().code() == ErrorCode::NotFound);
        QVERIFY(log.rootAt(5).error().code() == ErrorCode::NotFound);
        QVERIFY(log.encoded(4).error().code() == ErrorCode::NotFound);
    }

    void erasesAddressAndDeviceAndStillHolds()
    {
        Fixture f;
        f.fill(9);
        Log log(*f.database);
        const auto root = *log.root();
        QVERIFY(log.erase(4).ok());
        QVERIFY(log.verify().ok());
        QVERIFY(*log.root() == root);
        const auto entry = log.read(4, 1)->front();
        QVERIFY(entry.address && !entry.address->value);
        QVERIFY(entry.device && !entry.device->value);
        QVERIFY(verifyInclusion(leafHash(*log.encoded(4)), 4, 9, *log.inclusionProof(4, 9), root).ok());
        QVERIFY(log.erase(9).error().code() == ErrorCode::NotFound);
    }
    void keepsWhatIsUnderLegalHold()
    {
        Fixture f;
        f.fill(3);
        QVERIFY(f.run("UPDATE audit_entry SET hold = 1 WHERE id = 1"));
        Log log(*f.database);
        QVERIFY(log.erase(1).error().code() == ErrorCode::NotFound);
        QVERIFY(log.read(1, 1)->front().address->value.has_value());
    }

    void refusesFieldsThatCouldCarryTextOrBreakALine()
    {
        Fixture f;
        Log log(*f.database);
        Event event = f.event(1);
        event.detail = std::string(kMaxDetail + 1, 'x');
        QVERIFY(log.append(event).error().code() == ErrorCode::TooLarge);
        event = f.event(1);
        event.address = std::string(kMaxErasable + 1, '1');
        QVERIFY(log.append(event).error().code() == ErrorCode::TooLarge);
        event = f.event(1);
        event.device = "a\nb";
        QVERIFY(log.append(event).error().code() == ErrorCode::Malformed);
        event = f.event(1);
        event.detail = "caf\xc3\xa9";
        QVERIFY(log.append(event).error().code() == ErrorCode::Malformed);
        event = f.event(1);
        event.type = static_cast<EventType>(500);
        QVERIFY(log.append(event).error().code() == ErrorCode::UnknownType);
        QCOMPARE(*log.size(), std::uint64_t(0));
    }

    void findsEveryTampering_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<qint64>("index"); // the entry that is named, -1: whichever
        QTest::addColumn<int>("code");
        constexpr int kDropped = int(ErrorCode::LogDropped), kEdited = int(ErrorCode::LogEdited),
                      kReordered = int(ErrorCode::LogReordered), kHead = int(ErrorCode::LogHeadInvalid);
        QTest::newRow("entry removed") << QByteArray("DELETE FROM audit_entry WHERE id = 7") << qint64(7) << kDropped;
        QTest::newRow("entry and its leaf removed")
            << QByteArray("DELETE FROM audit_entry WHERE id = 7; DELETE FROM audit_node WHERE level = 0 AND position = 7") << qint64(7) << kDropped;
        QTest::newRow("first entry removed") << QByteArray("DELETE FROM audit_entry WHERE id = 0") << qint64(0) << kDropped;
        QTest::newRow("last entry removed, its nodes left") << QByteArray("DELETE FROM audit_entry WHERE id = 20") << qint64(20) << kDropped;
        QTest::newRow("two entries swapped")
            << QByteArray("UPDATE audit_entry SET id = -1 WHERE id = 5; UPDATE audit_entry SET id = 5 WHERE id = 6; "
                          "UPDATE audit_entry SET id = 6 WHERE id = -1") << qint64(5) << kReordered;
        QTest::newRow("an entry in the place of another")
            << QByteArray("UPDATE audit_entry SET encoded = (SELECT encoded FROM audit_entry WHERE id = 6) WHERE id = 5")
            << qint64(5) << kDropped;
        QTest::newRow("one byte of an entry")
            << QByteArray("UPDATE audit_entry SET encoded = CAST(substr(encoded, 1, 20) || x'ee' || substr(encoded, 22) AS BLOB) "
                          "WHERE id = 11") << qint64(11) << kEdited;
        QTest::newRow("entry cut short")
            << QByteArray("UPDATE audit_entry SET encoded = substr(encoded, 1, 40) WHERE id = 2") << qint64(2) << kEdited;
        QTest::newRow("entry emptied") << QByteArray("UPDATE audit_entry SET encoded = x'' WHERE id = 2") << qint64(2) << kEdited;
        QTest::newRow("visit of the index column") << QByteArray("UPDATE audit_entry SET visit = zeroblob(16) WHERE id = 3") << qint64(3) << kEdited;
        QTest::newRow("visit taken away") << QByteArray("UPDATE audit_entry SET visit = NULL WHERE id = 3") << qint64(3) << kEdited;
        QTest::newRow("visit added") << QByteArray("UPDATE audit_entry SET visit = zeroblob(16) WHERE id = 4") << qint64(4) << kEdited;
        QTest::newRow("address changed") << QByteArray("UPDATE audit_entry SET address = '198.51.100.1' WHERE id = 8") << qint64(8) << kEdited;
        QTest::newRow("address salt changed") << QByteArray("UPDATE audit_entry SET address_salt = zeroblob(32) WHERE id = 8") << qint64(8) << kEdited;
        QTest::newRow("address gone, salt kept") << QByteArray("UPDATE audit_entry SET address = NULL WHERE id = 8") << qint64(8) << kEdited;
        QTest::newRow("device invented")
            << QByteArray("UPDATE audit_entry SET device = 'x', device_salt = zeroblob(32) WHERE id = 9") << qint64(9) << kEdited;
        QTest::newRow("device changed") << QByteArray("UPDATE audit_entry SET device = 'x' WHERE id = 10") << qint64(10) << kEdited;
        QTest::newRow("leaf hash") << QByteArray("UPDATE audit_node SET hash = zeroblob(32) WHERE level = 0 AND position = 6") << qint64(6) << kEdited;
        QTest::newRow("inner node") << QByteArray("UPDATE audit_node SET hash = zeroblob(32) WHERE level = 3 AND position = 0") << qint64(7) << kEdited;
        QTest::newRow("two nodes swapped")
            << QByteArray("UPDATE audit_node SET position = 1000 WHERE level = 1 AND position = 2; "
                          "UPDATE audit_node SET position = 2 WHERE level = 1 AND position = 3; "
                          "UPDATE audit_node SET position = 3 WHERE level = 1 AND position = 1000") << qint64(5) << kEdited;
        QTest::newRow("node added") << QByteArray("INSERT INTO audit_node VALUES (5, 0, zeroblob(32))") << qint64(-1) << kEdited;
        QTest::newRow("head removed") << QByteArray("DELETE FROM audit_head") << qint64(-1) << kHead;
        QTest::newRow("head emptied") << QByteArray("UPDATE audit_head SET head = x''") << qint64(-1) << kHead;
        QTest::newRow("head's size")
            << QByteArray("UPDATE audit_head SET head = CAST(substr(head, 1, 24) || x'14' || substr(head, 26) AS BLOB)")
            << qint64(-1) << kHead;
        QTest::newRow("node of the right edge added") << QByteArray("INSERT INTO audit_node VALUES (0, 21, zeroblob(32))") << qint64(-1) << kEdited;
    }
    void findsEveryTampering()
    {
        QFETCH(QByteArray, sql);
        QFETCH(qint64, index);
        QFETCH(int, code);
        Fixture f;
        f.fill(21);
        QVERIFY(Log(*f.database).verify().ok());
        QVERIFY(f.run(sql.constData()));
        const auto verdict = Log(*f.database).verify();
        QVERIFY(!verdict.ok());
        QVERIFY2(verdict.error().code() == ErrorCode(code), std::string(errorName(verdict.error().code())).c_str());
        if (index >= 0)
            QCOMPARE(qint64(verdict.error().detail()), index);
    }
    void findsAMissingNode()
    {
        Fixture f;
        f.fill(21);
        QVERIFY(f.run("DELETE FROM audit_node WHERE level = 2 AND position = 1"));
        QVERIFY(Log(*f.database).verify().error().code() == ErrorCode::LogEdited);
    }
    void readsNoEntryThatWasChanged()
    {
        Fixture f;
        f.fill(5);
        QVERIFY(f.run("UPDATE audit_entry SET address = 'elsewhere' WHERE id = 2"));
        QVERIFY(Log(*f.database).read(0, 10).error().code() == ErrorCode::LogEdited);
        QVERIFY(Log(*f.database).read(3, 10).ok());
    }
    void showsACutTailToWhoeverSawItBefore()
    {
        Fixture f;
        f.fill(21);
        const auto seen = *Log(*f.database).root();
        // A forger removes the newest entries with all their nodes: the head that was signed tells ...
        QVERIFY(f.run("DELETE FROM audit_entry WHERE id >= 16; DELETE FROM audit_node WHERE (position + 1) << level > 16"));
        Log log(*f.database);
        QVERIFY(log.verify().error().code() == ErrorCode::LogDropped);
        // ... one who has the key signs a new one: the rest verifies by itself ...
        QVERIFY(f.run("DELETE FROM audit_head"));
        QVERIFY(log.signHead(f.logKey, 16).ok());
        QVERIFY(log.verify().ok());
        // ... and everyone who saw the longer log notices.
        QVERIFY(log.verifyContains(21, seen).error().code() == ErrorCode::LogRolledBack);
        QVERIFY(log.rootAt(21).error().code() == ErrorCode::NotFound);
        QVERIFY(!verifyConsistency(21, seen, *log.size(), *log.root(), {}).ok());
    }
    void showsARewrittenLogToWhoeverSawItBefore()
    {
        Fixture honest;
        honest.fill(21);
        const auto seen = *Log(*honest.database).rootAt(13);
        Fixture forged; // same events, another practice id and fresh salts: a whole new and consistent log
        forged.fill(21);
        Log log(*forged.database);
        QVERIFY(log.verify().ok());
        QVERIFY(log.verifyContains(13, seen).error().code() == ErrorCode::LogForked);
        QVERIFY(!verifyConsistency(13, seen, 21, *log.root(), *log.consistencyProof(13, 21)).ok());
    }
    void signsNothingThatWasChangedOutside()
    {
        const auto refusal = [](const char *sql, std::uint64_t appended) {
            Fixture f;
            f.fill(12);
            Log log(*f.database);
            return f.run(sql) && log.append(f.event(12)).ok() ? log.signHead(f.logKey, appended).error().code() : ErrorCode::Internal;
        };
        QVERIFY(refusal("DELETE FROM audit_head", 1) == ErrorCode::LogHeadInvalid);
        QVERIFY(refusal("UPDATE audit_head SET head = zeroblob(161)", 1) == ErrorCode::LogHeadInvalid);
        QVERIFY(refusal("DELETE FROM audit_head WHERE one = 2", 2) == ErrorCode::LogForked);
        QVERIFY(refusal("DELETE FROM audit_entry WHERE id = 11; DELETE FROM audit_node WHERE level = 0 AND position = 11;"
                        "DELETE FROM audit_node WHERE level = 1 AND position = 5;"
                        "DELETE FROM audit_node WHERE level = 2 AND position = 2", 1) == ErrorCode::LogForked);
        QVERIFY(refusal("UPDATE audit_node SET hash = zeroblob(32) WHERE level = 3", 1) == ErrorCode::LogForked);
    }
    void keepsTheHeadWithTheEntriesItIsOf()
    {
        Fixture f;
        f.fill(7);
        f.reopen();
        Log log(*f.database);
        const auto head = *log.head();
        QVERIFY(head && head->size == 7 && head->practice == f.practice && head->key == f.logKey.publicKey());
        QVERIFY(head->root == *log.root() && head->at == f.event(6).at);
        QVERIFY(head->verify(f.practice, {}).ok());
    }
    void appendsInLogarithmicWork()
    {
        Fixture f;
        f.fill(1000);
        auto statement = f.database->prepare("SELECT count(*) FROM audit_node");
        QVERIFY(*statement->step());
        QCOMPARE(*statement->integer(0), std::int64_t(1000 + 500 + 250 + 125 + 62 + 31 + 15 + 7 + 3 + 1));
        Log log(*f.database);
        QVERIFY(log.inclusionProof(999, 1000)->size() <= 10);
        QVERIFY(log.consistencyProof(513, 1000)->size() <= 11);
        QVERIFY(log.verify().ok());
    }
};

QTEST_GUILESS_MAIN(LogTest)
#include "log_test.moc"
