// SPDX-License-Identifier: Apache-2.0
// What the screens and the bot may know of the client: plain values to show and commands to give.
// Everything here lives on the main thread. A command returns at once; its result arrives as a change of the values
// and, where it can fail in a way that a person must hear of, as Notice. No key, socket or table appears here.
#pragma once

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/ids.h"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bedside::media {
class PictureSource; // core/media/picture.h: latest decoded picture, safe from any thread
}

namespace bedside::client {

// ---- Profile, unlocking, signing in (staff) ------------------------------------------------------------------------

enum class AppState {
    Empty,        // no practice on this computer and no link: offer to paste a link
    Locked,       // a practice is set up; the store needs the PIN or passphrase
    SignedOut,    // unlocked; appointments and log are readable, the server asks for password and code
    SignedIn,
    Guest,        // opened with an invite link; GuestState says how far
    Unusable,     // Session::failure says why (damaged store, self-test, newer version ...)
};

enum class KeyStoreMode { SystemKeyStoreAndPin, PassphraseOnly };

struct Session {
    AppState state = AppState::Empty;
    std::string practiceName;
    std::string personName;                // of the signed-in account, from its sealed profile
    std::string login;                     // last used, to fill in
    KeyStoreMode keyStoreMode = KeyStoreMode::PassphraseOnly;
    std::string serverName;
    bool busy = false;                     // a sign-in or unlock is under way
    bool online = false;                   // the signaling socket is connected
    std::optional<Error> failure;          // of the last unlock or sign-in attempt; cleared by the next
    std::int64_t retryAfterSeconds = 0;    // throttled
    std::int64_t clockOffsetSeconds = 0;   // server minus this computer
    std::string setAside;                  // Unusable: where the database was moved, unchanged; empty: nowhere
    bool canTryAgain = false;              // Unusable: a file that is put back can help
};

// ---- The day (staff) -----------------------------------------------------------------------------------------------

enum class VisitPhase { Scheduled, Waiting, InVisit, Ended, Cancelled, NoShow };

struct Appointment {
    VisitId id;
    WallTime startsAt{};
    int minutes = 30;
    VisitPhase phase = VisitPhase::Scheduled;
    std::string patientName;               // opened from the sealed object; empty if it could not be opened
    std::string reason;
    std::string contact;
    std::optional<WallTime> waitingSince;  // the earliest guest in its lobby
    bool hasInvite = false;
    bool pendingUpload = false;            // made or changed offline
    std::optional<Error> unreadable;       // why the sealed object did not open
};

struct AppointmentDraft {
    std::optional<VisitId> id;             // set: change an existing one
    WallTime startsAt{};
    int minutes = 30;
    std::string patientName;
    std::string reason;
    std::string contact;
};

struct Invitation {
    VisitId visit;
    std::string appLink;                   // bedside://join/...
    std::string webLink;                   // https://.../j/...
    std::string calendarFile;              // text/calendar: time and link only
    std::string mailText;                  // time and link only, in the interface language
    WallTime expiresAt{};
};

struct LobbyGuest {
    std::uint64_t id = 0;                  // of this arrival, for admit and deny
    VisitId visit;
    std::string name;                      // opened with the invite's key; empty if not verified
    bool verified = false;
    bool linkInUseElsewhere = false;       // another device has been admitted with this link
    WallTime since{};
};

struct LogEntry {
    std::uint64_t index = 0;
    WallTime at{};
    std::string event;                     // catalogue name: "visit.joined"; the screens put it into words
    std::string actor;                     // account or participant id, or the person's own name where known locally
    std::optional<VisitId> visit;
    std::string detail;                    // never clinical: an outcome, an error name, a count
};

// ---- A guest's way in ----------------------------------------------------------------------------------------------

enum class GuestStage { Idle, Connecting, NeedsName, Waiting, Joining, InVisit, Denied, Ended, Failed };

struct GuestState {
    GuestStage stage = GuestStage::Idle;
    std::string hostName;                  // known only after WELCOME; before it the practice's or server's name
    std::string serverName;
    int place = 0;                         // 1 = next
    std::optional<int> estimatedWaitMinutes;
    bool hostPresent = false;
    std::optional<WallTime> startsAt;
    std::optional<Error> failure;
    bool serverReached = false;            // it has answered since the link was opened
    bool hostLost = false;                 // was in the visit already; the host has vanished and is waited for
};

// ---- The visit (both sides) ----------------------------------------------------------------------------------------

enum class TileState { WaitingForConnection, WaitingForKey, WaitingForPicture, Live, PictureStopped, CameraOff, WeakLine, NotVerified, Gone };

struct Tile {
    std::uint32_t leaf = 0;
    std::string name;
    std::string role;                      // "clinician", "guest": words come from the screens
    TileState state = TileState::WaitingForConnection;
    bool microphoneOn = true;
    bool cameraOn = true;
    bool speaking = false;
    media::PictureSource *picture = nullptr; // owned by the client; valid while the tile is in the list
};

struct ChatLine {
    std::string text;
    std::string from;
    bool own = false;
    bool delivered = false;
    WallTime at{};
    bool failed = false;                   // it did not get through, and is not tried again by itself
};

struct SafetyCode {
    std::uint32_t leaf = 0;
    std::string digits;                    // "12345 67890"
    bool demanded = false;
    bool confirmed = false;
    bool differs = false;                  // one of the two said so
};

struct SecurityView {
    bool encrypted = false;                // computed from what receivers do, not from what was asked for
    std::uint64_t epoch = 0;
    std::string mlsSuite;
    std::string sframeSuite;
    std::string peerCertificate;           // "checked" state of the DTLS certificate per peer is in verifiedPeers
    int verifiedPeers = 0;
    int peers = 0;
    bool liveVerified = true;              // heartbeats arrive
    bool locked = false;
    bool stopped = false;                  // a safety code differs: nothing is sent, shown or played in this visit any more
    std::vector<SafetyCode> codes;
};

enum class VisitStage { None, Opening, Active, Ending, Summary };
enum class VisitOutcome { Completed, AudioOnly, NoShow, TechnicalFailure, Left };

struct VisitSummary {
    WallTime startedAt{};
    WallTime endedAt{};
    VisitOutcome outcome = VisitOutcome::Completed;
    std::vector<std::string> people;
    std::vector<LogEntry> log;
    std::optional<Error> endedBy;          // a failure that ended the visit, if one did
};

// What of one's own is sent, and why not more. A weak line loses the picture before the sound, and the sound before text.
enum class LineRung { Picture, SmallPicture, SoundOnly, TextOnly };
enum class LineReason { None, Slow, Lossy, Chosen };

struct LineState {
    LineRung rung = LineRung::Picture;
    LineReason reason = LineReason::None;
    LineRung best = LineRung::Picture;     // what the person chose; Picture: as the line allows
};

struct Visit {
    VisitId id;
    VisitStage stage = VisitStage::None;
    bool isHost = false;
    WallTime startedAt{};
    std::vector<Tile> tiles;               // the others; never oneself
    std::vector<ChatLine> chat;
    SecurityView security;
    LineState line;
    std::optional<Error> warning;          // shown as a banner with its remedy
    VisitSummary summary;                  // meaningful in Summary
};

// ---- Devices -------------------------------------------------------------------------------------------------------

enum class DeviceKind { Camera, Microphone, Speaker };

struct Device {
    DeviceKind kind = DeviceKind::Camera;
    std::string id;
    std::string name;
    bool inUse = false;
};

struct LocalMedia {
    std::vector<Device> devices;
    bool cameraOn = true;
    bool microphoneOn = true;
    bool generatedPicture = false;         // no camera, or none that works: a drawn picture is sent, and the screen says so
    bool generatedSound = false;
    double microphoneLevel = 0;            // 0 to 1
    bool microphoneHeard = false;          // a level above the noise floor within the last 3 s
    std::optional<Error> cameraProblem;
    std::optional<Error> microphoneProblem;
    media::PictureSource *selfView = nullptr;
};

// ---- The network, checked --------------------------------------------------------------------------------------------------

enum class NetworkLeg { Https, Socket, RelayUdp, RelayTcp, RelayTls };

struct NetworkStep {
    NetworkLeg leg = NetworkLeg::Https;
    std::string target;                    // host:port
    std::optional<Error> error;            // none: it works
    Milliseconds took{};
};

enum class NetworkGrade {
    Unknown,                               // not checked, or nothing could be learned
    Good,                                  // enough for picture and sound
    Slow,                                  // sound, and a small picture
    Blocked,                               // the server, or every way for picture and sound, is out of reach
};

struct NetworkVerdict {
    bool running = false;
    int percent = 0;                       // of the check that is running
    NetworkGrade grade = NetworkGrade::Unknown; // once it is over
    bool soundAtRisk = false;              // Slow: so much that sound will break up, too
    std::vector<NetworkStep> steps;        // in the order in which they were tried
    std::optional<int> downKbps, upKbps;   // over HTTPS, from and to the practice's server
    std::optional<double> lossPercent;     // there and back, over UDP to a relay
    std::optional<int> delayMs, jitterMs;  // of the round trip: over UDP to a relay, or over HTTPS to the server
    std::string proxy;                     // in use, without name and password; empty: none
};

// ---- Measures, for reports and the bot ---------------------------------------------------------------------------------

struct DirectionCounts { // one direction of one medium
    std::uint64_t sealed = 0, sent = 0, received = 0, opened = 0, refused = 0, decoded = 0;
};
struct PeerMeasures {
    std::uint32_t leaf = 0;
    DirectionCounts video, audio;
    std::uint64_t audioSamplesPlayed = 0;
    int pictureWidth = 0, pictureHeight = 0;
    // Milliseconds of the machine's steady clock, so that both sides of a visit on one computer can be compared; -1: not yet.
    std::int64_t admittedAtMs = -1;   // the host's only: its last admission before this peer came
    std::int64_t firstFrameAtMs = -1; // the peer's first decoded picture
    double roundTripMs = 0;
    bool relayed = false; // the path leads over a relay
};
struct Measures {
    std::vector<PeerMeasures> peers;
    std::vector<std::uint64_t> epochs;     // every epoch this client was in
};

// ---- What a report to support says of visits -----------------------------------------------------------------------

// One visit of this run as its line was, measured once a second over all peers together. Nothing names visit or person.
inline constexpr std::size_t kMostLineRecords = 5;
struct LineRecord {
    WallTime until{};                      // the last measure
    int seconds = 0;                       // that were measured
    std::size_t peers = 0;                 // most at one time
    bool relayed = false;                  // some path led over a relay
    std::int64_t leastRate = 0, meanRate = 0; // bit/s that the narrowest path was thought to carry
    std::int64_t arrivedRate = 0;          // mean bit/s of ours that arrived there
    double meanLoss = 0, mostLoss = 0;     // of what was sent, 0 to 1, on the worst path
    double meanRoundTripMs = 0, mostRoundTripMs = 0;
    std::array<int, 4> secondsOn{};        // each LineRung
    DirectionCounts video, audio;          // as at last
    std::optional<Error> endedBy;
};

// ---- Whether the others in a visit learn this computer's network address ------------------------------------------------

// Connections over the practice's relays alone hide it. Of the practice at hand: a guest's link, else this computer's own.
struct AddressHiding {
    bool chosen = false;                   // by the person, for every connection from now on
    bool byPractice = false;               // the practice lets nobody connect in another way
    std::optional<bool> hasRelay;          // nothing: the practice's server has not been asked yet
};

// ---- The facade ----------------------------------------------------------------------------------------------------

enum class Part { Session, Appointments, Invitation, Lobby, Guest, Visit, LocalMedia, Log, Level, Notice, Address, Network };

class Facade {
public:
    virtual ~Facade() = default;

    // Called on the main thread after the named part has changed. One listener at a time.
    virtual void setListener(std::function<void(Part)> listener) = 0;

    virtual const Session &session() const = 0;
    virtual const std::vector<Appointment> &appointments() const = 0; // of the day asked for, by start time
    virtual const std::optional<Invitation> &invitation() const = 0;
    virtual const std::vector<LobbyGuest> &lobby() const = 0;
    virtual const GuestState &guest() const = 0;
    virtual const Visit &visit() const = 0;
    virtual const LocalMedia &localMedia() const = 0;
    virtual const std::vector<LogEntry> &log() const = 0;              // newest first, the last 500
    virtual Measures measures() const = 0;
    virtual std::vector<LineRecord> lineRecords() const = 0;           // of this run, oldest first, the last kMostLineRecords
    virtual AddressHiding addressHiding() const = 0;
    virtual const NetworkVerdict &network() const = 0;
    // Why the last command could not do what was asked, where no other value says so (save, cancel, invite, open,
    // admit, deny): shown as a banner until dismissed or until the next command succeeds.
    virtual const std::optional<Error> &notice() const = 0;
    virtual void dismissNotice() = 0;

    virtual void setLanguage(std::string language) = 0;                // "en" or "es": of mail text and calendar file
    virtual void hideAddress(bool on) = 0;                             // from the next connection on; those there are stay

    // Tries what visits need of this network, of the guest's practice or of one's own; some ten seconds. Not during a visit,
    // whose line it would fill: one that begins ends it, and what was known before stays.
    virtual void checkNetwork() = 0;

    // Staff.
    virtual void tryAgain() = 0;                                       // Unusable: what was set aside is put back first
    virtual void unlock(std::string pinOrPassphrase) = 0;              // wiped by the callee
    virtual void lock() = 0;
    virtual void signIn(std::string login, std::string password, std::string code) = 0;
    virtual void signOut() = 0;
    virtual void showDay(WallTime startOfDay) = 0;                     // chooses what appointments() holds: 24 hours from here
    virtual void saveAppointment(AppointmentDraft draft) = 0;
    virtual void cancelAppointment(VisitId id) = 0;
    virtual void restoreAppointment(VisitId id) = 0;                   // undo of the above
    virtual void showInvitation(VisitId id) = 0;                       // the link in force; a new one where there is none
    virtual void makeInvitation(VisitId id) = 0;                       // a new link; then an older one for the visit is withdrawn
    virtual void refreshLog() = 0;
    virtual void openVisit(VisitId id) = 0;                            // become its host, camera preview on
    virtual void admit(std::uint64_t lobbyGuest) = 0;
    virtual void deny(std::uint64_t lobbyGuest) = 0;

    // Guest.
    virtual void openLink(std::string link) = 0;                       // while one is under way: the other link takes its place
    virtual void setGuestName(std::string name) = 0;

    // In a visit.
    virtual void sendChat(std::string text) = 0;
    virtual void sendChatAgain(std::size_t line) = 0;                  // of visit().chat, one that failed: it becomes the last
    virtual void setMicrophone(bool on) = 0;
    virtual void setCamera(bool on) = 0;
    virtual void chooseDevice(DeviceKind kind, std::string id) = 0;
    virtual void retryDevices() = 0;
    virtual void limitLine(LineRung best) = 0;                         // for this visit; TextOnly is none that one can choose
    virtual void confirmSafetyCode(std::uint32_t leaf, bool same) = 0;
    virtual void leaveVisit() = 0;
    virtual void endVisitForAll() = 0;
    virtual void closeSummary(VisitOutcome outcome) = 0;               // a guest's: what was before the link comes back
};

} // namespace bedside::client
