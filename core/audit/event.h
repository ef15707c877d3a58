// SPDX-License-Identifier: Apache-2.0
// The event catalogue and one event of the log, with its canonical encoding: the bytes that the Merkle tree hashes.
// Values only, any thread. Nothing clinical can be said here: ids, times, a catalogue name, and a short detail.
#pragma once

#include "core/base/bytes.h"
#include "core/base/clock.h"
#include "core/base/ids.h"

#include <optional>
#include <string>

namespace bedside::audit {

// Numbers are part of the encoding and are never reused; names are what the API and the exports show.
enum class EventType : std::uint16_t {
    PracticeCreated = 1,     // practice.created
    TrustChanged,            // trust.changed            issuer set, grant list or server statement replaced
    AccountCreated,          // account.created
    RoleKeysChanged,         // role-keys.changed
    ServerStarted,           // server.started
    ServerStopped,           // server.stopped
    RolesChanged,            // account.roles-changed
    AccountDisabled,         // account.disabled
    DeviceAdded,             // device.added             detail = the device's id
    DeviceRevoked,           // device.revoked           detail = the device's id
    PolicyChanged,           // policy.changed

    SignedIn = 20,           // session.signed-in
    SignInRefused,           // session.refused
    SignedOut,               // session.signed-out
    SessionExpired,          // session.expired
    RecoveryCodeUsed,        // session.recovery-code
    SessionLocked,           // session.locked           the screen of a signed-in device

    AppointmentCreated = 40, // appointment.created
    AppointmentChanged,      // appointment.changed
    AppointmentCancelled,    // appointment.cancelled
    InviteCreated,           // invite.created
    InviteWithdrawn,         // invite.withdrawn
    InviteOpened,            // invite.opened
    InviteRefused,           // invite.refused           detail = the error's name

    LobbyArrived = 60,       // lobby.arrived
    LobbyLeft,               // lobby.left
    LobbyDenied,             // lobby.denied
    VisitOpened,             // visit.opened
    VisitAdmitted,           // visit.admitted
    VisitJoined,             // visit.joined
    VisitLeft,               // visit.left
    VisitRemoved,            // visit.removed
    VisitResumed,            // visit.resumed
    VisitEnded,              // visit.ended              detail = the outcome's name
    ChatSent,                // chat.sent                the fact, never the text
    SafetyCodeCompared,      // safety-code.compared     detail = same | different
    KeysRotated,             // keys.rotated
    MediaInterrupted,        // media.interrupted        detail = the error's name, or one of the two below
    MediaRestored,           // media.restored
    VisitLocked,             // visit.locked
    VisitUnlocked,           // visit.unlocked
    ShareStarted,            // share.started
    ShareStopped,            // share.stopped
    FileSent,                // file.sent                the fact, never name or content
    FileReceived,            // file.received
    ConsentGiven,            // consent.given
    ConsentRefused,          // consent.refused
    ConsentWithdrawn,        // consent.withdrawn
    RecordStarted,           // record.started
    RecordStopped,           // record.stopped
    NetworkChecked,          // network.checked          detail = one of kNetworkDetails

    KeyFailed = 90,          // key.failed
    CertificateFailed,       // certificate.failed
    StoreFailed,             // store.failed
    ClockWrong,              // clock.wrong

    AuditRead = 110,         // audit.read
    AuditErased,             // audit.erased             an erasable field was erased; detail = the entry's index
    AuditExported,           // audit.exported
    RecordExported,          // record.exported          a recording, note or other record left the practice's devices
};

// Details of MediaInterrupted that are no errors: what was left of a participant's picture, sound and text.
inline constexpr std::string_view kWeakLineSoundOnly = "weak-line-sound-only", kWeakLineTextOnly = "weak-line-text-only";

// Details of NetworkChecked: how well a participant's network carries a visit, or a leg of the way that failed.
inline constexpr std::string_view kNetworkDetails[] = {"good",      "slow",      "blocked",   "https",
                                                       "websocket", "relay-udp", "relay-tcp", "relay-tls"};

std::string_view eventName(EventType type) noexcept;               // "" for a number outside the catalogue
Result<EventType> eventFromName(std::string_view name);            // UnknownType
Result<EventType> eventFromNumber(std::uint16_t number);           // UnknownType
bool isClientReportable(EventType type) noexcept;                  // what a client may report with wire frame 30

enum class ActorKind : std::uint8_t { Server = 0, Account = 1, Invite = 2, Device = 3 };

// Who did it: an account of the practice, a guest known by the invite, a device, or the server itself (null id).
struct Actor {
    ActorKind kind = ActorKind::Server;
    std::array<std::uint8_t, 16> id{};

    static Actor server() { return {}; }
    static Actor account(const AccountId &id) { return {ActorKind::Account, id.bytes}; }
    static Actor invite(const InviteId &id) { return {ActorKind::Invite, id.bytes}; }
    static Actor device(const DeviceId &id) { return {ActorKind::Device, id.bytes}; }
    std::string text() const;                                      // "server", "account:<22 characters>", ...
    static Result<Actor> fromText(std::string_view text);
    friend bool operator==(const Actor &, const Actor &) = default;
};

// A field that can be erased later without breaking a proof: the tree holds HMAC-SHA-256(salt, label || value) only.
struct Erasable {
    std::optional<std::string> value;                              // none once erased
    std::array<std::uint8_t, 32> salt{};                           // zero once erased
    std::array<std::uint8_t, 32> commitment{};

    static Erasable commit(std::string_view label, std::string value); // with a fresh random salt
    bool holds(std::string_view label) const;                      // erased, or value and salt give the commitment
};
inline constexpr std::string_view kAddressLabel = "bedside audit address v1";
inline constexpr std::string_view kDeviceLabel = "bedside audit device v1";

// What a caller hands to Log::append.
struct Event {
    EventType type = EventType::ServerStarted;
    WallTime at{};
    PracticeId practice;
    Actor actor;
    std::optional<VisitId> visit;
    std::string detail;                                            // printable ASCII, at most kMaxDetail, never clinical
    std::string address;                                           // where from; "" = none; erasable; kMaxErasable
    std::string device;                                            // which program and device; "" = none; erasable
};
inline constexpr std::size_t kMaxDetail = 64;
inline constexpr std::size_t kMaxErasable = 128;

// An event in its place in the log.
struct Entry {
    std::uint64_t index = 0;
    WallTime at{};
    EventType type = EventType::ServerStarted;
    PracticeId practice;
    Actor actor;
    std::optional<VisitId> visit;
    std::string detail;
    std::optional<Erasable> address;
    std::optional<Erasable> device;
};

// Version octet, then fields as u8 tag | u16 length | value with rising tags: one encoding for one entry.
// decode refuses everything that encode would not have written; the erasable values are not part of it.
Bytes encode(const Entry &entry);
Result<Entry> decode(ByteSpan encoded);
// The place that an encoded entry claims, also for one whose event only a newer version knows.
Result<std::uint64_t> indexOf(ByteSpan encoded);

} // namespace bedside::audit
