// SPDX-License-Identifier: Apache-2.0
// Visits that lead over the practice's relay (coturn): the server's settings, the credentials that it mints, the
// clients that use them, through the facade that the screens use.
#include "core/media/picture.h"
#include "tests/calls/practice_fixture.h"
#include "tests/support/turn_server.h"

#include <QtTest>

using namespace bedside;
using namespace bedside::client;
using test::kTurnSecret;
using test::Practice;
using test::TurnServer;

class RelayTest : public QObject {
    Q_OBJECT
    static constexpr int kWait = 30'000;
    TurnServer m_relay;
    std::unique_ptr<Practice> m_practice;
    std::unique_ptr<Facade> m_staff, m_guest;

    void beginPractice(const QByteArray &settings, const QByteArray &secret = kTurnSecret)
    {
        m_practice = std::make_unique<Practice>();
        QVERIFY(m_practice->beginWithRelays(settings + "relay_certificate_file = " BEDSIDE_TLS_FIXTURES "/current.pem\n", secret));
    }
    // With a guest let into a visit.
    void beginVisit(const QByteArray &settings, const QByteArray &secret = kTurnSecret, bool guestRelayOnly = false)
    {
        beginPractice(settings, secret);
        m_practice->guestRelayOnly = guestRelayOnly;
        m_staff = m_practice->makeStaff(true);
        QVERIFY(m_practice->unlock(*m_staff) && m_practice->signIn(*m_staff));
        const std::string link = m_practice->invite(*m_staff);
        QVERIFY(!link.empty());
        m_guest = m_practice->makeGuest(true);
        m_guest->openLink(link);
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->lobby().size() == 1, kWait);
        m_staff->openVisit(m_staff->lobby()[0].visit);
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->visit().stage == VisitStage::Active, kWait);
        if (m_beforeAdmission)
            m_beforeAdmission();
        m_staff->admit(m_staff->lobby().at(0).id);
        QTRY_VERIFY_WITH_TIMEOUT(m_guest->guest().stage == GuestStage::InVisit, kWait);
    }
#ifdef BEDSIDE_PROGRAM
    // What `bedside --doctor` says; its exit code in front.
    static QByteArray doctor(const QStringList &arguments)
    {
        QProcess process;
        auto environment = QProcessEnvironment::systemEnvironment();
        for (const char *name : {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"})
            environment.remove(QString::fromLatin1(name));
        process.setProcessEnvironment(environment);
        process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        process.start(QStringLiteral(BEDSIDE_PROGRAM), QStringList{QStringLiteral("--doctor")} + arguments);
        if (!process.waitForFinished(2 * kWait) || process.exitStatus() != QProcess::NormalExit)
            return "did not end";
        return QByteArray::number(process.exitCode()) + '\n' + process.readAllStandardOutput();
    }
#endif
    void expectAVisit(bool relayed)
    {
        for (const Facade *side : {m_staff.get(), m_guest.get()}) {
            QTRY_VERIFY_WITH_TIMEOUT(side->visit().tiles.size() == 1 && side->visit().tiles[0].state == TileState::Live,
                                     kWait);
            QTRY_VERIFY_WITH_TIMEOUT(side->visit().security.encrypted, kWait);
            QTRY_VERIFY_WITH_TIMEOUT(side->measures().peers.at(0).video.decoded > 30, kWait);
            QCOMPARE(side->measures().peers.at(0).relayed, relayed);
        }
    }

    std::function<void()> m_beforeAdmission;

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(m_relay.start(QStringLiteral(BEDSIDE_TLS_FIXTURES "/current")),
                 "turnserver (Debian: coturn) does not start");
    }
    void cleanup()
    {
        m_beforeAdmission = nullptr;
        m_guest.reset();
        m_staff.reset();
        m_practice.reset();
    }

    void leadsOverTheRelayWhereThePracticeSaysSo_data()
    {
        QTest::addColumn<QByteArray>("settings");
        for (const char *transport : {"udp", "tcp", "tls"})
            QTest::newRow(transport) << m_relay.setting(transport) + "relay_only = yes\n";
    }
    void leadsOverTheRelayWhereThePracticeSaysSo()
    {
        QFETCH(QByteArray, settings);
        beginVisit(settings);
        if (!QTest::currentTestFailed())
            expectAVisit(true);
        QVERIFY(m_guest->addressHiding().byPractice && m_staff->addressHiding().byPractice);
    }
    void leadsOverTheRelayWhereAGuestWantsIt()
    {
        beginVisit(m_relay.settings(), kTurnSecret, true);
        if (!QTest::currentTestFailed())
            expectAVisit(true);
    }
    // On the screen, with connections prepared already that would have gone straight.
    void leadsOverTheRelayOnceOneHidesItsAddress_data()
    {
        QTest::addColumn<bool>("guest");
        QTest::newRow("guest") << true;
        QTest::newRow("clinician") << false;
    }
    void leadsOverTheRelayOnceOneHidesItsAddress()
    {
        QFETCH(bool, guest);
        m_beforeAdmission = [&] {
            Facade &hiding = guest ? *m_guest : *m_staff;
            QTRY_VERIFY_WITH_TIMEOUT(hiding.localMedia().selfView && hiding.localMedia().selfView->latest(), kWait);
            for (const Facade *side : {m_staff.get(), m_guest.get()}) {
                QTRY_VERIFY_WITH_TIMEOUT(side->addressHiding().hasRelay == true, kWait);
                QVERIFY(!side->addressHiding().chosen && !side->addressHiding().byPractice);
            }
            hiding.hideAddress(true);
            QVERIFY(hiding.addressHiding().chosen);
        };
        beginVisit(m_relay.setting("udp") + m_relay.setting("tls"));
        if (!QTest::currentTestFailed())
            expectAVisit(true);
    }
    void goesStraightWhereItMay()
    {
        beginVisit(m_relay.setting("udp") + m_relay.setting("tls"));
        if (!QTest::currentTestFailed())
            expectAVisit(false);
    }
    void tellsBothWhereTheRelayRefuses()
    {
        beginVisit(m_relay.setting("udp") + m_relay.setting("tls") + "relay_only = yes\n", "another-secret-than-the-relays");
        if (QTest::currentTestFailed())
            return;
        for (const Facade *side : {m_staff.get(), m_guest.get()}) {
            QTRY_VERIFY_WITH_TIMEOUT(side->visit().warning == Error(ErrorCode::NoPath), 2 * kWait);
            QVERIFY(side->visit().tiles.size() == 1 && side->visit().tiles[0].state == TileState::Gone);
            QVERIFY(!side->visit().security.encrypted);
        }
        m_guest->sendChat("I see nothing"); // the server's way stays
        QTRY_COMPARE_WITH_TIMEOUT(m_staff->visit().chat.size(), std::size_t(1), kWait);
    }
#ifdef BEDSIDE_PROGRAM
    void theDoctorTellsOfEachLeg()
    {
        const QByteArray dead = QByteArray::number(TurnServer::freePort());
        beginPractice(m_relay.settings() + "relay = localhost:" + dead + " tcp\n");
        if (QTest::currentTestFailed())
            return;
        const QStringList here{QStringLiteral("--profile"), m_practice->staffFolder.path()};
        const QByteArray port = QByteArray::number(m_relay.port()), tlsPort = QByteArray::number(m_relay.tlsPort());
        QByteArray said = doctor(here);
        QVERIFY2(said.startsWith("1\nProxy: none\n"), said.constData());
        for (const QByteArray &line : {"ok      server, HTTPS      127.0.0.1:" + QByteArray::number(m_practice->server.port()),
                                       "ok      server, WebSocket  127.0.0.1:" + QByteArray::number(m_practice->server.port()),
                                       "ok      relay, UDP         localhost:" + port, "ok      relay, TCP         localhost:" + port,
                                       "ok      relay, TLS         localhost:" + tlsPort,
                                       "failed  relay, TCP         localhost:" + dead + "  ServerUnreachable\n        Let TCP out"})
            QVERIFY2(said.contains(line), (said + "\nlacks " + line).constData());
        for (const char *figure : {"\nDownload: ", "\nUpload: ", "\nLost packets: ", "\nRound trip: ", "\nJitter: ", "\nYour internet connection is "})
            QVERIFY2(said.contains(figure), (said + "\nlacks" + figure).constData());
        QVERIFY(!said.contains("Example"));

        // A guest's computer, by the link, and a server that is down.
        m_staff = m_practice->makeStaff();
        QVERIFY(m_practice->unlock(*m_staff) && m_practice->signIn(*m_staff));
        const QString link = QString::fromStdString(m_practice->invite(*m_staff));
        const QStringList there{QStringLiteral("--profile"), m_practice->guestFolder.path()};
        said = doctor(there + QStringList{link});
        QVERIFY2(said.contains("ok      relay, TLS         localhost:" + tlsPort), said.constData());
        QVERIFY(m_staff->lobby().empty()); // nobody was disturbed
        QVERIFY(doctor(there).startsWith("3\n"));
        QVERIFY(doctor(there + QStringList{QStringLiteral("bedside://nonsense")}).startsWith("2\n"));
        m_staff.reset();
        m_practice->server.stop();
        said = doctor(here);
        QVERIFY2(said.startsWith("1\n") && said.contains("failed  server, HTTPS") && !said.contains("relay") && !said.contains("Upload")
                     && said.endsWith("\nThis computer can't reach the practice's server.\n"),
                 said.constData());
    }
#endif
};

QTEST_GUILESS_MAIN(RelayTest)
#include "relay_test.moc"
