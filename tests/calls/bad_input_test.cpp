// SPDX-License-Identifier: Apache-2.0
// What bad input gets: each ends as one named error in the facade and as a sentence with a way on in both languages, and
// nothing is lost by it.
#include "core/net/server_address.h"
#include "core/store/atomic_file.h"
#include "tests/calls/practice_fixture.h"
#include "tests/calls/shown_words.h"

#include <QFile>
#include <QtTest>

using namespace bedside;
using namespace bedside::client;
using test::Practice;

class BadInputTest : public QObject {
    Q_OBJECT
private:
    Practice m_practice;
    std::unique_ptr<Facade> m_staff;
    std::unique_ptr<Facade> m_guest;
    std::string m_link;

    static constexpr int kWait = 30'000;

    static QByteArray nameOf(const std::optional<Error> &error)
    {
        return error ? QByteArray(errorName(error->code()).data()) : QByteArray("none");
    }
    // Opens the link in a fresh client, which stays; gives the error with which it fails.
    QByteArray failureOf(const std::string &link, const Clock *clock = nullptr)
    {
        m_guest = m_practice.makeGuest(false, clock);
        m_guest->openLink(link);
        (void)QTest::qWaitFor([&] { return m_guest->guest().stage == GuestStage::Failed || m_guest->guest().stage == GuestStage::Waiting; },
                              kWait);
        return m_guest->guest().stage == GuestStage::Failed ? nameOf(m_guest->guest().failure) : QByteArray("waiting");
    }
    static std::string replaced(std::string text, std::size_t at)
    {
        text[at] = text[at] == 'A' ? 'B' : 'A';
        return text;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_practice.begin());
        m_staff = m_practice.makeStaff();
        QVERIFY(m_practice.unlock(*m_staff));
    }

    // ---- Unlocking and signing in ----

    void saysThatThePassphraseIsWrong()
    {
        auto other = m_practice.makeStaff();
        other->unlock("not the passphrase at all");
        QTRY_VERIFY_WITH_TIMEOUT(!other->session().busy, kWait);
        QCOMPARE(nameOf(other->session().failure), QByteArray("WrongPin"));
        SHOWS(*other, "does not open this profile. Type it again", "no abre este perfil. Escríbalo otra vez", "unlock");
        QVERIFY(other->session().state == AppState::Locked);
        QVERIFY(m_practice.unlock(*other));
    }
    void doesNotSayWhichOfNamePasswordAndCodeWasWrong_data()
    {
        QTest::addColumn<QString>("login");
        QTest::addColumn<QString>("password");
        QTest::addColumn<QString>("code");
        QTest::newRow("password") << test::kLogin << "correct horse batterz" << "good";
        QTest::newRow("code") << test::kLogin << test::kPassword << "000000";
    }
    void doesNotSayWhichOfNamePasswordAndCodeWasWrong()
    {
        QFETCH(QString, login);
        QFETCH(QString, password);
        QFETCH(QString, code);
        m_staff->signIn(login.toStdString(), password.toStdString(),
                        code == QLatin1String("good") ? m_practice.nextCode() : code.toStdString());
        QTRY_VERIFY_WITH_TIMEOUT(!m_staff->session().busy, kWait);
        QCOMPARE(nameOf(m_staff->session().failure), QByteArray("SignInRefused"));
        SHOWS(*m_staff, "is not right. Type all three again", "Escriba los tres otra vez", "sign-in");
        QVERIFY(m_staff->session().state == AppState::SignedOut);
    }
    void saysThatThisComputersClockIsWrong_data()
    {
        QTest::addColumn<int>("minutes");
        QTest::newRow("fast") << 11;
        QTest::newRow("slow") << -11;
    }
    void saysThatThisComputersClockIsWrong()
    {
        QFETCH(int, minutes);
        test::ShiftedClock clock;
        clock.shift = std::chrono::minutes(minutes);
        auto staff = m_practice.makeStaff(false, &clock);
        QVERIFY(m_practice.unlock(*staff));
        staff->signIn(test::kLogin, test::kPassword, "123456");
        QTRY_VERIFY_WITH_TIMEOUT(!staff->session().busy, kWait);
        QCOMPARE(nameOf(staff->session().failure), QByteArray("ClockWrong"));
        QVERIFY(std::abs(staff->session().clockOffsetSeconds) > 600);
        SHOWS(*staff, "clock is wrong. Set the date and time", "El reloj de este ordenador no va bien", "sign-in");
    }
    void signsInAfterAllThat()
    {
        if (m_staff->session().retryAfterSeconds > 0)
            QTest::qWait(int(m_staff->session().retryAfterSeconds) * 1000);
        QVERIFY(m_practice.signIn(*m_staff));
        m_link = m_practice.invite(*m_staff);
        QVERIFY(!m_link.empty());
    }

    // ---- Links ----

    void opensTheTrueLink()
    {
        QVERIFY(!m_link.empty());
        QCOMPARE(failureOf(m_link), QByteArray("waiting"));
        QCOMPARE(failureOf(m_staff->invitation()->webLink), QByteArray("waiting"));
        QCOMPARE(failureOf("  " + m_link + "\n"), QByteArray("waiting"));
    }
    void saysThatALinkIsIncomplete()
    {
        QCOMPARE(failureOf(m_link.substr(0, m_link.find('#'))), QByteArray("LinkIncomplete"));
        SHOWS(*m_guest, "Part of this link is missing. Copy the whole link", "Falta una parte del enlace",
              "problem, another link");
        QCOMPARE(failureOf(m_link.substr(0, m_link.find('#') + 10)), QByteArray("LinkIncomplete"));
        QCOMPARE(failureOf(m_link.substr(0, m_link.size() - 1)), QByteArray("LinkIncomplete"));
    }
    void saysThatALinkIsDamaged()
    {
        QCOMPARE(failureOf("hello"), QByteArray("LinkDamaged"));
        SHOWS(*m_guest, "A letter or number in this link is wrong. Copy the link", "Hay una letra o un número equivocado",
              "problem, another link");
        std::string odd = m_link;
        odd[odd.find('#') + 8] = '!';
        QCOMPARE(failureOf(odd), QByteArray("LinkDamaged"));
    }
    void saysThatALinkIsUnknown()
    {
        QCOMPARE(failureOf(replaced(m_link, m_link.find('#') + 10)), QByteArray("LinkUnknown")); // in the secret
        SHOWS(*m_guest, "This link is not known any more. Ask the practice", "Este enlace ya no se reconoce",
              "problem, another link");
        QCOMPARE(failureOf(replaced(m_link, m_link.find('#') - 10)), QByteArray("LinkUnknown")); // in the invite id
    }
    void saysThatTheServerIsOfAnotherPracticeThanTheLink()
    {
        QCOMPARE(failureOf(replaced(m_link, m_link.size() - 20)), QByteArray("LinkForeign")); // in the fingerprint
        SHOWS(*m_guest, "doesn't belong to the practice in this link", "no es el del centro médico de este enlace",
              "problem, another link");
    }
    void opensALinkOfAnotherPracticeOnAClinicsComputer()
    {
        Practice other;
        QVERIFY(other.begin());
        auto clinician = other.makeStaff(); // who is a patient here
        clinician->openLink(m_link);
        QTRY_VERIFY_WITH_TIMEOUT(clinician->guest().stage == GuestStage::Waiting, kWait);
        QTRY_VERIFY_WITH_TIMEOUT(!m_staff->lobby().empty() && m_staff->lobby()[0].verified, kWait);
    }
    void saysThatTheGuestsClockIsWrong()
    {
        test::ShiftedClock clock;
        clock.shift = std::chrono::minutes(-15);
        QCOMPARE(failureOf(m_link, &clock), QByteArray("ClockWrong"));
        SHOWS(*m_guest, "clock is wrong. Set the date and time", "El reloj de este ordenador no va bien", "problem, another link");
    }
    void keepsAskingAServerThatIsDown()
    {
        auto guest = m_practice.makeGuest();
        const int port = m_practice.server.port();
        m_practice.server.stop();
        guest->openLink(m_link);
        QTRY_VERIFY_WITH_TIMEOUT(guest->guest().failure.has_value(), kWait);
        QCOMPARE(nameOf(guest->guest().failure), QByteArray("ServerUnreachable"));
        QVERIFY(guest->guest().stage == GuestStage::Connecting);
        SHOWS(*guest, "We can't reach the practice's server. Check your internet connection", "No llegamos al servidor", "waiting");
        QVERIFY(m_practice.server.start(m_practice.serverFolder.path(), port));
        QTRY_VERIFY_WITH_TIMEOUT(guest->guest().stage == GuestStage::Waiting, kWait);
        QCOMPARE(nameOf(guest->guest().failure), QByteArray("none"));
        QVERIFY(guest->guest().serverReached);
    }
    void takesTheRightLinkAfterOneWithAWrongAddress()
    {
        auto guest = m_practice.makeGuest();
        std::string wrong = m_link; // a port on which nobody answers
        const std::string port = std::to_string(m_practice.server.port());
        wrong.replace(wrong.find(port), port.size(), "1");
        guest->openLink(wrong);
        QTRY_VERIFY_WITH_TIMEOUT(guest->guest().failure.has_value(), kWait);
        QCOMPARE(nameOf(guest->guest().failure), QByteArray("ServerUnreachable"));
        QVERIFY(guest->guest().stage == GuestStage::Connecting && !guest->guest().serverReached);
        guest->openLink(m_link);
        QCOMPARE(nameOf(guest->guest().failure), QByteArray("none"));
        QTRY_VERIFY_WITH_TIMEOUT(guest->guest().stage == GuestStage::Waiting, kWait);
        guest->leaveVisit();
        QVERIFY(guest->guest().stage == GuestStage::Idle);
        guest->openLink(wrong); // the way to nowhere can be left as well
        guest->leaveVisit();
        QVERIFY(guest->guest().stage == GuestStage::Idle);
    }
};

QTEST_GUILESS_MAIN(BadInputTest)
#include "bad_input_test.moc"
