// SPDX-License-Identifier: Apache-2.0
// The practice's log as clients see it, over a real server: followed across restarts, compared inside the visit, and
// refused by name when the server's disk was tampered with or the server shows two different logs.
#include "core/audit/log.h"
#include "core/audit/reader.h"
#include "core/store/atomic_file.h"
#include "core/store/database.h"
#include "tests/calls/practice_fixture.h"

#include <QtTest>

using namespace bedside;
using namespace bedside::client;
using test::Practice;

namespace {

constexpr std::int32_t kApplicationId = 0x42535356; // of a server's database
constexpr int kWait = 40'000;
constexpr auto kOverwrite = std::filesystem::copy_options::recursive | std::filesystem::copy_options::overwrite_existing;

} // namespace

class LogTest : public QObject {
    Q_OBJECT
private:
    Practice m_practice;
    std::unique_ptr<Facade> m_staff;
    int m_port = 0;
    QTemporaryDir m_earlier;
    std::size_t m_codes = 0, m_codesEarlier = 0; // recovery codes that the server has taken, now and in that copy
    std::optional<ErrorCode> m_refusal;          // the last that was about the log
    bool m_shown = false;

    std::filesystem::path data() const { return m_practice.serverFolder.path().toStdString(); }
    std::unique_ptr<store::Database> open() const
    {
        auto key = store::readSecretFile(data() / "bedside.key", 32);
        auto database = store::Database::open(data() / "bedside.db", *key, {.applicationId = kApplicationId});
        return database.ok() ? std::move(database).value() : nullptr;
    }
    crypto::SigningKey logKey() const
    {
        auto seed = store::readSecretFile(data() / "log.key", 32);
        return std::move(crypto::SigningKey::fromSeed(*seed)).value();
    }
    // A program that is started again: what it knows of the log comes from its store.
    bool restartStaff()
    {
        m_staff.reset();
        m_staff = m_practice.makeStaff();
        m_staff->setListener([this](Part part) {
            m_shown = m_shown || part == Part::Log;
            if (part == Part::Notice && m_staff->notice() && audit::isLogError(m_staff->notice()->code()))
                m_refusal = m_staff->notice()->code();
        });
        if (!m_practice.unlock(*m_staff))
            return false;
        m_staff->signIn(test::kLogin, test::kPassword, m_practice.created.recoveryCodes.at(m_codes++));
        return QTest::qWaitFor([&] { return !m_staff->session().busy && m_staff->session().online; }, kWait);
    }
    // The server as it is after somebody has been at its disk.
    bool restartServer(const std::function<bool()> &meanwhile)
    {
        m_staff.reset();
        m_practice.server.stop();
        return meanwhile() && m_practice.server.start(m_practice.serverFolder.path(), m_port) && restartStaff();
    }
    // Reads what is new. What was refused, if anything was.
    std::optional<ErrorCode> read()
    {
        m_refusal.reset();
        m_shown = false;
        m_staff->refreshLog();
        return QTest::qWaitFor([&] { return m_shown; }, kWait) ? m_refusal : ErrorCode::TimedOut;
    }
    void keepCopy()
    {
        std::filesystem::remove_all(m_earlier.path().toStdString());
        std::filesystem::copy(data(), m_earlier.path().toStdString(), kOverwrite);
        m_codesEarlier = m_codes;
    }
    bool restoreCopy()
    {
        return restartServer([&] {
            std::filesystem::remove_all(data());
            std::filesystem::copy(m_earlier.path().toStdString(), data(), kOverwrite);
            m_codes = m_codesEarlier;
            return true;
        });
    }
    std::filesystem::path guestHeadFile() const
    {
        for (const auto &entry : std::filesystem::directory_iterator(m_practice.guestFolder.path().toStdString() + "/guests"))
            if (entry.path().extension() == ".log-head")
                return entry.path();
        return {};
    }
    // Nobody knows beforehand which practice it is: a kept head says so itself.
    std::optional<audit::TreeHead> guestHead() const
    {
        const auto kept = store::readSmallFile(guestHeadFile(), 4096);
        if (!kept.ok())
            return std::nullopt;
        ByteReader in(*kept);
        const auto bytes = in.vector16(audit::TreeHead::kSize);
        const auto head = bytes.ok() ? audit::TreeHead::decode(*bytes) : Result<audit::TreeHead>(bytes.error());
        return head.ok() ? std::optional(*head) : std::nullopt;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_practice.begin());
        m_port = m_practice.server.port();
        QVERIFY(restartStaff());
    }
    void followsTheLogAcrossRestarts()
    {
        QVERIFY(!read());
        const auto first = m_staff->log().front().index;
        QVERIFY(restartServer([] { return true; }));
        QCOMPARE(m_staff->log().front().index, first); // what is kept
        QVERIFY(!read());
        QVERIFY(m_staff->log().front().index > first);
    }
    void agreesWithAGuestInsideTheVisit()
    {
        const std::string link = m_practice.invite(*m_staff);
        auto guest = m_practice.makeGuest();
        guest->openLink(link);
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->lobby().size() == 1, kWait);
        const auto atTheDoor = guestHead();
        QVERIFY(atTheDoor);
        m_staff->admit(m_staff->lobby()[0].id);
        QTRY_VERIFY_WITH_TIMEOUT(guest->guest().stage == GuestStage::InVisit, kWait);
        // The host's answer, with its proof, has made the guest's head the newer one.
        QTRY_VERIFY_WITH_TIMEOUT(guestHead() && guestHead()->size > atTheDoor->size, kWait);
        QVERIFY(!m_refusal && !guest->notice());
        m_staff->endVisitForAll();
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->visit().stage == VisitStage::Summary, kWait);
        m_staff->closeSummary(VisitOutcome::Completed);
        QTRY_VERIFY_WITH_TIMEOUT(guest->guest().stage == GuestStage::Ended, kWait);
        QVERIFY(!read());
    }
    void findsAForkInsideTheVisit()
    {
        // What the guest was told on another day: the right key, another log.
        audit::TreeHead other = *guestHead();
        other.root[5] ^= 1;
        other.sign(logKey());
        QVERIFY(store::writeFileAtomically(guestHeadFile(),
                                           ByteWriter().vector16(other.encode()).raw(audit::Frontier().encode()).bytes()).ok());
        const std::string link = m_practice.invite(*m_staff, "Grace Example");
        auto guest = m_practice.makeGuest();
        guest->openLink(link);
        QTRY_VERIFY_WITH_TIMEOUT(guest->notice() && guest->notice()->code() == ErrorCode::LogForked, kWait); // at the door
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->lobby().size() == 1, kWait);
        QVERIFY(!m_refusal);
        m_staff->admit(m_staff->lobby()[0].id);
        QTRY_VERIFY_WITH_TIMEOUT(guest->guest().stage == GuestStage::InVisit, kWait); // the visit itself goes on
        QTRY_VERIFY_WITH_TIMEOUT(m_refusal == ErrorCode::LogForked, kWait);
        QVERIFY(*guestHead() == other); // nothing was let go
        m_staff->endVisitForAll();
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->visit().stage == VisitStage::Summary, kWait);
        const auto hasFailure = [&] {
            const auto &log = m_staff->visit().summary.log;
            return std::any_of(log.begin(), log.end(), [](const LogEntry &entry) {
                return entry.event == "key.failed" && entry.detail == "LogForked";
            });
        };
        QTRY_VERIFY_WITH_TIMEOUT(hasFailure(), kWait);
        m_staff->closeSummary(VisitOutcome::Completed);
        QTRY_VERIFY_WITH_TIMEOUT(guest->guest().stage == GuestStage::Ended, kWait);
        std::filesystem::remove(guestHeadFile());
        QVERIFY(!read());
    }
    void refusesALogThatWasTamperedWith_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<int>("code");
        // Each of the newest entries, which the client has yet to read. %1 is the last one's place.
        QTest::newRow("dropped") << QByteArray("DELETE FROM audit_entry WHERE id = %1 - 1") << int(ErrorCode::LogDropped);
        QTest::newRow("edited") << QByteArray("UPDATE audit_entry SET device = 'other', device_salt = zeroblob(32) WHERE id = %1 - 1")
                                << int(ErrorCode::LogEdited);
        QTest::newRow("reordered") << QByteArray("UPDATE audit_entry SET id = -1 WHERE id = %1; "
                                                 "UPDATE audit_entry SET id = %1 WHERE id = %1 - 1; "
                                                 "UPDATE audit_entry SET id = %1 - 1 WHERE id = -1") << int(ErrorCode::LogReordered);
        QTest::newRow("head removed") << QByteArray("DELETE FROM audit_head") << int(ErrorCode::LogHeadInvalid);
    }
    void refusesALogThatWasTamperedWith()
    {
        QFETCH(QByteArray, sql);
        QFETCH(int, code);
        QVERIFY(!m_practice.invite(*m_staff, QTest::currentDataTag()).empty()); // two entries that nobody has read
        QVERIFY(restartServer([&] {
            keepCopy();
            const auto database = open();
            if (!database)
                return false;
            const auto last = *audit::Log(*database).size() - 1;
            return database->execute(QByteArray(sql).replace("%1", QByteArray::number(qulonglong(last))).constData()).ok();
        }));
        const auto newest = m_staff->log().front().index;
        const auto said = read();
        QVERIFY2(said == ErrorCode(code), said ? errorName(*said).data() : "accepted");
        QCOMPARE(m_staff->log().front().index, newest); // nothing of it is shown
        QVERIFY(restoreCopy());
        QVERIFY(!read());
    }
    void refusesALogThatWasRolledBackOrRewritten()
    {
        // A day goes by, then the folder of the day before is put back.
        QVERIFY(restartServer([&] {
            keepCopy();
            return true;
        }));
        for (int day = 0; day < 12; ++day)
            QVERIFY(!read() && !m_practice.invite(*m_staff, "Patient " + std::to_string(day)).empty());
        QVERIFY(!read());
        const auto newest = m_staff->log().front().index;
        QVERIFY(restoreCopy());
        QCOMPARE(read(), std::optional(ErrorCode::LogRolledBack));
        QCOMPARE(m_staff->log().front().index, newest);
        // It grows beyond what was seen, in another way: no longer shorter, and not the same.
        QVERIFY(restartServer([&] {
            const auto database = open();
            if (!database)
                return false;
            audit::Log log(*database);
            auto event = audit::Event{};
            event.practice = log.read(0, 1)->front().practice;
            for (int i = 0; i < 60; ++i)
                if (!log.append(event).ok())
                    return false;
            return log.signHead(logKey(), 60).ok();
        }));
        QCOMPARE(read(), std::optional(ErrorCode::LogForked));
        QCOMPARE(m_staff->log().front().index, newest);
    }
};

QTEST_GUILESS_MAIN(LogTest)
#include "log_test.moc"
