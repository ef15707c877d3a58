// SPDX-License-Identifier: Apache-2.0
// A server that is killed in the middle of a visit does not end it: pictures go on, and chat comes through afterwards.
#include "tests/calls/practice_fixture.h"

#include <QtTest>

using namespace bedside;
using namespace bedside::client;
using test::Practice;

class ResumeTest : public QObject {
    Q_OBJECT
private:
    Practice m_practice;
    std::unique_ptr<Facade> m_staff;
    std::unique_ptr<Facade> m_guest;
    std::string m_link;

    static constexpr int kWait = 40'000;

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_practice.begin());
        m_staff = m_practice.makeStaff(true);
        QVERIFY(m_practice.unlock(*m_staff));
        QVERIFY(m_practice.signIn(*m_staff));
        m_link = m_practice.invite(*m_staff);
        m_guest = m_practice.makeGuest(true);
        m_guest->openLink(m_link);
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->lobby().size() == 1, kWait);
        m_staff->admit(m_staff->lobby()[0].id);
        for (const Facade *side : {m_staff.get(), m_guest.get()})
            QTRY_VERIFY_WITH_TIMEOUT(side->visit().security.encrypted, kWait);
    }
    void goesOnWithoutTheServer()
    {
        const int port = m_practice.server.port();
        m_practice.server.kill();
        QTRY_VERIFY_WITH_TIMEOUT(!m_staff->session().online, kWait);
        const auto before = m_staff->measures().peers.at(0).video.decoded;
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->measures().peers.at(0).video.decoded > before + 30, kWait);
        m_guest->sendChat("Are you still there?"); // over the peers' own channel
        QTRY_COMPARE_WITH_TIMEOUT(m_staff->visit().chat.size(), std::size_t(1), kWait);
        QVERIFY(m_practice.server.start(m_practice.serverFolder.path(), port));
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->session().online, kWait);
        m_staff->sendChat("Yes");
        QTRY_COMPARE_WITH_TIMEOUT(m_guest->visit().chat.size(), std::size_t(2), kWait);
        QVERIFY(m_staff->visit().stage == VisitStage::Active);
        QVERIFY(m_guest->guest().stage == GuestStage::InVisit);
    }
    void goesOnBehindALockedScreen()
    {
        m_staff->lock();
        QVERIFY(m_staff->session().state == AppState::Locked);
        const auto before = m_guest->measures().peers.at(0).video.decoded;
        QTRY_VERIFY_WITH_TIMEOUT(m_guest->measures().peers.at(0).video.decoded > before + 30, kWait);
        m_staff->unlock(test::kPassphrase);
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->session().state == AppState::SignedIn, kWait);
        QVERIFY(m_staff->visit().stage == VisitStage::Active);
    }
    // The person's limit is for the visit, whichever of the host's instances it is in.
    void keepsTheLimitWhenItFollowsTheHostToANewInstance()
    {
        m_guest->limitLine(LineRung::SoundOnly);
        QTRY_VERIFY_WITH_TIMEOUT(m_guest->visit().line.rung == LineRung::SoundOnly, kWait);
        m_staff.reset(); // says nothing
        QTRY_VERIFY_WITH_TIMEOUT(m_guest->guest().hostLost, kWait);
        m_staff = m_practice.makeStaff(true);
        QVERIFY(m_practice.unlock(*m_staff) && m_practice.signIn(*m_staff));
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->lobby().size() == 1 && m_staff->lobby()[0].verified, kWait);
        m_staff->openVisit(m_practice.lastVisit);
        QTRY_VERIFY_WITH_TIMEOUT(m_guest->guest().stage == GuestStage::InVisit, kWait);
        QVERIFY(m_guest->visit().line.best == LineRung::SoundOnly);
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->visit().tiles.size() == 1 && m_staff->visit().tiles[0].state == TileState::CameraOff, kWait);
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->measures().peers.at(0).audio.decoded > 100, kWait);
        QCOMPARE(m_staff->measures().peers.at(0).video.received, std::uint64_t(0));
        QVERIFY(m_guest->visit().line.rung == LineRung::SoundOnly && m_guest->visit().line.reason == LineReason::Chosen);
    }
    void endsForBoth()
    {
        m_staff->endVisitForAll();
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->visit().stage == VisitStage::Summary, kWait);
        QTRY_VERIFY_WITH_TIMEOUT(m_guest->guest().stage == GuestStage::Ended, kWait);
    }
    void keepsTheLimitForWhoeverComesBackWithTheSameLink()
    {
        QVERIFY(m_guest->visit().line.best == LineRung::SoundOnly);
        m_guest->openLink(m_link);
        QVERIFY(m_guest->visit().line.best == LineRung::SoundOnly);
        m_staff->closeSummary(VisitOutcome::Completed);
        m_guest->openLink(m_practice.invite(*m_staff, "Ben Example"));
        QVERIFY(m_guest->visit().line.best == LineRung::Picture); // another visit
    }
};

QTEST_GUILESS_MAIN(ResumeTest)
#include "resume_test.moc"
