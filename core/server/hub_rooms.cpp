// SPDX-License-Identifier: Apache-2.0
// Rooms: opening, admitting, ordering, leaving, coming back, ending.
#include "core/server/hub_send.h"

#include "core/crypto/random.h"
#include "core/server/invites.h"
#include "core/wire/http.h"

#include <algorithm>

namespace bedside::server {

using wire::FrameType;

namespace {
constexpr Milliseconds kEmptyRoomKept = std::chrono::minutes(15);
} // namespace

Room *Hub::findRoom(const RoomKey &key)
{
    auto found = m_rooms.find(key);
    return found == m_rooms.end() ? nullptr : found->second.get();
}

Result<void> Hub::inOrder(const RoomKey &key, Step step)
{
    auto &room = m_rooms[key];
    if (!room)
        room = std::make_unique<Room>(key);
    if (room->steps.size() >= Room::kMostSteps)
        return Error(ErrorCode::TooManyAttempts, "visit queue", 1);
    room->steps.push_back(std::move(step));
    runSteps(key);
    return {};
}

void Hub::runSteps(const RoomKey &key)
{
    Room *room = findRoom(key);
    if (!room || room->busy || room->steps.empty())
        return;
    room->busy = true;
    auto step = std::move(room->steps.front());
    room->steps.pop_front();
    step(*room, [this, key] { stepDone(key); });
}

void Hub::stepDone(const RoomKey &key)
{
    Room *room = findRoom(key);
    if (!room)
        return;
    room->busy = false;
    if (!room->open && room->steps.empty())
        return dropRoom(key); // opening failed
    runSteps(key);
}

void Hub::dropRoom(const RoomKey &key)
{
    m_rooms.erase(key);
    for (auto &[id, connection] : m_connections)
        if (connection.room == key)
            connection.room.reset();
}

void Hub::dropEmptyRooms()
{
    const auto now = m_clock.steady();
    std::vector<RoomKey> old;
    for (auto &[key, room] : m_rooms) {
        const bool used = room->busy || std::any_of(room->members.begin(), room->members.end(),
                                                    [](const Member &member) { return member.connection != 0; });
        if (used)
            room->emptySince.reset();
        else if (!room->emptySince)
            room->emptySince = now;
        else if (now - *room->emptySince >= kEmptyRoomKept)
            old.push_back(key);
    }
    for (const auto &key : old)
        dropRoom(key);
    if (!old.empty())
        updatePlaces();
}

Result<void> Hub::asMember(ConnectionId from, const RoomKey &key, FrameType about, MemberStep step)
{
    const Connection &connection = m_connections.at(from);
    if (!connection.isStaff() && connection.guest().visit != key.visit)
        return Error(ErrorCode::NotAuthorized, "another visit");
    if (!findRoom(key))
        return Error(ErrorCode::NotInState, "no such visit is open");
    return inOrder(key, [this, from, about, step = std::move(step)](Room &room, Next next) {
        if (Member *member = room.byConnection(from))
            return step(room, *member, std::move(next));
        refuse(from, about, Error(ErrorCode::NotAuthorized, "not a member"));
        next();
    });
}

// ---- Opening

Result<void> Hub::onVisitOpen(ConnectionId from, Connection &connection, ByteSpan body)
{
    TRY(auto message, wire::VisitOpen::decode(body));
    if (!connection.isStaff() || !wire::allows(connection.staff().roles, wire::Permission::HostOwnVisit))
        return Error(ErrorCode::NotAuthorized, "host");
    const RoomKey key{message.visit, message.instance};
    return inOrder(key, [this, from, message](Room &, Next next) { openRoom(from, message, std::move(next)); });
}

namespace {

struct Opening {
    AppointmentRow appointment;
    std::optional<StoredInstance> earlier; // this run has been open before
    WallTime plannedEnd() const { return appointment.startsAt + std::chrono::minutes(appointment.minutes); }
};

// After a restart, or when all had left: the commits that were acknowledged, and numbers above all that were given out
// before.
void restore(Room &room, const StoredInstance &instance, WallTime plannedEnd, WallTime now)
{
    room.open = true;
    room.host = instance.host;
    room.plannedEnd = plannedEnd;
    auto &host = room.members.emplace_back();
    host.isHost = true;
    host.account = instance.host;
    for (const auto &commit : instance.commits) {
        room.seq = commit.seq;
        room.lastEpoch = commit.epoch;
        auto frame = wire::makeFrame(
            wire::CommitDelivery{room.key.visit, room.key.instance, commit.seq, 0, commit.epoch, commit.body});
        if (frame.ok())
            room.keep({commit.seq, nullptr, true, std::move(*frame)});
    }
    room.seq = std::max(room.seq, static_cast<std::uint64_t>(toUnixMilliseconds(now)));
}

Result<Opening> storeOpening(Storage &storage, const wire::VisitOpen &message, const StaffIdentity &staff, bool known,
                                    WallTime now)
{
    TRY(auto row, Appointments(storage).find(message.visit));
    if (!row || (row->owner != staff.account && !wire::allows(staff.roles, wire::Permission::HostAllVisits)))
        return Error(ErrorCode::NotFound, "appointment");
    if (row->state == wire::AppointmentState::Cancelled)
        return Error(ErrorCode::NotInState, "cancelled");
    TRY(auto stored, Instances(storage).find(message.visit, message.instance));
    if (stored) {
        if (stored->ended || stored->host != staff.account)
            return Error(ErrorCode::NotInState, "instance");
        return Opening{std::move(*row), std::move(stored)};
    }
    if (known)
        return Error(ErrorCode::NotInState, "instance");
    const auto done = storage.transact([&]() -> Result<void> {
        TRY_OK(Instances(storage).open(message.visit, message.instance, staff.account, now));
        return storage.record(audit::EventType::VisitOpened, now, audit::Actor::account(staff.account), message.visit);
    });
    TRY_OK(done);
    return Opening{std::move(*row), {}};
}

} // namespace

void Hub::openRoom(ConnectionId from, const wire::VisitOpen &message, Next next)
{
    const auto connection = m_connections.find(from);
    if (connection == m_connections.end())
        return next();
    const RoomKey key{message.visit, message.instance};
    const bool known = findRoom(key)->open;
    m_storage.run(
        [message, staff = connection->second.staff(), known, now = m_clock.now()](Storage &storage) {
            return storeOpening(storage, message, staff, known, now);
        },
        [this, from, message, key, next = std::move(next)](Result<Opening> opening) {
            if (opening.ok()) {
                logGrew();
                if (Room *room = findRoom(key); room && !room->open && opening->earlier)
                    restore(*room, *opening->earlier, opening->plannedEnd(), m_clock.now());
                roomOpened(from, message, opening->appointment);
            } else {
                refuse(from, FrameType::VisitOpen, opening.error());
            }
            next();
        });
}

void Hub::roomOpened(ConnectionId from, const wire::VisitOpen &message, const AppointmentRow &appointment)
{
    const RoomKey key{message.visit, message.instance};
    Room *room = findRoom(key);
    auto found = m_connections.find(from);
    if (!room)
        return;
    if (!room->open) {
        room->open = true;
        room->plannedEnd = std::max(appointment.startsAt, m_clock.now()) + std::chrono::minutes(appointment.minutes);
        room->host = appointment.owner;
    }
    if (found == m_connections.end())
        return;
    // An earlier run of the same visit is over: its members come back through the lobby.
    std::vector<RoomKey> older;
    for (const auto &[otherKey, other] : m_rooms)
        if (otherKey.visit == key.visit && otherKey != key && other->open)
            older.push_back(otherKey);
    for (const auto &otherKey : older)
        dropRoom(otherKey);
    const AccountId account = found->second.staff().account;
    if (found->second.room && found->second.room != key)
        detach(from, found->second, false);
    Member *host = room->hostMember();
    if (!host) {
        room->members.push_back({});
        host = &room->members.back();
        host->isHost = true;
    }
    host->connection = from;
    host->account = account;
    room->emptySince.reset();
    room->host = account;
    found->second.room = key;
    send(from, message);
    updatePlaces();
}

// ---- Admitting

Result<void> Hub::onWelcome(ConnectionId from, Connection &connection, ByteSpan body)
{
    TRY(auto message, wire::WelcomeRequest::decode(body));
    const RoomKey key{message.visit, message.instance};
    if (!connection.isStaff())
        return Error(ErrorCode::NotAuthorized, "admit");
    if (!findRoom(key))
        return Error(ErrorCode::NotInState, "no such visit is open");
    return inOrder(key, [this, from, message = std::move(message)](Room &room, Next next) {
        admit(from, message, room, std::move(next));
    });
}

void Hub::admit(ConnectionId from, wire::WelcomeRequest message, Room &room, Next next)
{
    const Member *host = room.byConnection(from);
    const auto entry = m_lobby.find(message.guestConnection);
    std::optional<Error> refused;
    if (!host || !host->isHost)
        refused = Error(ErrorCode::NotAuthorized, "only the host admits");
    else if (entry == m_lobby.end() || entry->second.target.visit != message.visit)
        refused = Error(ErrorCode::NotFound, "lobby", static_cast<std::int64_t>(message.guestConnection));
    else if (room.members.size() >= Room::kMostMembers)
        refused = Error(ErrorCode::TooLarge, "members");
    if (refused) {
        refuse(from, FrameType::Welcome, *refused);
        return next();
    }
    const RoomKey key = room.key;
    const ConnectionId guest = message.guestConnection;
    const Bytes token = crypto::randomBytes(wire::limit::kTokenBytes);
    m_storage.run(
        [key, token, invite = entry->second.target.invite, host = host->account, now = m_clock.now()](Storage &storage) {
            return storage.transact([&]() -> Result<void> {
                TRY_OK(Instances(storage).addMember(key.visit, key.instance, invite, crypto::sha256(token), now));
                TRY_OK(Invites(storage).noteAdmission(invite, now));
                return storage.record(audit::EventType::VisitAdmitted, now, audit::Actor::account(host), key.visit);
            });
        },
        [this, key, guest, from, token, welcome = std::move(message.welcome), next = std::move(next)](Result<void> done) mutable {
            if (done.ok()) {
                logGrew();
                admitted(key, guest, token, std::move(welcome));
            } else {
                refuse(from, FrameType::Welcome, done.error());
            }
            next();
        });
}

void Hub::admitted(const RoomKey &key, ConnectionId guest, const Bytes &token, Bytes welcome)
{
    Room *room = findRoom(key);
    auto found = m_connections.find(guest);
    if (!room || found == m_connections.end())
        return; // gone meanwhile: the guest says hello again and is admitted again
    // The host has vanished meanwhile: nobody would answer in that group. The guest waits on, and hears when one is back.
    if (const Member *host = room->hostMember(); !host || host->connection == 0)
        return;
    leaveLobby(guest);
    auto &member = room->members.emplace_back();
    member.connection = guest;
    member.invite = found->second.guest().invite;
    member.tokenHash = crypto::sha256(token);
    member.joinedSeq = room->seq;
    found->second.room = key;
    send(guest, wire::WelcomeDelivery{token, std::move(welcome)});
    for (const auto &other : room->members)
        if (&other != &member && other.connection != 0)
            send(guest, wire::MemberPresence{key.visit, key.instance, other.connection, true});
    tellPresence(*room, member, true);
    updatePlaces();
}

void Hub::tellPresence(const Room &room, const Member &of, bool up)
{
    for (const auto &member : room.members)
        if (&member != &of && member.connection != 0)
            send(member.connection, wire::MemberPresence{room.key.visit, room.key.instance, of.connection, up});
}

// ---- Ordering

void Hub::deliver(Room &room, const Bytes &frame, std::uint64_t seq, const Member &sender, bool toSenderToo)
{
    for (const auto &member : room.members)
        if (member.connection != 0 && (toSenderToo || &member != &sender))
            sendFrame(member.connection, frame);
    room.keep({seq, &sender, toSenderToo, frame});
}

Result<void> Hub::onCommit(ConnectionId from, Connection &, ByteSpan body)
{
    TRY(auto message, wire::CommitRequest::decode(body));
    const RoomKey key{message.visit, message.instance};
    return asMember(from, key, FrameType::Commit, [this, from, message = std::move(message)](Room &room, Member &sender, Next next) {
        std::optional<Error> refused;
        if (sender.invite)
            refused = Error(ErrorCode::NotAuthorized, "only staff members commit");
        else if (room.lastEpoch && message.epoch <= *room.lastEpoch)
            refused = Error(ErrorCode::WrongEpoch, "another commit came first", static_cast<std::int64_t>(*room.lastEpoch));
        if (refused) {
            refuse(from, FrameType::Commit, *refused);
            return next();
        }
        const StoredCommit stored{room.seq + 1, message.epoch, message.commit};
        m_storage.run(
            [key = room.key, stored](Storage &storage) {
                return storage.transact([&] { return Instances(storage).addCommit(key.visit, key.instance, stored); });
            },
            [this, key = room.key, from, stored, next = std::move(next)](Result<void> done) {
                Room *target = findRoom(key);
                Member *by = target ? target->byConnection(from) : nullptr;
                if (!done.ok())
                    refuse(from, FrameType::Commit, done.error());
                else if (target) {
                    target->seq = stored.seq;
                    target->lastEpoch = stored.epoch;
                    auto frame = wire::makeFrame(
                        wire::CommitDelivery{key.visit, key.instance, stored.seq, from, stored.epoch, stored.body});
                    const Member gone;
                    if (frame.ok())
                        deliver(*target, *frame, stored.seq, by ? *by : gone, true);
                }
                next();
            });
    });
}

Result<void> Hub::onGroupMessage(ConnectionId from, Connection &, ByteSpan body)
{
    TRY(auto message, wire::GroupMessageRequest::decode(body));
    const RoomKey key{message.visit, message.instance};
    return asMember(from, key, FrameType::GroupMessage, [this, from, message = std::move(message)](Room &room, Member &sender, Next next) {
        const std::uint64_t seq = ++room.seq;
        auto frame = wire::makeFrame(wire::GroupMessageDelivery{room.key.visit, room.key.instance, seq, from, message.message});
        if (frame.ok())
            deliver(room, *frame, seq, sender, false);
        next();
    });
}

// ---- Leaving and ending

// `forGood`: the member's way back is closed as well.
void Hub::detach(ConnectionId connection, Connection &state, bool forGood)
{
    if (!state.room)
        return;
    Room *room = findRoom(*state.room);
    state.room.reset();
    Member *member = room ? room->byConnection(connection) : nullptr;
    if (!member)
        return;
    tellPresence(*room, *member, false);
    record(audit::EventType::VisitLeft, actorOf(state), room->key.visit, forGood ? "left" : "connection-lost");
    member->connection = 0;
    if (!forGood || member->isHost)
        return;
    m_storage.run(
        [hash = member->tokenHash](Storage &storage) {
            return storage.transact([&] { return Instances(storage).removeMember(hash); });
        },
        [](Result<void> done) {
            if (!done.ok())
                logEvent(LogLevel::Warning, "member.remove-failed", {{"error", done.error()}});
        });
    room->forgetSender(*member);
    room->members.remove_if([&](const Member &item) { return &item == member; });
}

Result<void> Hub::onLeave(ConnectionId from, Connection &, ByteSpan body)
{
    TRY(auto message, wire::Leave::decode(body));
    const RoomKey key{message.visit, message.instance};
    return asMember(from, key, FrameType::Leave, [this, from](Room &, Member &, Next next) {
        detach(from, m_connections.at(from), true);
        updatePlaces();
        next();
    });
}

// The host may have closed its program by the time that its turn comes.
Result<void> Hub::onVisitEnd(ConnectionId from, Connection &connection, ByteSpan body)
{
    TRY(auto message, wire::VisitEnd::decode(body));
    const RoomKey key{message.visit, message.instance};
    Room *open = findRoom(key);
    if (!open)
        return Error(ErrorCode::NotInState, "no such visit is open");
    const Member *already = open->byConnection(from);
    if (already && !already->isHost)
        return Error(ErrorCode::NotHost, "end");
    if (!connection.isStaff())
        return Error(ErrorCode::NotAuthorized, "not a member");
    return inOrder(key, [this, from, message, account = connection.staff().account, isHost = already != nullptr](Room &room, Next next) {
        const Member *member = room.byConnection(from);
        if (!isHost && !(member && member->isHost)) {
            refuse(from, FrameType::VisitEnd, Error(ErrorCode::NotAuthorized, "not a member"));
            return next();
        }
        m_storage.run(
            [message, account, now = m_clock.now()](Storage &storage) {
                return storage.transact([&]() -> Result<void> {
                    TRY_OK(Instances(storage).end(message.visit, message.instance, message.outcome, now));
                    return storage.record(audit::EventType::VisitEnded, now, audit::Actor::account(account), message.visit,
                                          std::string(wire::endOutcomeName(message.outcome)));
                });
            },
            [this, from, key = room.key, outcome = message.outcome, next = std::move(next)](Result<void> done) {
                if (done.ok()) {
                    logGrew();
                    endRoom(key, outcome);
                } else {
                    refuse(from, FrameType::VisitEnd, done.error());
                }
                next();
            });
    });
}

void Hub::endRoom(const RoomKey &key, wire::EndOutcome outcome)
{
    const wire::VisitEnd end{key.visit, key.instance, outcome};
    if (const Room *room = findRoom(key))
        for (const auto &member : room->members)
            if (member.connection != 0)
                send(member.connection, end);
    std::vector<ConnectionId> waiting;
    for (const auto &[guest, entry] : m_lobby)
        if (entry.target.visit == key.visit)
            waiting.push_back(guest);
    for (ConnectionId guest : waiting) {
        send(guest, end);
        leaveLobby(guest);
    }
    dropRoom(key);
    updatePlaces();
}

// ---- Coming back

Result<void> Hub::onResume(ConnectionId from, Connection &connection, ByteSpan body)
{
    TRY(auto message, wire::ResumeRequest::decode(body));
    if (connection.isStaff() != message.memberToken.empty())
        return Error(ErrorCode::NotAuthorized, "member token");
    if (!connection.isStaff() && connection.guest().visit != message.visit)
        return Error(ErrorCode::NotAuthorized, "another visit");
    if (!connection.logging.take(m_clock.steady()))
        return Error(ErrorCode::TooManyAttempts, "resume", 1);
    const RoomKey key{message.visit, message.instance};
    connection.resumes = key;
    return inOrder(key, [this, from, message = std::move(message)](Room &, Next next) {
        resume(from, message, std::move(next));
    });
}

namespace {

struct ResumeFacts {
    StoredInstance instance;
    std::optional<InviteId> invite; // whose member token it is
    WallTime plannedEnd{};
};

Result<ResumeFacts> loadForResume(Storage &storage, const wire::ResumeRequest &message)
{
    TRY(auto instance, Instances(storage).find(message.visit, message.instance));
    if (!instance)
        return Error(ErrorCode::NotFound, "instance");
    if (instance->ended)
        return Error(ErrorCode::LinkSpent, "the visit has ended");
    ResumeFacts facts;
    facts.instance = std::move(*instance);
    TRY(facts.invite,
        Instances(storage).memberInvite(message.visit, message.instance, crypto::sha256(message.memberToken)));
    TRY(auto row, Appointments(storage).find(message.visit));
    if (row)
        facts.plannedEnd = row->startsAt + std::chrono::minutes(row->minutes);
    return facts;
}

} // namespace

void Hub::resume(ConnectionId from, wire::ResumeRequest message, Next next)
{
    m_storage.run([message](Storage &storage) { return loadForResume(storage, message); },
                  [this, from, message, next = std::move(next)](Result<ResumeFacts> facts) {
                      const RoomKey key{message.visit, message.instance};
                      Room *room = findRoom(key);
                      auto found = m_connections.find(from);
                      if (!room || found == m_connections.end())
                          return next();
                      if (!facts.ok()) {
                          refuse(from, FrameType::Resume, facts.error());
                          return next();
                      }
                      const Connection &connection = found->second;
                      const bool isHost = connection.isStaff() && connection.staff().account == facts->instance.host;
                      const bool isGuest = !connection.isStaff() && facts->invite == connection.guest().invite;
                      if (!isHost && !isGuest) {
                          refuse(from, FrameType::Resume, Error(ErrorCode::NotAuthorized, "not a member"));
                          return next();
                      }
                      if (!room->open)
                          restore(*room, facts->instance, facts->plannedEnd, m_clock.now());
                      const auto token = crypto::sha256(message.memberToken);
                      Member *member = isHost ? room->hostMember() : room->byToken(token);
                      if (!member) {
                          member = &room->members.emplace_back();
                          member->invite = *facts->invite;
                          member->tokenHash = token;
                      }
                      attach(from, *room, *member, message.lastSeq);
                      next();
                  });
}

void Hub::attach(ConnectionId from, Room &room, Member &member, std::uint64_t lastSeq)
{
    if (member.connection != 0 && member.connection != from) {
        tellPresence(room, member, false);
        if (auto old = m_connections.find(member.connection); old != m_connections.end())
            old->second.room.reset();
        m_sockets.close(member.connection);
    }
    member.connection = from;
    room.emptySince.reset();
    auto &connection = m_connections.at(from);
    connection.room = room.key;
    leaveLobby(from);
    if (!connection.relaysAt)
        offerRelays(from, connection);
    for (auto &frame : room.missed(lastSeq, member))
        sendFrame(from, std::move(frame));
    send(from, wire::Resumed{room.key.visit, room.key.instance, room.seq});
    for (const auto &other : room.members)
        if (&other != &member && other.connection != 0)
            send(from, wire::MemberPresence{room.key.visit, room.key.instance, other.connection, true});
    tellPresence(room, member, true);
    record(audit::EventType::VisitResumed, actorOf(connection), room.key.visit);
    updatePlaces();
}

} // namespace bedside::server
