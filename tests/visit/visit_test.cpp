// SPDX-License-Identifier: Apache-2.0
#include "core/visit/visit.h"

#include <QtTest>
#include <algorithm>
#include <array>
#include <set>

using namespace bedside;
using namespace bedside::visit;

namespace {

// Every pair of the tables as a grid, written independently of them: one letter for the next stage, '.' = refused.
// Columns: Open Cancel Leave EndForAll CloseSummary Opened Queued Denied EndedForAll Refused Welcomed Joined Removed
//          Lost Restored GaveUp HostLost
constexpr std::array<const char *, kHostStageCount> kHostGrid{
    // n none, o opening, a active, i interrupted, e ending, s summary
    "o................", // none
    ".nne.a...n...n.n.", // opening
    "..se....ss..si...", // active
    "..se....ss..sias.", // interrupted
    "........ss...s.s.", // ending
    "o...n............", // summary
};
constexpr std::string_view kHostLetters = "noaies";

constexpr std::array<const char *, kGuestStageCount> kGuestGrid{
    // d idle, c connecting, w waiting, j joining, v in-visit, i interrupted, x denied, e ended, f failed
    "c................", // idle
    "cdd...wxef...c.f.", // connecting
    "cdd...wxefj..c...", // waiting
    ".ee.....ef.vei.fc", // joining
    "..e.....ef..ei..c", // in-visit
    "..e.....ef.veivcc", // interrupted
    "c...d............", // denied
    "c...d............", // ended
    "c...d............", // failed
};
constexpr std::string_view kGuestLetters = "dcwjvixef";

template <class Stage, std::size_t N>
void compareWithGrid(const std::array<const char *, N> &grid, std::string_view letters)
{
    for (std::size_t s = 0; s < N; ++s) {
        QCOMPARE(std::string_view(grid[s]).size(), std::size_t(kEventCount));
        for (int e = 0; e < kEventCount; ++e) {
            const auto stage = static_cast<Stage>(s);
            const auto event = static_cast<Event>(e);
            const auto step = next(stage, event);
            const char expected = grid[s][e];
            const char found = step ? letters[static_cast<std::size_t>(step->stage)] : '.';
            const auto where = std::string(name(stage)) + " + " + std::string(name(event)) + ": " + found + " instead of " + expected;
            QVERIFY2(found == expected, where.c_str());
        }
    }
}

bool has(const std::vector<Effect> &effects, Effect effect)
{
    return std::find(effects.begin(), effects.end(), effect) != effects.end();
}

// From `stage`, which stages can be reached by any events?
template <class Stage>
std::set<Stage> reachable(Stage from)
{
    std::set<Stage> seen{from};
    std::vector<Stage> open{from};
    while (!open.empty()) {
        const Stage stage = open.back();
        open.pop_back();
        for (int e = 0; e < kEventCount; ++e) {
            const auto step = next(stage, static_cast<Event>(e));
            if (step && seen.insert(step->stage).second)
                open.push_back(step->stage);
        }
    }
    return seen;
}

} // namespace

class VisitTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void hostFollowsTheGridForEveryPair() { compareWithGrid<HostStage>(kHostGrid, kHostLetters); }
    void guestFollowsTheGridForEveryPair() { compareWithGrid<GuestStage>(kGuestGrid, kGuestLetters); }

    void hostReachesEveryStageAndAlwaysComesBack()
    {
        QCOMPARE(reachable(HostStage::None).size(), std::size_t(kHostStageCount));
        for (int s = 0; s < kHostStageCount; ++s)
            QVERIFY(reachable(static_cast<HostStage>(s)).contains(HostStage::None));
    }
    void guestReachesEveryStageAndAlwaysComesBack()
    {
        QCOMPARE(reachable(GuestStage::Idle).size(), std::size_t(kGuestStageCount));
        for (int s = 0; s < kGuestStageCount; ++s)
            QVERIFY(reachable(static_cast<GuestStage>(s)).contains(GuestStage::Idle));
    }

    void guestGetsNoKeysBeforeBeingWelcomed()
    {
        for (int s = 0; s < kGuestStageCount; ++s) {
            for (int e = 0; e < kEventCount; ++e) {
                const auto step = next(static_cast<GuestStage>(s), static_cast<Event>(e));
                if (step && has(step->effects, Effect::JoinGroup))
                    QVERIFY(static_cast<GuestStage>(s) == GuestStage::Waiting && static_cast<Event>(e) == Event::Welcomed);
                if (step && has(step->effects, Effect::StartMedia))
                    QVERIFY(static_cast<Event>(e) == Event::Joined);
            }
        }
    }
    void everyWayOutWipesTheKeys()
    {
        const std::set<GuestStage> out{GuestStage::Idle, GuestStage::Denied, GuestStage::Ended, GuestStage::Failed};
        for (int s = 0; s < kGuestStageCount; ++s) {
            const auto from = static_cast<GuestStage>(s);
            for (int e = 0; e < kEventCount && !out.contains(from); ++e) {
                const auto step = next(from, static_cast<Event>(e));
                if (step && out.contains(step->stage)) {
                    QVERIFY(has(step->effects, Effect::WipeKeys));
                    QVERIFY(has(step->effects, Effect::StopMedia));
                }
            }
        }
        for (const auto from : {HostStage::Opening, HostStage::Active, HostStage::Interrupted, HostStage::Ending}) {
            for (int e = 0; e < kEventCount; ++e) {
                const auto step = next(from, static_cast<Event>(e));
                if (step && (step->stage == HostStage::Summary || step->stage == HostStage::None))
                    QVERIFY(has(step->effects, Effect::WipeKeys));
            }
        }
    }
    void endIsSaidBeforeAnythingIsTakenDown()
    {
        for (const auto from : {HostStage::Opening, HostStage::Active, HostStage::Interrupted}) {
            const auto step = next(from, Event::EndForAll);
            QVERIFY(step.has_value());
            QVERIFY(step->effects.front() == Effect::SendEnd);
            QVERIFY(!has(step->effects, Effect::WipeKeys)); // the end itself is still to be sealed and sent
        }
    }
    void lostLineNeitherStopsMediaNorWipesKeys()
    {
        for (const auto &step : {next(GuestStage::InVisit, Event::Lost), next(GuestStage::Joining, Event::Lost)}) {
            QVERIFY(step && step->stage == GuestStage::Interrupted);
            QVERIFY(!has(step->effects, Effect::StopMedia) && !has(step->effects, Effect::WipeKeys));
        }
        const auto host = next(HostStage::Active, Event::Lost);
        QVERIFY(host && !has(host->effects, Effect::StopMedia) && !has(host->effects, Effect::WipeKeys));
    }
    void guestThatCannotResumeOrTakesAnotherLinkKnocksWithFreshKeys()
    {
        const std::vector<Effect> expected{Effect::StopMedia, Effect::WipeKeys, Effect::StartPreview, Effect::EnterLobby};
        for (const auto &step : {next(GuestStage::Interrupted, Event::GaveUp), next(GuestStage::Connecting, Event::Open),
                                 next(GuestStage::Waiting, Event::Open)}) {
            QVERIFY(step && step->stage == GuestStage::Connecting);
            QVERIFY(step->effects == expected);
        }
    }
    void namesEveryStageAndEvent()
    {
        std::set<std::string_view> names;
        for (int e = 0; e < kEventCount; ++e)
            names.insert(name(static_cast<Event>(e)));
        QCOMPARE(names.size(), std::size_t(kEventCount));
        QVERIFY(!names.contains(std::string_view{}));
        QVERIFY(name(static_cast<Event>(kEventCount)).empty());
        QVERIFY(name(static_cast<HostStage>(kHostStageCount)).empty());
        QVERIFY(name(static_cast<GuestStage>(kGuestStageCount)).empty());
    }
};

QTEST_GUILESS_MAIN(VisitTest)
#include "visit_test.moc"
