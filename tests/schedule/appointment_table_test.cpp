// SPDX-License-Identifier: Apache-2.0
#include "core/schedule/appointment_table.h"
#include "core/store/migrations.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QtTest>

using namespace bedside;
using namespace bedside::schedule;

class AppointmentTableTest : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    std::unique_ptr<store::Database> m_database;
    std::unique_ptr<AppointmentTable> m_table;
    static constexpr std::int64_t kNoon = 1'790'000'000'000;

    static AppointmentRow row(std::uint8_t id, std::uint64_t version, std::int64_t offsetMs = 0)
    {
        AppointmentRow out;
        out.id = VisitId{{id}};
        out.version = version;
        out.startsAt = fromUnixMilliseconds(kNoon + offsetMs);
        out.sealed = Bytes{id, std::uint8_t(version)};
        return out;
    }
    std::vector<AppointmentRow> day()
    {
        const auto start = fromUnixMilliseconds(kNoon - 3'600'000);
        return m_table->between(start, start + std::chrono::hours(24)).value();
    }

private Q_SLOTS:
    void init()
    {
        static int count = 0;
        const auto file = m_folder.filePath(QString::number(++count)).toStdString();
        m_table.reset();
        m_database = store::Database::open(file, Secret::copyOf(Bytes(32, 1))).value();
        const store::MigrationStep steps[] = {&AppointmentTable::createTables};
        QVERIFY(store::migrate(*m_database, steps).ok());
        m_table = std::make_unique<AppointmentTable>(*m_database);
    }
    void showsAnEditInPlaceOfTheServersRow()
    {
        QVERIFY(m_table->applyPage({row(1, 1), row(2, 1, 1000)}, "5").ok());
        auto edit = row(1, 2, 5000);
        QVERIFY(m_table->putEdit(edit).ok());
        const auto rows = day();
        QCOMPARE(rows.size(), std::size_t(2));
        QVERIFY(rows[0].id == VisitId{{2}} && !rows[0].pending);
        QVERIFY(rows[1].id == VisitId{{1}} && rows[1].pending && rows[1].version == 2);
    }
    void hidesTheServersRowOfAnEditMovedToAnotherDay()
    {
        QVERIFY(m_table->applyPage({row(1, 1)}, "1").ok());
        QVERIFY(m_table->putEdit(row(1, 2, 48 * 3'600'000LL)).ok());
        QVERIFY(day().empty());
    }
    void remembersFromWhatAnEditWasMade()
    {
        QVERIFY(m_table->applyPage({row(1, 1)}, "1").ok());
        QVERIFY(m_table->putEdit(row(1, 2)).ok());
        QVERIFY(m_table->applyPage({row(1, 2, 60'000)}, "2").ok()); // somebody else was faster
        const auto base = m_table->baseOf(VisitId{{1}}).value();
        QVERIFY(base && base->version == 1);
        QVERIFY(m_table->findServers(VisitId{{1}}).value()->version == 2);
        QVERIFY(m_table->find(VisitId{{1}}).value()->pending);
    }
    void hasNoBaseForANewAppointment()
    {
        QVERIFY(m_table->putEdit(row(1, 1)).ok());
        QVERIFY(!m_table->baseOf(VisitId{{1}}).value());
    }
    void endsAnEditThatTheServerHas()
    {
        QVERIFY(m_table->putEdit(row(1, 1)).ok());
        QVERIFY(m_table->acknowledge(row(1, 1)).ok());
        QVERIFY(m_table->edits().value().empty());
        QVERIFY(!m_table->find(VisitId{{1}}).value()->pending);
    }
    void keepsAnEditMadeWhileTheOlderOneWasUploading()
    {
        auto first = row(1, 1);
        QVERIFY(m_table->putEdit(first).ok());
        auto second = row(1, 1);
        second.sealed = Bytes{9, 9};
        QVERIFY(m_table->putEdit(second).ok());
        QVERIFY(m_table->acknowledge(first).ok());
        const auto edits = m_table->edits().value();
        QCOMPARE(edits.size(), std::size_t(1));
        QVERIFY(equalBytes(edits[0].sealed, Bytes{9, 9}));
    }
    void neverGoesBackToAnOlderVersion()
    {
        QVERIFY(m_table->applyPage({row(1, 5)}, "1").ok());
        QVERIFY(m_table->applyPage({row(1, 4, 1000)}, "2").ok());
        QVERIFY(m_table->findServers(VisitId{{1}}).value()->version == 5);
    }
    void keepsTheCursorWithItsPage()
    {
        QCOMPARE(m_table->cursor().value(), std::string());
        QVERIFY(m_table->applyPage({}, "77").ok());
        QCOMPARE(m_table->cursor().value(), std::string("77"));
    }
    void findsADayAmongTenThousand()
    {
        std::vector<AppointmentRow> rows;
        for (int i = 0; i < 10'000; ++i) {
            AppointmentRow one = row(1, 1, i * 3'600'000LL);
            one.id.bytes = {std::uint8_t(i), std::uint8_t(i >> 8)};
            one.sealed = Bytes(700, 5);
            rows.push_back(one);
        }
        QVERIFY(m_table->applyPage(rows, "1").ok());
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(day().size(), std::size_t(23));
        QVERIFY2(timer.elapsed() < 100, "a day must not cost a scan");
    }
};

QTEST_GUILESS_MAIN(AppointmentTableTest)
#include "appointment_table_test.moc"
