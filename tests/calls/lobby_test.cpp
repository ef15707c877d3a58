// SPDX-License-Identifier: Apache-2.0
// Who may come in: denial, the second device with the same link, the same device again, a link after the visit.
#include "core/client/profile_store.h"
#include "core/crypto/hash.h"
#include "core/crypto/random.h"
#include "core/platform/profile_paths.h"
#include "tests/calls/practice_fixture.h"
#include "tests/calls/shown_words.h"

#include <QtTest>
#include <algorithm>

using namespace bedside;
using namespace bedside::client;
using test::Practice;

class LobbyTest : public QObject {
    Q_OBJECT
private:
    Practice m_practice;
    std::unique_ptr<Facade> m_staff;
    QTemporaryDir m_otherFolder;
    std::string m_link;

    static constexpr int kWait = 30'000;

    static QByteArray nameOf(const std::optional<Error> &error)
    {
        return error ? QByteArray(errorName(error->code()).data()) : QByteArray("none");
    }
    std::unique_ptr<Facade> otherDevice()
    {
        ClientOptions options;
        options.profile = m_otherFolder.path().toStdString();
        options.media = false;
        return createClient(std::move(options), m_practice.executor, m_practice.clock);
    }
    bool waits(Facade &guest)
    {
        return QTest::qWaitFor([&] { return guest.guest().stage == GuestStage::Waiting; }, kWait);
    }
    void arrive(std::unique_ptr<Facade> &guest)
    {
        guest = m_practice.makeGuest();
        guest->openLink(m_link);
        QVERIFY(waits(*guest));
        QTRY_VERIFY_WITH_TIMEOUT(!m_staff->lobby().empty(), kWait);
    }
    void open()
    {
        m_staff->openVisit(m_practice.lastVisit);
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->visit().stage == VisitStage::Active, kWait);
    }
    void end()
    {
        m_staff->endVisitForAll();
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->visit().stage == VisitStage::Summary, kWait);
        m_staff->closeSummary(VisitOutcome::Completed);
        QVERIFY(m_staff->visit().stage == VisitStage::None);
    }

    // The links of earlier visits, with whom the next one's group has nothing to do: more than a group may name.
    void haveSeenManyPatients()
    {
        const auto paths = platform::profilePaths(m_practice.staffFolder.path().toStdString());
        const auto key = ProfileStore::openKey(*paths, nullptr, Secret::copyOf(asBytes(std::string_view(test::kPassphrase))));
        const auto pinned = ProfileStore::readPinned(*paths);
        QVERIFY(key.ok() && pinned.ok());
        const auto store = ProfileStore::open(*paths, *key, *pinned);
        QVERIFY(store.ok());
        for (int n = 0; n < 300; ++n)
            QVERIFY((*store)->saveBinding(crypto::randomId<InviteId>(), crypto::sha256(crypto::randomBytes(32))).ok());
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_practice.begin());
        haveSeenManyPatients();
        m_staff = m_practice.makeStaff();
        QVERIFY(m_practice.unlock(*m_staff));
        QVERIFY(m_practice.signIn(*m_staff));
    }
    void init()
    {
        static int count = 0;
        m_link = m_practice.invite(*m_staff, "Patient " + std::to_string(++count));
        QVERIFY(!m_link.empty());
    }
    void tellsAGuestThatIsDenied()
    {
        std::unique_ptr<Facade> guest;
        arrive(guest);
        m_staff->deny(m_staff->lobby()[0].id);
        QTRY_VERIFY_WITH_TIMEOUT(guest->guest().stage == GuestStage::Denied, kWait);
        QVERIFY(m_staff->lobby().empty());
        guest->openLink(m_link); // and may try again
        QVERIFY(waits(*guest));
    }
    void admitsWithOnePress()
    {
        std::unique_ptr<Facade> guest;
        arrive(guest);
        m_staff->admit(m_staff->lobby()[0].id); // opens the visit first
        QTRY_VERIFY_WITH_TIMEOUT(guest->guest().stage == GuestStage::InVisit, kWait);
        QTRY_COMPARE(m_staff->visit().tiles.size(), std::size_t(1));
        end();
        QTRY_VERIFY_WITH_TIMEOUT(guest->guest().stage == GuestStage::Ended, kWait);
    }
    void forgetsAGuestThatGoesAway()
    {
        std::unique_ptr<Facade> guest;
        arrive(guest);
        guest->leaveVisit();
        QVERIFY(guest->guest().stage == GuestStage::Idle);
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->lobby().empty(), kWait);
    }
    void takesAnotherLinkWhileWaiting()
    {
        std::unique_ptr<Facade> guest;
        arrive(guest);
        const std::string first = m_link;
        const VisitId firstVisit = m_practice.lastVisit;
        guest->openLink(first); // the same once more: the place in line stays
        QVERIFY(guest->guest().stage == GuestStage::Waiting);
        guest->openLink(first.substr(0, first.find('#'))); // one that leads nowhere: so does this
        QVERIFY(guest->guest().stage == GuestStage::Waiting);
        QCOMPARE(nameOf(guest->notice()), QByteArray("LinkIncomplete"));
        const std::string second = m_practice.invite(*m_staff, "Patient with two links");
        QVERIFY(!second.empty());
        guest->openLink(second);
        QVERIFY(!guest->notice());
        QVERIFY(guest->guest().stage == GuestStage::Connecting);
        QVERIFY(waits(*guest));
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->lobby().size() == 1 && m_staff->lobby()[0].visit == m_practice.lastVisit, kWait);
        QVERIFY(m_practice.lastVisit != firstVisit);
        m_staff->admit(m_staff->lobby()[0].id);
        QTRY_VERIFY_WITH_TIMEOUT(guest->guest().stage == GuestStage::InVisit, kWait);
        guest->openLink(first); // not out of a visit that runs
        QCOMPARE(nameOf(guest->notice()), QByteArray("NotInState"));
        QVERIFY(guest->guest().stage == GuestStage::InVisit);
        end();
        QTRY_VERIFY_WITH_TIMEOUT(guest->guest().stage == GuestStage::Ended, kWait);
    }
    void keepsAChatLineThatNobodyGotAndSendsItAgain()
    {
        open();
        m_staff->sendChat("Anybody there?");
        QCOMPARE(m_staff->visit().chat.size(), std::size_t(1));
        QVERIFY(m_staff->visit().chat[0].failed && !m_staff->visit().chat[0].delivered);
        std::unique_ptr<Facade> guest;
        arrive(guest);
        m_staff->admit(m_staff->lobby()[0].id);
        QTRY_VERIFY_WITH_TIMEOUT(guest->guest().stage == GuestStage::InVisit, kWait);
        QVERIFY(guest->visit().chat.empty());
        m_staff->sendChatAgain(0);
        QTRY_COMPARE_WITH_TIMEOUT(guest->visit().chat.size(), std::size_t(1), kWait);
        QCOMPARE(guest->visit().chat[0].text, std::string("Anybody there?"));
        QCOMPARE(m_staff->visit().chat.size(), std::size_t(1));
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->visit().chat[0].delivered && !m_staff->visit().chat[0].failed, kWait);
        m_staff->sendChatAgain(0); // has arrived: not twice
        m_staff->sendChatAgain(7);
        QCOMPARE(m_staff->visit().chat.size(), std::size_t(1));
        end();
        QTRY_VERIFY_WITH_TIMEOUT(guest->guest().stage == GuestStage::Ended, kWait);
    }
    void bringsTheStaffBackToWhereTheyWere()
    {
        m_staff->openLink(m_link); // a clinician looks at the patient's way
        QVERIFY(m_staff->session().state == AppState::Guest);
        QVERIFY(waits(*m_staff));
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->lobby().size() == 1, kWait); // signed in and reachable behind it
        m_staff->leaveVisit();
        m_staff->closeSummary(VisitOutcome::Left);
        QVERIFY(m_staff->session().state == AppState::SignedIn && m_staff->session().online);
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->lobby().empty(), kWait);
        AppointmentDraft draft;
        draft.startsAt = m_practice.clock.now();
        draft.patientName = "Works on";
        m_staff->saveAppointment(draft);
        QVERIFY(!m_staff->notice());

        m_staff->openLink(m_link);
        m_staff->lock(); // really: the keys go behind the guest's screens too
        QVERIFY(m_staff->session().state == AppState::Guest);
        QVERIFY(m_staff->appointments().empty());
        m_staff->leaveVisit();
        m_staff->closeSummary(VisitOutcome::Left);
        QVERIFY(m_staff->session().state == AppState::Locked);
        m_staff->saveAppointment(draft);
        QCOMPARE(nameOf(m_staff->notice()), QByteArray("KeyUnavailable"));
        QVERIFY(m_practice.unlock(*m_staff));
        QVERIFY(m_practice.signIn(*m_staff));
    }
    void showsNoNameOfWhomItCannotVerify()
    {
        std::unique_ptr<Facade> guest;
        m_staff->lock(); // no key to verify with
        guest = m_practice.makeGuest();
        guest->openLink(m_link);
        QVERIFY(waits(*guest));
        QVERIFY(m_staff->lobby().empty());
        QVERIFY(m_practice.unlock(*m_staff));
        QVERIFY(m_practice.signIn(*m_staff));
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->lobby().size() == 1 && m_staff->lobby()[0].verified, kWait);
    }
    void marksASecondDeviceWithTheSameLink()
    {
        std::unique_ptr<Facade> guest;
        arrive(guest);
        open();
        m_staff->admit(m_staff->lobby()[0].id);
        QTRY_VERIFY_WITH_TIMEOUT(guest->guest().stage == GuestStage::InVisit, kWait);
        auto other = otherDevice();
        other->openLink(m_link);
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->lobby().size() == 1, kWait);
        QVERIFY(m_staff->lobby()[0].linkInUseElsewhere);
        m_staff->admit(m_staff->lobby()[0].id);
        QCOMPARE(nameOf(m_staff->notice()), QByteArray("LinkInUse"));
        QTest::qWait(300);
        QVERIFY(other->guest().stage == GuestStage::Waiting);
        QCOMPARE(m_staff->visit().tiles.size(), std::size_t(1));
        end();
        QTRY_VERIFY_WITH_TIMEOUT(other->guest().stage == GuestStage::Ended, kWait);
    }
    void bringsTheSameDeviceBackWithoutAPress()
    {
        std::unique_ptr<Facade> guest;
        arrive(guest);
        open();
        m_staff->admit(m_staff->lobby()[0].id);
        QTRY_VERIFY_WITH_TIMEOUT(guest->guest().stage == GuestStage::InVisit, kWait);
        guest = m_practice.makeGuest(); // crashed, started again, same profile folder
        guest->openLink(m_link);
        QTRY_VERIFY_WITH_TIMEOUT(guest->guest().stage == GuestStage::InVisit, kWait);
        QTRY_COMPARE(m_staff->visit().tiles.size(), std::size_t(1));
        m_staff->sendChat("Welcome back");
        QTRY_COMPARE_WITH_TIMEOUT(guest->visit().chat.size(), std::size_t(1), kWait);
        end();
    }
    void saysThatALinkIsSpentAfterTheVisit()
    {
        std::unique_ptr<Facade> guest;
        arrive(guest);
        m_staff->admit(m_staff->lobby()[0].id);
        QTRY_VERIFY_WITH_TIMEOUT(guest->guest().stage == GuestStage::InVisit, kWait);
        end();
        QTRY_VERIFY_WITH_TIMEOUT(guest->guest().stage == GuestStage::Ended, kWait);
        guest = m_practice.makeGuest();
        guest->openLink(m_link);
        QTRY_VERIFY_WITH_TIMEOUT(guest->guest().stage == GuestStage::Failed, kWait);
        QCOMPARE(nameOf(guest->guest().failure), QByteArray("LinkSpent"));
        SHOWS(*guest, "The visit of this link has ended. If you need another visit",
              "La consulta de este enlace ya ha terminado", "problem, another link");
    }
    void showsTheLinkThatWasMadeAndLeavesItInForce()
    {
        m_staff->showInvitation(m_practice.lastVisit);
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->invitation() || m_staff->notice(), kWait);
        QCOMPARE(nameOf(m_staff->notice()), QByteArray("none"));
        QCOMPARE(m_staff->invitation()->appLink, m_link);
        std::unique_ptr<Facade> guest;
        arrive(guest);
        guest.reset();
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->lobby().empty(), kWait);
    }
    void keepsTheOlderLinkWhereANewOneCouldNotBeMade()
    {
        const int port = m_practice.server.port();
        m_practice.server.stop();
        m_staff->makeInvitation(m_practice.lastVisit);
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->notice(), kWait);
        QVERIFY(m_staff->invitation());
        QCOMPARE(m_staff->invitation()->appLink, m_link);
        QVERIFY(m_practice.server.start(m_practice.serverFolder.path(), port));
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->session().online, kWait);
        std::unique_ptr<Facade> guest;
        arrive(guest);
        m_staff->showInvitation(m_practice.lastVisit);
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->invitation(), kWait);
        QCOMPARE(m_staff->invitation()->appLink, m_link);
        guest.reset();
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->lobby().empty(), kWait);
    }
    void withdrawsTheOlderLink()
    {
        const std::string older = m_link;
        m_staff->makeInvitation(m_practice.lastVisit);
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->invitation() && m_staff->invitation()->appLink != older, kWait);
        auto guest = m_practice.makeGuest();
        QTRY_VERIFY_WITH_TIMEOUT((guest->openLink(older),
                                  QTest::qWaitFor([&] { return guest->guest().stage == GuestStage::Failed; }, 2000)), kWait);
        const QByteArray failure = nameOf(guest->guest().failure);
        QVERIFY2(failure == "LinkUnknown" || failure == "LinkExpired", failure.constData());
    }
    void endsAVisitThatNobodyCameTo()
    {
        open();
        m_staff->endVisitForAll();
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->visit().stage == VisitStage::Summary, kWait);
        QVERIFY(m_staff->visit().summary.outcome == VisitOutcome::NoShow);
        m_staff->closeSummary(VisitOutcome::NoShow);
        QTRY_VERIFY(std::any_of(m_staff->appointments().begin(), m_staff->appointments().end(),
                                [&](const Appointment &one) { return one.id == m_practice.lastVisit && one.phase == VisitPhase::NoShow; }));
    }
    void letsTheGuestLeave()
    {
        std::unique_ptr<Facade> guest;
        arrive(guest);
        m_staff->admit(m_staff->lobby()[0].id);
        QTRY_VERIFY_WITH_TIMEOUT(guest->guest().stage == GuestStage::InVisit, kWait);
        guest->leaveVisit();
        QVERIFY(guest->guest().stage == GuestStage::Ended);
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->visit().tiles.empty(), kWait);
        QVERIFY(m_staff->visit().stage == VisitStage::Active);
        end();
    }
};

QTEST_GUILESS_MAIN(LobbyTest)
#include "lobby_test.moc"
