// SPDX-License-Identifier: Apache-2.0
#include "core/schedule/appointment_merge.h"

#include <QtTest>

using namespace bedside;
using namespace bedside::schedule;
using State = wire::AppointmentState;

class AppointmentMergeTest : public QObject {
    Q_OBJECT
private:
    static AppointmentFields fields(std::string name = "A", std::string reason = "R", State state = State::Scheduled)
    {
        AppointmentFields out;
        out.startsAt = fromUnixMilliseconds(1000);
        out.state = state;
        out.content = {std::move(name), std::move(reason), "C", {}};
        return out;
    }
    static void addInvite(AppointmentFields &to, std::uint8_t id, bool withdrawn)
    {
        to.invites.push_back({InviteId{{id}}, Secret::copyOf(Bytes(32, id)), WallTime(), withdrawn});
    }

private Q_SLOTS:
    void keepsBothChangesWhereTheyDiffer()
    {
        const auto base = fields();
        const auto ours = fields("B");
        auto theirs = fields("A", "S");
        theirs.minutes = 45;
        const auto merged = mergeAppointment(&base, ours, theirs);
        QCOMPARE(merged.content.patientName, std::string("B"));
        QCOMPARE(merged.content.reason, std::string("S"));
        QCOMPARE(merged.minutes, 45);
    }
    void prefersOursWhereBothChanged()
    {
        const auto base = fields();
        QCOMPARE(mergeAppointment(&base, fields("B"), fields("T")).content.patientName, std::string("B"));
    }
    void prefersOursWithoutABase()
    {
        QCOMPARE(mergeAppointment(nullptr, fields("B"), fields("T")).content.patientName, std::string("B"));
    }
    void doesNotUndoAnEnd_data()
    {
        QTest::addColumn<int>("state");
        QTest::newRow("ended") << int(State::Ended);
        QTest::newRow("no-show") << int(State::NoShow);
    }
    void doesNotUndoAnEnd()
    {
        QFETCH(int, state);
        const auto base = fields();
        const auto merged = mergeAppointment(&base, fields("A", "R", State::Cancelled), fields("A", "R", State(state)));
        QVERIFY(merged.state == State(state));
    }
    void takesTheirCancellationWhenWeDidNotTouchTheState()
    {
        const auto base = fields();
        QVERIFY(mergeAppointment(&base, fields("B"), fields("A", "R", State::Cancelled)).state == State::Cancelled);
    }
    void unitesInvitesAndNeverRevivesOne()
    {
        auto ours = fields();
        auto theirs = fields();
        addInvite(ours, 1, true);
        addInvite(ours, 2, false);
        addInvite(theirs, 1, false);
        addInvite(theirs, 3, false);
        const auto merged = mergeAppointment(nullptr, ours, theirs);
        QCOMPARE(merged.invites.size(), std::size_t(3));
        for (const auto &invite : merged.invites)
            QCOMPARE(invite.withdrawn, invite.id == InviteId{{1}});
    }
    void boundsTheInvites()
    {
        auto ours = fields();
        auto theirs = fields();
        for (std::uint8_t i = 0; i < kMaxInvites; ++i) {
            addInvite(ours, std::uint8_t(100 + i), false);
            addInvite(theirs, i, true);
        }
        QCOMPARE(mergeAppointment(nullptr, ours, theirs).invites.size(), kMaxInvites);
    }
};

QTEST_GUILESS_MAIN(AppointmentMergeTest)
#include "appointment_merge_test.moc"
