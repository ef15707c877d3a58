// SPDX-License-Identifier: Apache-2.0
// What attacks on waiting rooms and visits share: a clinician that is signed in, an appointment and a link for each
// attack, guests that come in, and the words that each side is shown.
#pragma once

#include "core/identity/invite_link.h"
#include "tests/hostile/attack_test.h"

namespace bedside::test {

class VisitAttacks : public AttackTest {
protected:
    struct Invited {
        VisitId visit;
        InviteId invite;
        identity::InviteKeys keys;
        std::string link;
    };

    explicit VisitAttacks(int speed = 1) : m_fast(speed) {}
    bool signIn(bool media = false);
    Invited invite();                                     // a new appointment, a new link
    Invited inviteAgain(const VisitId &visit);            // another link for the same visit; the older one is withdrawn
    bool openVisit(const VisitId &visit);
    std::unique_ptr<Guest> knocks(const Invited &invited, bool media = false); // waits, and the host sees it
    std::unique_ptr<Guest> comesIn(const Invited &invited, bool media = false);
    bool isAtTheDoor(const VisitId &visit) const;
    bool admit(const VisitId &visit);                     // whoever stands there
    void endVisit();
    Ended afterAdmitting(const VisitId &visit);           // the notice that the host gets
    bool waitFor(const std::function<bool()> &condition, int milliseconds = HostilePractice::kWait);
    Ended waitForError(const std::function<const std::optional<Error> &()> &shown, int milliseconds = HostilePractice::kWait);
    // The technical log's refusals are the only trace of what a visit drops.
    Ended waitForRefusal(const char *event, ErrorCode expected, int milliseconds = HostilePractice::kWait);
    bool hasChat(Facade &side, const std::string &text);
    const Clock &clock() const { return m_fast; }
    SteadyTime now() const { return m_fast.steady(); }

    std::unique_ptr<Facade> m_staff;

private:
    FastClock m_fast;
    int m_patients = 0;
};

} // namespace bedside::test
