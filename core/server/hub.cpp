// SPDX-License-Identifier: Apache-2.0
// Connections, lobby and notices; rooms are in hub_rooms.cpp.
#include "core/server/hub.h"

#include "core/base/log.h"
#include "core/server/hub_send.h"
#include "core/wire/http.h"

#include <algorithm>

namespace bedside::server {

namespace {

using wire::FrameType;
using wire::Permission;

constexpr int kMostRefused = 32; // frames, then the connection is closed
constexpr std::size_t kMostLobby = 2'000;
constexpr Milliseconds kLogNoticeEvery{500};

// What only a client can see, by who may say it; everything else in the catalogue is written by the server itself.
bool mayReport(bool isStaff, audit::EventType type)
{
    using audit::EventType;
    if (!audit::isClientReportable(type))
        return false;
    switch (type) {
    case EventType::VisitJoined:
    case EventType::VisitLeft:
    case EventType::ChatSent:
    case EventType::ShareStarted:
    case EventType::ShareStopped:
    case EventType::FileSent:
    case EventType::FileReceived:
    case EventType::ConsentGiven:
    case EventType::ConsentRefused:
    case EventType::ConsentWithdrawn:
    case EventType::SafetyCodeCompared:
    case EventType::MediaInterrupted:
    case EventType::MediaRestored:
    case EventType::NetworkChecked:
    case EventType::KeyFailed:
    case EventType::CertificateFailed:
    case EventType::ClockWrong: return true;
    default: return isStaff;
    }
}

// All that a detail may say: the log is kept in clear, and free text would carry into it whatever a client likes.
bool isDetailOf(audit::EventType type, std::string_view detail)
{
    using audit::EventType;
    switch (type) {
    case EventType::SafetyCodeCompared: return detail == "same" || detail == "different";
    case EventType::NetworkChecked:
        return std::ranges::find(audit::kNetworkDetails, detail) != std::end(audit::kNetworkDetails);
    case EventType::MediaInterrupted:
        if (detail == audit::kWeakLineSoundOnly || detail == audit::kWeakLineTextOnly)
            return true;
        [[fallthrough]];
    case EventType::KeyFailed:
    case EventType::CertificateFailed:
    case EventType::StoreFailed:
    case EventType::ClockWrong: return detail.empty() || errorName(wire::errorFromName(detail)) == detail;
    default: return detail.empty();
    }
}

} // namespace

Hub::Hub(StorageThread &storage, Executor &network, SocketSink &sockets, const Clock &clock)
    : m_storage(storage), m_network(network), m_sockets(sockets), m_clock(clock)
{
}

void Hub::opened(ConnectionId connection, Identity identity)
{
    const auto [at, added] = m_connections.emplace(connection, Connection{std::move(identity), {}, {}, 0, {}});
    if (!added)
        return;
    const bool staff = at->second.isStaff();
    send(connection, wire::AuthOk{connection, staff ? wire::ConnectionKind::Staff : wire::ConnectionKind::Guest, m_clock.now()});
    if (!staff)
        return;
    offerRelays(connection, at->second);
    showLobby(connection, at->second);
    updatePlaces();
}

void Hub::closed(ConnectionId connection)
{
    auto found = m_connections.find(connection);
    if (found == m_connections.end())
        return;
    Connection state = std::move(found->second);
    m_connections.erase(found);
    if (m_lobby.contains(connection)) {
        record(audit::EventType::LobbyLeft, actorOf(state), state.guest().visit);
        leaveLobby(connection);
    }
    detach(connection, state, false);
    updatePlaces();
}

Hub::Handler Hub::handlerOf(FrameType type)
{
    switch (type) {
    case FrameType::LobbyHello: return &Hub::onLobbyHello;
    case FrameType::Deny: return &Hub::onDeny;
    case FrameType::Welcome: return &Hub::onWelcome;
    case FrameType::VisitOpen: return &Hub::onVisitOpen;
    case FrameType::Commit: return &Hub::onCommit;
    case FrameType::GroupMessage: return &Hub::onGroupMessage;
    case FrameType::Leave: return &Hub::onLeave;
    case FrameType::VisitEnd: return &Hub::onVisitEnd;
    case FrameType::Resume: return &Hub::onResume;
    case FrameType::Event: return &Hub::onEvent;
    default: return nullptr;
    }
}

void Hub::received(ConnectionId from, ByteSpan message)
{
    auto found = m_connections.find(from);
    if (found == m_connections.end())
        return;
    ++m_counts.framesIn;
    auto frame = wire::parseFrame(message);
    if (!frame.ok())
        return refuse(from, FrameType{}, frame.error());
    const Handler handler = handlerOf(frame->type);
    if (!handler)
        return refuse(from, frame->type, Error(ErrorCode::UnknownType, "not for the server"));
    if (auto done = (this->*handler)(from, found->second, frame->body); !done.ok())
        refuse(from, frame->type, done.error());
}

void Hub::refuse(ConnectionId to, FrameType about, const Error &error)
{
    auto found = m_connections.find(to);
    if (found == m_connections.end())
        return;
    ++m_counts.framesRefused;
    send(to, wire::ErrorReport{error.code(), static_cast<std::uint64_t>(std::max<std::int64_t>(0, error.detail())), about});
    // To be asked to wait is no fault: a burst of failures to report must not end a visit.
    if (error.code() != ErrorCode::TooManyAttempts && ++found->second.refused >= kMostRefused)
        m_sockets.close(to);
}

void Hub::sendFrame(ConnectionId to, Bytes frame)
{
    ++m_counts.framesOut;
    m_sockets.send(to, std::move(frame));
}

audit::Actor Hub::actorOf(const Connection &connection)
{
    return connection.isStaff() ? audit::Actor::account(connection.staff().account)
                                : audit::Actor::invite(connection.guest().invite);
}

void Hub::record(audit::EventType type, const audit::Actor &actor, const std::optional<VisitId> &visit, std::string detail)
{
    m_storage.run(
        [type, actor, visit, detail = std::move(detail), now = m_clock.now()](Storage &storage) {
            return storage.transact([&] { return storage.record(type, now, actor, visit, detail); });
        },
        [this](Result<void> done) {
            if (!done.ok())
                logEvent(LogLevel::Error, "log.append-failed", {{"error", done.error()}});
            else
                logGrew();
        });
}

// ---- Lobby

Result<void> Hub::onLobbyHello(ConnectionId from, Connection &connection, ByteSpan body)
{
    if (connection.isStaff())
        return Error(ErrorCode::NotAuthorized, "lobby");
    if (body.empty() || body.size() > wire::kMaxHelloPayload)
        return Error(ErrorCode::TooLarge, "hello");
    const bool again = m_lobby.contains(from);
    if (!again && m_lobby.size() >= kMostLobby)
        return Error(ErrorCode::TooManyAttempts, "lobby", 60);
    detach(from, connection, true); // a member who says hello again starts over
    auto &entry = m_lobby[from];
    if (!again) {
        entry = {from, connection.guest(), m_clock.now(), {}, {}};
        record(audit::EventType::LobbyArrived, actorOf(connection), connection.guest().visit);
        offerRelays(from, connection);
    }
    entry.hello = toBytes(body);
    announce(entry);
    updatePlaces();
    return {};
}

// In the waiting room already: connections are prepared there.
void Hub::offerRelays(ConnectionId to, Connection &connection)
{
    if (!m_relays)
        return;
    connection.relaysAt = m_clock.steady();
    auto offer = m_relays->mint(m_clock.now());
    send(to, offer);
    wipeMemory(offer.password);
}

void Hub::renewRelays()
{
    const auto now = m_clock.steady();
    for (auto &[id, connection] : m_connections) {
        const bool entitled = connection.isStaff() || connection.room || m_lobby.contains(id); // a guest may have been denied
        if (entitled && connection.relaysAt && now - *connection.relaysAt >= m_relays->renewAfter())
            offerRelays(id, connection);
    }
}

bool Hub::mayHost(const Connection &connection, const AccountId &owner) const
{
    if (!connection.isStaff())
        return false;
    const auto &staff = connection.staff();
    return wire::allows(staff.roles, Permission::HostAllVisits) ||
           (staff.account == owner && wire::allows(staff.roles, Permission::HostOwnVisit));
}

bool Hub::maySeeLobby(const Connection &connection, const AccountId &owner) const
{
    if (!connection.isStaff())
        return false;
    const auto &staff = connection.staff();
    return wire::allows(staff.roles, Permission::SeeAllLobbies) ||
           (staff.account == owner && wire::allows(staff.roles, Permission::SeeOwnLobby));
}

void Hub::announce(const LobbyEntry &entry)
{
    const wire::LobbyArrival arrival{entry.target.visit, entry.target.invite, entry.connection, entry.since, entry.hello};
    for (const auto &[id, connection] : m_connections)
        if (maySeeLobby(connection, entry.target.owner))
            send(id, arrival);
}

void Hub::showLobby(ConnectionId staff, const Connection &connection)
{
    for (const auto &[guest, entry] : m_lobby)
        if (maySeeLobby(connection, entry.target.owner))
            send(staff, wire::LobbyArrival{entry.target.visit, entry.target.invite, guest, entry.since, entry.hello});
}

void Hub::leaveLobby(ConnectionId guest)
{
    auto found = m_lobby.find(guest);
    if (found == m_lobby.end())
        return;
    const InviteTarget target = found->second.target;
    m_lobby.erase(found);
    for (const auto &[id, connection] : m_connections)
        if (maySeeLobby(connection, target.owner))
            send(id, wire::LobbyGone{target.visit, guest});
}

LobbyView Hub::viewOfOwner(const AccountId &owner) const
{
    LobbyView view;
    for (const auto &[id, connection] : m_connections)
        view.present = view.present || (connection.isStaff() && connection.staff().account == owner);
    for (const auto &[key, room] : m_rooms)
        if (room->open && room->host == owner && room->members.size() > 1)
            view.busyUntil = std::max(view.busyUntil.value_or(room->plannedEnd), room->plannedEnd);
    return view;
}

void Hub::updatePlaces()
{
    std::map<AccountId, std::vector<const LobbyEntry *>> byOwner;
    for (const auto &[guest, entry] : m_lobby)
        byOwner[entry.target.owner].push_back(&entry);
    const auto now = m_clock.now();
    for (const auto &[owner, entries] : byOwner) {
        const LobbyView view = viewOfOwner(owner);
        for (const auto *entry : entries) {
            const auto place = placeOf(*entry, entries, view, now);
            auto &told = m_lobby.at(entry->connection).told;
            if (told && told->encode() == place.encode())
                continue;
            told = place;
            send(entry->connection, place);
        }
    }
}

Result<void> Hub::onDeny(ConnectionId, Connection &connection, ByteSpan body)
{
    TRY(auto message, wire::DenyRequest::decode(body));
    const auto found = m_lobby.find(message.guestConnection);
    if (found == m_lobby.end() || found->second.target.visit != message.visit)
        return Error(ErrorCode::NotFound, "lobby");
    if (!mayHost(connection, found->second.target.owner))
        return Error(ErrorCode::NotAuthorized, "deny");
    record(audit::EventType::LobbyDenied, actorOf(connection), message.visit);
    send(message.guestConnection, wire::DenyDelivery{message.reason});
    leaveLobby(message.guestConnection);
    updatePlaces();
    return {};
}

// ---- Events and notices

Result<void> Hub::onEvent(ConnectionId from, Connection &connection, ByteSpan body)
{
    TRY(auto message, wire::EventReport::decode(body));
    TRY(auto type, audit::eventFromName(message.name));
    if (!mayReport(connection.isStaff(), type))
        return Error(ErrorCode::NotAuthorized, "event");
    if (!isDetailOf(type, message.detail))
        return Error(ErrorCode::Malformed, "event detail");
    const bool isGuest = !connection.isStaff();
    if (isGuest && (message.visit != connection.guest().visit || (!connection.room && !connection.resumes)))
        return Error(ErrorCode::NotAuthorized, "not a member"); // the lobby is no visit
    if (!connection.logging.take(m_clock.steady()))
        return Error(ErrorCode::TooManyAttempts, "events", 1);
    const auto actor = actorOf(connection);
    const auto done = [this, from](Result<void> result) {
        result.ok() ? logGrew() : refuse(from, FrameType::Event, result.error());
    };
    const auto write = [type, actor, message, now = m_clock.now()](Storage &storage) {
        return storage.transact([&] { return storage.record(type, now, actor, message.visit, message.detail); });
    };
    if (isGuest && !connection.room)
        return asMember(from, *connection.resumes, FrameType::Event, [this, write, done](Room &, Member &, const Next &next) {
            m_storage.run(write, done);
            next();
        });
    if (isGuest) {
        m_storage.run(write, done);
        return {};
    }
    m_storage.run(
        [write, visit = message.visit, staff = connection.staff()](Storage &storage) -> Result<void> {
            TRY(auto row, Appointments(storage).find(visit));
            if (!row || (row->owner != staff.account && !wire::allows(staff.roles, Permission::ReadAllAppointments)))
                return Error(ErrorCode::NotFound, "visit");
            return write(storage);
        },
        done);
    return {};
}

void Hub::tellChanged(wire::ChangedWhat what, const std::function<bool(const StaffIdentity &)> &who)
{
    for (const auto &[id, connection] : m_connections)
        if (connection.isStaff() && who(connection.staff()))
            send(id, wire::Changed{what});
}

void Hub::appointmentsChanged(const AccountId &owner)
{
    tellChanged(wire::ChangedWhat::Appointments, [&](const StaffIdentity &staff) {
        return staff.account == owner || wire::allows(staff.roles, Permission::ReadAllAppointments);
    });
}

void Hub::trustChanged()
{
    tellChanged(wire::ChangedWhat::Trust, [](const StaffIdentity &) { return true; });
}

void Hub::logGrew()
{
    if (m_logNotice)
        return;
    m_logNotice = true;
    (void)m_network.startTimer(kLogNoticeEvery, [this] {
        m_logNotice = false;
        tellChanged(wire::ChangedWhat::Audit,
                    [](const StaffIdentity &staff) { return wire::allows(staff.roles, Permission::ReadAudit); });
    });
}

void Hub::sessionEnded(const crypto::Digest &session)
{
    for (const auto &[id, connection] : m_connections)
        if (connection.isStaff() && connection.staff().session == session) {
            send(id, wire::ErrorReport{ErrorCode::SessionEnded, 0, FrameType::Auth});
            m_sockets.close(id);
        }
}

std::vector<crypto::Digest> Hub::sessions() const
{
    std::vector<crypto::Digest> out;
    for (const auto &[id, connection] : m_connections)
        if (connection.isStaff() && std::find(out.begin(), out.end(), connection.staff().session) == out.end())
            out.push_back(connection.staff().session);
    return out;
}

bool Hub::isInVisit(const crypto::Digest &session) const
{
    return std::any_of(m_connections.begin(), m_connections.end(), [&](const auto &item) {
        return item.second.isStaff() && item.second.staff().session == session && item.second.room;
    });
}

} // namespace bedside::server
