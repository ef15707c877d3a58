// SPDX-License-Identifier: Apache-2.0
// The body of every frame, typed. encode() writes the body; decode() refuses short, long and trailing bytes. Where the
// two directions differ, "...Request" goes to the server and "...Delivery" comes from it. Values; any thread.
#pragma once

#include "core/base/clock.h"
#include "core/base/ids.h"
#include "core/wire/frame.h"

#include <string>

namespace bedside::wire {

enum class ConnectionKind : std::uint8_t { Staff = 0, Guest = 1 };
enum class ChangedWhat : std::uint8_t { Appointments = 1, Audit = 2, Trust = 3 };
enum class DenyReason : std::uint8_t { NotSaid = 0, NotNow = 1, UnknownPerson = 2 };
// How a visit came to its end; the numbers are on the wire and in the log.
enum class EndOutcome : std::uint8_t { Completed = 0, AudioOnly = 1, NoShow = 2, TechnicalFailure = 3, Left = 4 };
std::string_view endOutcomeName(EndOutcome outcome) noexcept; // "completed", "audio-only", ...

struct AuthRequest { // client -> server, the first frame on every socket
    static constexpr FrameType kType = FrameType::Auth;
    Bytes ticket;
    Bytes encode() const;
    static Result<AuthRequest> decode(ByteSpan body);
};

struct AuthOk {
    static constexpr FrameType kType = FrameType::AuthOk;
    std::uint64_t connection = 0;
    ConnectionKind kind = ConnectionKind::Staff;
    WallTime serverTime{};
    Bytes encode() const;
    static Result<AuthOk> decode(ByteSpan body);
};

struct ErrorReport { // server -> client; `about` is the type of the frame that failed
    static constexpr FrameType kType = FrameType::Error;
    ErrorCode code = ErrorCode::Internal;
    std::uint64_t detail = 0;
    FrameType about{};
    Bytes encode() const;
    static Result<ErrorReport> decode(ByteSpan body);
};

struct LobbyArrival { // server -> staff who may host or see that lobby
    static constexpr FrameType kType = FrameType::LobbyArrival;
    VisitId visit;
    InviteId invite;
    std::uint64_t guestConnection = 0;
    WallTime since{};
    Bytes hello; // as the guest sent it in LobbyHello, whose body is the hello itself
    Bytes encode() const;
    static Result<LobbyArrival> decode(ByteSpan body);
};

struct LobbyGone {
    static constexpr FrameType kType = FrameType::LobbyGone;
    VisitId visit;
    std::uint64_t guestConnection = 0;
    Bytes encode() const;
    static Result<LobbyGone> decode(ByteSpan body);
};

struct LobbyPlace { // server -> guest
    static constexpr FrameType kType = FrameType::LobbyPlace;
    static constexpr std::uint16_t kUnknownWait = 0xffff;
    std::uint16_t place = 1; // 1 = next
    std::uint16_t waitMinutes = kUnknownWait;
    bool hostPresent = false;
    Bytes encode() const;
    static Result<LobbyPlace> decode(ByteSpan body);
};

struct DenyRequest {
    static constexpr FrameType kType = FrameType::Deny;
    VisitId visit;
    std::uint64_t guestConnection = 0;
    DenyReason reason = DenyReason::NotSaid;
    Bytes encode() const;
    static Result<DenyRequest> decode(ByteSpan body);
};

struct DenyDelivery {
    static constexpr FrameType kType = FrameType::Deny;
    DenyReason reason = DenyReason::NotSaid;
    Bytes encode() const;
    static Result<DenyDelivery> decode(ByteSpan body);
};

struct WelcomeRequest {
    static constexpr FrameType kType = FrameType::Welcome;
    VisitId visit;
    InstanceId instance;
    std::uint64_t guestConnection = 0;
    Bytes welcome;
    Bytes encode() const;
    static Result<WelcomeRequest> decode(ByteSpan body);
};

struct WelcomeDelivery { // the member token is the guest's way back with Resume
    static constexpr FrameType kType = FrameType::Welcome;
    Bytes memberToken;
    Bytes welcome;
    Bytes encode() const;
    static Result<WelcomeDelivery> decode(ByteSpan body);
};

struct VisitOpen { // staff -> server; the same back as acknowledgement
    static constexpr FrameType kType = FrameType::VisitOpen;
    VisitId visit;
    InstanceId instance;
    Bytes encode() const;
    static Result<VisitOpen> decode(ByteSpan body);
};

struct CommitRequest {
    static constexpr FrameType kType = FrameType::Commit;
    VisitId visit;
    InstanceId instance;
    std::uint64_t epoch = 0;
    Bytes commit;
    Bytes encode() const;
    static Result<CommitRequest> decode(ByteSpan body);
};

struct CommitDelivery { // to every member, the sender too: that is its acknowledgement
    static constexpr FrameType kType = FrameType::Commit;
    VisitId visit;
    InstanceId instance;
    std::uint64_t seq = 0;
    std::uint64_t sender = 0; // connection
    std::uint64_t epoch = 0;
    Bytes commit;
    Bytes encode() const;
    static Result<CommitDelivery> decode(ByteSpan body);
};

struct GroupMessageRequest {
    static constexpr FrameType kType = FrameType::GroupMessage;
    VisitId visit;
    InstanceId instance;
    Bytes message;
    Bytes encode() const;
    static Result<GroupMessageRequest> decode(ByteSpan body);
};

struct GroupMessageDelivery { // to the other members
    static constexpr FrameType kType = FrameType::GroupMessage;
    VisitId visit;
    InstanceId instance;
    std::uint64_t seq = 0;
    std::uint64_t sender = 0;
    Bytes message;
    Bytes encode() const;
    static Result<GroupMessageDelivery> decode(ByteSpan body);
};

struct Leave {
    static constexpr FrameType kType = FrameType::Leave;
    VisitId visit;
    InstanceId instance;
    Bytes encode() const;
    static Result<Leave> decode(ByteSpan body);
};

struct VisitEnd { // host -> server; then server -> all members and the visit's lobby
    static constexpr FrameType kType = FrameType::VisitEnd;
    VisitId visit;
    InstanceId instance;
    EndOutcome outcome = EndOutcome::Completed;
    Bytes encode() const;
    static Result<VisitEnd> decode(ByteSpan body);
};

struct MemberPresence {
    static constexpr FrameType kType = FrameType::MemberPresence;
    VisitId visit;
    InstanceId instance;
    std::uint64_t connection = 0;
    bool up = false;
    Bytes encode() const;
    static Result<MemberPresence> decode(ByteSpan body);
};

struct ResumeRequest { // after Auth on a new socket; the host, known by its account, leaves the token empty
    static constexpr FrameType kType = FrameType::Resume;
    VisitId visit;
    InstanceId instance;
    Bytes memberToken;
    std::uint64_t lastSeq = 0;
    Bytes encode() const;
    static Result<ResumeRequest> decode(ByteSpan body);
};

struct Resumed { // after the missed frames; `seq` is the newest given out, also where older ones are no longer kept
    static constexpr FrameType kType = FrameType::Resumed;
    VisitId visit;
    InstanceId instance;
    std::uint64_t seq = 0;
    Bytes encode() const;
    static Result<Resumed> decode(ByteSpan body);
};

struct EventReport { // client -> server: a happening that only the client can see, under its catalogue name
    static constexpr FrameType kType = FrameType::Event;
    VisitId visit;
    std::string name;
    std::string detail; // never clinical: an outcome, an error name, a count
    Bytes encode() const;
    static Result<EventReport> decode(ByteSpan body);
};

struct Changed {
    static constexpr FrameType kType = FrameType::Changed;
    ChangedWhat what = ChangedWhat::Appointments;
    Bytes encode() const;
    static Result<Changed> decode(ByteSpan body);
};

enum class RelayTransport : std::uint8_t { Udp = 0, Tcp = 1, Tls = 2 };
std::string_view relayTransportName(RelayTransport transport) noexcept; // "udp", "tcp", "tls"
Result<RelayTransport> relayTransportFromName(std::string_view name);

struct RelayServer {
    std::string host; // name or numeric address, without brackets
    std::uint16_t port = 0;
    RelayTransport transport = RelayTransport::Udp;
};

// server -> who may be in a visit: TURN relays with credentials that end by themselves; before they do, a new one comes.
// decode() takes no other username and password than coturn's REST scheme has: ten digits, a colon, letters of base64url;
// padded base64.
struct RelayOffer {
    static constexpr FrameType kType = FrameType::Relays;
    bool only = false;          // the practice's policy: nobody in a visit learns another's address
    std::string username;
    Bytes password;
    Bytes authority;            // DER of the certificate that vouches for the relays' TLS; empty: the system's roots
    std::vector<RelayServer> servers; // 1 to kMaxRelays
    Bytes encode() const;
    static Result<RelayOffer> decode(ByteSpan body);
};

// A whole frame. The payload limits of frame.h are checked: TooLarge.
template <class Message>
Result<Bytes> makeFrame(const Message &message)
{
    return makeFrame(Message::kType, message.encode());
}

} // namespace bedside::wire
