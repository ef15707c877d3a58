// SPDX-License-Identifier: Apache-2.0
// The report for support after a real visit: what it says, and that nothing planted in the visit stands in it.
#include "app/desktop/support_report.h"
#include "core/identity/invite_link.h"
#include "tests/calls/planted.h"
#include "tests/calls/practice_fixture.h"

#include <QtTest>

using namespace bedside;
using namespace bedside::client;
using test::Practice;

namespace {

constexpr int kWait = 40'000;

QByteArray reportOf(const Facade &facade)
{
    return QByteArray::fromStdString(desktop::supportReport(facade, desktop::gatherComputerFacts(false), {"es", "Dark", 125, true},
                                                            SystemClock().now()));
}

} // namespace

class SupportTest : public QObject {
    Q_OBJECT
private:
    Practice m_practice;
    std::unique_ptr<Facade> m_staff, m_guest;
    QList<QByteArray> m_planted{"Planted Patientname", "Patientname", "Follow-up on sleep", "ada@patients.example", "patients.example",
                                "Anna Clinician", "Example Practice", "Planted Guestname", "Question from the clinician",
                                "Answer from the patient", test::kLogin, test::kPassword, test::kPassphrase};

    // Nothing of the visit; and the search sees what does stand there.
    void expectClean(const QByteArray &report)
    {
        QVERIFY(report.size() > 1000);
        QCOMPARE(test::plantedIn(report, m_planted), QStringList());
        const QByteArray server = QByteArray::fromStdString(m_practice.server.address());
        QCOMPARE(test::plantedIn(report, {server}), QStringList{QString::fromLatin1(server)});
        QVERIFY(report.contains("libsodium           1.") && report.contains("SQLCipher           4.") && report.contains("GStreamer 1."));
        QVERIFY(!report.contains("unknown"));
    }
    static void expectLine(const QByteArray &report, const QByteArray &line)
    {
        QVERIFY2(report.contains('\n' + line), (line + " is not in\n" + report).constData());
    }
    // What the program says; its exit code.
    static int run(const QStringList &arguments, QByteArray &said)
    {
        QProcess process;
        process.start(QStringLiteral(BEDSIDE_PROGRAM), arguments);
        if (!process.waitForFinished(kWait) || process.exitStatus() != QProcess::NormalExit)
            return -1;
        said = process.readAllStandardOutput() + process.readAllStandardError();
        return process.exitCode();
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_practice.begin());
        m_staff = m_practice.makeStaff(true);
        QVERIFY(m_practice.unlock(*m_staff) && m_practice.signIn(*m_staff));
        const std::string link = m_practice.invite(*m_staff, "Planted Patientname");
        const auto parsed = identity::InviteLink::parse(link);
        QVERIFY(parsed.ok());
        const auto keys = identity::InviteKeys::derive(parsed->secret, parsed->invite);
        const auto token = keys.srvToken.reveal();
        m_planted << QByteArray::fromStdString(link.substr(link.find('#') + 1)) << QByteArray::fromStdString(parsed->invite.text())
                  << QByteArray::fromStdString(m_practice.lastVisit.text())
                  << QByteArray::fromStdString(toBase64Url(parsed->secret.reveal())) << QByteArray::fromStdString(toBase64(token))
                  << QByteArray::fromStdString(toHex(token));
        for (const std::string &code : m_practice.created.recoveryCodes)
            m_planted << QByteArray::fromStdString(code);
        m_guest = m_practice.makeGuest(true);
        m_guest->openLink(link);
        m_guest->setGuestName("Planted Guestname");
        QTRY_VERIFY_WITH_TIMEOUT(!m_staff->lobby().empty() && m_staff->lobby()[0].verified, kWait);
        m_staff->admit(m_staff->lobby()[0].id);
        QTRY_VERIFY_WITH_TIMEOUT(m_guest->guest().stage == GuestStage::InVisit, kWait);
        QTRY_COMPARE_WITH_TIMEOUT(m_staff->visit().tiles.size(), std::size_t(1), kWait);
        m_staff->sendChat("Question from the clinician");
        QTRY_COMPARE_WITH_TIMEOUT(m_guest->visit().chat.size(), std::size_t(1), kWait);
        m_guest->sendChat("Answer from the patient");
        QTRY_COMPARE_WITH_TIMEOUT(m_staff->visit().chat.size(), std::size_t(2), kWait);
        for (const Facade *side : {m_staff.get(), m_guest.get()}) {
            QTRY_VERIFY_WITH_TIMEOUT(side->measures().peers.size() == 1 && side->measures().peers[0].video.decoded > 30, kWait);
            QTRY_VERIFY_WITH_TIMEOUT(side->lineRecords().size() == 1 && side->lineRecords()[0].meanRate > 0, kWait);
        }
    }
    void sendsNothingOfARunningVisitAlong()
    {
        for (const Facade *side : {m_staff.get(), m_guest.get()}) {
            const QByteArray report = reportOf(*side);
            expectClean(report);
            expectLine(report, "Visits of this run: 1");
            expectLine(report, "  language            es");
            expectLine(report, "  encryption test     ok");
            expectLine(report, "  media start         ok");
        }
        expectLine(reportOf(*m_staff), "  key store           passphrase-only");
        expectLine(reportOf(*m_staff), "  practice has relays no");
        expectLine(reportOf(*m_guest), "  guest               in-visit");
        QVERIFY(m_guest->addressHiding().hasRelay == false);
    }
    void saysHowTheLineWasAfterwards()
    {
        m_staff->endVisitForAll();
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->visit().stage == VisitStage::Summary, kWait);
        QTRY_VERIFY_WITH_TIMEOUT(m_guest->guest().stage == GuestStage::Ended, kWait);
        const LineRecord record = m_staff->lineRecords().at(0);
        QVERIFY(record.seconds > 0 && record.peers == 1 && !record.relayed && record.leastRate > 0 && record.leastRate <= record.meanRate);
        QVERIFY(record.video.decoded > 0 && record.audio.opened > 0 && !record.endedBy); // up to a second old
        QCOMPARE(record.video.refused, std::uint64_t(0));
        QCOMPARE(record.secondsOn[0] + record.secondsOn[1] + record.secondsOn[2] + record.secondsOn[3], record.seconds);
        const QByteArray report = reportOf(*m_staff);
        expectClean(report);
        QVERIFY(report.contains(" s, others: 1, direct\n") && report.contains("visit.peer leaf="));
        m_staff->closeSummary(VisitOutcome::Completed);
        m_guest->closeSummary(VisitOutcome::Completed);
        m_guest->openLink("https://127.0.0.1/j/nonsense"); // an error that is told
        QTRY_VERIFY_WITH_TIMEOUT(m_guest->guest().stage == GuestStage::Failed, kWait);
        expectLine(reportOf(*m_guest), "  link                Link");
    }
    void findsWhatStandsThere()
    {
        const QByteArray report = reportOf(*m_staff);
        for (const QByteArray &form : test::formsOf("Planted Guestname"))
            QCOMPARE(test::plantedIn(report + form + "z", m_planted).contains(QStringLiteral("Planted Guestname")), true);
        for (const QByteArray &text : m_planted)
            QVERIFY(!test::plantedIn(report + text, m_planted).isEmpty());
    }
    void theProgramWritesOneByItself()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("report.txt"));
        QByteArray said;
        const QStringList here{QStringLiteral("--profile"), m_practice.staffFolder.path(), QStringLiteral("--support-bundle")};
        QCOMPARE(run(here + QStringList{file}, said), 0);
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        const QByteArray report = written.readAll();
        expectClean(report);
        expectLine(report, "  program             locked");
        expectLine(report, "  key store           passphrase-only");
        QCOMPARE(run(here + QStringList{file}, said), 2); // it is there already
        QVERIFY(said.contains("is there already"));
        QCOMPARE(QFileInfo(file).size(), report.size());
        QCOMPARE(run(here + QStringList{folder.filePath(QStringLiteral("no/such/folder"))}, said), 1);
        QVERIFY(said.contains("was not written: InputOutput"));
        QCOMPARE(run(here + QStringList{QStringLiteral("-")}, said), 0);
        expectClean(said);
        QCOMPARE(run({QStringLiteral("--profile"), m_practice.guestFolder.path(), QStringLiteral("--support-bundle"), QStringLiteral("-")}, said), 0);
        QCOMPARE(test::plantedIn(said, m_planted), QStringList());
        expectLine(said, "  key store           no practice is set up on this computer");
    }
    void aProxyIsNamedWithoutItsPassword()
    {
        qputenv("https_proxy", "http://annas-name:her%20secret@proxy.example:3128/");
        QCOMPARE(desktop::proxyText(), std::string("proxy.example:3128"));
        qputenv("https_proxy", "annas-name:her secret"); // mistyped
        QCOMPARE(desktop::proxyText(), std::string("set, but no address"));
        qunsetenv("https_proxy");
    }
};

QTEST_MAIN(SupportTest)
#include "support_test.moc"
