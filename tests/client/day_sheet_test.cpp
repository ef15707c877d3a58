// SPDX-License-Identifier: Apache-2.0
// The day of a client without a server: made, changed, cancelled, restored, refused; and quick among ten thousand.
#include "core/client/client.h"
#include "core/platform/qt_executor.h"
#include "core/schedule/appointment_content.h"
#include "core/schedule/appointment_table.h"
#include "tests/client/profile_fixture.h"

#include <QElapsedTimer>
#include <QtTest>

using namespace bedside;
using namespace bedside::client;
using test::ProfileFixture;

class DaySheetTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<ProfileFixture> m_fixture;
    platform::QtExecutor m_executor;
    SystemClock m_clock;
    std::unique_ptr<Facade> m_client;
    WallTime m_day{};

    void openClient()
    {
        m_fixture->store.reset();
        ClientOptions options;
        options.profile = m_fixture->folder.path().toStdString();
        options.media = false;
        m_client = createClient(std::move(options), m_executor, m_clock);
        m_client->unlock(test::kPassphrase);
        QTRY_VERIFY(!m_client->session().busy);
        QVERIFY(m_client->session().state == AppState::SignedOut);
    }
    AppointmentDraft draft(const std::string &name) const
    {
        AppointmentDraft out;
        out.startsAt = m_day + std::chrono::hours(10);
        out.patientName = name;
        return out;
    }
    ErrorCode notice() const { return m_client->notice() ? m_client->notice()->code() : ErrorCode{}; }

private Q_SLOTS:
    void init()
    {
        m_client.reset();
        m_fixture = std::make_unique<ProfileFixture>();
        m_day = fromUnixMilliseconds(toUnixMilliseconds(m_fixture->now) / 86'400'000 * 86'400'000);
    }
    void makesChangesCancelsAndRestores()
    {
        openClient();
        m_client->showDay(m_day);
        m_client->saveAppointment(draft("Ada"));
        QCOMPARE(m_client->appointments().size(), std::size_t(1));
        QVERIFY(m_client->appointments()[0].pendingUpload);
        AppointmentDraft change = draft("Ada Lovelace");
        change.id = m_client->appointments()[0].id;
        change.startsAt += std::chrono::hours(1);
        m_client->saveAppointment(change);
        QCOMPARE(m_client->appointments().size(), std::size_t(1));
        QCOMPARE(m_client->appointments()[0].patientName, std::string("Ada Lovelace"));
        m_client->cancelAppointment(*change.id);
        QVERIFY(m_client->appointments()[0].phase == VisitPhase::Cancelled);
        m_client->restoreAppointment(*change.id);
        QVERIFY(m_client->appointments()[0].phase == VisitPhase::Scheduled);
        m_client->showDay(m_day + std::chrono::hours(24));
        QVERIFY(m_client->appointments().empty());
    }
    void refusesWhatIsNoAppointment()
    {
        openClient();
        m_client->showDay(m_day);
        AppointmentDraft bad = draft(std::string(361, 'x'));
        m_client->saveAppointment(bad);
        QVERIFY(notice() == ErrorCode::TooLarge);
        bad = draft("x");
        bad.minutes = 0;
        m_client->saveAppointment(bad);
        QVERIFY(notice() == ErrorCode::Malformed);
        bad = draft("x");
        bad.id = VisitId{{1}};
        m_client->saveAppointment(bad);
        QVERIFY(notice() == ErrorCode::NotFound);
        QVERIFY(m_client->appointments().empty());
        m_client->dismissNotice();
        QVERIFY(!m_client->notice());
    }
    void needsTheServerForAnInvitationAndAVisit()
    {
        openClient();
        m_client->showDay(m_day);
        m_client->saveAppointment(draft("Ada"));
        m_client->makeInvitation(m_client->appointments()[0].id);
        QVERIFY(notice() == ErrorCode::SessionEnded);
        m_client->openVisit(m_client->appointments()[0].id);
        QVERIFY(notice() == ErrorCode::SessionEnded);
        QVERIFY(m_client->visit().stage == VisitStage::None);
    }
    void showsNothingWhileLocked()
    {
        openClient();
        m_client->showDay(m_day);
        m_client->saveAppointment(draft("Ada"));
        m_client->lock();
        QVERIFY(m_client->session().state == AppState::Locked);
        QVERIFY(m_client->appointments().empty());
        m_client->saveAppointment(draft("Eve"));
        QVERIFY(notice() == ErrorCode::KeyUnavailable);
        m_client->unlock(test::kPassphrase);
        QTRY_COMPARE(m_client->appointments().size(), std::size_t(1));
    }
    void saysWhyARowCannotBeRead()
    {
        schedule::AppointmentTable table(m_fixture->store->database());
        schedule::AppointmentRow row;
        row.id = VisitId{{1}};
        row.version = 1;
        row.startsAt = m_day;
        row.sealed = Bytes(100, 1);
        QVERIFY(table.applyPage({row}, "1").ok());
        openClient();
        m_client->showDay(m_day);
        QCOMPARE(m_client->appointments().size(), std::size_t(1));
        QVERIFY(m_client->appointments()[0].unreadable.has_value());
        QVERIFY(m_client->appointments()[0].patientName.empty());
    }
    void showsTodayAmongTenThousandWithin300Milliseconds()
    {
        const auto device = m_fixture->store->loadDevice().value();
        const auto ring = m_fixture->store->loadRoleKeys().value();
        const schedule::SealingKeys keys{device.practice, ring, device.keys, device.certificate, m_fixture->pinned.trust};
        schedule::AppointmentTable table(m_fixture->store->database());
        std::vector<schedule::AppointmentRow> rows;
        for (int i = 0; i < 10'000; ++i) { // 30 a day, today among them
            schedule::AppointmentRow row;
            row.id.bytes = {std::uint8_t(i), std::uint8_t(i >> 8), 1};
            row.version = 1;
            row.startsAt = m_day + std::chrono::hours(24 * (i / 30 - 166)) + std::chrono::minutes(20 * (i % 30));
            row.sealed = i / 30 == 166 ? schedule::sealAppointment(row.id, 1, {"Patient", "Reason", "", {}}, {}, keys).value()
                                       : Bytes(900, 1);
            rows.push_back(std::move(row));
        }
        QVERIFY(table.applyPage(rows, "1").ok());
        openClient();
        QElapsedTimer timer;
        timer.start();
        m_client->showDay(m_day);
        const auto elapsed = timer.elapsed();
        QCOMPARE(m_client->appointments().size(), std::size_t(30));
        for (const Appointment &one : m_client->appointments())
            QCOMPARE(one.patientName, std::string("Patient"));
        qInfo("today among 10,000: %lld ms", static_cast<long long>(elapsed));
        QVERIFY(elapsed < 300);
    }
};

QTEST_GUILESS_MAIN(DaySheetTest)
#include "day_sheet_test.moc"
