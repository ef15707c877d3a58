// SPDX-License-Identifier: Apache-2.0
#include "core/auth/sign_in_table.h"

#include <QtTest>
#include <algorithm>

using namespace bedside::auth;
using S = SignInState;
using Ev = SignInEvent;
using Ef = SignInEffect;

class SignInTableTest : public QObject {
    Q_OBJECT
private:
    static void expect(S from, Ev event, S to, std::vector<Ef> effects)
    {
        const auto step = next(from, event);
        QVERIFY(step.has_value());
        QVERIFY(step->state == to);
        QVERIFY(step->effects == effects);
    }

private Q_SLOTS:
    void walksInAndOut()
    {
        expect(S::SignedOut, Ev::SignIn, S::Asking, {Ef::Ask});
        expect(S::Asking, Ev::Accepted, S::SignedIn, {Ef::KeepSession, Ef::Report});
        expect(S::SignedIn, Ev::SignOut, S::SignedOut, {Ef::TellServer, Ef::DropSession});
    }
    void endsASessionHoweverItEnds()
    {
        expect(S::SignedIn, Ev::Locked, S::SignedOut, {Ef::TellServer, Ef::DropSession});
        expect(S::SignedIn, Ev::TimedOut, S::SignedOut, {Ef::DropSession, Ef::Report});
        expect(S::SignedIn, Ev::EndedByServer, S::SignedOut, {Ef::DropSession, Ef::Report});
    }
    void leavesAskingInEveryWay()
    {
        expect(S::Asking, Ev::Refused, S::SignedOut, {Ef::Report});
        expect(S::Asking, Ev::SignOut, S::SignedOut, {Ef::CancelAsking});
        expect(S::Asking, Ev::Locked, S::SignedOut, {Ef::CancelAsking});
    }
    void dropsEveryOtherPair()
    {
        int accepted = 0;
        for (int state = 0; state < kSignInStateCount; ++state)
            for (int event = 0; event < kSignInEventCount; ++event)
                accepted += next(S(state), Ev(event)).has_value() ? 1 : 0;
        QCOMPARE(accepted, 1 + 4 + 4);
    }
    void neverLeavesSignedInWithTheTokenKept()
    {
        for (int event = 0; event < kSignInEventCount; ++event) {
            const auto step = next(S::SignedIn, Ev(event));
            if (step && step->state != S::SignedIn)
                QVERIFY(std::count(step->effects.begin(), step->effects.end(), Ef::DropSession) == 1);
        }
    }
};

QTEST_GUILESS_MAIN(SignInTableTest)
#include "sign_in_table_test.moc"
