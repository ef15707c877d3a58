// SPDX-License-Identifier: Apache-2.0
// A practice, and a server in memory that orders messages as the real one does, for tests of whole sessions: any number
// of participants, a clock that moves only when told, and deliveries that can be held, delayed, lost, doubled, shuffled or
// altered.
#pragma once

#include "core/e2ee/lobby_member.h"
#include "core/identity/guest_device.h"
#include "core/identity/practice_keys.h"

#include <deque>
#include <functional>
#include <memory>
#include <random>

namespace bedside::test {

using namespace bedside::e2ee;

struct Staff {
    identity::DeviceKeys keys = identity::DeviceKeys::generate();
    identity::DeviceCertificate certificate;
};

class Practice {
public:
    explicit Practice(WallTime now);
    Staff hire(wire::RoleSet roles, WallTime now); // and puts them on the next grant list
    void revoke(const Staff &staff, WallTime now);
    void renew(WallTime now);                      // a new grant list, same entries
    identity::PracticeTrust trust(WallTime now) const; // a client that has made first contact
    identity::InviteLink invite(const InviteId &id) const;

    PracticeId id;
    identity::PracticeKey key = identity::PracticeKey::generate();
    identity::IssuingKey issuing = identity::IssuingKey::generate();
    identity::IssuerSet issuers;
    std::vector<identity::GrantEntry> entries;
    identity::GrantList grants;
    identity::ServerStatement statement;
};

struct Delivery {
    wire::FrameType type{};
    Bytes body;
    SteadyTime due{};
    bool fromPeer = false; // MLS bytes over a peer's data channel
};

struct Participant {
    std::string name;
    std::uint64_t connection = 0;
    InviteId invite;
    std::optional<identity::InviteKeys> inviteKeys;
    std::optional<identity::GuestDevice> device;
    std::optional<LobbyMember> lobby;
    std::optional<GroupSession> session;
    std::unique_ptr<sframe::KeyStore> keys = std::make_unique<sframe::KeyStore>();
    std::deque<Delivery> inbox;
    bool cut = false;     // its socket is down: nothing in, nothing out
    bool crashed = false; // the process is gone; what its memory held at that moment is kept for the tests

    // What has happened, in order.
    std::vector<std::pair<LeafNumber, Control>> controls;
    std::vector<std::uint64_t> delivered, undelivered;
    std::vector<Error> refused, warnings;
    std::optional<Error> failed;
    std::optional<Error> welcomeRefused;
    std::map<LeafNumber, std::string> codes;
    std::vector<Ended> ended;
    std::vector<std::uint64_t> installed, switched, wiped;
    int cleared = 0, joined = 0, left = 0;
    bool wipedAll = false, stopped = false;
    std::vector<Admitted> admitted;
    std::vector<AdmissionFailed> admissionsFailed;

    bool heard(const std::string &text) const;
    bool refusedFor(ErrorCode code) const;
    bool isActive() const { return session && !crashed && session->state() == SessionState::Active; }
    const RosterMember &own() const { return *session->member(session->ownLeaf()); }
    std::vector<std::string> chat() const;
};

class World {
public:
    World();

    Participant &openVisit(const Staff &staff);          // the host; again after its crash: a new instance
    Participant &knock(const std::string &name);         // a guest with an invite of its own, in the lobby
    Participant &knockAgain(Participant &guest);         // a fresh client with the same device, after a crash
    Participant &knockAsStaff(const Staff &staff);
    void crash(Participant &who);
    void sendHello(Participant &guest);
    Result<void> admit(Participant &guest);              // at the host
    Participant &join(const std::string &name);          // knock, admit, deliver
    void perform(Participant &who, Effects effects);
    void perform(Participant &who, Result<Effects> effects); // aborts the test on an error

    // Delivers until nothing is due; the clock stands still.
    void settle();
    // Moves the clock in steps of 100 ms, with a tick and all deliveries at each.
    void advance(Milliseconds time);
    void deliverOne(Participant &who); // the first that is due
    bool chat(Participant &who, const std::string &text);

    Moment now;
    Practice practice;
    VisitId visit;
    LobbyDesk desk;
    std::vector<std::unique_ptr<Participant>> people;
    Participant *host = nullptr;
    std::mt19937_64 random{20260727};

    // Faults.
    double doubled = 0;  // probability that a delivery comes twice
    double shuffled = 0; // that it is put before the one that came before it
    double lost = 0;     // of group messages only: the server keeps the rest
    bool mesh = false;   // what is sent to peers as well comes over their data channels too
    std::function<void(Participant &to, wire::FrameType, Bytes &body)> tamper;
    // How long a message is under way; none: it is lost.
    std::function<std::optional<Milliseconds>(const Participant &from, const Participant &to, wire::FrameType)> route;
    std::function<void(Participant &who, const EpochInstalled &)> onInstalled;
    std::vector<Bytes> wire; // every MLS byte that the server has seen

private:
    void serve(Participant &from, wire::FrameType type, const Bytes &body);
    void overPeers(Participant &from, wire::FrameType type, const Bytes &body);
    void sayGone(Participant &who);
    void queue(const Participant &from, Participant &to, wire::FrameType type, Bytes body, bool mayBeLost,
               bool overPeer = false);
    void receive(Participant &who, const Delivery &delivery);
    void welcome(Participant &guest, const Bytes &body);

    std::uint64_t m_connection = 0;
    std::uint64_t m_seq = 0;
    std::vector<Participant *> m_members; // in the order of joining, so that a seed fixes the schedule
    std::map<InviteId, crypto::Digest> m_bindings; // as the host's client stores them
    std::uint64_t m_counter = 0;
};

InviteId inviteIdFor(std::uint64_t n);

// Seals one frame of `from` and opens it at `to`; the error, or nothing when it opened.
std::optional<ErrorCode> frameRefusal(Participant &from, Participant &to, Bytes *keptFrame = nullptr);
std::optional<ErrorCode> openRefusal(Participant &to, LeafNumber leaf, const Bytes &frame);

} // namespace bedside::test
