// SPDX-License-Identifier: Apache-2.0
// The store and the server's identity when they are not as they should be: away, changed, damaged, somebody else's.
#include "core/auth/account_session.h"
#include "core/client/server_contact.h"
#include "core/crypto/random.h"
#include "core/identity/invite_link.h"
#include "core/wire/http.h"
#include "tests/calls/practice_fixture.h"

#include <QDir>
#include <QFile>
#include <QtTest>
#include <nlohmann/json.hpp>

using namespace bedside;
using namespace bedside::client;
using test::Practice;

class OfflineTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<Practice> m_practice;
    std::unique_ptr<Facade> m_staff;

    static constexpr int kWait = 30'000;

    static QByteArray nameOf(const std::optional<Error> &error)
    {
        return error ? QByteArray(errorName(error->code()).data()) : QByteArray("none");
    }
    QString profile(const char *name) const { return m_practice->staffFolder.filePath(QString::fromLatin1(name)); }
    QStringList aside() const
    {
        return QDir(m_practice->staffFolder.path()).entryList({QStringLiteral("bedside.db.aside-*")}, QDir::Files);
    }
    void restart() { m_staff = m_practice->makeStaff(); }
    QByteArray unlockFailure()
    {
        m_staff->unlock(test::kPassphrase);
        (void)QTest::qWaitFor([&] { return !m_staff->session().busy; }, kWait);
        return nameOf(m_staff->session().failure);
    }
    static void replace(const QString &file, const QByteArray &content)
    {
        QFile out(file);
        QVERIFY(out.open(QIODevice::WriteOnly | QIODevice::Truncate));
        out.write(content);
    }

private Q_SLOTS:
    void init()
    {
        m_staff.reset();
        m_practice = std::make_unique<Practice>();
        QVERIFY(m_practice->begin());
        restart();
    }
    void showsDayAndLogWithoutTheServerAndUploadsLater()
    {
        QVERIFY(m_practice->unlock(*m_staff));
        QVERIFY(m_practice->signIn(*m_staff));
        QVERIFY(!m_practice->invite(*m_staff).empty());
        m_staff->refreshLog();
        QTRY_VERIFY_WITH_TIMEOUT(!m_staff->log().empty(), kWait);
        const int port = m_practice->server.port();
        m_practice->server.stop();
        restart();
        QVERIFY(m_practice->unlock(*m_staff));
        m_staff->showDay(test::startOfToday());
        QCOMPARE(m_staff->appointments().size(), std::size_t(1));
        QCOMPARE(m_staff->appointments()[0].patientName, std::string("Ada Example"));
        QVERIFY(m_staff->appointments()[0].hasInvite);
        QVERIFY(!m_staff->log().empty());

        AppointmentDraft draft;
        draft.startsAt = test::startOfToday() + std::chrono::hours(1);
        draft.patientName = "Offline Person";
        m_staff->saveAppointment(draft);
        QCOMPARE(m_staff->appointments().size(), std::size_t(2));
        const auto pending = [&] {
            return std::count_if(m_staff->appointments().begin(), m_staff->appointments().end(),
                                 [](const Appointment &one) { return one.pendingUpload; });
        };
        QCOMPARE(pending(), 1);
        m_staff->signIn(test::kLogin, test::kPassword, "123456");
        QTRY_VERIFY_WITH_TIMEOUT(!m_staff->session().busy, kWait);
        QCOMPARE(nameOf(m_staff->session().failure), QByteArray("ServerUnreachable"));

        restart(); // nothing is lost by closing the program either
        QVERIFY(m_practice->unlock(*m_staff));
        m_staff->showDay(test::startOfToday());
        QCOMPARE(pending(), 1);
        QVERIFY(m_practice->server.start(m_practice->serverFolder.path(), port));
        QVERIFY(m_practice->signIn(*m_staff));
        QTRY_COMPARE_WITH_TIMEOUT(pending(), 0, kWait);
    }
    void cancelsAndRestores()
    {
        QVERIFY(m_practice->unlock(*m_staff));
        QVERIFY(m_practice->signIn(*m_staff));
        QVERIFY(!m_practice->invite(*m_staff).empty());
        const VisitId visit = m_practice->lastVisit;
        m_staff->cancelAppointment(visit);
        QVERIFY(m_staff->appointments()[0].phase == VisitPhase::Cancelled);
        m_staff->restoreAppointment(visit);
        QVERIFY(m_staff->appointments()[0].phase == VisitPhase::Scheduled);
        QTRY_VERIFY_WITH_TIMEOUT(!m_staff->appointments()[0].pendingUpload, kWait);
        m_staff->restoreAppointment(visit);
        QCOMPARE(nameOf(m_staff->notice()), QByteArray("NotInState"));
    }
    void refusesAServerWhoseCertificateChanged()
    {
        QVERIFY(m_practice->unlock(*m_staff));
        QVERIFY(m_practice->signIn(*m_staff));
        const std::string link = m_practice->invite(*m_staff);
        QVERIFY(!link.empty());
        const int port = m_practice->server.port();
        m_practice->server.stop();
        const QDir data(m_practice->serverFolder.path());
        for (const QString &file : data.entryList({QStringLiteral("tls-*"), QStringLiteral("*.pem")}, QDir::Files))
            QVERIFY(QFile::remove(data.filePath(file))); // a new pair is made at the next start
        QVERIFY(m_practice->server.start(m_practice->serverFolder.path(), port));
        restart();
        QVERIFY(m_practice->unlock(*m_staff));
        m_staff->signIn(test::kLogin, test::kPassword, m_practice->nextCode());
        QTRY_VERIFY_WITH_TIMEOUT(!m_staff->session().busy, kWait);
        QCOMPARE(nameOf(m_staff->session().failure), QByteArray("ServerCertificateChanged"));
        auto guest = m_practice->makeGuest();
        guest->openLink(link);
        QTRY_VERIFY_WITH_TIMEOUT(guest->guest().stage == GuestStage::Failed, kWait);
        QCOMPARE(nameOf(guest->guest().failure), QByteArray("ServerCertificateChanged"));
    }
    void saysThatALinkHasExpired()
    {
        QVERIFY(m_practice->unlock(*m_staff));
        QVERIFY(m_practice->signIn(*m_staff));
        const auto made = identity::InviteLink::parse(m_practice->invite(*m_staff));
        QVERIFY(made.ok());
        // An invite that lasts a second, registered as the client does.
        identity::InviteLink link{made->server, crypto::randomId<InviteId>(), crypto::randomSecret(32), made->fingerprint};
        const auto keys = identity::InviteKeys::derive(link.secret, link.invite);
        auto http = net::HttpClient::create(net::ServerAddress::parse(made->server).value()).value();
        auto trust = identity::PracticeTrust::pinnedTo(link.fingerprint);
        ServerContact contact(*http, trust, made->server, m_practice->clock);
        std::optional<Result<void>> outcome;
        auth::AccountSession session(*http, m_practice->executor, m_practice->clock, [&](Result<void> signedIn) { outcome = signedIn; });
        contact.establish([&](Result<Milliseconds> offset) {
            if (offset.ok())
                session.signIn({test::kLogin, test::kPassword, m_practice->nextCode(), m_practice->created.device});
        });
        QTRY_VERIFY_WITH_TIMEOUT(outcome && outcome->ok(), kWait);
        net::HttpRequest request;
        request.method = net::Method::Post;
        request.path = wire::path::kInvites;
        request.bearer = session.token();
        request.body = dumpJson(Json{{"inviteId", link.invite.text()},
                                     {"visitId", m_practice->lastVisit.text()},
                                     {"tokenHash", toBase64(identity::serverTokenHash(keys))},
                                     {"expiresAt", toUnixMilliseconds(m_practice->clock.now() + std::chrono::seconds(2))}});
        std::optional<Result<Json>> answer;
        http->send(std::move(request), [&](Result<Json> result) { answer = std::move(result); });
        QTRY_VERIFY(answer.has_value());
        QVERIFY(answer->ok());
        QTest::qWait(2500); // the moment itself is what is tested
        auto guest = m_practice->makeGuest();
        guest->openLink(link.appLink());
        QTRY_VERIFY_WITH_TIMEOUT(guest->guest().stage == GuestStage::Failed, kWait);
        QCOMPARE(nameOf(guest->guest().failure), QByteArray("LinkExpired"));
    }

    // ---- The profile's files ----

    void keepsADamagedDatabaseAside()
    {
        replace(profile("bedside.db"), QByteArray(8192, 'x'));
        QCOMPARE(unlockFailure(), QByteArray("StoreDamaged"));
        QVERIFY(m_staff->session().state == AppState::Unusable);
        QCOMPARE(aside().size(), 1);
    }
    void keepsADatabaseInClearAside()
    {
        QFile::remove(profile("bedside.db-wal"));
        replace(profile("bedside.db"), QByteArray("SQLite format 3\0", 16) + QByteArray(4080, '\0'));
        const QByteArray failure = unlockFailure();
        QVERIFY2(failure == "StoreForeign" || failure == "StoreDamaged", failure.constData());
        QCOMPARE(aside().size(), 1);
    }
    void doesNotStartAfreshWhereTheDatabaseIsMissing()
    {
        QVERIFY(QFile::remove(profile("bedside.db")));
        QCOMPARE(unlockFailure(), QByteArray("StoreDamaged"));
        QVERIFY(!QFile::exists(profile("bedside.db")));
    }
    void refusesAnotherPracticesProfileFiles()
    {
        Practice other;
        QVERIFY(other.begin());
        // Its key file and database, under our pinned practice.
        for (const char *name : {"bedside.key", "bedside.db", "bedside.db-wal", "bedside.db-shm"}) {
            const QString from = other.staffFolder.filePath(QString::fromLatin1(name));
            QFile::remove(profile(name));
            if (QFile::exists(from))
                QVERIFY(QFile::copy(from, profile(name)));
        }
        QCOMPARE(unlockFailure(), QByteArray("StoreForeign"));
        QCOMPARE(aside().size(), 1);
    }
    void saysThatTheKeyFileIsDamaged()
    {
        QFile file(profile("bedside.key"));
        QVERIFY(file.open(QIODevice::ReadWrite));
        QByteArray content = file.readAll();
        content[content.size() / 2] = char(content[content.size() / 2] ^ 1);
        file.seek(0);
        file.write(content);
        file.close();
        restart();
        QVERIFY(m_staff->session().state == AppState::Unusable || unlockFailure() == "StoreDamaged");
        QVERIFY(QFile::exists(profile("bedside.db")));
    }
    void saysThatThePinnedPracticeIsDamaged()
    {
        replace(profile("practice"), "nonsense");
        restart();
        QVERIFY(m_staff->session().state == AppState::Unusable);
        QCOMPARE(nameOf(m_staff->session().failure), QByteArray("StoreDamaged"));
    }
    void saysWhereItMayNotWrite()
    {
        ClientOptions options;
        options.profile = "/proc/bedside-cannot-be-made";
        auto client = createClient(std::move(options), m_practice->executor, m_practice->clock);
        QVERIFY(client->session().state == AppState::Unusable);
        QCOMPARE(nameOf(client->session().failure), QByteArray("InputOutput"));
    }
    void leavesNothingOfAFailedSetUp()
    {
        QTemporaryDir folder;
        PracticeSetup setup;
        setup.server = m_practice->server.address();
        setup.setupToken = "used up";
        setup.certificateSha256 = std::string(64, '0');
        setup.profile = folder.path().toStdString();
        setup.login = "x";
        setup.password = Secret::copyOf(asBytes("correct horse battery"));
        setup.passphrase = Secret::copyOf(asBytes("a passphrase for tests"));
        const auto made = createPractice(std::move(setup), m_practice->clock);
        QVERIFY(!made.ok());
        QCOMPARE(nameOf(made.error()), QByteArray("ServerCertificateChanged"));
        QVERIFY(QDir(folder.path()).isEmpty());
    }
    void findsNothingPlantedInTheProfileFolder()
    {
        QVERIFY(m_practice->unlock(*m_staff));
        QVERIFY(m_practice->signIn(*m_staff));
        QVERIFY(!m_practice->invite(*m_staff, "Planted Patientname").empty());
        const QDir folder(m_practice->staffFolder.path());
        int files = 0;
        for (const QString &name : folder.entryList(QDir::Files | QDir::Hidden)) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray content = file.readAll();
            ++files;
            for (const char *planted : {"Planted", "Patientname", "Follow-up on sleep", "patients.example", "Anna Clinician"})
                QVERIFY2(!content.contains(planted), qPrintable(name));
        }
        QVERIFY(files >= 3);
    }
};

QTEST_GUILESS_MAIN(OfflineTest)
#include "offline_test.moc"
