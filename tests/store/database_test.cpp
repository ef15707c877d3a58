// SPDX-License-Identifier: Apache-2.0
#include "core/store/database.h"

#include "core/crypto/random.h"
#include "core/crypto/self_test.h"
#include "core/store/atomic_file.h"
#include "core/store/migrations.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <csignal>
#include <filesystem>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace bedside;
using namespace bedside::store;
namespace fs = std::filesystem;

namespace {

constexpr const char *kPlanted = "PLANTED-Wilhelmina-Featherstone-knee";

Result<void> makeNotes(Database &database)
{
    return database.execute("CREATE TABLE notes(id INTEGER PRIMARY KEY, text TEXT NOT NULL, body BLOB)");
}
constexpr MigrationStep kSteps[] = {makeNotes};

bool anyFileHolds(const fs::path &folder, std::string_view text)
{
    for (const auto &entry : fs::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file())
            continue;
        QFile file(QString::fromStdString(entry.path().string()));
        if (file.open(QIODevice::ReadOnly) && file.readAll().contains(QByteArray(text.data(), qsizetype(text.size()))))
            return true;
    }
    return false;
}

void flipByte(const fs::path &path, qint64 at)
{
    QFile file(QString::fromStdString(path.string()));
    QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(at));
    char byte = 0;
    QVERIFY(file.getChar(&byte) && file.seek(at) && file.putChar(char(byte ^ 0x10)));
}

// Run as a program of its own with libsqlite3 in front: writes the planted text and says how that went.
int plantAsAnotherProcess(const char *file)
{
    auto database = Database::open(file, Secret::copyOf(Bytes(32, 1)));
    if (!database.ok())
        return 2;
    if (!migrate(**database, kSteps).ok() || !(*database)->run("INSERT INTO notes(text) VALUES(?)", kPlanted).ok())
        return 3;
    return (*database)->checkpoint().ok() ? 0 : 4;
}

} // namespace

class DatabaseTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    Secret m_key;
    fs::path m_file;

    std::unique_ptr<Database> opened()
    {
        auto database = Database::open(m_file, m_key);
        if (!database.ok() || !migrate(**database, kSteps).ok())
            return nullptr;
        return std::move(*database);
    }
    static std::int64_t count(Database &database)
    {
        auto statement = database.prepare("SELECT count(*) FROM notes");
        return statement.ok() && statement->step().ok() ? *statement->integer(0) : -1;
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(crypto::selfTest().ok()); }
    void init()
    {
        static int number = 0;
        const fs::path folder = fs::path(m_folder.path().toStdString()) / std::to_string(++number);
        QVERIFY(makePrivateFolder(folder).ok());
        m_file = folder / "store.db";
        m_key = crypto::randomSecret(32);
    }

    void keepsWhatItWasGiven()
    {
        {
            auto database = opened();
            QVERIFY(database);
            QVERIFY(database->run("INSERT INTO notes(text, body) VALUES(?, ?)", "line", Bytes{1, 2, 3}).ok());
        }
        auto database = opened();
        QVERIFY(database);
        auto statement = database->prepare("SELECT text, body, id FROM notes");
        QVERIFY(*statement->step());
        QCOMPARE(*statement->text(0), std::string("line"));
        QVERIFY(*statement->blob(1) == (Bytes{1, 2, 3}));
        QVERIFY(!statement->blob(0).ok());
        QVERIFY(!statement->integer(1).ok());
        QVERIFY(!*statement->step());
    }
    void leavesNothingReadableInAnyFileOfTheFolder()
    {
        auto database = opened();
        QVERIFY(database);
        {
            auto transaction = Transaction::begin(*database);
            for (int i = 0; i < 500; ++i)
                QVERIFY(database->run("INSERT INTO notes(text) VALUES(?)", std::string(kPlanted) + std::to_string(i)).ok());
            auto sorted = database->prepare("SELECT text FROM notes ORDER BY text || 'x'"); // needs a temporary table
            QVERIFY(*sorted->step());
            QVERIFY(!anyFileHolds(m_file.parent_path(), kPlanted));
            sorted->reset();
            QVERIFY(transaction->commit().ok());
        }
        QVERIFY(fs::exists(m_file.string() + "-wal") && fs::exists(m_file.string() + "-shm"));
        QVERIFY(!anyFileHolds(m_file.parent_path(), kPlanted));
        QVERIFY(database->checkpoint().ok());
        QVERIFY(!anyFileHolds(m_file.parent_path(), kPlanted));
        QVERIFY(!anyFileHolds(m_file.parent_path(), "SQLite format 3"));
        QVERIFY(!anyFileHolds(m_file.parent_path(), "CREATE TABLE"));
        QFile control(QString::fromStdString((m_file.parent_path() / "control").string()));
        QVERIFY(control.open(QIODevice::WriteOnly) && control.write(kPlanted) > 0 && control.flush());
        QVERIFY(anyFileHolds(m_file.parent_path(), kPlanted)); // the search does find what is there
    }
    void isNotDivertedByASystemSqliteLoadedInFront()
    {
        const QByteArray library = qgetenv("BEDSIDE_SYSTEM_SQLITE");
        if (library.isEmpty() || library.endsWith("NOTFOUND"))
            return;
        QProcess process;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("LD_PRELOAD"), QString::fromUtf8(library));
        environment.insert(QStringLiteral("ASAN_OPTIONS"), QStringLiteral("verify_asan_link_order=0"));
        process.setProcessEnvironment(environment);
        process.start(QCoreApplication::applicationFilePath(),
                      {QStringLiteral("--plant"), QString::fromStdString(m_file.string())});
        QVERIFY(process.waitForFinished(30'000));
        QCOMPARE(process.exitCode(), 0);
        QVERIFY(!anyFileHolds(m_file.parent_path(), kPlanted));
        QVERIFY(!anyFileHolds(m_file.parent_path(), "SQLite format 3"));
    }
    // The index of the log carries no proof of its origin, and one of an earlier moment agrees with itself.
    void doesNotBelieveTheIndexThatACrashLeft()
    {
        const fs::path garbage = m_file.parent_path() / "garbage", earlier = m_file.parent_path() / "earlier",
                       log = m_file.parent_path() / "log", content = m_file.parent_path() / "content";
        QFile file(QString::fromStdString(garbage.string()));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(QByteArray(32'768, '\xff')) == 32'768 && file.flush());
        {
            auto database = opened();
            QVERIFY(database && database->run("INSERT INTO notes(text) VALUES('first')").ok());
            fs::copy_file(m_file.string() + "-shm", earlier);
            QVERIFY(database->run("INSERT INTO notes(text) VALUES('second')").ok());
            fs::copy_file(m_file, content);
            fs::copy_file(m_file.string() + "-wal", log);
        }
        for (const fs::path &index : {earlier, garbage}) {
            fs::copy_file(content, m_file, fs::copy_options::overwrite_existing);
            fs::copy_file(log, m_file.string() + "-wal");
            fs::copy_file(index, m_file.string() + "-shm");
            auto database = opened();
            QVERIFY(database);
            QCOMPARE(count(*database), 2);
            QVERIFY(database->checkIntegrity().ok());
        }
    }
    void isNotReadableByOthers()
    {
        QVERIFY(opened());
        struct stat status{};
        QCOMPARE(stat(m_file.c_str(), &status), 0);
        QCOMPARE(int(status.st_mode & 0777), 0600);
    }

    void refusesAKeyOfAnotherSize()
    {
        for (std::size_t size : {0u, 16u, 31u, 33u, 64u})
            QVERIFY(Database::open(m_file, crypto::randomSecret(size)).error().code() == ErrorCode::BadKey);
        QVERIFY(!fs::exists(m_file));
    }
    void refusesAnotherKey()
    {
        QVERIFY(opened());
        QVERIFY(Database::open(m_file, crypto::randomSecret(32)).error().code() == ErrorCode::StoreDamaged);
        QVERIFY(opened()); // and did no harm
    }
    void refusesAFlippedByteWhereverItIs()
    {
        {
            auto database = opened();
            for (int i = 0; i < 300; ++i)
                QVERIFY(database->run("INSERT INTO notes(text, body) VALUES('x', ?)", Bytes(200, 1)).ok());
        }
        const auto size = qint64(fs::file_size(m_file));
        QVERIFY(size > 10 * 4096);
        const fs::path whole = m_file.string() + ".whole";
        fs::copy_file(m_file, whole);
        for (qint64 at = 5; at < size; at += 4096 + 777) {
            fs::copy_file(whole, m_file, fs::copy_options::overwrite_existing);
            flipByte(m_file, at);
            auto database = Database::open(m_file, m_key);
            const bool seen = !database.ok() ? database.error().code() == ErrorCode::StoreDamaged
                                             : (*database)->checkIntegrity().error().code() == ErrorCode::StoreDamaged;
            QVERIFY2(seen, std::to_string(at).c_str());
        }
    }
    void refusesATruncatedFile()
    {
        {
            auto database = opened();
            for (int i = 0; i < 200; ++i)
                QVERIFY(database->run("INSERT INTO notes(text, body) VALUES('x', ?)", Bytes(200, 1)).ok());
        }
        for (std::uintmax_t cut : {5000u, 1000u, 100u, 1u}) {
            fs::resize_file(m_file, cut);
            auto database = Database::open(m_file, m_key);
            QVERIFY(!database.ok() || !(*database)->checkIntegrity().ok());
        }
    }
    void takesAZeroLengthFileAsNew()
    {
        { QFile file(QString::fromStdString(m_file.string())); QVERIFY(file.open(QIODevice::WriteOnly)); }
        auto database = Database::open(m_file, m_key);
        QVERIFY(database.ok());
        QCOMPARE(*(*database)->userVersion(), std::int64_t(0));
    }
    void refusesAForeignFileInClear()
    {
        QFile file(QString::fromStdString(m_file.string()));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(QByteArray("SQLite format 3\0", 16) + QByteArray(4080, 'a')) > 0);
        file.close();
        QVERIFY(Database::open(m_file, m_key).error().code() == ErrorCode::StoreForeign);
    }
    void refusesAnotherProgramsFileUnderTheSameKey()
    {
        { QVERIFY(Database::open(m_file, m_key, {.applicationId = 77}).ok()); }
        QVERIFY(Database::open(m_file, m_key).error().code() == ErrorCode::StoreForeign);
    }
    void refusesSomethingThatIsNoDatabase()
    {
        QFile file(QString::fromStdString(m_file.string()));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(QByteArray(9000, 'z')) > 0);
        file.close();
        QVERIFY(Database::open(m_file, m_key).error().code() == ErrorCode::StoreDamaged);
    }
    void refusesANewerSchemaAndChangesNothing()
    {
        auto database = opened();
        QVERIFY(database->execute("PRAGMA user_version = 9").ok());
        QVERIFY(migrate(*database, kSteps).error().code() == ErrorCode::StoreNewer);
        QCOMPARE(*database->userVersion(), std::int64_t(9));
    }
    void keepsADamagedFileAside()
    {
        QVERIFY(opened());
        flipByte(m_file, 3);
        QVERIFY(!Database::open(m_file, m_key).ok());
        auto first = moveAside(m_file);
        QVERIFY(first.ok() && fs::exists(*first) && !fs::exists(m_file));
        QVERIFY(opened());
        auto second = moveAside(m_file);
        QVERIFY(second.ok() && *second != *first && fs::exists(*first));
    }

    void losesNothingWhenTheDatabaseIsFull()
    {
        auto database = opened();
        QVERIFY(database->run("INSERT INTO notes(text) VALUES('kept')").ok());
        QVERIFY(database->execute("PRAGMA max_page_count = 20").ok());
        Result<void> result;
        std::int64_t written = 1;
        for (int i = 0; i < 100 && result.ok(); ++i) {
            auto transaction = Transaction::begin(*database);
            result = database->run("INSERT INTO notes(text, body) VALUES('more', ?)", Bytes(8000, 1));
            if (result.ok())
                result = transaction->commit();
            written += result.ok();
        }
        QVERIFY(result.error().code() == ErrorCode::DiskFull);
        QCOMPARE(count(*database), written);
        QVERIFY(database->execute("PRAGMA max_page_count = 100000").ok());
        QVERIFY(database->run("INSERT INTO notes(text) VALUES('after')").ok());
        QVERIFY(database->checkIntegrity().ok());
    }
    void losesNothingWhenTheDiskIsFull()
    {
        auto database = opened();
        QVERIFY(database->run("INSERT INTO notes(text) VALUES('kept')").ok());
        signal(SIGXFSZ, SIG_IGN);
        struct rlimit old{};
        getrlimit(RLIMIT_FSIZE, &old);
        const struct rlimit small{200'000, old.rlim_max};
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
        Result<void> result;
        std::int64_t written = 1;
        for (int i = 0; i < 1000 && result.ok(); ++i) {
            result = database->run("INSERT INTO notes(text, body) VALUES('more', ?)", Bytes(5000, 1));
            written += result.ok();
        }
        setrlimit(RLIMIT_FSIZE, &old);
        QVERIFY(result.error().code() == ErrorCode::DiskFull);
        QCOMPARE(count(*database), written);
        QVERIFY(database->run("INSERT INTO notes(text) VALUES('after')").ok());
        database.reset();
        database = opened();
        QCOMPARE(count(*database), written + 1);
        QVERIFY(database->checkIntegrity().ok());
    }

    void rollsBackWhatWasNotCommitted()
    {
        auto database = opened();
        {
            auto transaction = Transaction::begin(*database);
            QVERIFY(database->run("INSERT INTO notes(text) VALUES('gone')").ok());
            QVERIFY(Transaction::begin(*database).error().code() == ErrorCode::NotInState);
        }
        QCOMPARE(count(*database), 0);
        auto transaction = Transaction::begin(*database);
        QVERIFY(transaction->commit().ok());
        QVERIFY(transaction->commit().error().code() == ErrorCode::NotInState);
    }
    void tellsABrokenConstraintFromABrokenStatement()
    {
        auto database = opened();
        QVERIFY(database->run("INSERT INTO notes(id, text) VALUES(1, 'a')").ok());
        QVERIFY(database->run("INSERT INTO notes(id, text) VALUES(1, 'b')").error().code() == ErrorCode::Conflict);
        QVERIFY(database->run("INSERT INTO notes(text) VALUES(?)", nullptr).error().code() == ErrorCode::Conflict);
        QVERIFY(database->run("INSERT INTO absent VALUES(1)").error().code() == ErrorCode::Internal);
    }
    void keepsQuotesAndZeroesAsTheyAre()
    {
        auto database = opened();
        const std::string text("a'b\"; DROP TABLE notes; --\0z", 29);
        QVERIFY(database->run("INSERT INTO notes(text, body) VALUES(?, ?)", text, Bytes{}).ok());
        auto statement = database->prepare("SELECT text, body FROM notes");
        QVERIFY(*statement->step());
        QCOMPARE(*statement->text(0), text);
        QVERIFY(statement->blob(1)->empty() && !statement->isNull(1));
    }
};

int main(int argc, char **argv)
{
    if (argc == 3 && std::string_view(argv[1]) == "--plant")
        return plantAsAnotherProcess(argv[2]);
    QCoreApplication application(argc, argv);
    DatabaseTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "database_test.moc"
