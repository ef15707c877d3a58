// SPDX-License-Identifier: Apache-2.0
// The authenticated sockets: lobby queue, rooms, order of group messages, who is told of what. It moves opaque bytes
// and never reads MLS. Network thread; what must be durable first goes through the storage thread, in order per room.
#pragma once

#include "core/server/appointments.h"
#include "core/server/instances.h"
#include "core/server/lobby.h"
#include "core/server/relay_credentials.h"
#include "core/server/room.h"
#include "core/server/storage_thread.h"
#include "core/server/throttle.h"
#include "core/server/tickets.h"
#include "core/wire/messages.h"

#include <map>
#include <unordered_map>

namespace bedside::server {

// What the hub needs of the network. Calls for a connection that has gone are harmless.
class SocketSink {
public:
    virtual ~SocketSink() = default;
    virtual void send(ConnectionId connection, Bytes frame) = 0;
    virtual void close(ConnectionId connection) = 0; // after what has been sent
};

class Hub {
public:
    Hub(StorageThread &storage, Executor &network, SocketSink &sockets, const Clock &clock);
    void setRelays(RelayCredentials relays) { m_relays = std::move(relays); } // before the first connection

    void opened(ConnectionId connection, Identity identity); // answers AuthOk
    void received(ConnectionId connection, ByteSpan message);
    void closed(ConnectionId connection);

    void appointmentsChanged(const AccountId &owner);
    void trustChanged();
    void logGrew();
    void sessionEnded(const crypto::Digest &session);
    // Those whose session has reached its absolute end, visits under way excepted: they may end first.
    std::vector<crypto::Digest> sessions() const;
    bool isInVisit(const crypto::Digest &session) const;
    // Once a minute: a room that nobody has come back to is dropped. Who does come later finds it in the database.
    void dropEmptyRooms();
    void renewRelays(); // once a minute: whoever has credentials gets new ones in time

    struct Counts {
        std::uint64_t framesIn = 0, framesOut = 0, framesRefused = 0;
    };
    const Counts &counts() const { return m_counts; }
    std::size_t lobbySize() const { return m_lobby.size(); }
    std::size_t roomCount() const { return m_rooms.size(); }

private:
    struct Connection {
        Identity identity;
        std::optional<RoomKey> room; // a guest's, or the one that a member of staff is in
        std::optional<RoomKey> resumes; // that it last asked to come back to
        int refused = 0;
        std::optional<SteadyTime> relaysAt; // when it got credentials
        Bucket logging{1, 20}; // entries of the log that it may cause, and each is a durable write
        bool isStaff() const { return std::holds_alternative<StaffIdentity>(identity); }
        const StaffIdentity &staff() const { return std::get<StaffIdentity>(identity); }
        const GuestIdentity &guest() const { return std::get<GuestIdentity>(identity); }
    };
    using Handler = Result<void> (Hub::*)(ConnectionId, Connection &, ByteSpan);
    static Handler handlerOf(wire::FrameType type);

    // Frames, one method each.
    Result<void> onLobbyHello(ConnectionId from, Connection &connection, ByteSpan body);
    Result<void> onDeny(ConnectionId from, Connection &connection, ByteSpan body);
    Result<void> onWelcome(ConnectionId from, Connection &connection, ByteSpan body);
    Result<void> onVisitOpen(ConnectionId from, Connection &connection, ByteSpan body);
    Result<void> onCommit(ConnectionId from, Connection &connection, ByteSpan body);
    Result<void> onGroupMessage(ConnectionId from, Connection &connection, ByteSpan body);
    Result<void> onLeave(ConnectionId from, Connection &connection, ByteSpan body);
    Result<void> onVisitEnd(ConnectionId from, Connection &connection, ByteSpan body);
    Result<void> onResume(ConnectionId from, Connection &connection, ByteSpan body);
    Result<void> onEvent(ConnectionId from, Connection &connection, ByteSpan body);

    // Steps that run when the room's earlier ones are done; `next` must be called once, at any time.
    using Next = std::function<void()>;
    using Step = std::function<void(Room &, Next)>;
    Result<void> inOrder(const RoomKey &key, Step step); // TooManyAttempts: too many wait already
    void runSteps(const RoomKey &key);
    void stepDone(const RoomKey &key);
    Room *findRoom(const RoomKey &key);
    // In order, if the connection is a member's by then: what follows a Resume at once comes from a member.
    using MemberStep = std::function<void(Room &, Member &, Next)>;
    Result<void> asMember(ConnectionId from, const RoomKey &key, wire::FrameType about, MemberStep step);
    bool mayHost(const Connection &connection, const AccountId &owner) const;

    void openRoom(ConnectionId from, const wire::VisitOpen &message, Next next);
    void roomOpened(ConnectionId from, const wire::VisitOpen &message, const AppointmentRow &appointment);
    void admit(ConnectionId from, wire::WelcomeRequest message, Room &room, Next next);
    void admitted(const RoomKey &key, ConnectionId guest, const Bytes &token, Bytes welcome);
    void endRoom(const RoomKey &key, wire::EndOutcome outcome);
    void resume(ConnectionId from, wire::ResumeRequest message, Next next);
    void attach(ConnectionId from, Room &room, Member &member, std::uint64_t lastSeq);
    void detach(ConnectionId connection, Connection &state, bool forGood);
    void deliver(Room &room, const Bytes &frame, std::uint64_t seq, const Member &sender, bool toSenderToo);
    void tellPresence(const Room &room, const Member &of, bool up);
    void dropRoom(const RoomKey &key);

    void offerRelays(ConnectionId to, Connection &connection);
    void leaveLobby(ConnectionId guest);
    void announce(const LobbyEntry &entry);
    void showLobby(ConnectionId staff, const Connection &connection);
    void updatePlaces();
    LobbyView viewOfOwner(const AccountId &owner) const;
    bool maySeeLobby(const Connection &connection, const AccountId &owner) const;

    template <class Message>
    void send(ConnectionId to, const Message &message);
    void sendFrame(ConnectionId to, Bytes frame);
    void refuse(ConnectionId to, wire::FrameType about, const Error &error);
    void tellChanged(wire::ChangedWhat what, const std::function<bool(const StaffIdentity &)> &who);
    void record(audit::EventType type, const audit::Actor &actor, const std::optional<VisitId> &visit, std::string detail = {});
    static audit::Actor actorOf(const Connection &connection);

    StorageThread &m_storage;
    Executor &m_network;
    SocketSink &m_sockets;
    const Clock &m_clock;
    std::unordered_map<ConnectionId, Connection> m_connections;
    std::map<ConnectionId, LobbyEntry> m_lobby;
    std::map<RoomKey, std::unique_ptr<Room>> m_rooms;
    std::optional<RelayCredentials> m_relays;
    bool m_logNotice = false; // one is under way
    Counts m_counts;
};

} // namespace bedside::server
