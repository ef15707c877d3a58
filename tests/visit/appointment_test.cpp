// SPDX-License-Identifier: Apache-2.0
#include "core/visit/appointment.h"

#include <QtTest>

using namespace bedside;
using namespace bedside::visit;
using std::chrono::minutes;

namespace {
const WallTime kNow = fromUnixMilliseconds(1'800'000'000'000);
}

class AppointmentTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void showsWhatIsStoredBeforeWhatIsGuessed()
    {
        for (const bool running : {false, true}) {
            for (const int waiting : {0, 1, 5}) {
                QVERIFY(phase({StoredState::Cancelled, waiting, running}) == Phase::Cancelled);
                QVERIFY(phase({StoredState::Ended, waiting, running}) == Phase::Ended);
                QVERIFY(phase({StoredState::NoShow, waiting, running}) == Phase::NoShow);
                QVERIFY(phase({StoredState::Open, waiting, running}) == Phase::InVisit);
            }
        }
        QVERIFY(phase({StoredState::Scheduled, 0, false}) == Phase::Scheduled);
        QVERIFY(phase({StoredState::Scheduled, 1, false}) == Phase::Waiting);
        QVERIFY(phase({StoredState::Scheduled, 1, true}) == Phase::InVisit);
    }
    void allowsExactlyTheseChangesOfState()
    {
        // Rows: from Scheduled, Open, Ended, Cancelled, NoShow; columns: to the same.
        const char *grid[] = {"yy.yy", "yyy.y", "..y..", "y..y.", "yy..y"};
        for (int from = 0; from < 5; ++from) {
            for (int to = 0; to < 5; ++to)
                QCOMPARE(mayBecome(static_cast<StoredState>(from), static_cast<StoredState>(to)), grid[from][to] == 'y');
        }
        QVERIFY(!mayBecome(static_cast<StoredState>(9), StoredState::Scheduled));
    }
    void proposesAnOutcomeForEveryCombination()
    {
        for (int bits = 0; bits < 16; ++bits) {
            OutcomeInputs in{1, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0};
            const Outcome outcome = proposedOutcome(in);
            if (in.endedByFailure || (!in.pictureSeen && !in.soundHeard))
                QVERIFY(outcome == Outcome::TechnicalFailure);
            else if (!in.endedByHost)
                QVERIFY(outcome == Outcome::Left);
            else
                QVERIFY(outcome == (in.pictureSeen ? Outcome::Completed : Outcome::AudioOnly));
            in.guestsAdmitted = 0;
            QVERIFY(proposedOutcome(in) == (in.endedByFailure ? Outcome::TechnicalFailure : Outcome::NoShow));
        }
    }
    void storesANoShowAsSuchAndTheRestAsEnded()
    {
        QVERIFY(storedStateOf(Outcome::NoShow) == StoredState::NoShow);
        for (const auto outcome : {Outcome::Completed, Outcome::AudioOnly, Outcome::TechnicalFailure, Outcome::Left})
            QVERIFY(storedStateOf(outcome) == StoredState::Ended);
        QCOMPARE(outcomeName(Outcome::AudioOnly), std::string_view("audio-only"));
        QVERIFY(outcomeName(static_cast<Outcome>(77)).empty());
    }

    void saysAnyMomentWhenNothingStandsBetween()
    {
        QCOMPARE(estimatedWaitMinutes({kNow, kNow, 0, false, {}}), std::optional(0));
        QCOMPARE(estimatedWaitMinutes({kNow, kNow - minutes(9), 0, false, {}}), std::optional(0));
    }
    void waitsForTheAppointedTime()
    {
        QCOMPARE(estimatedWaitMinutes({kNow, kNow + minutes(4), 0, false, {}}), std::optional(5));
        QCOMPARE(estimatedWaitMinutes({kNow, kNow + minutes(60), 0, false, {}}), std::optional(60));
        QCOMPARE(estimatedWaitMinutes({kNow, kNow + Milliseconds(1), 0, false, {}}), std::optional(1));
    }
    void countsTheRunningVisitAndThoseAhead()
    {
        QCOMPARE(estimatedWaitMinutes({kNow, kNow, 0, true, kNow + minutes(9)}), std::optional(10));
        QCOMPARE(estimatedWaitMinutes({kNow, kNow, 1, true, kNow + minutes(9)}), std::optional(30));
        QCOMPARE(estimatedWaitMinutes({kNow, kNow, 0, true, {}}), std::optional(10)); // half of the usual 20
        QCOMPARE(estimatedWaitMinutes({kNow, kNow, 2, false, {}, minutes(5)}), std::optional(10));
    }
    void neverPromisesThatAnOverrunningVisitIsOver()
    {
        QCOMPARE(estimatedWaitMinutes({kNow, kNow, 0, true, kNow - minutes(30)}), std::optional(3));
    }
    void saysNothingBeyondAnHour()
    {
        QCOMPARE(estimatedWaitMinutes({kNow, kNow + minutes(61), 0, false, {}}), std::nullopt);
        QCOMPARE(estimatedWaitMinutes({kNow, kNow, 4, false, {}}), std::nullopt);
    }
    void ignoresANegativeNumberAhead()
    {
        QCOMPARE(estimatedWaitMinutes({kNow, kNow, -3, false, {}}), std::optional(0));
    }

    void ordersTheQueueByAppointmentThenArrival()
    {
        const Arrival queue[] = {{kNow + minutes(30), kNow}, {kNow, kNow + minutes(2)}, {kNow, kNow + minutes(1)}};
        QCOMPARE(placeInQueue(queue, 0), 3);
        QCOMPARE(placeInQueue(queue, 1), 2);
        QCOMPARE(placeInQueue(queue, 2), 1);
    }
    void keepsEqualArrivalsApart()
    {
        const Arrival queue[] = {{kNow, kNow}, {kNow, kNow}};
        QCOMPARE(placeInQueue(queue, 0), 1);
        QCOMPARE(placeInQueue(queue, 1), 2);
        QCOMPARE(placeInQueue({}, 0), 1);
        QCOMPARE(placeInQueue(queue, 7), 1);
    }
};

QTEST_GUILESS_MAIN(AppointmentTest)
#include "appointment_test.moc"
