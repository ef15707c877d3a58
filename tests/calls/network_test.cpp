// SPDX-License-Identifier: Apache-2.0
// The check of a network through the facade, against a real server and a real relay (coturn): by itself while a guest
// waits, when asked, never beside a visit; and what the visit's log keeps of it.
#include "tests/calls/practice_fixture.h"
#include "tests/support/turn_server.h"
#include "ui/models/formatters.h"

#include <QNetworkDatagram>
#include <QtTest>
#include <set>

using namespace bedside;
using namespace bedside::client;
using test::Practice;
using test::TurnServer;

class NetworkTest : public QObject {
    Q_OBJECT
    static constexpr int kWait = 60'000;
    TurnServer m_relay;
    std::unique_ptr<Practice> m_practice;
    std::unique_ptr<Facade> m_staff, m_guest;
    std::string m_link;

    void begin(const QByteArray &relays, bool checks = true)
    {
        m_practice = std::make_unique<Practice>();
        m_practice->guestChecksNetwork = checks;
        QVERIFY(m_practice->beginWithRelays(relays + "relay_certificate_file = " BEDSIDE_TLS_FIXTURES "/current.pem\n",
                                            test::kTurnSecret));
        m_staff = m_practice->makeStaff();
        QVERIFY(m_practice->unlock(*m_staff) && m_practice->signIn(*m_staff));
        m_link = m_practice->invite(*m_staff);
        QVERIFY(!m_link.empty());
        m_guest = m_practice->makeGuest();
    }
    void wait()
    {
        m_guest->openLink(m_link);
        QTRY_VERIFY_WITH_TIMEOUT(m_guest->guest().stage == GuestStage::Waiting && m_staff->lobby().size() == 1, kWait);
    }
    void letIn()
    {
        m_staff->openVisit(m_practice->lastVisit);
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->visit().stage == VisitStage::Active, kWait);
        m_staff->admit(m_staff->lobby().at(0).id);
        QTRY_VERIFY_WITH_TIMEOUT(m_guest->guest().stage == GuestStage::InVisit, kWait);
    }
    // Whether as many entries of the guest's network as expected are in the log, behind its arrival: they come over another
    // connection than the end of the visit.
    bool isLogged(std::ptrdiff_t expected)
    {
        for (int i = 0; i < 100; ++i) {
            m_staff->refreshLog();
            QTest::qWait(200);
            const auto count = [this](const char *event) { return std::ranges::count(m_staff->log(), event, &LogEntry::event); };
            if (count("visit.joined") == 1 && count("network.checked") == expected)
                return true;
        }
        return false;
    }
    // What the log says of the guest's network, oldest first; the visit's end is in the log by then.
    std::vector<std::string> logged(std::ptrdiff_t expected)
    {
        if (!isLogged(expected))
            return {"not logged"};
        m_staff->endVisitForAll();
        std::vector<std::string> details;
        const auto ended = [&] {
            const auto &log = m_staff->visit().summary.log;
            return m_staff->visit().stage == VisitStage::Summary &&
                   std::ranges::any_of(log, [](const LogEntry &entry) { return entry.event == "visit.ended"; });
        };
        if (!test::runUntil(ended, kWait))
            return {"no end"};
        for (const LogEntry &entry : m_staff->visit().summary.log) {
            if (entry.event == "network.checked")
                details.push_back(entry.detail);
        }
        return details;
    }
    static int count(const NetworkVerdict &verdict, bool failed)
    {
        return static_cast<int>(std::ranges::count_if(
            verdict.steps, [&](const NetworkStep &step) { return step.error.has_value() == failed; }));
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(m_relay.start(QStringLiteral(BEDSIDE_TLS_FIXTURES "/current")),
                 "turnserver (Debian: coturn) does not start");
    }
    void cleanup()
    {
        m_guest.reset();
        m_staff.reset();
        m_practice.reset();
    }

    void runsByItselfWhileAGuestWaitsAndIsKeptWithTheVisit()
    {
        begin(m_relay.settings());
        if (QTest::currentTestFailed())
            return;
        std::vector<int> percents;
        m_guest->setListener([&](Part part) {
            if (part == Part::Network && m_guest->network().running)
                percents.push_back(m_guest->network().percent);
        });
        wait();
        QTRY_VERIFY_WITH_TIMEOUT(!m_guest->network().running && m_guest->network().grade != NetworkGrade::Unknown,
                                 kWait);
        const NetworkVerdict verdict = m_guest->network();
        QVERIFY2(verdict.grade == NetworkGrade::Good ||
                     verdict.grade == NetworkGrade::Slow, // this computer may be busy
                 qPrintable(ui::networkHeadline(verdict)));
        QCOMPARE(count(verdict, true), 0);
        QCOMPARE(count(verdict, false), 5);
        QVERIFY(verdict.downKbps && verdict.upKbps && verdict.lossPercent && verdict.delayMs && verdict.jitterMs);
        QVERIFY(*verdict.downKbps > 0 && *verdict.upKbps > 0 && *verdict.lossPercent < 100);
        QVERIFY(percents.size() >= 8 && std::ranges::is_sorted(percents) && percents.back() <= 100);
        QCOMPARE(m_staff->lobby().size(), std::size_t(1)); // nobody else has come

        const std::string grade = verdict.grade == NetworkGrade::Good ? "good" : "slow";
        letIn();
        QVERIFY(m_guest->network().grade == verdict.grade);
        m_guest->checkNetwork(); // not beside a visit
        QVERIFY(!m_guest->network().running);
        QCOMPARE(logged(1), std::vector<std::string>{grade});
        QTRY_VERIFY_WITH_TIMEOUT(m_guest->visit().stage == VisitStage::Summary, kWait);
        m_guest->closeSummary(VisitOutcome::Completed);
        QVERIFY(m_guest->network().grade == NetworkGrade::Unknown && m_guest->network().steps.empty());
    }
    void namesEachLegThatIsBlocked()
    {
        begin(TurnServer::setting(TurnServer::freePort(), "tcp") + TurnServer::setting(TurnServer::freePort(), "tls"));
        if (QTest::currentTestFailed())
            return;
        wait();
        QTRY_VERIFY_WITH_TIMEOUT(m_guest->network().grade == NetworkGrade::Blocked, kWait);
        QCOMPARE(count(m_guest->network(), true), 2);
        QVERIFY(!m_guest->network().lossPercent && m_guest->network().delayMs);
        letIn();
        QCOMPARE(logged(3), (std::vector<std::string>{"blocked", "relay-tcp", "relay-tls"}));
        std::set<QString> words;
        for (const LogEntry &entry : m_staff->visit().summary.log) {
            if (entry.event == "network.checked")
                words.insert(ui::eventSentence(entry) + QStringLiteral(": ") + ui::detailText(entry));
        }
        QVERIFY(
            words.contains(QStringLiteral("The patient's internet connection was checked: it blocks video visits")));
        QCOMPARE(words.size(), std::size_t(3));
    }
    void doesNotBlockWhereOnlyUdpIs()
    {
        QUdpSocket silent;
        QVERIFY(silent.bind(QHostAddress::LocalHost));
        begin(TurnServer::setting(silent.localPort(), "udp") + m_relay.setting("tls"));
        if (QTest::currentTestFailed())
            return;
        wait();
        QTRY_VERIFY_WITH_TIMEOUT(!m_guest->network().running && m_guest->network().grade != NetworkGrade::Unknown,
                                 kWait);
        QVERIFY(m_guest->network().grade != NetworkGrade::Blocked);
        QCOMPARE(count(m_guest->network(), true), 1);
    }
    void endsWhenTheGuestIsLetIn()
    {
        QUdpSocket silent; // eight seconds of waiting
        QVERIFY(silent.bind(QHostAddress::LocalHost));
        begin(TurnServer::setting(silent.localPort(), "udp"));
        if (QTest::currentTestFailed())
            return;
        wait();
        QTRY_VERIFY_WITH_TIMEOUT(m_guest->network().running && silent.hasPendingDatagrams(), kWait);
        letIn();
        QVERIFY(!m_guest->network().running && m_guest->network().grade == NetworkGrade::Unknown &&
                m_guest->network().steps.empty());
        while (silent.hasPendingDatagrams())
            silent.receiveDatagram();
        QTest::qWait(1'200); // it asks twice a second
        QVERIFY(!silent.hasPendingDatagrams());
        QVERIFY(logged(0).empty());
    }
    void keepsTheLastVerdictWhenTheNextIsCutShort()
    {
        begin({});
        if (QTest::currentTestFailed())
            return;
        wait();
        QTRY_VERIFY_WITH_TIMEOUT(!m_guest->network().running && m_guest->network().grade != NetworkGrade::Unknown,
                                 kWait);
        const NetworkVerdict verdict = m_guest->network();
        QVERIFY(verdict.grade == NetworkGrade::Good || verdict.grade == NetworkGrade::Slow);
        QVERIFY(ui::networkNote(verdict).contains(QStringLiteral("no relay")));
        m_guest->checkNetwork();
        QVERIFY(m_guest->network().running);
        m_guest->leaveVisit();
        QVERIFY(!m_guest->network().running && m_guest->network().grade == verdict.grade);
        m_guest->openLink(m_link); // a new arrival: nothing is known
        QVERIFY(m_guest->network().grade == NetworkGrade::Unknown);
        QTRY_VERIFY_WITH_TIMEOUT(m_guest->network().running, kWait);
    }
    void runsForNobodyUnasked()
    {
        begin({}, false); // a bot's guest
        if (QTest::currentTestFailed())
            return;
        m_guest->checkNetwork();
        QVERIFY(!m_guest->network().running); // of which practice?
        wait();
        QVERIFY(!m_guest->network().running && m_guest->network().steps.empty());
        m_guest->checkNetwork();
        QTRY_VERIFY_WITH_TIMEOUT(m_guest->network().grade != NetworkGrade::Unknown, kWait);
    }
    void isForStaffToo()
    {
        begin(m_relay.settings());
        if (QTest::currentTestFailed())
            return;
        QVERIFY(!m_staff->network().running && m_staff->network().grade == NetworkGrade::Unknown);
        m_staff->checkNetwork();
        QVERIFY(m_staff->network().running);
        m_staff->checkNetwork(); // one at a time
        QTRY_VERIFY_WITH_TIMEOUT(!m_staff->network().running, kWait);
        QCOMPARE(count(m_staff->network(), true), 0);
        QCOMPARE(count(m_staff->network(), false), 5);
        QVERIFY(m_staff->session().online && !m_staff->notice());

        // A visit that is opened ends the next one, and what is known stays.
        const auto grade = m_staff->network().grade;
        m_staff->checkNetwork();
        m_staff->openVisit(m_practice->lastVisit);
        QVERIFY(!m_staff->network().running && m_staff->network().grade == grade);
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->visit().stage == VisitStage::Active, kWait);
        m_staff->checkNetwork();
        QVERIFY(!m_staff->network().running);
    }
    void saysThatTheServerIsOutOfReach()
    {
        begin({});
        if (QTest::currentTestFailed())
            return;
        m_practice->server.stop();
        m_staff->checkNetwork();
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->network().grade == NetworkGrade::Blocked, kWait);
        QCOMPARE(m_staff->network().steps.size(), std::size_t(1));
        QCOMPARE(ui::networkHeadline(m_staff->network()),
                 QStringLiteral("This computer can't reach the practice's server."));
    }
};

QTEST_GUILESS_MAIN(NetworkTest)
#include "network_test.moc"
