// SPDX-License-Identifier: Apache-2.0
// The store and the server's identity when they are not as they should be: away, changed, damaged, somebody else's.
#include "core/auth/account_session.h"
#include "core/client/server_contact.h"
#include "core/crypto/random.h"
#include "core/identity/invite_link.h"
#include "core/store/vault.h"
#include "core/wire/http.h"
#include "tests/calls/planted.h"
#include "tests/calls/practice_fixture.h"
#include "tests/calls/shown_words.h"

#include <QDirIterator>
#include <QFile>
#include <QtTest>
#include <nlohmann/json.hpp>

#include <csignal>
#include <sys/resource.h>

using namespace bedside;
using namespace bedside::client;
using test::Practice;

namespace {

// Takes secrets and has none to give.
class NamelessKeySlot final : public KeySlot {
public:
    Result<Secret> read(std::string_view) override { return Error(ErrorCode::NotFound, "empty"); }
    Result<void> write(std::string_view, const Secret &) override { return {}; }
    Result<void> remove(std::string_view) override { return {}; }
};

// What of `texts` stands in the folder's files, and those of its folders, in some form; and how many files there are.
QStringList plantedIn(const QString &folder, const QList<QByteArray> &texts, int &files)
{
    QStringList found;
    QDirIterator all(folder, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
    while (all.hasNext()) {
        QFile file(all.next());
        if (!file.open(QIODevice::ReadOnly))
            continue; // a socket
        const QByteArray content = file.readAll();
        ++files;
        for (const QString &text : test::plantedIn(content, texts))
            found << file.fileName() + QStringLiteral(": ") + text;
    }
    return found;
}

} // namespace

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
        SHOWS(*m_staff, "We can't reach the practice's server", "No llegamos al servidor", "sign-in");

        restart(); // nothing is lost by closing the program either
        QVERIFY(m_practice->unlock(*m_staff));
        m_staff->showDay(test::startOfToday());
        QCOMPARE(pending(), 1);
        QVERIFY(m_practice->server.start(m_practice->serverFolder.path(), port));
        QVERIFY(m_practice->signIn(*m_staff));
        QTRY_COMPARE_WITH_TIMEOUT(pending(), 0, kWait);
    }
    void losesNothingOnAFullDisk()
    {
        QVERIFY(m_practice->unlock(*m_staff));
        m_staff->showDay(test::startOfToday());
        AppointmentDraft draft;
        draft.startsAt = test::startOfToday() + std::chrono::hours(1);
        draft.patientName = "Before";
        m_staff->saveAppointment(draft);
        QCOMPARE(m_staff->appointments().size(), std::size_t(1));

        std::signal(SIGXFSZ, SIG_IGN);
        rlimit old{};
        getrlimit(RLIMIT_FSIZE, &old);
        const rlimit small{16, old.rlim_max};
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
        draft.patientName = "On a full disk";
        m_staff->saveAppointment(draft);
        setrlimit(RLIMIT_FSIZE, &old);
        QCOMPARE(nameOf(m_staff->notice()), QByteArray("DiskFull"));
        SHOWS(*m_staff, "The disk is full, so nothing more can be saved. Free some space", "El disco está lleno", "sign-in");
        QCOMPARE(m_staff->appointments().size(), std::size_t(1));

        m_staff->saveAppointment(draft); // there is space again
        QCOMPARE(nameOf(m_staff->notice()), QByteArray("none"));
        QCOMPARE(m_staff->appointments().size(), std::size_t(2));
        restart();
        QVERIFY(m_practice->unlock(*m_staff));
        m_staff->showDay(test::startOfToday());
        QCOMPARE(m_staff->appointments().size(), std::size_t(2));
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
        SHOWS(*m_staff, "The server is not the one we know", "El servidor no es el que conocemos", "sign-in");
        auto guest = m_practice->makeGuest();
        guest->openLink(link);
        QTRY_VERIFY_WITH_TIMEOUT(guest->guest().stage == GuestStage::Failed, kWait);
        QCOMPARE(nameOf(guest->guest().failure), QByteArray("ServerCertificateChanged"));
        SHOWS(*guest, "Call the practice before you try again", "Llame a su centro médico antes", "problem, another link");
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
        SHOWS(*guest, "This link has run out. Ask the practice", "Este enlace ha caducado", "problem, another link");
    }

    // ---- The profile's files ----

    void keepsADamagedDatabaseAside()
    {
        replace(profile("bedside.db"), QByteArray(8192, 'x'));
        QCOMPARE(unlockFailure(), QByteArray("StoreDamaged"));
        QVERIFY(m_staff->session().state == AppState::Unusable);
        QCOMPARE(aside().size(), 1);
        SHOWS(*m_staff, "missing, damaged, or does not fit the key file", "no existe, está dañado o no corresponde al archivo de llave",
              "problem, put it back");
        SHOWS(*m_staff, "bedside.db.aside-1", "bedside.db.aside-1", "problem, put it back");
        restart(); // what was moved can still be put back after the program was closed
        QCOMPARE(unlockFailure(), QByteArray("StoreDamaged"));
        SHOWS(*m_staff, "bedside.db.aside-1", "bedside.db.aside-1", "problem, put it back");
    }
    void opensAgainOnceTheRightKeyFileIsBack()
    {
        Practice other;
        QVERIFY(other.begin());
        QFile own(profile("bedside.key"));
        QVERIFY(own.open(QIODevice::ReadOnly));
        const QByteArray ownKey = own.readAll();
        QFile foreign(other.staffFolder.filePath(QStringLiteral("bedside.key")));
        QVERIFY(foreign.open(QIODevice::ReadOnly));
        replace(profile("bedside.key"), foreign.readAll()); // whole, but of another database
        QCOMPARE(unlockFailure(), QByteArray("StoreDamaged"));
        QCOMPARE(aside().size(), 1);
        m_staff->tryAgain(); // as it was: nothing is gained, and nothing lost
        QVERIFY(m_staff->session().state == AppState::Locked);
        QCOMPARE(aside().size(), 0);
        QCOMPARE(unlockFailure(), QByteArray("StoreDamaged"));
        replace(profile("bedside.key"), ownKey);
        m_staff->tryAgain();
        QVERIFY(m_practice->unlock(*m_staff));
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
        QVERIFY(QFile::rename(profile("bedside.db"), profile("kept")));
        QCOMPARE(unlockFailure(), QByteArray("StoreDamaged"));
        QVERIFY(!QFile::exists(profile("bedside.db")));
        SHOWS(*m_staff, "missing, damaged", "no existe", "problem, try again");
        QVERIFY(QFile::rename(profile("kept"), profile("bedside.db")));
        m_staff->tryAgain();
        QVERIFY(m_practice->unlock(*m_staff));
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
        SHOWS(*m_staff, "belongs to another practice or program", "es de otro centro médico o de otro programa",
              "problem, put it back");
    }
    void saysThatTheKeyFileIsDamaged()
    {
        QFile file(profile("bedside.key"));
        QVERIFY(file.open(QIODevice::ReadWrite));
        const QByteArray whole = file.readAll();
        QByteArray content = whole;
        content[content.size() / 2] = char(content[content.size() / 2] ^ 1);
        replace(profile("bedside.key"), content);
        restart();
        QVERIFY(m_staff->session().state == AppState::Unusable);
        QCOMPARE(nameOf(m_staff->session().failure), QByteArray("KeyFileDamaged"));
        SHOWS(*m_staff, "bedside.key, is missing or damaged", "bedside.key, no existe o está dañado", "problem, try again");
        QVERIFY(QFile::exists(profile("bedside.db")));
        m_staff->tryAgain();
        QVERIFY(m_staff->session().state == AppState::Unusable);
        replace(profile("bedside.key"), whole);
        m_staff->tryAgain();
        QVERIFY(m_practice->unlock(*m_staff));
    }
    void saysThatThePinnedPracticeIsDamaged()
    {
        replace(profile("practice"), "nonsense");
        restart();
        QVERIFY(m_staff->session().state == AppState::Unusable);
        QCOMPARE(nameOf(m_staff->session().failure), QByteArray("PracticeFileDamaged"));
        SHOWS(*m_staff, "The file called practice, which names your practice",
              "El archivo practice, que indica su centro médico", "problem, try again");
    }
    void saysThatTheKeyStoreIsMissingOrAnothers()
    {
        NamelessKeySlot slot;
        QVERIFY(QFile::remove(profile("bedside.key")));
        const auto made = store::Vault::create(profile("bedside.key").toStdString(), &slot, "bedside.test",
                                               Secret::copyOf(asBytes(test::kPassphrase)), crypto::PasswordCost{1, 8 * 1024 * 1024});
        QVERIFY(made.ok());
        restart();
        QCOMPARE(unlockFailure(), QByteArray("KeyStoreMissing"));
        QVERIFY(m_staff->session().state == AppState::Locked);
        SHOWS(*m_staff, "Your data needs this computer's key store, which isn't running",
              "Sus datos necesitan el almacén de llaves", "unlock");
        ClientOptions options;
        options.profile = m_practice->staffFolder.path().toStdString();
        options.keySlot = &slot; // has lost what was kept
        options.media = false;
        m_staff = createClient(std::move(options), m_practice->executor, m_practice->clock);
        QCOMPARE(unlockFailure(), QByteArray("KeyStoreForeign"));
        SHOWS(*m_staff, "key store does not hold the key of this profile", "no guarda la llave de este perfil", "unlock");
        QCOMPARE(aside().size(), 0);
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
    void findsNothingPlantedInTheProfileFolders()
    {
        const QList<QByteArray> planted{"Planted Patientname", "Patientname", "Follow-up on sleep", "patients.example", "Anna Clinician",
                                        "Planted Guestname", "Question from the clinician", "Answer from the patient"};
        QVERIFY(m_practice->unlock(*m_staff));
        QVERIFY(m_practice->signIn(*m_staff));
        const std::string link = m_practice->invite(*m_staff, "Planted Patientname");
        QVERIFY(!link.empty());
        auto guest = m_practice->makeGuest();
        guest->openLink(link);
        guest->setGuestName("Planted Guestname");
        QTRY_VERIFY_WITH_TIMEOUT(guest->guest().stage == GuestStage::Waiting, kWait);
        QTRY_VERIFY_WITH_TIMEOUT(!m_staff->lobby().empty() && m_staff->lobby()[0].verified, kWait);
        m_staff->openVisit(m_practice->lastVisit);
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->visit().stage == VisitStage::Active, kWait);
        m_staff->admit(m_staff->lobby()[0].id);
        QTRY_VERIFY_WITH_TIMEOUT(guest->guest().stage == GuestStage::InVisit, kWait);
        QTRY_COMPARE_WITH_TIMEOUT(m_staff->visit().tiles.size(), std::size_t(1), kWait);
        m_staff->sendChat("Question from the clinician");
        QTRY_COMPARE_WITH_TIMEOUT(guest->visit().chat.size(), std::size_t(1), kWait);
        guest->sendChat("Answer from the patient");
        QTRY_COMPARE_WITH_TIMEOUT(m_staff->visit().chat.size(), std::size_t(2), kWait);

        const auto search = [&] { // in both profiles
            int staffFiles = 0, guestFiles = 0;
            QStringList found = plantedIn(m_practice->staffFolder.path(), planted, staffFiles);
            found += plantedIn(m_practice->guestFolder.path(), planted, guestFiles);
            return staffFiles < 3 || guestFiles < 2 ? QStringList(QStringLiteral("files are missing")) : found;
        };
        QCOMPARE(search(), QStringList()); // the databases are open, their WAL is there
        m_staff->endVisitForAll();
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->visit().stage == VisitStage::Summary, kWait);
        m_staff->closeSummary(VisitOutcome::Completed);
        guest.reset();
        m_staff.reset();
        QCOMPARE(search(), QStringList());

        // The search finds what is there: in a folder of its own, in each form.
        for (const QByteArray &form : test::formsOf("Patientname")) {
            replace(m_practice->guestFolder.filePath(QStringLiteral("guests/control")), "abc" + form + "def");
            QVERIFY(!search().isEmpty());
        }
    }
};

QTEST_GUILESS_MAIN(OfflineTest)
#include "offline_test.moc"
