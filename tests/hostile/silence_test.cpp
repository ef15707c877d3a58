// SPDX-License-Identifier: Apache-2.0
// What the server withholds: whatever it is, within 30 s one of the two sides is shown that something is wrong, and
// what.
#include "tests/hostile/visit_attacks.h"

#include "core/mls/group.h"

#include <QtTest>

using namespace bedside;
using namespace bedside::client;
using namespace std::chrono_literals;
using test::Ended;
using test::Frame;
using test::Guest;
using test::Line;
using test::Way;
using wire::FrameType;

namespace
{

constexpr int kSpeed = 10;
// 30 s of silence are noticed at the next turn of a clock that counts in heartbeats of 5 s; and a turn may come late.
constexpr Milliseconds kMost = 30s + 5s + 5s;

bool isCommit(const Frame &frame)
{
    if (frame.type == FrameType::Commit)
        return true;
    if (frame.type != FrameType::GroupMessage)
        return false;
    const auto header = mls::peekMessage(frame.as<wire::GroupMessageDelivery>()->message);
    return header.ok() && header->kind == mls::MessageHeader::Kind::Commit;
}

bool isOfGroup(const Frame &frame) { return frame.type == FrameType::GroupMessage || frame.type == FrameType::Commit; }

} // namespace

class SilenceTest : public test::VisitAttacks
{
    Q_OBJECT
private:
    // The warning that a side is shown, if it is shown in time.
    Ended warnedInTime(Facade &side)
    {
        const SteadyTime from = now();
        const Ended ended = waitForError([&]() -> const std::optional<Error> & { return side.visit().warning; });
        return now() - from <= kMost ? ended : ErrorCode::Internal;
    }
    Ended withholdsTheHostsMessages()
    {
        const auto ann = comesIn(invite());
        if (!ann)
            return std::nullopt;
        m_practice.hostile.onFrame = [](Line &line, Way way, Frame &frame) {
            return !line.isGuest() || way == Way::ToServer || !isOfGroup(frame);
        };
        const Ended warned = warnedInTime(**ann);
        const bool ended = waitFor([&] { return (*ann)->guest().stage == GuestStage::Failed; }); // after 60 s
        const Ended failure = test::codeOf((*ann)->guest().failure);
        endVisit();
        return ended && failure == warned ? warned : ErrorCode::Internal;
    }
    Ended withholdsTheGuestsMessages()
    {
        const auto ann = comesIn(invite());
        if (!ann)
            return std::nullopt;
        m_practice.hostile.onFrame = [](Line &line, Way way, Frame &frame) {
            return !line.isGuest() || way == Way::ToClient || !isOfGroup(frame);
        };
        m_staff->sendChat("can you hear me");
        const Ended ended = warnedInTime(*m_staff);
        const bool undelivered =
            waitFor([&] { return !m_staff->visit().chat.empty() && m_staff->visit().chat[0].failed; });
        endVisit();
        return undelivered ? ended : ErrorCode::Internal;
    }
    // Members forked apart: one of them does not get the commit that the others follow.
    Ended withholdsACommitFromOne()
    {
        const auto invited = invite();
        const auto ann = comesIn(invited);
        Line *annsLine = m_practice.hostile.guest();
        if (!ann)
            return std::nullopt;
        m_practice.hostile.onFrame = [annsLine](Line &line, Way way, Frame &frame) {
            return &line != annsLine || way == Way::ToServer || !isCommit(frame);
        };
        const auto ben = knocks(inviteAgain(invited.visit));
        if (!ben || !admit(invited.visit))
            return std::nullopt;
        const Ended ended = warnedInTime(**ann);
        const bool alone =
            (*ann)->visit().tiles.size() == 1 && waitFor([&] { return (*ben)->guest().stage == GuestStage::InVisit; });
        endVisit();
        return alone ? ended : ErrorCode::Internal;
    }
    Ended withholdsTheWelcome()
    {
        m_practice.hostile.onFrame = [](Line &line, Way way, Frame &frame) {
            return !line.isGuest() || way == Way::ToServer || frame.type != FrameType::Welcome;
        };
        const auto invited = invite();
        const auto ann = knocks(invited);
        if (!ann || !admit(invited.visit))
            return std::nullopt;
        const Ended ended = warnedInTime(*m_staff);
        endVisit();
        return ended;
    }
    // Nothing comes back from the waiting room. Real time: the clock of a connection is the event loop's.
    Ended withholdsTheQueue()
    {
        m_practice.hostile.onFrame = [](Line &line, Way way, Frame &frame) {
            return !line.isGuest() || way == Way::ToServer || frame.type != FrameType::LobbyPlace;
        };
        const auto ann = m_practice.newGuest(&clock());
        (*ann)->openLink(invite().link);
        const Ended ended =
            waitForError([&]() -> const std::optional<Error> & { return (*ann)->guest().failure; }, 30'000);
        m_practice.hostile.forgetScript();
        m_practice.hostile.guest()->send(Way::ToClient, Frame::of(wire::LobbyPlace{}));
        const bool goesOn =
            waitFor([&] { return (*ann)->guest().stage == GuestStage::Waiting && !(*ann)->guest().failure; });
        return goesOn ? ended : ErrorCode::Internal;
    }

    std::vector<Attack> attacks() override
    {
        using E = ErrorCode;
        return {
            {"host's messages withheld", E::TimedOut, [this] { return withholdsTheHostsMessages(); }},
            {"guest's messages withheld", E::TimedOut, [this] { return withholdsTheGuestsMessages(); }},
            {"commit withheld from one member", E::WrongEpoch, [this] { return withholdsACommitFromOne(); }},
            {"WELCOME withheld", E::TimedOut, [this] { return withholdsTheWelcome(); }},
            {"place in the queue withheld", E::TimedOut, [this] { return withholdsTheQueue(); }, true},
        };
    }

public:
    SilenceTest() : VisitAttacks(kSpeed) {}
};

QTEST_GUILESS_MAIN(SilenceTest)
#include "silence_test.moc"
