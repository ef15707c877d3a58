// SPDX-License-Identifier: Apache-2.0
// One visit on a hostile network, drawn from a seed: who joins, leaves, is removed, crashes and comes back when, and what
// the server does to each message. Everything that sessions and key stores do is compared with what the properties of
// core/e2ee/README.md allow: P3, P4, P5, P6 and P10.
#pragma once

#include "world.h"

#include <set>

namespace bedside::test {

struct Tally { // of many schedules, so that a run shows that it was not idle
    std::uint64_t schedules = 0, epochs = 0, joins = 0, crashes = 0, instances = 0;
    std::uint64_t frames = 0, opened = 0, triedByOthers = 0; // by those who must not open them
    std::uint64_t agreed = 0, visible = 0, over = 0;         // sessions at the end
};

class Schedule {
public:
    Schedule(std::uint64_t seed, Tally &tally);
    // What did not hold, in words; empty where all did.
    std::string run();

private:
    struct Epoch { // as its host made it
        std::vector<RosterMember> roster;
        crypto::Digest baseKey{};
        bool locked = false;
        bool removal = false;
    };
    using EpochId = std::pair<InstanceId, std::uint64_t>;
    struct KeptKey { // whoever has had a base key is taken to keep it for ever
        Secret secret;
        EpochId epoch;
    };
    struct Observed {
        std::vector<KeptKey> keys;
        std::optional<SteadyTime> switchBy;
    };
    struct Frame {
        Bytes bytes;
        EpochId epoch;
        bool tried = false;
    };
    struct Return {
        SteadyTime at{};
        Participant *who = nullptr; // null: a host
        bool admitted = false;
    };

    void expect(bool holds, const char *what);
    std::uint64_t below(std::uint64_t n) { return world.random() % n; }
    bool chance(unsigned percent) { return below(100) < percent; }
    Participant *anyGuest();

    // What happens.
    void step();
    void knock();
    void leaveOrRemove();
    void hostChanges();
    void crashGuest();
    void crashHost();
    void returning();
    void fork();
    std::optional<Milliseconds> delay(const Participant &from, const Participant &to);
    void advance(Milliseconds time);
    void connections();

    // What must hold.
    void installed(Participant &who, const EpochInstalled &epoch);
    void checkSwitched();
    void media();
    void receiveFrame(Participant &to, LeafNumber leaf, const Frame &frame);
    bool isIn(const Epoch &epoch, Participant &who) const;
    bool isInStep(Participant &who) const; // with the host's group
    bool agrees(Participant &who) const;
    bool isSwitching(Participant &who) const;
    bool everyoneAgrees() const;
    bool isQuiet() const;
    void finish();
    void checkEnd();
    void checkAftermath();
    void checkFormerMembers();

    Tally &m_tally;
    World world;
    Staff m_doctor, m_colleague;
    std::string m_problem;
    bool m_calm = false;        // no message is lost or late by more than a moment: then everybody must agree
    unsigned m_lost = 0;        // percent of the server's messages
    unsigned m_late = 0;        // percent that are late by seconds
    std::size_t m_most = 4;     // members
    bool m_settling = false;    // the faults are over
    SteadyTime m_forkEnds{};
    std::map<const Participant *, bool> m_side;
    std::vector<Return> m_returns;
    struct Succession {
        Participant *former = nullptr;
        Participant *present = nullptr;
        SteadyTime at{};
    };
    std::vector<Succession> m_successions;
    std::map<EpochId, Epoch> m_epochs;
    std::map<crypto::Digest, EpochId> m_baseKeys;
    std::map<const Participant *, Observed> m_observed;
    std::set<std::tuple<crypto::Digest, std::uint64_t, std::uint64_t>> m_nonces; // base key, KID, counter
    std::vector<Frame> m_frames;
};

} // namespace bedside::test
