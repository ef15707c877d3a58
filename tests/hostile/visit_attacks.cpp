// SPDX-License-Identifier: Apache-2.0
#include "tests/hostile/visit_attacks.h"

#include <QtTest>
#include <algorithm>

namespace bedside::test
{

using namespace client;

void VisitAttacks::initTestCase()
{
    QVERIFY(m_practice.begin());
    m_staff = m_practice.makeStaff(m_media, &m_fast);
    QVERIFY(m_practice.unlock(*m_staff));
    QVERIFY(m_practice.signIn(*m_staff));
}

// For all that it did, it has seen nobody's name and nothing that was said.
void VisitAttacks::cleanupTestCase()
{
    for (const char *word : {"Patient 1", "Anna Clinician", "Follow-up on sleep", "unharmed", "Changed since"})
        QVERIFY2(!m_practice.hostile.hasSeen(word), word);
    QVERIFY(m_practice.hostile.hasSeen(m_practice.lastVisit.text().c_str()));
}

bool VisitAttacks::waitFor(const std::function<bool()> &condition, int milliseconds)
{
    return runUntil(condition, milliseconds);
}

Ended VisitAttacks::waitForError(const std::function<const std::optional<Error> &()> &shown, int milliseconds)
{
    (void)waitFor([&] { return shown().has_value(); }, milliseconds);
    return codeOf(shown());
}

Ended VisitAttacks::waitForRefusal(const char *event, ErrorCode expected, int milliseconds)
{
    const bool seen = waitFor([&] { return m_practice.log.count(event, expected) > 0; }, milliseconds);
    return seen ? Ended(expected) : std::nullopt;
}

VisitAttacks::Invited VisitAttacks::invite()
{
    const std::string link = m_practice.invite(*m_staff, "Patient " + std::to_string(++m_patients));
    const auto parsed = identity::InviteLink::parse(link);
    if (!parsed.ok())
        return {};
    return {m_practice.lastVisit, parsed->invite, identity::InviteKeys::derive(parsed->secret, parsed->invite), link};
}

VisitAttacks::Invited VisitAttacks::inviteAgain(const VisitId &visit)
{
    m_staff->makeInvitation(visit);
    (void)waitFor([&] { return m_staff->invitation() || m_staff->notice(); });
    const auto parsed =
        identity::InviteLink::parse(m_staff->invitation() ? m_staff->invitation()->appLink : std::string());
    if (!parsed.ok())
        return {};
    return {visit, parsed->invite, identity::InviteKeys::derive(parsed->secret, parsed->invite),
            m_staff->invitation()->appLink};
}

bool VisitAttacks::openVisit(const VisitId &visit)
{
    m_staff->openVisit(visit);
    return waitFor([&] { return m_staff->visit().stage == VisitStage::Active; });
}

bool VisitAttacks::isAtTheDoor(const VisitId &visit) const
{
    return std::any_of(m_staff->lobby().begin(), m_staff->lobby().end(),
                       [&](const LobbyGuest &one) { return one.visit == visit; });
}

std::unique_ptr<Guest> VisitAttacks::knocks(const Invited &invited)
{
    auto guest = m_practice.newGuest(&m_fast, m_media);
    (*guest)->openLink(invited.link);
    const bool there =
        waitFor([&] { return (*guest)->guest().stage == GuestStage::Waiting && isAtTheDoor(invited.visit); });
    return there ? std::move(guest) : nullptr;
}

bool VisitAttacks::admit(const VisitId &visit)
{
    for (const LobbyGuest &one : std::vector(m_staff->lobby())) {
        if (one.visit == visit)
            m_staff->admit(one.id);
    }
    return !m_staff->notice();
}

std::unique_ptr<Guest> VisitAttacks::comesIn(const Invited &invited)
{
    auto guest = knocks(invited);
    if (!guest || !admit(invited.visit))
        return nullptr;
    const bool in =
        waitFor([&] { return (*guest)->guest().stage == GuestStage::InVisit && !m_staff->visit().tiles.empty(); });
    return in ? std::move(guest) : nullptr;
}

std::optional<VisitAttacks::Rogue> VisitAttacks::playsAMember(const Invited &leaked)
{
    Rogue rogue{m_practice.newGuest(&m_fast), nullptr,
                RogueMember(m_practice.trust.practice(), leaked.visit, m_practice.clock.now())};
    m_practice.hostile.onFrame = [&](Line &line, Way way, Frame &frame) {
        if (way == Way::ToServer && frame.type == wire::FrameType::LobbyHello)
            frame.body = rogue.member.hello(leaked.invite, leaked.keys);
        if (way != Way::ToClient || frame.type != wire::FrameType::Welcome)
            return true;
        rogue.line = &line;
        (void)rogue.member.join(frame.as<wire::WelcomeDelivery>()->welcome, leaked.keys, m_practice.clock.now()).ok();
        return false;
    };
    (*rogue.patient)->openLink(leaked.link);
    const bool in = waitFor([&] { return isAtTheDoor(leaked.visit); }) && admit(leaked.visit) &&
                    waitFor([&] { return rogue.member.group.has_value(); });
    m_practice.hostile.forgetScript();
    return in ? std::optional(std::move(rogue)) : std::nullopt;
}

Ended VisitAttacks::afterAdmitting(const VisitId &visit)
{
    m_staff->dismissNotice();
    (void)waitFor([&] { return isAtTheDoor(visit); });
    (void)admit(visit);
    const Ended ended = waitForError([&]() -> const std::optional<Error> & { return m_staff->notice(); }, 5'000);
    return m_staff->visit().tiles.empty() ? ended : ErrorCode::Internal; // nobody has come in by it
}

void VisitAttacks::endVisit()
{
    m_practice.hostile.forgetScript();
    if (m_staff->visit().stage != VisitStage::Summary)
        m_staff->endVisitForAll();
    (void)waitFor([&] { return m_staff->visit().stage == VisitStage::Summary; });
    m_staff->closeSummary(VisitOutcome::Completed);
    m_staff->dismissNotice();
}

bool VisitAttacks::hasChat(Facade &side, const std::string &text)
{
    const auto &chat = side.visit().chat;
    return std::any_of(chat.begin(), chat.end(), [&](const ChatLine &line) { return line.text == text && !line.own; });
}

} // namespace bedside::test
