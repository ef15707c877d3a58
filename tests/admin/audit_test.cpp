// SPDX-License-Identifier: Apache-2.0
// `bedside-admin audit verify` over the data folder of a real server that was tampered with offline, with the database's
// own key: each kind has its exit code and its sentence.
#include "core/audit/log.h"
#include "core/store/atomic_file.h"
#include "core/store/database.h"
#include "tests/support/server_fixture.h"

#include <QtTest>

using namespace bedside;
using namespace bedside::test;

namespace {

constexpr std::int32_t kApplicationId = 0x42535356; // of a server's database

struct Verdict {
    int code = -1;
    QString said;
};

Verdict audit(const QString &command, const QString &folder, const QStringList &more = {})
{
    QProcess admin;
    const QStringList arguments = QStringList{QStringLiteral("audit"), command, QStringLiteral("--data"), folder} + more;
    admin.start(QString::fromUtf8(qgetenv("BEDSIDE_ADMIN_PROGRAM")), arguments);
    if (!admin.waitForFinished(60'000) || admin.exitStatus() != QProcess::NormalExit)
        return {};
    return {admin.exitCode(), QString::fromUtf8(admin.readAllStandardError() + admin.readAllStandardOutput())};
}

Verdict verify(const QString &folder, const QString &head = {})
{
    return audit(QStringLiteral("verify"), folder, head.isEmpty() ? QStringList() : QStringList{QStringLiteral("--head"), head});
}

Verdict erase(const QString &folder, const QStringList &which) { return audit(QStringLiteral("erase"), folder, which); }

struct Folder {
    QTemporaryDir root;
    QString path() const { return root.filePath(QStringLiteral("data")); }
    explicit Folder(const QString &from)
    {
        std::filesystem::copy(from.toStdString(), path().toStdString(), std::filesystem::copy_options::recursive);
    }
    std::unique_ptr<store::Database> open() const
    {
        const std::filesystem::path folder = path().toStdString();
        auto key = store::readSecretFile(folder / "bedside.key", 32);
        auto database = store::Database::open(folder / "bedside.db", *key, {.applicationId = kApplicationId});
        return database.ok() ? std::move(database).value() : nullptr;
    }
    crypto::SigningKey logKey() const
    {
        auto seed = store::readSecretFile(std::filesystem::path(path().toStdString()) / "log.key", 32);
        return std::move(crypto::SigningKey::fromSeed(*seed)).value();
    }
};

} // namespace

class AuditTest : public QObject {
    Q_OBJECT
private:
    ServerProcess m_server;
    std::optional<TestPractice> m_practice;

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(m_server.start(), m_server.errors().constData());
        m_practice.emplace(m_server);
        QVERIFY(m_practice->setUp());
        for (int i = 0; i < 5; ++i)
            QVERIFY(m_practice->appointment(m_practice->admin));
        QCOMPARE(m_server.stop(), 0);
    }
    void findsAnHonestLogWhole()
    {
        const Verdict verdict = verify(m_server.dataFolder());
        QCOMPARE(verdict.code, 0);
        QVERIFY(verdict.said.contains(QStringLiteral("\"holds\":true")));
    }
    void saysWhatWasDone_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("words");
        const QString missing = QStringLiteral("is missing"), changed = QStringLiteral("has been changed");
        QTest::newRow("dropped") << QByteArray("DELETE FROM audit_entry WHERE id = 4") << 10 << missing;
        QTest::newRow("cut at the end")
            << QByteArray("DELETE FROM audit_entry WHERE id >= 6; DELETE FROM audit_node WHERE (position + 1) << level > 6")
            << 10 << missing;
        QTest::newRow("edited") << QByteArray("UPDATE audit_entry SET encoded = CAST(substr(encoded, 1, 15) || x'01' || "
                                              "substr(encoded, 17) AS BLOB) WHERE id = 3") << 11 << changed;
        QTest::newRow("address edited") << QByteArray("UPDATE audit_entry SET address = '192.0.2.1' WHERE address IS NOT NULL")
                                        << 11 << changed;
        QTest::newRow("reordered")
            << QByteArray("UPDATE audit_entry SET id = -1 WHERE id = 2; UPDATE audit_entry SET id = 2 WHERE id = 5; "
                          "UPDATE audit_entry SET id = 5 WHERE id = -1") << 12 << QStringLiteral("another order");
        QTest::newRow("head removed") << QByteArray("DELETE FROM audit_head") << 15 << QStringLiteral("tree head");
        QTest::newRow("head edited")
            << QByteArray("UPDATE audit_head SET head = CAST(substr(head, 1, 40) || x'00ff00' || substr(head, 44) AS BLOB)") << 15
            << QStringLiteral("tree head");
    }
    void saysWhatWasDone()
    {
        QFETCH(QByteArray, sql);
        QFETCH(int, code);
        QFETCH(QString, words);
        const Folder folder(m_server.dataFolder());
        {
            const auto database = folder.open();
            QVERIFY(database);
            QVERIFY(database->execute(sql.constData()).ok());
        }
        const Verdict verdict = verify(folder.path());
        QVERIFY2(verdict.code == code, qPrintable(QString::number(verdict.code) + verdict.said));
        QVERIFY2(verdict.said.contains(words), qPrintable(verdict.said));
    }
    void erasesAddressesAndDevicesAndEveryProofHolds()
    {
        const Folder folder(m_server.dataFolder());
        const QString before = QStringLiteral("--before"), yes = QStringLiteral("--yes"), later = QStringLiteral("2200-01-01");
        const auto known = [&] {
            const auto database = folder.open();
            const auto entries = *bedside::audit::Log(*database).read(0, 1000);
            return std::count_if(entries.begin(), entries.end(), [](const auto &entry) {
                return (entry.address && entry.address->value) || (entry.device && entry.device->value);
            });
        };
        const auto all = known();
        QVERIFY(all > 1);
        const Verdict counted = erase(folder.path(), {before, later});
        QCOMPARE(counted.code, 0);
        QVERIFY2(counted.said.contains(QStringLiteral("\"wouldErase\":%1").arg(all)), qPrintable(counted.said));
        QCOMPARE(known(), all);
        QVERIFY(erase(folder.path(), {before, QStringLiteral("1990-01-01"), yes}).said.contains(QStringLiteral("\"erased\":0")));
        QCOMPARE(known(), all);

        const Verdict done = erase(folder.path(), {before, later, yes});
        QVERIFY2(done.said.contains(QStringLiteral("\"erased\":%1").arg(all)), qPrintable(done.said));
        QCOMPARE(known(), 0);
        QCOMPARE(verify(folder.path()).code, 0);
        {
            const auto database = folder.open();
            const bedside::audit::Log log(*database);
            QVERIFY(log.read(*log.size() - 1, 1)->front().type == bedside::audit::EventType::AuditErased);
        }
        QCOMPARE(erase(folder.path(), {QStringLiteral("--entry"), QStringLiteral("100000"), yes}).code, 1);
        QCOMPARE(erase(folder.path(), {before, QStringLiteral("2026-02-30"), yes}).code, 1);
        QCOMPARE(erase(folder.path(), {before, QStringLiteral("soon"), yes}).code, 1);
        QCOMPARE(erase(folder.path(), {yes}).code, 2);
    }
    void saysThatALogWasForkedOrRolledBack()
    {
        const Folder folder(m_server.dataFolder());
        const auto size = [&](int entries) { return QString::number(entries); };
        QString headAt4, headAtEnd;
        {
            const auto database = folder.open();
            const audit::Log log(*database);
            const auto end = static_cast<int>(*log.size());
            headAt4 = size(4) + QLatin1Char(':') + QString::fromStdString(toHex(*log.rootAt(4)));
            headAtEnd = size(end) + QLatin1Char(':') + QString::fromStdString(toHex(*log.root()));
        }
        QCOMPARE(verify(folder.path(), headAt4).code, 0);
        QCOMPARE(verify(folder.path(), headAtEnd).code, 0);
        QCOMPARE(verify(folder.path(), size(4) + QLatin1Char(':') + QString(64, QLatin1Char('0'))).code, 13);
        const auto oldHead = (*audit::Log(*folder.open()).head())->encode();

        // Cut, and signed again with the server's own key: only a head that somebody kept tells.
        const Folder cut(m_server.dataFolder());
        {
            const auto database = cut.open();
            QVERIFY(database->execute("DELETE FROM audit_entry WHERE id >= 6; DELETE FROM audit_node WHERE (position + 1) << level > 6; "
                                      "DELETE FROM audit_head").ok());
            QVERIFY(audit::Log(*database).signHead(cut.logKey(), 6).ok());
        }
        QCOMPARE(verify(cut.path()).code, 0);
        QCOMPARE(verify(cut.path(), headAt4).code, 0);
        const Verdict shorter = verify(cut.path(), headAtEnd);
        QCOMPARE(shorter.code, 14);
        QVERIFY(shorter.said.contains(QStringLiteral("older than it has been")));
        // And then grown again in another way.
        {
            const auto database = cut.open();
            audit::Log log(*database);
            audit::Event event;
            event.practice = m_practice->practice;
            for (int i = 0; i < 40; ++i)
                QVERIFY(log.append(event).ok());
            QVERIFY(log.signHead(cut.logKey(), 40).ok());
        }
        QCOMPARE(verify(cut.path(), headAt4).code, 0);
        const Verdict forked = verify(cut.path(), headAtEnd);
        QCOMPARE(forked.code, 13);
        QVERIFY(forked.said.contains(QStringLiteral("rewritten")));
        // Without the key, the head stays the old one.
        {
            const auto database = cut.open();
            QVERIFY(database->run("UPDATE audit_head SET head = ?", oldHead).ok());
        }
        QCOMPARE(verify(cut.path()).code, 13);
        // Another key's signature.
        {
            const auto database = cut.open();
            QVERIFY(database->execute("DELETE FROM audit_head").ok());
            audit::Log log(*database);
            QVERIFY(log.signHead(crypto::SigningKey::generate(), *log.size()).ok());
        }
        QCOMPARE(verify(cut.path()).code, 15);
    }
    void refusesAHeadThatIsNone()
    {
        for (const char *head : {"nonsense", "1:00", "x:00"})
            QCOMPARE(verify(m_server.dataFolder(), QString::fromLatin1(head)).code, 1);
    }
};

QTEST_GUILESS_MAIN(AuditTest)
#include "audit_test.moc"
