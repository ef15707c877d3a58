// SPDX-License-Identifier: Apache-2.0
// The view-models over the fake facade: what they say, what they ask for, and what they refuse to ask for.
#include "tests/ui/stage.h"
#include "ui/models/formatters.h"
#include "ui/models/qr_item.h"

#include <QSignalSpy>
#include <QTest>

using namespace bedside;
using namespace bedside::client;
using namespace bedside::tests;
using namespace bedside::ui;

class ModelsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<Stage> m_stage;
    FakeFacade &facade() { return m_stage->facade; }
    AppModel &app() { return *m_stage->app; }

private Q_SLOTS:
    void init() { m_stage = std::make_unique<Stage>(); }

    void everySituationHasItsScreen_data()
    {
        QTest::addColumn<int>("app");
        QTest::addColumn<int>("guest");
        QTest::addColumn<int>("visit");
        QTest::addColumn<QString>("screen");
        const auto row = [](const char *name, AppState app, GuestStage guest, VisitStage visit, const char *screen) {
            QTest::newRow(name) << static_cast<int>(app) << static_cast<int>(guest) << static_cast<int>(visit) << QString::fromLatin1(screen);
        };
        using A = AppState;
        using G = GuestStage;
        using V = VisitStage;
        row("nothing", A::Empty, G::Idle, V::None, "welcome");
        row("locked", A::Locked, G::Idle, V::None, "unlock");
        row("locked hides a visit", A::Locked, G::Idle, V::Active, "unlock");
        row("unusable", A::Unusable, G::Idle, V::None, "problem");
        row("signed out", A::SignedOut, G::Idle, V::None, "sign-in");
        row("signed out in a visit", A::SignedOut, G::Idle, V::Active, "visit");
        row("signed in", A::SignedIn, G::Idle, V::None, "today");
        row("opening", A::SignedIn, G::Idle, V::Opening, "visit");
        row("ending", A::SignedIn, G::Idle, V::Ending, "visit");
        row("summary", A::SignedIn, G::Idle, V::Summary, "summary");
        row("guest without a link", A::Guest, G::Idle, V::None, "welcome");
        row("guest connecting", A::Guest, G::Connecting, V::None, "waiting");
        row("guest without a name", A::Guest, G::NeedsName, V::None, "waiting");
        row("guest waiting", A::Guest, G::Waiting, V::None, "waiting");
        row("guest joining", A::Guest, G::Joining, V::Opening, "waiting");
        row("guest in", A::Guest, G::InVisit, V::Active, "visit");
        row("guest denied", A::Guest, G::Denied, V::None, "problem");
        row("guest failed", A::Guest, G::Failed, V::None, "problem");
        row("guest ended", A::Guest, G::Ended, V::None, "thanks");
        row("guest's summary", A::Guest, G::InVisit, V::Summary, "thanks");
    }
    void everySituationHasItsScreen()
    {
        QFETCH(int, app);
        QFETCH(int, guest);
        QFETCH(int, visit);
        QFETCH(QString, screen);
        Situation s;
        s.app = static_cast<AppState>(app);
        s.guest = static_cast<GuestStage>(guest);
        s.visit = static_cast<VisitStage>(visit);
        QCOMPARE(QString::fromStdString(std::string(screenName(screenFor(s)))), screen);
    }

    void signsInInTwoSteps()
    {
        m_stage->play("sign-in");
        QCOMPARE(app().screen(), QStringLiteral("sign-in"));
        app().session()->continueWith(QStringLiteral(" mlin "), QStringLiteral("correct horse"));
        QCOMPARE(app().screen(), QStringLiteral("code"));
        app().session()->signIn(QStringLiteral("123 456"));
        QCOMPARE(facade().lastCommand(), std::string("signIn mlin correct horse 123456"));
    }
    void goesBackToThePasswordWhenSignInIsRefused()
    {
        m_stage->play("sign-in");
        app().session()->continueWith(QStringLiteral("mlin"), QStringLiteral("wrong"));
        facade().theSession.busy = true;
        facade().tell(Part::Session);
        QCOMPARE(app().screen(), QStringLiteral("code"));
        facade().theSession.busy = false;
        facade().theSession.failure = Error(ErrorCode::SignInRefused);
        facade().tell(Part::Session);
        QCOMPARE(app().screen(), QStringLiteral("sign-in"));
        QVERIFY(app().session()->problem().contains(QStringLiteral("is not right")));
    }
    void doesNotSignInWithoutAllThree()
    {
        m_stage->play("sign-in");
        app().session()->continueWith(QStringLiteral(" "), QStringLiteral("x"));
        QCOMPARE(app().screen(), QStringLiteral("sign-in"));
        QVERIFY(!app().session()->problem().isEmpty());
        app().session()->continueWith(QStringLiteral("mlin"), QString());
        QCOMPARE(app().screen(), QStringLiteral("sign-in"));
        app().session()->continueWith(QStringLiteral("mlin"), QStringLiteral("x"));
        app().session()->signIn(QStringLiteral("123"));
        QVERIFY(facade().lastCommand().rfind("signIn", 0) != 0);
    }
    void waitsOutTheThrottle()
    {
        m_stage->play("sign-in");
        app().session()->continueWith(QStringLiteral("mlin"), QStringLiteral("x"));
        facade().theSession.retryAfterSeconds = 2;
        facade().tell(Part::Session);
        QVERIFY(app().session()->mustWait());
        app().session()->signIn(QStringLiteral("123456"));
        QVERIFY(facade().lastCommand().rfind("signIn", 0) != 0);
        QTRY_VERIFY_WITH_TIMEOUT(!app().session()->mustWait(), 4000);
    }
    void doesNotUnlockWithNothing()
    {
        m_stage->play("unlock");
        app().session()->unlock(QString());
        QVERIFY(facade().commands.empty() || facade().lastCommand().rfind("unlock", 0) != 0);
        app().session()->unlock(QStringLiteral("1234"));
        QCOMPARE(facade().lastCommand(), std::string("unlock 1234"));
    }
    void saysWhichKeyStoreProtectsTheProfile()
    {
        m_stage->play("unlock");
        QVERIFY(app().session()->keyStoreText().contains(QStringLiteral("no key store")));
        facade().theSession.keyStoreMode = KeyStoreMode::SystemKeyStoreAndPin;
        QVERIFY(app().session()->usesPin());
    }
    void warnsOfAClockThatIsTenMinutesOff()
    {
        m_stage->play("today");
        QVERIFY(app().session()->clockWarning().isEmpty());
        facade().theSession.clockOffsetSeconds = -600;
        QVERIFY(app().session()->clockWarning().contains(QStringLiteral("10 minutes fast")));
        facade().theSession.clockOffsetSeconds = 60;
        QVERIFY(app().session()->clockWarning().isEmpty());
    }
    void showsTheDayOffline()
    {
        m_stage->play("sign-in");
        app().session()->workOffline();
        QCOMPARE(app().screen(), QStringLiteral("today"));
        QCOMPARE(app().day()->rowCount(), 5);
        app().session()->askToSignIn();
        QCOMPARE(app().screen(), QStringLiteral("sign-in"));
    }

    void putsWhoWaitsFirst()
    {
        m_stage->play("today-waiting");
        QCOMPARE(app().day()->rows().front().patientName, std::string("Walter Nakamura"));
        QCOMPARE(app().day()->waitingCount(), 1);
        QCOMPARE(app().card()->action(), AppointmentCard::Action::Admit);
    }
    void keepsTheSelectionWhenRowsMove()
    {
        m_stage->play("today");
        app().day()->select(3);
        const auto id = app().day()->selected()->id;
        facade().theAppointments[1].waitingSince = sampleNow();
        facade().theAppointments.erase(facade().theAppointments.begin());
        facade().tell(Part::Appointments);
        QCOMPARE(app().day()->selected()->id, id);
    }
    void offersTheNextActionAndNoOther_data()
    {
        QTest::addColumn<int>("phase");
        QTest::addColumn<bool>("invited");
        QTest::addColumn<bool>("waits");
        QTest::addColumn<int>("action");
        using A = AppointmentCard::Action;
        const auto row = [](const char *name, VisitPhase phase, bool invited, bool waits, A action) {
            QTest::newRow(name) << static_cast<int>(phase) << invited << waits << static_cast<int>(action);
        };
        row("not invited", VisitPhase::Scheduled, false, false, A::Invite);
        row("invited", VisitPhase::Scheduled, true, false, A::Open);
        row("waits", VisitPhase::Waiting, true, true, A::Admit);
        row("runs", VisitPhase::InVisit, true, false, A::Open);
        row("done", VisitPhase::Ended, true, false, A::None);
        row("cancelled", VisitPhase::Cancelled, true, false, A::None);
        row("did not come", VisitPhase::NoShow, true, false, A::None);
    }
    void offersTheNextActionAndNoOther()
    {
        QFETCH(int, phase);
        QFETCH(bool, invited);
        QFETCH(bool, waits);
        QFETCH(int, action);
        m_stage->play("today");
        auto &a = facade().theAppointments[1];
        a.phase = static_cast<VisitPhase>(phase);
        a.hasInvite = invited;
        if (waits)
            a.waitingSince = sampleNow();
        facade().tell(Part::Appointments);
        app().day()->selectVisit(a.id);
        QCOMPARE(static_cast<int>(app().card()->action()), action);
    }
    void doesNotActOnWhatItCannotRead()
    {
        m_stage->play("today");
        facade().theAppointments[1].unreadable = Error(ErrorCode::KeyUnavailable);
        facade().tell(Part::Appointments);
        app().day()->selectVisit(visitId(2));
        const auto before = facade().commands.size();
        app().act();
        app().invite();
        app().cancelAppointment();
        QCOMPARE(facade().commands.size(), before);
        QVERIFY(!app().card()->problem().isEmpty());
    }
    void undoesACancellation()
    {
        m_stage->play("today");
        app().day()->selectVisit(visitId(3));
        app().cancelAppointment();
        QVERIFY(facade().called("cancelAppointment " + visitId(3).text()));
        QVERIFY(app().day()->undoText().contains(QStringLiteral("Amina Yusuf")));
        app().day()->undoCancel();
        QVERIFY(facade().called("restoreAppointment " + visitId(3).text()));
        QVERIFY(app().day()->undoText().isEmpty());
        app().day()->undoCancel();
        QCOMPARE(std::count(facade().commands.begin(), facade().commands.end(), "restoreAppointment " + visitId(3).text()), 1);
    }

    void savesAnAppointmentAndSelectsIt()
    {
        m_stage->play("today");
        app().newAppointment();
        QCOMPARE(app().screen(), QStringLiteral("appointment"));
        app().editor()->setProperty("patientName", QStringLiteral("  New Person "));
        app().editor()->setProperty("time", QStringLiteral("16:15"));
        app().saveAppointment();
        QCOMPARE(facade().lastDraft.patientName, std::string("New Person"));
        QVERIFY(!facade().lastDraft.id);
        Appointment made;
        made.id = visitId(77);
        made.startsAt = facade().lastDraft.startsAt;
        facade().theAppointments.push_back(made);
        facade().tell(Part::Appointments);
        QCOMPARE(app().screen(), QStringLiteral("today"));
        QCOMPARE(app().day()->selected()->id, visitId(77));
    }
    void saysWhatIsMissingInAnAppointment()
    {
        m_stage->play("today");
        app().newAppointment();
        auto *editor = app().editor();
        QVERIFY(editor->nameProblem().isEmpty()); // not before the first attempt
        editor->setProperty("time", QStringLiteral("soon"));
        app().saveAppointment();
        QVERIFY(!editor->nameProblem().isEmpty() && !editor->timeProblem().isEmpty());
        editor->setProperty("patientName", QStringLiteral("A"));
        editor->setProperty("time", QStringLiteral("7:00")); // has passed
        app().saveAppointment();
        QVERIFY(editor->timeProblem().contains(QStringLiteral("passed")));
        QVERIFY(facade().lastCommand().rfind("saveAppointment", 0) != 0);
        QCOMPARE(app().screen(), QStringLiteral("appointment"));
    }
    void keepsWhatWasTypedWhereItCouldNotBeSaved_data()
    {
        QTest::addColumn<int>("code");
        for (const auto code : {ErrorCode::DiskFull, ErrorCode::TooLarge, ErrorCode::InputOutput})
            QTest::newRow(std::string(errorName(code)).c_str()) << static_cast<int>(code);
    }
    void keepsWhatWasTypedWhereItCouldNotBeSaved()
    {
        QFETCH(int, code);
        m_stage->play("today");
        app().newAppointment();
        app().editor()->setProperty("patientName", QStringLiteral("New Person"));
        app().editor()->setProperty("time", QStringLiteral("16:15"));
        facade().saveFails = Error(static_cast<ErrorCode>(code));
        app().saveAppointment();
        QCOMPARE(app().screen(), QStringLiteral("appointment"));
        QCOMPARE(app().editor()->property("patientName").toString(), QStringLiteral("New Person"));
        QVERIFY(!app().notice().isEmpty());
        facade().saveFails.reset();
        app().saveAppointment();
        QCOMPARE(app().screen(), QStringLiteral("today"));
        QVERIFY(app().notice().isEmpty());
        QCOMPARE(facade().lastDraft.patientName, std::string("New Person"));
    }
    void asksBeforeATypedAppointmentIsLeft_data()
    {
        QTest::addColumn<QByteArray>("way");
        QTest::addColumn<QString>("screen");
        QTest::newRow("today") << QByteArray("showToday") << QStringLiteral("today");
        QTest::newRow("log") << QByteArray("showLog") << QStringLiteral("log");
        QTest::newRow("settings") << QByteArray("showSettings") << QStringLiteral("settings");
        QTest::newRow("another") << QByteArray("newAppointment") << QStringLiteral("appointment");
    }
    void asksBeforeATypedAppointmentIsLeft()
    {
        QFETCH(QByteArray, way);
        QFETCH(QString, screen);
        m_stage->play("today");
        app().newAppointment();
        app().editor()->setProperty("patientName", QStringLiteral("New Person"));
        QVERIFY(QMetaObject::invokeMethod(&app(), way.constData()));
        QVERIFY(app().asking());
        QCOMPARE(app().screen(), QStringLiteral("appointment"));
        app().answerNo();
        QCOMPARE(app().editor()->property("patientName").toString(), QStringLiteral("New Person"));
        QVERIFY(QMetaObject::invokeMethod(&app(), way.constData()));
        app().answerYes();
        QVERIFY(!app().asking());
        QCOMPARE(app().screen(), screen);
        QVERIFY(app().editor()->property("patientName").toString().isEmpty());
    }
    void leavesAnAppointmentAtOnceWhereNothingWasTyped()
    {
        m_stage->play("today");
        app().newAppointment();
        app().showToday();
        QVERIFY(!app().asking());
        QCOMPARE(app().screen(), QStringLiteral("today"));
        app().day()->selectVisit(visitId(5));
        app().changeAppointment();
        app().editor()->setProperty("reason", QStringLiteral("Other"));
        app().editor()->setProperty("reason", QStringLiteral("Results")); // as it was
        app().showToday();
        QVERIFY(!app().asking());
    }
    void bringsATypedAppointmentBackAfterLockAndVisit()
    {
        m_stage->play("today");
        app().newAppointment();
        app().editor()->setProperty("patientName", QStringLiteral("New Person"));
        app().showToday();
        QVERIFY(app().asking());
        facade().theSession.state = AppState::Locked;
        facade().tell(Part::Session);
        QCOMPARE(app().screen(), QStringLiteral("unlock"));
        QVERIFY(!app().asking());
        facade().theSession.state = AppState::SignedIn;
        facade().tell(Part::Session);
        QCOMPARE(app().screen(), QStringLiteral("appointment"));
        facade().theVisit.stage = VisitStage::Active;
        facade().tell(Part::Visit);
        QCOMPARE(app().screen(), QStringLiteral("visit"));
        facade().theVisit = Visit();
        facade().tell(Part::Visit);
        QCOMPARE(app().screen(), QStringLiteral("appointment"));
        QCOMPARE(app().editor()->property("patientName").toString(), QStringLiteral("New Person"));
    }
    void asksBeforeClosingWhatWouldBeLost_data()
    {
        QTest::addColumn<QString>("situation");
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("command");
        QTest::newRow("hosted visit") << "visit" << "End the visit for everyone?" << "endVisitForAll";
        QTest::newRow("patient's visit") << "visit-guest" << "Leave the visit?" << "leaveVisit";
        QTest::newRow("waiting room") << "waiting" << "Leave the waiting room?" << "";
        for (const char *name : {"welcome", "unlock", "sign-in", "today", "today-waiting", "invite", "summary", "thanks", "problem"})
            QTest::newRow(name) << name << "" << "";
    }
    void asksBeforeClosingWhatWouldBeLost()
    {
        QFETCH(QString, situation);
        QFETCH(QString, words);
        QFETCH(QString, command);
        m_stage->play(situation.toStdString());
        QSignalSpy agreed(&app(), &AppModel::closeAgreed);
        QCOMPARE(app().askBeforeClosing(), !words.isEmpty());
        QCOMPARE(app().question(), words);
        if (words.isEmpty())
            return;
        app().answerNo();
        QVERIFY(command.isEmpty() || !facade().called(command.toStdString()));
        QVERIFY(agreed.isEmpty());
        QVERIFY(app().askBeforeClosing());
        app().answerYes();
        if (command.isEmpty()) {
            QCOMPARE(agreed.size(), 1);
            QVERIFY(!app().askBeforeClosing());
        } else {
            QVERIFY(facade().called(command.toStdString()));
            facade().theVisit.stage = VisitStage::Summary;
            facade().tell(Part::Visit);
            QVERIFY(!app().askBeforeClosing());
        }
    }
    void doesNotEndAVisitFromTheLockedScreen()
    {
        m_stage->play("visit");
        facade().theSession.state = AppState::Locked;
        facade().tell(Part::Session);
        QVERIFY(app().askBeforeClosing());
        QVERIFY(app().yesText().isEmpty());
        app().answerYes();
        QVERIFY(!facade().called("endVisitForAll"));
    }
    void withdrawsTheQuestionWhenTheVisitHasEnded()
    {
        m_stage->play("visit");
        QVERIFY(app().askBeforeClosing());
        facade().theVisit.stage = VisitStage::Summary;
        facade().tell(Part::Visit);
        QVERIFY(!app().asking());
        QVERIFY(!facade().called("endVisitForAll"));
    }
    void changesKeepTheirId()
    {
        m_stage->play("today");
        app().day()->selectVisit(visitId(5));
        app().changeAppointment();
        QCOMPARE(app().editor()->property("patientName").toString(), QStringLiteral("Ingrid Sørensen"));
        app().saveAppointment();
        QCOMPARE(*facade().lastDraft.id, visitId(5));
    }
    void neverStartsAnAppointmentYesterday()
    {
        m_stage->play("today");
        app().newAppointment();
        QVERIFY(!app().editor()->dayCanBeEarlier());
        app().editor()->earlierDay();
        QCOMPARE(app().editor()->date(), QDate(2026, 11, 23));
    }

    void showsOnlyTheInvitationOfTheVisitAskedFor()
    {
        m_stage->play("invite");
        QVERIFY(app().invitation()->ready());
        QVERIFY(app().invitation()->link().startsWith(QStringLiteral("https://")));
        facade().theInvitation->visit = visitId(9);
        facade().tell(Part::Invitation);
        QVERIFY(!app().invitation()->ready());
        QVERIFY(app().invitation()->link().isEmpty());
        app().invitation()->copyLink();
        QVERIFY(m_stage->surroundings.copied.isEmpty());
    }
    void showsTheLinkThatThereIs()
    {
        m_stage->play("invite");
        QVERIFY(facade().called("showInvitation " + visitId(2).text()));
        QVERIFY(!facade().called("makeInvitation " + visitId(2).text()));
    }
    void asksBeforeALinkIsReplaced()
    {
        m_stage->play("invite");
        app().askToReplaceLink();
        QVERIFY(app().asking());
        QVERIFY(app().question().contains(QStringLiteral("stops working")));
        app().answerNo();
        QVERIFY(!app().asking());
        QVERIFY(!facade().called("makeInvitation " + visitId(2).text()));
        app().askToReplaceLink();
        app().answerYes();
        QCOMPARE(facade().lastCommand(), "makeInvitation " + visitId(2).text());
        facade().theInvitation.reset();
        app().askToReplaceLink(); // there is none to replace
        QVERIFY(!app().asking());
    }
    void saysThatThereIsNoLinkAndTriesAgain()
    {
        m_stage->play("invite");
        facade().theInvitation.reset();
        QVERIFY(!app().invitation()->missing());
        facade().theNotice = Error(ErrorCode::ServerUnreachable);
        facade().tell(Part::Notice);
        QVERIFY(app().invitation()->missing());
        facade().commands.clear();
        app().invitation()->tryAgain();
        QVERIFY(!app().invitation()->missing());
        QCOMPARE(facade().lastCommand(), "showInvitation " + visitId(2).text());
    }
    void copiesAndSavesTheInvitation()
    {
        m_stage->play("invite");
        app().invitation()->copyLink();
        QCOMPARE(m_stage->surroundings.copied, app().invitation()->link());
        app().invitation()->saveCalendar();
        QVERIFY(m_stage->surroundings.saved.startsWith("BEGIN:VCALENDAR"));
        m_stage->surroundings.saveProblem = Error(ErrorCode::DiskFull);
        app().invitation()->saveCalendar();
        QVERIFY(app().invitation()->problem().contains(QStringLiteral("disk is full")));
    }
    void drawsACodeWithItsQuietZone()
    {
        const QImage image = qrImage(QStringLiteral("bedside://x/join/abc#def"));
        QVERIFY(image.width() > 29 && image.width() == image.height());
        for (int i = 0; i < image.width(); ++i)
            for (int edge = 0; edge < 4; ++edge)
                QCOMPARE(image.pixelColor(i, edge), QColor(Qt::white));
        QCOMPARE(image.pixelColor(4, 4), QColor(Qt::black));
        QVERIFY(qrImage(QString()).isNull());
        QVERIFY(qrImage(QString(4000, QLatin1Char('x'))).isNull());
    }

    void ringsOnceForEachArrival()
    {
        m_stage->play("today");
        QCOMPARE(m_stage->surroundings.rings, 0);
        facade().theLobby = {{7, visitId(2), "Walter Nakamura", true, false, sampleNow()}};
        facade().tell(Part::Lobby);
        facade().tell(Part::Lobby);
        QCOMPARE(m_stage->surroundings.rings, 1);
        facade().theLobby.push_back({8, visitId(3), "Amina Yusuf", true, false, sampleNow()});
        facade().tell(Part::Lobby);
        QCOMPARE(m_stage->surroundings.rings, 2);
        facade().theLobby.clear();
        facade().tell(Part::Lobby);
        QCOMPARE(m_stage->surroundings.rings, 2);
        for (const auto &words : m_stage->surroundings.notifications)
            QVERIFY(!words.contains(QStringLiteral("Walter")) && !words.contains(QStringLiteral("Amina")));
    }
    void doesNotAdmitWhomItCannotCheck()
    {
        m_stage->play("today");
        facade().theLobby = {{7, visitId(2), "Somebody", false, false, sampleNow()}};
        facade().tell(Part::Lobby);
        app().lobby()->present(0);
        QCOMPARE(app().lobby()->name(), QStringLiteral("Somebody we can't check")); // the name it gave itself is not shown
        app().lobby()->admit();
        QVERIFY(!facade().called("admit 7") && !facade().called("openVisit " + visitId(2).text()));
        app().lobby()->deny();
        QVERIFY(facade().called("deny 7"));
    }
    void admitsAtOnceIntoAVisitThatIsOpen()
    {
        m_stage->play("visit");
        facade().theLobby = {{7, visitId(2), "Walter Nakamura", true, false, sampleNow()}};
        facade().tell(Part::Lobby);
        app().lobby()->present(0);
        app().lobby()->admit();
        QCOMPARE(facade().lastCommand(), std::string("admit 7"));
        QVERIFY(!app().lobby()->cardShown());
    }
    void closesTheCardWhenTheGuestHasGone()
    {
        m_stage->play("today-waiting");
        app().act();
        QVERIFY(app().lobby()->cardShown());
        facade().theLobby.clear();
        facade().tell(Part::Lobby);
        QVERIFY(!app().lobby()->cardShown());
        app().lobby()->admit();
        QVERIFY(!facade().called("admit 7"));
    }

    void tellsThePatientWhereTheyAre()
    {
        m_stage->play("waiting");
        QCOMPARE(app().guest()->title(), QStringLiteral("You're in Dr Lin's waiting room."));
        QCOMPARE(app().guest()->place(), QStringLiteral("You're next."));
        facade().theGuest.place = 3;
        QCOMPARE(app().guest()->place(), QStringLiteral("2 people are before you."));
        facade().theGuest.place = 2;
        QCOMPARE(app().guest()->place(), QStringLiteral("1 person is before you."));
        facade().theGuest.hostName.clear();
        QCOMPARE(app().guest()->title(), QStringLiteral("You're in the waiting room."));
    }
    void offersAnotherTryOnlyWhereItCanHelp_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<bool>("canHelp");
        for (const auto code : {ErrorCode::LinkIncomplete, ErrorCode::LinkDamaged, ErrorCode::LinkUnknown, ErrorCode::LinkExpired,
                                ErrorCode::LinkSpent, ErrorCode::LinkForeign})
            QTest::newRow(std::string(errorName(code)).c_str()) << static_cast<int>(code) << false;
        for (const auto code : {ErrorCode::ServerUnreachable, ErrorCode::TimedOut, ErrorCode::ClockWrong})
            QTest::newRow(std::string(errorName(code)).c_str()) << static_cast<int>(code) << true;
    }
    void mayTryAgainWhenNotLetIn()
    {
        m_stage->play("problem-denied");
        QVERIFY(!app().guest()->canTryAgain()); // with what?
        app().guest()->openLink(QStringLiteral("bedside://x/join/y#z"));
        QVERIFY(app().guest()->canTryAgain());
        app().guest()->tryAgain();
        QCOMPARE(std::count(facade().commands.begin(), facade().commands.end(), "openLink bedside://x/join/y#z"), 2);
    }
    void ringsWhenThePatientIsLetInOrTurnedAway_data()
    {
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("to");
        QTest::addColumn<int>("rings");
        const auto row = [](const char *name, GuestStage from, GuestStage to, int rings) {
            QTest::newRow(name) << static_cast<int>(from) << static_cast<int>(to) << rings;
        };
        row("let in", GuestStage::Waiting, GuestStage::InVisit, 1);
        row("being let in", GuestStage::Waiting, GuestStage::Joining, 1);
        row("joined", GuestStage::Joining, GuestStage::InVisit, 0); // has rung
        row("let in again", GuestStage::Connecting, GuestStage::InVisit, 1);
        row("turned away", GuestStage::Waiting, GuestStage::Denied, 1);
        row("ended meanwhile", GuestStage::Waiting, GuestStage::Ended, 1);
        row("refused meanwhile", GuestStage::Waiting, GuestStage::Failed, 1);
        row("a link that leads nowhere", GuestStage::Connecting, GuestStage::Failed, 0);
        row("arrived", GuestStage::Connecting, GuestStage::Waiting, 0);
        row("left", GuestStage::Waiting, GuestStage::Idle, 0);
        row("the visit ended", GuestStage::InVisit, GuestStage::Ended, 0);
    }
    void ringsWhenThePatientIsLetInOrTurnedAway()
    {
        QFETCH(int, from);
        QFETCH(int, to);
        QFETCH(int, rings);
        m_stage->play("waiting");
        facade().theGuest.stage = static_cast<GuestStage>(from);
        facade().tell(Part::Guest);
        m_stage->surroundings.rings = 0;
        m_stage->surroundings.notifications.clear();
        facade().theGuest.stage = static_cast<GuestStage>(to);
        facade().tell(Part::Guest);
        facade().tell(Part::Guest);
        QCOMPARE(m_stage->surroundings.rings, rings);
        QCOMPARE(static_cast<int>(m_stage->surroundings.notifications.size()), rings);
        for (const auto &words : m_stage->surroundings.notifications)
            QVERIFY(!words.contains(QStringLiteral("Lin"))); // names nobody
    }
    void saysThatTheAddressMayBeWrongAsLongAsNobodyAnswers()
    {
        m_stage->play("waiting-unreachable");
        QVERIFY(app().guest()->problem().contains(QStringLiteral("address in the link is wrong")));
        QVERIFY(app().guest()->explanation().isEmpty()); // there is something to press after all
        facade().theGuest.serverReached = true; // it was there a moment ago
        QVERIFY(!app().guest()->problem().contains(QStringLiteral("address in the link is wrong")));
        QVERIFY(!app().guest()->problem().isEmpty());
    }
    void saysInOneLineHowTheNetworkIs_data()
    {
        QTest::addColumn<QString>("situation");
        QTest::addColumn<int>("tone");
        QTest::addColumn<QString>("headline");
        QTest::addColumn<bool>("remedy");
        using Tone = NetworkModel::Tone;
        const auto row = [](const char *situation, Tone tone, const char *headline, bool remedy) {
            QTest::newRow(situation) << QString::fromLatin1(situation) << static_cast<int>(tone) << QString::fromLatin1(headline) << remedy;
        };
        row("waiting", Tone::Good, "Your internet connection is fine for the visit.", false);
        row("waiting-checking", Tone::Neutral, "We are checking your internet connection (37 %).", false);
        row("waiting-slow", Tone::Warning, "Your internet connection is slow. You will hear each other well; the picture may be small.", true);
        row("waiting-very-slow", Tone::Warning, "Your internet connection is very slow. The sound may break up, and the picture may be missing.", true);
        row("waiting-blocked", Tone::Warning, "Your internet connection blocks video visits.", true);
        row("settings", Tone::Neutral, "See whether this internet connection is good enough for visits.", false);
    }
    void saysInOneLineHowTheNetworkIs()
    {
        QFETCH(QString, situation);
        QFETCH(int, tone);
        QFETCH(QString, headline);
        QFETCH(bool, remedy);
        m_stage->play(situation.toStdString());
        const auto &network = *app().network();
        QCOMPARE(static_cast<int>(network.tone()), tone);
        QCOMPARE(network.headline(), headline);
        QCOMPARE(!network.remedy().isEmpty(), remedy);
    }
    void saysWhatKeepsANetworkFromTheServer()
    {
        m_stage->play("waiting-blocked");
        const auto headlineFor = [&](ErrorCode code) {
            facade().theNetwork.steps = {{NetworkLeg::Https, "visits.riverside.example:443", Error(code), {}}};
            facade().tell(Part::Network);
            return app().network()->headline();
        };
        // Nobody answers: that may be the server's fault.
        for (const auto code : {ErrorCode::ServerUnreachable, ErrorCode::TimedOut, ErrorCode::ConnectionLost})
            QCOMPARE(headlineFor(code), QStringLiteral("This computer can't reach the practice's server."));
        for (const auto code : {ErrorCode::ProxyRefused, ErrorCode::ServerCertificateChanged})
            QCOMPARE(headlineFor(code), QStringLiteral("Your internet connection blocks video visits."));
        QVERIFY(headlineFor(ErrorCode::ClockWrong).startsWith(QStringLiteral("This computer's clock is wrong.")));
        QVERIFY(app().network()->remedy().isEmpty());
        facade().theNetwork.grade = NetworkGrade::Unknown;
        QVERIFY(headlineFor(ErrorCode::TooManyAttempts).contains(QStringLiteral("could not be finished")));
    }
    void givesTheFiguresOfANetwork()
    {
        m_stage->play("waiting");
        QCOMPARE(app().network()->figures(), (QStringList{QStringLiteral("Download: 48 Mbit/s"), QStringLiteral("Upload: 9.6 Mbit/s"),
                                                          QStringLiteral("Lost packets: 0 %"), QStringLiteral("Round trip: 24 ms"),
                                                          QStringLiteral("Jitter: 3 ms"), QStringLiteral("Proxy: none")}));
        facade().theNetwork = {};
        facade().theNetwork.upKbps = 999;
        QCOMPARE(app().network()->figures(), (QStringList{QStringLiteral("Upload: 999 kbit/s"), QStringLiteral("Proxy: none")}));
    }
    void hasAnAdviceForEveryLegThatFails()
    {
        for (const auto leg : {NetworkLeg::Https, NetworkLeg::Socket, NetworkLeg::RelayUdp, NetworkLeg::RelayTcp, NetworkLeg::RelayTls}) {
            QVERIFY(!networkLegText(leg).isEmpty() && !networkLegName(leg).isEmpty());
            QVERIFY(networkAdvice({leg, "x:1", {}, {}}).isEmpty());
            for (const auto code : {ErrorCode::TimedOut, ErrorCode::ProxyRefused, ErrorCode::ServerCertificateChanged, ErrorCode::Malformed})
                QVERIFY(!networkAdvice({leg, "x:1", Error(code), {}}).isEmpty());
        }
    }
    void saysHowToComeBackAfterLeaving()
    {
        m_stage->play("waiting");
        app().guest()->leave();
        QCOMPARE(facade().lastCommand(), std::string("leaveVisit"));
        facade().theGuest = {};
        facade().tell(Part::Guest);
        QCOMPARE(app().screen(), QStringLiteral("welcome"));
        QVERIFY(app().guest()->hasLeft());
        app().guest()->openLink(QStringLiteral("bedside://x/join/y#z"));
        QVERIFY(!app().guest()->hasLeft());
    }
    void goesBackToThePracticesScreens()
    {
        m_stage->play("waiting");
        QVERIFY(!app().guest()->canGoBack());
        QCOMPARE(app().guest()->leaveText(), QStringLiteral("Leave the waiting room"));
        facade().theSession.practiceName = "Riverside Family Practice";
        QVERIFY(app().guest()->canGoBack());
        QCOMPARE(app().guest()->leaveText(), QStringLiteral("Back to today"));
        app().guest()->leave();
        QVERIFY(facade().called("leaveVisit"));
        QCOMPARE(facade().lastCommand(), std::string("closeSummary 4"));
    }
    void asksBeforeALinkHidesThePracticesScreens()
    {
        m_stage->play("today");
        app().newAppointment();
        app().editor()->setProperty("patientName", QStringLiteral("Half typed"));
        app().guest()->openLink(QStringLiteral("bedside://x/join/y#z"));
        QVERIFY(app().guest()->asks());
        QVERIFY(!facade().called("openLink bedside://x/join/y#z"));
        app().guest()->dismissAsked();
        QVERIFY(!app().guest()->asks());
        app().guest()->openLink(QStringLiteral("bedside://x/join/y#z"));
        app().guest()->openAsked();
        QVERIFY(!app().guest()->asks());
        QCOMPARE(facade().lastCommand(), std::string("openLink bedside://x/join/y#z"));

        facade().theSession.state = AppState::Guest; // and what was typed is there afterwards
        facade().theVisit.stage = VisitStage::Summary;
        facade().tell(Part::Session);
        facade().tell(Part::Visit);
        QCOMPARE(app().screen(), QStringLiteral("thanks"));
        facade().theVisit = {};
        facade().theSession.state = AppState::SignedIn;
        facade().tell(Part::Session);
        facade().tell(Part::Visit);
        QCOMPARE(app().screen(), QStringLiteral("appointment"));
        QCOMPARE(app().editor()->property("patientName").toString(), QStringLiteral("Half typed"));
    }
    void doesNotAskBehindALockedScreen()
    {
        m_stage->play("unlock");
        app().guest()->openLink(QStringLiteral("bedside://x/join/y#z"));
        QVERIFY(!app().guest()->asks());
        QCOMPARE(facade().lastCommand(), std::string("openLink bedside://x/join/y#z"));
    }
    void offersAnotherTryOnlyWhereItCanHelp()
    {
        QFETCH(int, code);
        QFETCH(bool, canHelp);
        m_stage->play("problem");
        app().guest()->openLink(QStringLiteral("bedside://x/join/y#z"));
        facade().theGuest.failure = Error(static_cast<ErrorCode>(code));
        facade().tell(Part::Guest);
        QCOMPARE(app().guest()->canTryAgain(), canHelp);
        QVERIFY(!app().guest()->problem().isEmpty());
    }
    void offersToPutBackWhatWasSetAside()
    {
        m_stage->play("problem-store");
        QCOMPARE(app().screen(), QStringLiteral("problem"));
        QVERIFY(app().setAside().contains(QStringLiteral("bedside.db.aside-1")));
        QVERIFY(app().canTryAgain());
        app().tryAgain();
        QCOMPARE(facade().lastCommand(), std::string("tryAgain"));
        facade().theSession.setAside.clear();
        facade().tell(Part::Session);
        QVERIFY(app().setAside().isEmpty());
    }
    void asksForTheLinkWhenNothingIsPasted()
    {
        m_stage->play("welcome");
        app().guest()->openLink(QStringLiteral("  "));
        QVERIFY(!app().guest()->linkProblem().isEmpty());
        QVERIFY(!facade().called("openLink "));
    }

    void saysWhoCanHear()
    {
        m_stage->play("visit");
        auto *security = app().visit()->security();
        QCOMPARE(security->chipText(), QStringLiteral("Private"));
        QCOMPARE(security->headline(), QStringLiteral("Only you and Walter Nakamura can see and hear this visit."));
        security->confirm(0, true);
        QCOMPARE(facade().lastCommand(), std::string("confirmSafetyCode 1 same"));
        security->confirm(4, true);
        QCOMPARE(facade().lastCommand(), std::string("confirmSafetyCode 1 same"));
    }
    void saysWhyLessIsSentAndTakesALimit()
    {
        m_stage->play("visit");
        auto *visit = app().visit();
        QVERIFY(visit->lineText().isEmpty() && visit->lineNote().isEmpty() && !visit->textOnly());
        using client::LineReason;
        using client::LineRung;
        const auto line = [&](LineRung rung, LineReason reason) {
            facade().theVisit.line = {rung, reason, LineRung::Picture};
            facade().tell(Part::Visit);
        };
        line(LineRung::SmallPicture, LineReason::Slow);
        QVERIFY(visit->lineNote().contains(QStringLiteral("Weak line")) && visit->lineText().isEmpty());
        line(LineRung::SoundOnly, LineReason::Lossy);
        QVERIFY(visit->lineText().contains(QStringLiteral("comes back by itself")) && visit->lineNote().isEmpty());
        line(LineRung::TextOnly, LineReason::Slow);
        QVERIFY(visit->textOnly() && visit->lineText().contains(QStringLiteral("write to each other")));
        line(LineRung::SoundOnly, LineReason::Chosen); // nothing to warn of
        QVERIFY(visit->lineText().isEmpty());
        QCOMPARE(visit->lineNote(), QStringLiteral("Sound only, as you chose"));
        visit->setLimit(VisitModel::Limit::SmallPicture);
        QCOMPARE(facade().lastCommand(), std::string("limitLine 1"));
    }
    void neverSaysPrivateBeforeItIs()
    {
        m_stage->play("visit");
        auto *security = app().visit()->security();
        facade().theVisit.security.encrypted = false;
        QCOMPARE(security->state(), SecurityModel::State::Preparing);
        facade().theVisit.security.encrypted = true;
        facade().theVisit.security.liveVerified = false;
        QCOMPARE(security->state(), SecurityModel::State::Doubtful);
        facade().theVisit.security.liveVerified = true;
        facade().theVisit.tiles[0].state = TileState::NotVerified;
        QCOMPARE(security->state(), SecurityModel::State::Doubtful);
        facade().theVisit.tiles.clear();
        QCOMPARE(security->state(), SecurityModel::State::Alone);
    }
    void saysThatNothingGoesOnOnceACodeDiffers()
    {
        m_stage->play("visit-differs");
        auto *security = app().visit()->security();
        QCOMPARE(security->state(), SecurityModel::State::Stopped);
        QCOMPARE(security->chipText(), QStringLiteral("Stopped: codes differ"));
        QVERIFY(security->nobodyElse().isEmpty() && security->reasons().isEmpty() && security->people().isEmpty());
        QVERIFY(app().visit()->warning().contains(QStringLiteral("talk by phone")));
        QVERIFY(!app().visit()->chat()->send(QStringLiteral("Hello?")));
        QVERIFY(!facade().called("sendChat Hello?"));
    }
    void countsUnreadLinesOnlyWhileNobodyLooks()
    {
        m_stage->play("visit");
        auto *chat = app().visit()->chat();
        facade().theVisit.chat.pop_back(); // the one that failed
        facade().tell(Part::Visit);
        chat->setWatched(true);
        chat->setWatched(false);
        QCOMPARE(chat->unread(), 0);
        facade().theVisit.chat.push_back({"one", "Walter Nakamura", false, false, sampleNow()});
        facade().theVisit.chat.push_back({"mine", "Dr Mei Lin", true, false, sampleNow()});
        facade().tell(Part::Visit);
        QCOMPARE(chat->unread(), 1);
        chat->setWatched(true);
        QCOMPARE(chat->unread(), 0);
        QVERIFY(!chat->send(QStringLiteral("  \n ")));
    }
    void offersToSendAgainWhatDidNotGetThrough()
    {
        m_stage->play("visit");
        auto *chat = app().visit()->chat();
        const auto text = [&](int row) { return chat->index(row).data(chat->roleNames().key("deliveryText")).toString(); };
        QCOMPARE(text(0), QStringLiteral("Delivered"));
        QCOMPARE(text(2), QStringLiteral("Sending"));
        QCOMPARE(text(3), QStringLiteral("Not delivered"));
        chat->setWatched(true);
        chat->setWatched(false);
        QCOMPARE(chat->unread(), 1); // it is told from outside the panel too
        chat->sendAgain(3);
        QCOMPARE(facade().lastCommand(), std::string("sendChatAgain 3"));
        chat->sendAgain(4);
        chat->sendAgain(-1);
        QCOMPARE(facade().lastCommand(), std::string("sendChatAgain 3"));
    }
    void saysWhenASubstituteIsSent()
    {
        m_stage->play("waiting");
        QVERIFY(app().devices()->generatedText().isEmpty());
        facade().theMedia.generatedPicture = true;
        QVERIFY(app().devices()->generatedText().contains(QStringLiteral("no camera")));
        facade().theMedia.cameraProblem = Error(ErrorCode::NoCamera);
        QVERIFY(app().devices()->cameraProblem().isEmpty()); // said already
        facade().theMedia.cameraProblem = Error(ErrorCode::DeviceBusy);
        QCOMPARE(app().devices()->cameraProblem(),
                 QStringLiteral("Your camera is being used by another program. Close that program and press Try again. "
                                "A drawn picture is sent until then."));
        QVERIFY(app().devices()->generatedText().isEmpty()); // there is a camera
        facade().theMedia.generatedPicture = false;
        QVERIFY(!app().devices()->cameraProblem().contains(QStringLiteral("drawn")));
        facade().theMedia.generatedSound = true;
        facade().theMedia.microphoneProblem = Error(ErrorCode::DeviceLost);
        QCOMPARE(app().devices()->microphoneProblem(),
                 QStringLiteral("Your microphone was unplugged. Plug it in again, or choose another one. A soft tone is sent until then."));
        QVERIFY(app().devices()->generatedText().isEmpty());
        facade().theMedia.microphoneProblem = Error(ErrorCode::NoMicrophone);
        QVERIFY(app().devices()->microphoneProblem().isEmpty());
        QVERIFY(app().devices()->generatedText().contains(QStringLiteral("no microphone")));
        facade().theMedia.microphoneHeard = true;
        facade().theMedia.microphoneOn = false;
        QVERIFY(!app().devices()->heard()); // an open microphone alone is heard
    }
    void choosesAnotherDevice()
    {
        m_stage->play("waiting");
        QCOMPARE(app().devices()->microphones()->count(), 2);
        QCOMPARE(app().devices()->microphones()->currentIndex(), 0);
        app().devices()->microphones()->choose(0); // in use already
        QVERIFY(facade().commands.empty() || facade().lastCommand().rfind("chooseDevice", 0) != 0);
        app().devices()->microphones()->choose(1);
        QCOMPARE(facade().lastCommand(), std::string("chooseDevice 1 m2"));
        app().devices()->microphones()->choose(9);
        QCOMPARE(facade().lastCommand(), std::string("chooseDevice 1 m2"));
    }
    void keepsTheChosenOutcome()
    {
        m_stage->play("summary");
        QCOMPARE(app().summary()->outcome(), static_cast<int>(VisitOutcome::Completed));
        app().summary()->setOutcome(static_cast<int>(VisitOutcome::AudioOnly));
        facade().theVisit.summary.outcome = VisitOutcome::Left;
        facade().tell(Part::Visit);
        app().summary()->close();
        QCOMPARE(facade().lastCommand(), std::string("closeSummary 1"));
    }
    void showsAndDismissesANotice()
    {
        m_stage->play("today");
        facade().theNotice = Error(ErrorCode::DiskFull);
        facade().tell(Part::Notice);
        QVERIFY(app().notice().contains(QStringLiteral("disk is full")));
        app().dismissNotice();
        QVERIFY(app().notice().isEmpty());
    }
    void keepsATilesPictureWhileOthersComeAndGo()
    {
        m_stage->play("visit");
        auto *tiles = app().visit()->tiles();
        const auto feedRole = tiles->roleNames().key("feed");
        const auto before = tiles->index(0).data(feedRole);
        Tile second;
        second.leaf = 2;
        facade().theVisit.tiles.insert(facade().theVisit.tiles.begin(), second);
        facade().tell(Part::Visit);
        QCOMPARE(tiles->index(1).data(feedRole), before);
        QVERIFY(tiles->index(0).data(feedRole) != before);
    }

    void anAddressIsHiddenOrTheScreenSaysWhyNot()
    {
        m_stage->play("waiting");
        auto &address = *app().address();
        QVERIFY(!address.hidden() && address.canChange() && address.note().isEmpty() && address.problem().isEmpty());
        address.hide(true);
        QCOMPARE(facade().lastCommand(), std::string("hideAddress on"));
        QVERIFY(address.hidden() && m_stage->settings.hidesAddress() && address.problem().isEmpty());
        facade().theAddressHiding.hasRelay = true;
        QVERIFY(address.note().isEmpty() && address.problem().isEmpty());
        facade().theAddressHiding.hasRelay = false; // it stays hidden: nothing is shown that was to be hidden
        QVERIFY(address.hidden() && address.problem().contains(QStringLiteral("no relay")));
        address.hide(false);
        QVERIFY(!address.hidden() && !m_stage->settings.hidesAddress());
        QVERIFY(address.problem().isEmpty() && address.note().contains(QStringLiteral("no relay")));
        facade().theAddressHiding = {false, true, true};
        QVERIFY(address.hidden() && !address.canChange() && address.note().contains(QStringLiteral("every visit")));
        const auto before = facade().commands.size();
        address.hide(false);
        QCOMPARE(facade().commands.size(), before);
        facade().theAddressHiding = {true, false, true};
        address.forceHidden();
        QVERIFY(address.hidden() && !address.canChange());
        address.hide(false);
        QCOMPARE(facade().commands.size(), before);
        QVERIFY(!m_stage->settings.hidesAddress()); // for this run alone
    }

    void aReportIsOfTheMomentItWasAskedFor()
    {
        m_stage->play("settings");
        auto &support = *app().support();
        m_stage->surroundings.report.clear(); // it takes its time
        support.show();
        QVERIFY(support.open() && !support.ready());
        m_stage->surroundings.chosenFile = QStringLiteral("/tmp/report.txt");
        support.save();
        QVERIFY(m_stage->surroundings.written.isEmpty()); // there is none yet
        support.close();
        m_stage->surroundings.report = QStringLiteral("another");
        support.show();
        support.save();
        QCOMPARE(m_stage->surroundings.written.value(QStringLiteral("/tmp/report.txt")), QByteArray("another"));
        QVERIFY(support.saved().contains(QStringLiteral("/tmp/report.txt")));
        support.show();
        QVERIFY(support.saved().isEmpty() && support.problem().isEmpty());
    }
};

QTEST_MAIN(ModelsTest)
#include "models_test.moc"
