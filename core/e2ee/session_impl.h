// SPDX-License-Identifier: Apache-2.0
// Internal to core/e2ee: the state behind GroupSession and its parts: host rules (session_host.cpp), incoming messages
// (session_receive.cpp), control messages (session_control.cpp), epochs and timers (session_epochs.cpp). Every input
// collects its effects in m_out. Main thread.
#pragma once

#include "core/e2ee/group_session.h"
#include "core/e2ee/profile.h"

#include <deque>
#include <map>
#include <set>

namespace bedside::e2ee {

struct Timing {
    static constexpr Milliseconds kSwitch{1000};
    static constexpr Milliseconds kSwitchOnRemoval{300};
    static constexpr Milliseconds kKeepOldEpoch{10'000};
    static constexpr Milliseconds kKeepOldEpochOnRemoval{2'000};
    static constexpr Milliseconds kHeartbeat{5'000};
    static constexpr Milliseconds kSignOfLife{10'000};   // a member, when it has nothing else to say
    static constexpr int kMissedForWarning = 6;
    static constexpr int kMissedForLeaving = 12;
    static constexpr Milliseconds kRotation{5 * 60'000};
    static constexpr Milliseconds kAdmissionsShare{500};
    static constexpr Milliseconds kSilence{30'000};      // both paths dead: the host removes
    static constexpr Milliseconds kResend{2'000};
    static constexpr Milliseconds kGiveUp{30'000};
    static constexpr Milliseconds kNewerEpoch{2'000};
    static constexpr Milliseconds kEpochAnswer{500};     // to one member: each answer may be eight commits
    static constexpr Milliseconds kSucceed{10'000};      // a host that is silent so long may be followed elsewhere
};

struct PendingAdmission {
    LobbyEntry entry;
    std::optional<Secret> invWelcome; // none: staff
};

class GroupSession::Impl {
public:
    Impl(mls::Group group, VisitId visit, InstanceId instance, identity::PracticeTrust trust, profile::Params params,
         Moment now);

    // ---- Shared by all inputs ----
    Effects take() { return std::exchange(m_out, {}); }
    template <class T>
    void emit(T effect) { m_out.emplace_back(std::move(effect)); }
    bool active() const { return m_state == SessionState::Active; }
    bool isHost() const { return ownLeaf() == m_params.hostLeaf; }
    LeafNumber ownLeaf() const { return m_group.ownLeaf().value; }
    const RosterMember *member(LeafNumber leaf) const;
    const RosterMember &own() const { return *member(ownLeaf()); }
    void finish(SessionState state); // wipes everything
    void fail(const Error &error);
    void refuse(const Error &error, std::optional<LeafNumber> from = std::nullopt) { emit(Refused{error, from}); }

    // ---- Epochs and timers (session_epochs.cpp) ----
    void start(Moment now);           // the first epoch of this member
    void enterEpoch(std::uint64_t from, bool removal, Moment now); // after the group has moved
    void tick(Moment now);
    void newerEpochSeen(std::uint64_t epoch, Moment now);
    void goOn();                      // sending, if that had been stopped
    void acknowledged(LeafNumber leaf, std::uint64_t epoch);

    struct Code { // the safety code of one join
        Secret exported;
        std::optional<crypto::Digest> commitment; // at the newcomer
        std::optional<Nonce32> hostNonce, newcomerNonce;
        std::string digits;
    };

    // ---- Control messages (session_control.cpp) ----
    Result<std::uint64_t> sendControl(Control control, bool reliable, std::optional<LeafNumber> to, bool reported,
                                      Moment now);
    void sendQuietly(Control control, bool reliable, std::optional<LeafNumber> to, Moment now);
    Result<GroupSession::Sent> send(Control control, Moment now);
    void receiveControl(LeafNumber from, ByteSpan plaintext, Moment now);
    void resendOutbox(Moment now);
    void serverBack(Moment now);
    void answerEpochRequests(Moment now);
    void distrust();
    void flushDelivered(Moment now);
    void introduce(Moment now);
    Code &startCode(LeafNumber other, const crypto::SignaturePublicKey &hostDevice,
                    const crypto::SignaturePublicKey &newcomerDevice);

    // ---- Incoming (session_receive.cpp) ----
    void receiveFrame(wire::FrameType type, ByteSpan body, Moment now);
    void receiveMls(ByteSpan message, Moment now, SteadyTime arrived);
    void processEarly(Moment now);
    Result<wire::RoleSet> verifyMember(const mls::Member &member, const profile::Params &params,
                                       const identity::PracticeTrust &trust, WallTime now) const;
    void peerAlive(LeafNumber leaf, bool alive, Moment now);

    // ---- Host (session_host.cpp) ----
    Result<void> checkAdmission(const LobbyEntry &entry, bool hasKeys, Moment now) const;
    Result<void> admit(const LobbyEntry &entry, const identity::InviteKeys *keys, Moment now);
    void commitAdmissions(Moment now);
    Result<void> remove(LeafNumber leaf, bool bar, Moment now);
    Result<void> setLocked(bool locked, Moment now);
    Result<void> rotate(Moment now);
    Result<void> updateTrust(const identity::PracticeTrust &trust, Moment now);
    void endForAll(wire::EndOutcome outcome, Moment now);
    void leave(Moment now);
    void removeSilent(Moment now);

    // ---- State ----
    mls::Group m_group;
    VisitId m_visit;
    InstanceId m_instance;
    identity::PracticeTrust m_trust;
    profile::Params m_params;
    SessionState m_state = SessionState::Active;
    std::vector<RosterMember> m_roster; // by leaf
    std::string m_displayName;
    crypto::SignaturePublicKey m_ownDevice{};

    struct Peer { // another member, as long as it keeps its leaf and leaf key
        std::uint64_t ackedEpoch = 0;
        std::set<std::uint64_t> seenIds;
        std::vector<std::uint64_t> toAcknowledge;
        std::optional<SteadyTime> socketDown;
        std::optional<SteadyTime> peerDown;
        SteadyTime heard{}; // its last authenticated message, or its joining
        std::optional<std::uint64_t> epochAsked; // its EpochRequests that are not answered yet
        SteadyTime nextEpochAnswer{};            // nor will be before then
    };
    std::map<LeafNumber, Peer> m_peers;

    struct Retiring { // an old epoch that may still be read
        std::uint64_t epoch = 0;
        SteadyTime wipeAt{};
        std::map<LeafNumber, crypto::SignaturePublicKey> leaves;
    };
    std::vector<Retiring> m_retiring;
    struct Switch {
        std::uint64_t epoch = 0;
        SteadyTime deadline{};
        std::set<LeafNumber> waiting;
    };
    std::optional<Switch> m_switch;
    bool m_stopped = false; // StopSending was given in this epoch, and no heartbeat of it has come since
    bool m_distrusted = false; // a safety code differs: nothing is sent in this instance any more

    struct Outgoing {
        std::uint64_t id = 0;
        Control control;
        std::set<LeafNumber> waiting;                  // have not acknowledged
        std::set<crypto::SignaturePublicKey> audience; // could read it when it was first sent
        SteadyTime first{}, next{};
        bool reported = false;                         // the client hears of its fate
        bool delivered = false;                        // to one of them at least
    };
    std::deque<Outgoing> m_outbox;
    std::uint64_t m_nextId = 1;
    std::optional<MediaState> m_mediaState;

    struct Early {
        Bytes message;
        SteadyTime arrived{};
    };
    std::deque<Early> m_early; // messages of an epoch that we have not reached
    std::size_t m_earlyBytes = 0;
    std::deque<std::pair<std::uint64_t, Bytes>> m_commits; // the last ones, by the epoch they start from
    SteadyTime m_nextCommitResend{};
    SteadyTime m_nextReack{};
    SteadyTime m_nextSign{}; // of life, at members

    std::map<LeafNumber, Code> m_codes;

    SteadyTime m_hostHeard{};
    SteadyTime m_nextHeartbeat{};
    std::uint64_t m_tick = 0; // the host's counter; elsewhere the last one heard
    bool m_warned = false;
    struct Newer {
        std::uint64_t epoch = 0;
        std::uint64_t tick = 0;
        SteadyTime since{};
    };
    std::optional<Newer> m_newer;

    // Host only.
    bool m_memberSilent = false; // a warning says so
    std::vector<PendingAdmission> m_admissions;
    SteadyTime m_lastAdmission{};
    SteadyTime m_lastCommit{};
    std::set<mls::KeyPackageRef> m_usedPackages;
    struct Arrival { // what the lobby knew of a newcomer
        std::string name;
        std::uint64_t connection = 0;
        std::optional<InviteId> invite;
    };
    std::map<crypto::SignaturePublicKey, Arrival> m_arrivals; // by leaf key, for the commit in hand

    Effects m_out;

private:
    struct CommitPlan;
    Result<void> makeCommit(CommitPlan plan, Moment now);
    void handOut(CommitPlan &plan, const mls::CommitOutput &output, Moment now);
    void rebuildRoster(WallTime now);
    RosterMember describe(const mls::Member &member, WallTime now) const;
    void retire(std::uint64_t epoch, bool removal, Moment now);
    void updatePeers(const RosterChanged &change, Moment now);
    void planSwitch(const RosterChanged &change, bool removal, Moment now);
    void trySwitch(Moment now, bool late);
    void wipeDue(Moment now);
    void checkHost(Moment now);
    bool hostIsGone(Moment now) const;
    void abandon(const Error &why, Moment now);
    void checkMembers(Moment now);
    void checkNewer(Moment now);
    void resendCommits(Moment now);
    void keepCommit(std::uint64_t epoch, Bytes commit);
    Result<void> transmit(const ControlMessage &message);

    void receiveCommit(mls::StagedCommit staged, ByteSpan message, Moment now);
    struct Accepted {
        profile::Params params;
        std::optional<identity::PracticeTrust> trust;
    };
    Result<Accepted> checkCommit(const mls::StagedCommit &staged, Moment now) const;
    Result<void> checkAdded(const mls::StagedCommit &staged, const Accepted &accepted, Moment now) const;
    void receiveApplication(const mls::ApplicationMessage &message, Moment now, SteadyTime arrived);
    void bufferEarly(ByteSpan message, SteadyTime arrived);
    void noteConnection(std::uint64_t connection, Moment now);
    void presence(const wire::MemberPresence &presence, Moment now);
    RosterMember *byConnection(std::uint64_t connection);
    void resumed(Moment now);
    const RosterMember *senderOf(const mls::ApplicationMessage &message) const;
    std::optional<LeafNumber> m_lastSender; // of the last authenticated message, for noteConnection

    bool isForUs(const Control &control) const;
    void acceptReliable(LeafNumber from, ControlMessage message, Moment now);
    void dispatch(LeafNumber from, ControlMessage message, Moment now);
    void sendAgain(Outgoing &message, Moment now);
    void completeCode(LeafNumber leaf, Code &code);
    void handle(LeafNumber from, std::uint64_t id, const MediaSignal &signal);
    void handle(LeafNumber from, const Heartbeat &beat, Moment now);
    void handle(LeafNumber from, const Joined &joined, Moment now);
    void handle(LeafNumber from, const Reveal &reveal);
    void handle(LeafNumber from, const End &end);
    void handle(LeafNumber from, const Introduction &introduction);
    void handle(LeafNumber from, const Delivered &delivered);
    void handle(LeafNumber from, const EpochRequest &request, Moment now);
    bool mayGo(const Outgoing &message) const;
};

// Which media contexts the holder of these roles may send.
std::uint8_t contextsFor(wire::RoleSet roles);
bool mayHost(wire::RoleSet roles);

} // namespace bedside::e2ee
