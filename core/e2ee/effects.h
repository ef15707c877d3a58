// SPDX-License-Identifier: Apache-2.0
// What the group session asks its owner to do, as data, in the order in which to do it. Move-only (keys inside).
#pragma once

#include "core/base/ids.h"
#include "core/base/secret.h"
#include "core/e2ee/control.h"
#include "core/identity/leaf_credential.h"
#include "core/sframe/key_store.h"
#include "core/wire/frame.h"

#include <optional>
#include <variant>
#include <vector>

namespace bedside::e2ee {

enum class SessionState { Active, Left, Removed, Ended, Failed };

struct RosterMember {
    LeafNumber leaf = 0;
    wire::RoleSet roles;                       // those that count: the grant list's
    DeviceId device;
    AccountId account;                         // null for a guest
    crypto::Digest deviceHash{};
    crypto::SignaturePublicKey leafKey{};
    std::optional<InviteId> invite;            // at the host: by which link it came
    std::optional<std::uint64_t> connection;   // at the host: the lobby connection it came over
    std::string name;                          // from the hello at the host, else from the member itself; may come late
    bool own = false;
    bool host = false;
    std::uint8_t contexts = sframe::kAllContexts; // what its role may send
};

struct SendFrame { // over the server's socket; `toPeers`: over the peers' data channels as well, where there are any
    wire::FrameType type{};
    Bytes body;
    bool toPeers = false;
};
struct EpochInstalled { // KeyStore::installEpoch, and the roster to connect to
    InstanceId instance;
    std::uint64_t epoch = 0;
    Secret baseKey;
    LeafNumber ownLeaf = 0;
    std::vector<sframe::LeafAccess> leaves;
};
struct SwitchSender { // KeyStore::switchSender, queues of older epochs discarded, a key frame forced
    InstanceId instance;
    std::uint64_t epoch = 0;
};
struct WipeEpoch {
    InstanceId instance;
    std::uint64_t epoch = 0;
};
struct WipeAll { // KeyStore::wipeAll: left, removed, ended or failed
    InstanceId instance;
};
struct StopSending {}; // KeyStore::stopSending: not verified live any more
struct RosterChanged {
    std::vector<RosterMember> joined; // connect to them (all others, for a newcomer)
    std::vector<RosterMember> left;   // close their connections at once
};
struct MemberNamed { // its Introduction has come
    LeafNumber leaf = 0;
    std::string name;
};
struct ControlReceived {
    LeafNumber from = 0;
    std::uint64_t id = 0;
    Control control; // of the first group in control.h
};
struct ControlDelivered { // every member it was for has it
    std::uint64_t id = 0;
};
struct ControlUndelivered { // given up: not acknowledged within 30 s, or someone joined who must not read it
    std::uint64_t id = 0;
};
struct SafetyCodeReady {
    LeafNumber leaf = 0; // the other side: the newcomer for the host, the host for the newcomer
    std::string digits;  // "12345 67890"
};
struct Admitted { // the Welcome has been handed out: the lobby connection is a member now
    std::uint64_t connection = 0;
    LeafNumber leaf = 0;
};
struct AdmissionFailed {
    std::uint64_t connection = 0;
    Error error;
};
struct InviteBound { // first admission by this link: keep it (LobbyDesk::bind and the store)
    InviteId invite;
    crypto::Digest deviceHash{};
};
struct StateChanged {
    SessionState state = SessionState::Active;
};
struct Warning { // TimedOut: not verified live; cleared by WarningCleared
    Error error;
};
struct WarningCleared {};
struct Failed { // this session is over for a reason that a person must hear of
    Error error;
};
struct Ended { // by the host, for all
    LeafNumber by = 0;
    wire::EndOutcome outcome = wire::EndOutcome::Completed;
};
struct Refused { // a message was dropped: for the log and counters, never fatal
    Error error;
    std::optional<LeafNumber> from;
};

using Effect = std::variant<SendFrame, EpochInstalled, SwitchSender, WipeEpoch, WipeAll, StopSending, RosterChanged, MemberNamed,
                            ControlReceived, ControlDelivered, ControlUndelivered, SafetyCodeReady, Admitted,
                            AdmissionFailed, InviteBound, StateChanged, Warning, WarningCleared, Failed, Ended, Refused>;
using Effects = std::vector<Effect>;

} // namespace bedside::e2ee
