// SPDX-License-Identifier: Apache-2.0
// Lines that break while somebody is let in, and a host that vanishes from a visit: the guest comes (back) by itself, and
// is let in without a click.
#include "tests/hostile/hostile_practice.h"

#include <QtTest>
#include <algorithm>

using namespace bedside;
using namespace bedside::client;
using test::Frame;
using test::Line;
using test::Way;
using wire::FrameType;

class LostLinesTest : public QObject
{
    Q_OBJECT
private:
    static constexpr int kSpeed = 10;

    test::HostilePractice m_practice;
    test::FastClock m_clock{kSpeed};
    std::unique_ptr<Facade> m_staff;
    std::unique_ptr<test::Guest> m_ann;

    bool waitFor(const std::function<bool()> &condition) { return test::runUntil(condition, m_practice.kWait); }
    bool isIn() { return (*m_ann)->guest().stage == GuestStage::InVisit; }
    bool hear(Facade &from, Facade &to, const std::string &text)
    {
        from.sendChat(text);
        return waitFor([&] {
            const auto &chat = to.visit().chat;
            return std::any_of(chat.begin(), chat.end(), [&](const ChatLine &line) { return !line.own && line.text == text; });
        });
    }
    bool areTogether(const std::string &how) { return hear(*m_staff, **m_ann, how) && hear(**m_ann, *m_staff, "still " + how); }
    bool startStaff()
    {
        m_staff = m_practice.makeStaff(false, &m_clock);
        return m_practice.unlock(*m_staff) && m_practice.signIn(*m_staff);
    }
    bool knocks()
    {
        const std::string link = m_practice.invite(*m_staff);
        m_ann = m_practice.newGuest(&m_clock);
        (*m_ann)->openLink(link);
        return waitFor([&] { return m_staff->lobby().size() == 1 && m_staff->lobby()[0].verified; });
    }
    bool comesIn()
    {
        if (!knocks())
            return false;
        m_staff->admit(m_staff->lobby()[0].id);
        return waitFor([&] { return isIn(); }) && areTogether("before");
    }
    // Ann is in, for all that the host knows: the Welcome is lost on that way.
    bool isAdmittedInVain(Way way)
    {
        if (!knocks())
            return false;
        m_practice.hostile.onFrame = [way](Line &, Way goes, Frame &frame) {
            return goes != way || frame.type != FrameType::Welcome;
        };
        m_staff->admit(m_staff->lobby()[0].id);
        const bool gone = waitFor([&] { return m_staff->visit().tiles.size() == 1 && m_staff->lobby().empty(); });
        m_practice.hostile.forgetScript();
        return gone && !isIn();
    }
    // The guest's line breaks before the host's next Welcome is at the server, which has nobody left to give it to.
    void delaysTheNextWelcome()
    {
        m_practice.log.mark();
        m_practice.hostile.onFrame = [this, kept = std::optional<Frame>(), once = true](Line &line, Way way, Frame &frame) mutable {
            if (way == Way::ToServer && frame.type == FrameType::Welcome && std::exchange(once, false)) {
                kept = frame;
                m_practice.hostile.guest()->close();
                return false;
            }
            if (way == Way::ToClient && frame.type == FrameType::LobbyGone && kept)
                line.send(Way::ToServer, *std::exchange(kept, std::nullopt));
            return true;
        };
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_practice.begin() && startStaff()); }
    void cleanup()
    {
        m_practice.hostile.forgetScript();
        m_staff->endVisitForAll();
        QVERIFY(waitFor([&] { return m_staff->visit().stage == VisitStage::Summary; }));
        m_staff->closeSummary(VisitOutcome::Completed);
        QVERIFY(waitFor([&] { return (*m_ann)->guest().stage == GuestStage::Ended; }));
        m_ann.reset();
    }

    void theWelcomeIsLostWithTheHostsLine()
    {
        QVERIFY(isAdmittedInVain(Way::ToServer));
        m_practice.hostile.staff()->close();
        QVERIFY(waitFor([&] { return isIn(); }));
        QVERIFY(areTogether("after a lost host's line"));
    }
    void theWelcomeIsLostWithTheGuestsLine()
    {
        QVERIFY(isAdmittedInVain(Way::ToClient));
        m_practice.hostile.guest()->close();
        QVERIFY(waitFor([&] { return isIn(); }));
        QVERIFY(areTogether("after a lost guest's line"));
    }
    void theGuestGoesAsTheHostAdmits()
    {
        QVERIFY(knocks());
        delaysTheNextWelcome();
        m_staff->admit(m_staff->lobby()[0].id);
        QVERIFY(waitFor([&] { return isIn(); }));
        QVERIFY(areTogether("after a line that broke in that moment"));
        QVERIFY(m_practice.log.count("server.refused-frame", ErrorCode::NotFound) == 1 && !m_staff->notice());
    }
    void theHostVanishesAndComesBack()
    {
        QVERIFY(comesIn());
        m_staff.reset(); // says nothing
        QVERIFY(isIn());
        QVERIFY(waitFor([&] { return (*m_ann)->guest().stage == GuestStage::Waiting; }));
        QVERIFY((*m_ann)->guest().hostLost && !(*m_ann)->guest().hostPresent);
        QVERIFY(startStaff());
        QVERIFY(waitFor([&] { return m_staff->lobby().size() == 1 && m_staff->lobby()[0].verified; }));
        QVERIFY(!m_staff->lobby()[0].linkInUseElsewhere);
        m_staff->openVisit(m_practice.lastVisit); // and admits nobody
        QVERIFY(waitFor([&] { return isIn(); }));
        QVERIFY(!(*m_ann)->guest().hostLost);
        QVERIFY(areTogether("afterwards"));
    }
    void theHostVanishesWhileTheGuestsLineIsDown()
    {
        QVERIFY(comesIn());
        m_practice.hostile.guest()->close();
        m_staff.reset();
        QVERIFY(startStaff());
        m_staff->openVisit(m_practice.lastVisit);
        QVERIFY(waitFor([&] { return m_staff->visit().tiles.size() == 1; }));
        QVERIFY(waitFor([&] { return isIn(); }));
        QVERIFY(areTogether("after it all"));
    }
};

QTEST_GUILESS_MAIN(LostLinesTest)
#include "lost_lines_test.moc"
