// SPDX-License-Identifier: Apache-2.0
// What attacks on waiting rooms and visits share: a clinician that is signed in, an appointment and a link for each
// attack, guests that come in, and the words that each side is shown.
#pragma once

#include "core/identity/invite_link.h"
#include "tests/e2ee/rogue_member.h"
#include "tests/hostile/attack_test.h"

namespace bedside::test
{

class VisitAttacks : public AttackTest
{
    Q_OBJECT
protected:
    struct Invited {
        VisitId visit;
        InviteId invite;
        identity::InviteKeys keys;
        std::string link;
    };

    // A member that the server plays itself, by a link that has leaked before its patient used it; the patient's own
    // client is but its way to the host.
    struct Rogue {
        std::unique_ptr<Guest> patient;
        Line *line = nullptr;
        RogueMember member;
    };

    explicit VisitAttacks(int speed = 1, bool media = false) : m_fast(speed), m_media(media) {}
    Invited invite();                          // a new appointment, a new link
    Invited inviteAgain(const VisitId &visit); // another link for the same visit; the older one is withdrawn
    bool openVisit(const VisitId &visit);
    std::unique_ptr<Guest> knocks(const Invited &invited); // waits, and the host sees it
    std::unique_ptr<Guest> comesIn(const Invited &invited);
    std::optional<Rogue> playsAMember(const Invited &leaked);
    bool isAtTheDoor(const VisitId &visit) const;
    bool admit(const VisitId &visit); // whoever stands there
    void endVisit();
    Ended afterAdmitting(const VisitId &visit); // the notice that the host gets
    bool waitFor(const std::function<bool()> &condition, int milliseconds = HostilePractice::kWait);
    Ended waitForError(const std::function<const std::optional<Error> &()> &shown,
                       int milliseconds = HostilePractice::kWait);
    // The technical log's refusals are the only trace of what a visit drops.
    Ended waitForRefusal(const char *event, ErrorCode expected, int milliseconds = HostilePractice::kWait);
    bool hasChat(Facade &side, const std::string &text);
    const Clock &clock() const { return m_fast; }
    SteadyTime now() const { return m_fast.steady(); }
    WallTime wall() const { return m_fast.now(); }

    std::unique_ptr<Facade> m_staff;

private:
    FastClock m_fast;
    bool m_media;
    int m_patients = 0;

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
};

} // namespace bedside::test
