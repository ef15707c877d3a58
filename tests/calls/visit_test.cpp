// SPDX-License-Identifier: Apache-2.0
// A visit from appointment to summary: a real server process, a host and a guest with separate profiles, everything
// through the facade that the screens use. Pictures are looked at, not counted.
#include "core/media/picture.h"
#include "tests/calls/practice_fixture.h"

#include <QtTest>
#include <algorithm>

using namespace bedside;
using namespace bedside::client;
using test::Practice;

namespace {

struct Mean {
    double red = 0, green = 0, blue = 0;
};

std::optional<Mean> meanOf(media::PictureSource *source)
{
    const auto picture = source ? source->latest() : nullptr;
    if (!picture || picture->width == 0)
        return std::nullopt;
    Mean mean;
    for (int y = 0; y < picture->height; ++y) {
        const auto *row = picture->pixels.data() + static_cast<std::ptrdiff_t>(y) * picture->stride;
        for (int x = 0; x < picture->width; ++x) {
            mean.blue += row[4 * x];
            mean.green += row[4 * x + 1];
            mean.red += row[4 * x + 2];
        }
    }
    const double pixels = double(picture->width) * picture->height;
    return Mean{mean.red / pixels, mean.green / pixels, mean.blue / pixels};
}

double distance(const Mean &a, const Mean &b)
{
    return std::abs(a.red - b.red) + std::abs(a.green - b.green) + std::abs(a.blue - b.blue);
}

// The middle of what `viewer` sees of the only other person looks like that person's own view.
bool shows(const Facade &viewer, const Facade &sender)
{
    if (viewer.visit().tiles.size() != 1)
        return false;
    const auto seen = meanOf(viewer.visit().tiles[0].picture);
    const auto own = meanOf(sender.localMedia().selfView);
    return seen && own && distance(*seen, *own) < 40;
}

} // namespace

class VisitTest : public QObject {
    Q_OBJECT
private:
    Practice m_practice;
    std::unique_ptr<Facade> m_staff;
    std::unique_ptr<Facade> m_guest;

    static constexpr int kWait = 30'000;

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_practice.begin());
        m_staff = m_practice.makeStaff(true);
        QVERIFY(m_staff->session().state == AppState::Locked);
        QCOMPARE(m_staff->session().practiceName, std::string("Example Practice"));
        QVERIFY(m_practice.unlock(*m_staff));
        QVERIFY(m_practice.signIn(*m_staff));
        QCOMPARE(m_staff->session().personName, std::string("Anna Clinician"));
    }
    void carriesAVisitFromAppointmentToSummary()
    {
        const std::string link = m_practice.invite(*m_staff);
        QVERIFY(!link.empty());
        QVERIFY(m_staff->invitation()->mailText.find("Ada") == std::string::npos);

        // The patient opens the link and is in the queue without pressing anything.
        m_guest = m_practice.makeGuest(true);
        QVERIFY(m_guest->session().state == AppState::Empty);
        m_guest->openLink(link);
        QTRY_VERIFY_WITH_TIMEOUT(m_guest->guest().stage == GuestStage::Waiting, kWait);
        QCOMPARE(m_guest->guest().place, 1);
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->lobby().size() == 1, kWait);
        const LobbyGuest arrival = m_staff->lobby()[0];
        QVERIFY(arrival.verified && !arrival.linkInUseElsewhere);
        QCOMPARE(arrival.name, std::string("Ada Example"));
        QTRY_VERIFY(m_staff->appointments()[0].phase == VisitPhase::Waiting);
        QTRY_VERIFY_WITH_TIMEOUT(m_guest->localMedia().selfView && m_guest->localMedia().selfView->latest(), kWait);
        QVERIFY(m_guest->visit().tiles.empty());

        // Opened first, so that the host's connection is prepared as well; then admitted.
        m_staff->openVisit(arrival.visit);
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->visit().stage == VisitStage::Active, kWait);
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->localMedia().selfView && m_staff->localMedia().selfView->latest(), kWait);
        QTRY_VERIFY(m_guest->guest().hostPresent);
        m_staff->admit(arrival.id);
        QTRY_VERIFY_WITH_TIMEOUT(m_guest->guest().stage == GuestStage::InVisit, kWait);
        QTRY_VERIFY(m_staff->lobby().empty());

        // Looked at once: QTRY_VERIFY asks again after success, when pictures and sounds have moved on.
        QVERIFY(QTest::qWaitFor([&] { return shows(*m_staff, *m_guest); }, kWait));
        QVERIFY(QTest::qWaitFor([&] { return shows(*m_guest, *m_staff); }, kWait));
        QCOMPARE(m_staff->visit().tiles[0].name, std::string("Ada Example"));
        QTRY_COMPARE(m_guest->visit().tiles[0].name, std::string("Anna Clinician"));
        QCOMPARE(m_guest->guest().hostName, std::string("Anna Clinician"));
        QTRY_VERIFY(m_staff->visit().tiles[0].state == TileState::Live);

        // Said and heard, both ways.
        for (const Facade *side : {m_staff.get(), m_guest.get()}) {
            QTRY_VERIFY_WITH_TIMEOUT(side->visit().security.encrypted, kWait);
            QCOMPARE(side->visit().security.verifiedPeers, 1);
            QTRY_VERIFY_WITH_TIMEOUT(side->measures().peers.at(0).audioSamplesPlayed > 48'000, kWait);
            QTRY_VERIFY_WITH_TIMEOUT(side->measures().peers.at(0).firstFrameAtMs >= 0, kWait);
            const PeerMeasures peer = side->measures().peers.at(0);
            QVERIFY(peer.video.sealed > 0 && peer.video.sent > 0 && peer.video.received > 0);
            QVERIFY(peer.video.opened > 0 && peer.video.decoded > 0);
            QCOMPARE(peer.video.refused, std::uint64_t(0));
            QVERIFY(peer.pictureWidth > 0);
            const auto wait = peer.firstFrameAtMs - m_staff->measures().peers.at(0).admittedAtMs;
            QVERIFY(wait >= 0);
            qInfo("admit to first decoded frame: %lld ms", static_cast<long long>(wait));
        }
        QTRY_COMPARE(m_staff->visit().security.codes.size(), std::size_t(1));
        QTRY_COMPARE(m_guest->visit().security.codes.size(), std::size_t(1));
        QCOMPARE(m_staff->visit().security.codes[0].digits, m_guest->visit().security.codes[0].digits);
        QCOMPARE(m_staff->visit().security.codes[0].digits.size(), std::size_t(11));

        // The generated sound is two notes every two seconds: whoever sends it is shown as speaking now and then.
        for (const Facade *side : {m_staff.get(), m_guest.get()}) {
            QVERIFY(QTest::qWaitFor([&] { return side->visit().tiles.at(0).speaking; }, kWait));
            QVERIFY(QTest::qWaitFor([&] { return !side->visit().tiles.at(0).speaking; }, kWait));
        }

        m_guest->sendChat("Good morning");
        QTRY_COMPARE(m_staff->visit().chat.size(), std::size_t(1));
        QCOMPARE(m_staff->visit().chat[0].text, std::string("Good morning"));
        QCOMPARE(m_staff->visit().chat[0].from, std::string("Ada Example"));
        QTRY_VERIFY(m_guest->visit().chat[0].delivered);
        m_staff->sendChat("Hello Ada");
        QTRY_COMPARE(m_guest->visit().chat.size(), std::size_t(2));
        QTRY_VERIFY(m_staff->visit().chat[1].delivered);

        m_guest->setCamera(false);
        QTRY_VERIFY(m_staff->visit().tiles[0].state == TileState::CameraOff);
        m_guest->setCamera(true);
        QVERIFY(QTest::qWaitFor([&] { return shows(*m_staff, *m_guest); }, kWait));
        m_guest->setMicrophone(false);
        QTRY_VERIFY(!m_staff->visit().tiles[0].microphoneOn);
        QVERIFY(!m_staff->visit().tiles[0].speaking);
        m_staff->confirmSafetyCode(m_staff->visit().security.codes[0].leaf, true);
        QVERIFY(m_staff->visit().security.codes[0].confirmed);

        m_staff->endVisitForAll();
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->visit().stage == VisitStage::Summary, kWait);
        QTRY_VERIFY_WITH_TIMEOUT(m_guest->guest().stage == GuestStage::Ended, kWait);
        QVERIFY(m_guest->visit().tiles.empty() && m_staff->visit().tiles.empty());
        QVERIFY(m_staff->visit().summary.outcome == VisitOutcome::Completed);
        QCOMPARE(m_staff->visit().summary.people, std::vector<std::string>{"Ada Example"});
        QTRY_VERIFY_WITH_TIMEOUT(hasEvent(m_staff->visit().summary.log, "visit.ended"), kWait);
        expectLog(m_staff->visit().summary.log, {"appointment.created", "invite.created", "lobby.arrived", "visit.opened",
                                                 "visit.admitted", "visit.joined", "chat.sent", "safety-code.compared", "visit.ended"});
        m_staff->closeSummary(VisitOutcome::Completed);
        QTRY_VERIFY(m_staff->appointments()[0].phase == VisitPhase::Ended);
        QTRY_VERIFY(!m_staff->appointments()[0].pendingUpload);
        m_guest->closeSummary(VisitOutcome::Completed);
        QVERIFY(m_guest->session().state == AppState::Empty);
    }
    void stopsBothSidesForGoodWhenTheSafetyCodeDiffers()
    {
        m_guest = m_practice.makeGuest(true);
        m_guest->openLink(m_practice.invite(*m_staff, "Ben Example"));
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->lobby().size() == 1, kWait);
        m_staff->admit(m_staff->lobby()[0].id);
        for (const Facade *side : {m_staff.get(), m_guest.get()}) {
            QTRY_VERIFY_WITH_TIMEOUT(side->visit().security.encrypted, kWait);
            QTRY_COMPARE_WITH_TIMEOUT(side->visit().security.codes.size(), std::size_t(1), kWait);
            QTRY_VERIFY_WITH_TIMEOUT(side->visit().tiles.at(0).state == TileState::Live, kWait);
        }
        m_guest->confirmSafetyCode(m_guest->visit().security.codes[0].leaf, false);
        QTRY_VERIFY_WITH_TIMEOUT(m_staff->visit().security.stopped, kWait);
        for (Facade *side : {m_guest.get(), m_staff.get()}) {
            QVERIFY(side->visit().warning == Error(ErrorCode::SafetyCodeDiffers));
            QVERIFY(!side->visit().security.encrypted && side->visit().security.codes.at(0).differs);
            QVERIFY(side->visit().tiles.at(0).state == TileState::NotVerified && !side->visit().tiles[0].picture);
            side->sendChat("Are you there?");
        }
        const auto video = [](const Facade &side) { return side.measures().peers.at(0).video; };
        const auto audio = [](const Facade &side) { return side.measures().peers.at(0).audio; };
        const std::pair sealed(video(*m_staff).sealed + audio(*m_staff).sealed, video(*m_guest).sealed + audio(*m_guest).sealed);
        const std::pair opened(video(*m_staff).opened + audio(*m_staff).opened, video(*m_guest).opened + audio(*m_guest).opened);
        m_guest->setCamera(false); // what would start to send again
        m_guest->setCamera(true);
        QTest::qWait(1500);
        QCOMPARE(std::pair(video(*m_staff).sealed + audio(*m_staff).sealed, video(*m_guest).sealed + audio(*m_guest).sealed), sealed);
        QCOMPARE(std::pair(video(*m_staff).opened + audio(*m_staff).opened, video(*m_guest).opened + audio(*m_guest).opened), opened);
        for (const Facade *side : {m_staff.get(), m_guest.get()})
            QVERIFY(side->visit().chat.size() == 1 && side->visit().chat[0].own && side->visit().chat[0].failed);
        QVERIFY(m_staff->visit().warning == Error(ErrorCode::SafetyCodeDiffers));

        m_staff->endVisitForAll(); // the end still reaches the other side
        QTRY_VERIFY_WITH_TIMEOUT(m_guest->guest().stage == GuestStage::Ended, kWait);
        QTRY_VERIFY_WITH_TIMEOUT(std::any_of(m_staff->visit().summary.log.begin(), m_staff->visit().summary.log.end(),
                                             [](const LogEntry &entry) {
                                                 return entry.event == "safety-code.compared" && entry.detail == "different";
                                             }), kWait);
        m_staff->closeSummary(VisitOutcome::TechnicalFailure);
    }

private:
    static bool hasEvent(const std::vector<LogEntry> &log, const std::string &event)
    {
        return std::any_of(log.begin(), log.end(), [&](const LogEntry &entry) { return entry.event == event; });
    }
    static void expectLog(const std::vector<LogEntry> &log, const std::vector<std::string> &events)
    {
        for (const std::string &event : events)
            QVERIFY2(hasEvent(log, event), event.c_str());
    }
};

QTEST_GUILESS_MAIN(VisitTest)
#include "visit_test.moc"
