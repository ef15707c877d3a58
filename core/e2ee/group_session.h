// SPDX-License-Identifier: Apache-2.0
// GroupSession: one member's part in one instance of a visit, host or not, N members. Pure: inputs with their time in,
// Effects out; no socket, no clock, no thread of its own. Main thread; owned by the client; ends for good when state()
// leaves Active.
//
// Inputs, by origin
//   user     admit, remove, setLocked, send, rotate, leave, endForAll
//   server   receive: Commit, GroupMessage, VisitEnd (a hint), MemberPresence (a hint); serverBack
//   peers    receiveFromPeer, peerAlive, newerEpochSeen
//   clock    tick (at least every 100 ms)
#pragma once

#include "core/e2ee/effects.h"
#include "core/e2ee/lobby_desk.h"
#include "core/e2ee/moment.h"

#include <memory>

namespace bedside::e2ee {

struct HostInput {
    VisitId visit;
    InstanceId instance;               // fresh: crypto::randomId<InstanceId>()
    identity::LeafIdentity leaf;       // for this visit, from a device whose role may host
    identity::PracticeTrust trust;     // with a fresh grant list
    crypto::Digest policyHash{};
    std::string displayName;           // shown to those who join; at most 128 bytes
    // Bound devices of an earlier instance of this visit and of no other, so that a host that crashed readmits them; at most
    // profile::kMaxBindings.
    std::vector<std::pair<InviteId, crypto::Digest>> bindings;
};

struct SessionStart;
class LobbyMember;

class GroupSession {
public:
    // A new instance with this host alone at epoch 0. TooLarge, NotAuthorized, Expired and what PracticeTrust::checkLeaf refuses.
    static Result<SessionStart> open(HostInput input, Moment now);

    GroupSession(GroupSession &&) noexcept;
    GroupSession &operator=(GroupSession &&) noexcept;
    ~GroupSession();

    SessionState state() const noexcept;
    bool isHost() const noexcept;
    const VisitId &visit() const noexcept;
    const InstanceId &instance() const noexcept;
    std::uint64_t epoch() const noexcept;
    LeafNumber ownLeaf() const noexcept;
    LeafNumber hostLeaf() const noexcept;
    bool isLocked() const noexcept;
    bool isVerifiedLive() const noexcept;               // heartbeats arrive (always true at the host)
    const std::vector<RosterMember> &roster() const noexcept; // ourselves included, by leaf
    const RosterMember *member(LeafNumber leaf) const;

    // ---- Host only (NotHost) ----

    // Adds the newcomer, together with others admitted within 500 ms of the last commit; Admitted or AdmissionFailed
    // follows. `keys`: the invite's, null for staff. LinkInUse, Locked, NotAuthorized, Replayed, TooLarge (16 members).
    Result<Effects> admit(const LobbyEntry &entry, const identity::InviteKeys *keys, Moment now);
    bool recognises(const LobbyEntry &entry) const;     // a bound, not barred device: admit it without a click
    Result<Effects> remove(LeafNumber leaf, bool bar, Moment now); // `bar`: its link does not come back
    Result<Effects> setLocked(bool locked, Moment now);
    Result<Effects> rotate(Moment now);                 // a new epoch, membership unchanged
    Result<Effects> updateTrust(const identity::PracticeTrust &trust, Moment now); // a newer grant list: revoked leaves go
    Effects endForAll(wire::EndOutcome outcome, Moment now);

    // ---- Every member ----

    struct Sent {
        std::uint64_t id = 0; // as ControlDelivered names it; 0 where it is not acknowledged
        Effects effects;
    };
    // Chat, MediaSignal, MediaState, KeyFrameRequest, SafetyCodeConfirmed, RotateRequest or LogHead. NotInState,
    // TooLarge, NotAuthorized, NotFound (no such leaf), SafetyCodeDiffers (chat, once a code was said to differ, by us or to us:
    // then nothing is sealed in this instance any more).
    // Order holds as long as nothing is lost; what is sent again after a loss may come late: candidates may overtake
    // an offer.
    Result<Sent> send(Control control, Moment now);
    Effects leave(Moment now);                          // as host: endForAll with outcome Left

    // The bodies of the server's frames. A frame that does not hold is dropped with Refused.
    Effects receive(wire::FrameType type, ByteSpan body, Moment now);
    // The connection to the server is a new one, and Resume is on its way: what nobody has acknowledged is sent again now, for
    // the last of it may have gone into a connection that was dead already.
    Effects serverBack(Moment now);
    // A Commit's or GroupMessage's MLS bytes that came over the data channel of a peer; duplicates are dropped.
    Effects receiveFromPeer(ByteSpan mlsMessage, Moment now);
    void peerAlive(LeafNumber leaf, bool alive, Moment now); // the peer connection to that leaf
    Effects newerEpochSeen(std::uint64_t epoch, Moment now); // KeyStore::takeNewerEpochHint
    Effects tick(Moment now);
    // Whether a client in `previous` may leave it for this one: the same visit and host device, and no authenticated
    // message of that host for 10 s (or `previous` is over).
    bool maySucceed(const GroupSession &previous, Moment now) const;

    // What the security panel says.
    static const char *mlsSuite() noexcept { return "MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519"; }
    static const char *sframeSuite() noexcept { return "AES_256_GCM_SHA512_128"; }
    std::optional<std::string> safetyCode(LeafNumber leaf) const;

    class Impl;

private:
    friend class LobbyMember;
    explicit GroupSession(std::unique_ptr<Impl> impl) noexcept;
    std::unique_ptr<Impl> m;
};

struct SessionStart {
    GroupSession session;
    Effects effects; // VisitOpen for the server, EpochInstalled, SwitchSender ...
};

} // namespace bedside::e2ee
