// SPDX-License-Identifier: Apache-2.0
#include "core/client/guest_visit.h"

#include "core/base/log.h"
#include "core/client/log_answer.h"
#include "core/client/network_grade.h"
#include "core/store/atomic_file.h"
#include "core/wire/http.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace bedside::client {
namespace {

constexpr std::size_t kMaxDeviceFile = 8 * 1024;
constexpr std::size_t kMaxLogHeadFile = 4 * 1024;
constexpr std::size_t kMaxTrustFile = 1024 * 1024;
constexpr Milliseconds kQueueAnswer{15'000};
constexpr Milliseconds kAnotherHello{2'000};
constexpr Milliseconds kFormerHeld{50'000}; // after 10 s of silence: then that instance would have ended anyway
constexpr std::int64_t kYear3000 = 32'503'680'000'000;

// What trying again can mend.
bool passes(ErrorCode code)
{
    switch (code) {
    case ErrorCode::ServerUnreachable:
    case ErrorCode::TimedOut:
    case ErrorCode::ConnectionLost:
    case ErrorCode::ProxyRefused:
    case ErrorCode::TooManyAttempts:
    case ErrorCode::ServerRefused:
        return true;
    default:
        return false;
    }
}

// First contact that does not hold: the server belongs to another practice than the link says, which is what a link
// with a wrong character in its fingerprint looks like.
Error inLinkWords(const Error &error)
{
    const bool foreign = error.code() == ErrorCode::WrongPractice || error.code() == ErrorCode::BadSignature;
    return foreign ? Error(ErrorCode::LinkForeign, "practice fingerprint") : error;
}

bool isUnderWay(visit::GuestStage stage)
{
    using enum visit::GuestStage;
    return stage == Connecting || stage == Waiting || stage == Joining || stage == InVisit || stage == Interrupted;
}

GuestStage toShown(visit::GuestStage stage)
{
    switch (stage) {
    case visit::GuestStage::Idle: return GuestStage::Idle;
    case visit::GuestStage::Connecting: return GuestStage::Connecting;
    case visit::GuestStage::Waiting: return GuestStage::Waiting;
    case visit::GuestStage::Joining: return GuestStage::Joining;
    case visit::GuestStage::InVisit:
    case visit::GuestStage::Interrupted: return GuestStage::InVisit;
    case visit::GuestStage::Denied: return GuestStage::Denied;
    case visit::GuestStage::Ended: return GuestStage::Ended;
    case visit::GuestStage::Failed: return GuestStage::Failed;
    }
    return GuestStage::Failed;
}

VisitStage toVisitStage(visit::GuestStage stage)
{
    switch (stage) {
    case visit::GuestStage::Joining: return VisitStage::Opening;
    case visit::GuestStage::InVisit:
    case visit::GuestStage::Interrupted: return VisitStage::Active;
    case visit::GuestStage::Ended: return VisitStage::Summary;
    default: return VisitStage::None;
    }
}

} // namespace

GuestVisit::GuestVisit(Common &common, MediaDesk &media, NetworkDesk &network)
    : m_common(common), m_media(media), m_network(network)
{
}

GuestVisit::~GuestVisit()
{
    if (m_giveUp)
        m_common.executor.cancelTimer(*m_giveUp);
    stopTimers();
    m_room.reset();
    m_media.close(std::move(m_line));
}

// ---- The table's effects -------------------------------------------------------------------------------------------------

void GuestVisit::apply(visit::Event event)
{
    const auto step = visit::next(m_stage, event);
    if (!step)
        return logEvent(LogLevel::Debug, "guest.event-dropped", {{"event", static_cast<int>(event)}});
    if (m_room) {
        m_people = m_room->people();
        m_outcome = {1, m_room->pictureSeen(), m_room->soundHeard(), event == visit::Event::EndedForAll,
                     m_common.view.guest.failure.has_value()};
    }
    m_stage = step->stage;
    if (m_giveUp)
        m_common.executor.cancelTimer(*std::exchange(m_giveUp, std::nullopt));
    if (m_stage == visit::GuestStage::Interrupted)
        armGiveUp();
    for (const visit::Effect effect : step->effects)
        perform(effect);
    show();
}

void GuestVisit::perform(visit::Effect effect)
{
    switch (effect) {
    case visit::Effect::StartPreview:
        return m_media.startPreview([this, alive = std::weak_ptr(m_alive)] {
            if (!alive.expired() && isUnderWay(m_stage))
                openCall();
        });
    case visit::Effect::EnterLobby:
        if (!m_http)
            return; // begin() does it once the link has been read
        if (!m_socket)
            return contact();
        return; // the socket comes back by itself, and onSocketOpen says hello again
    case visit::Effect::JoinGroup:
        m_network.stop();
        m_room = std::make_unique<VisitRoom>(m_common, m_media, static_cast<RoomOwner &>(*this), std::move(m_start->session),
                                             std::move(m_line));
        m_room->perform(std::move(m_start->effects));
        m_room->attachMedia();
        m_start.reset();
        m_former.reset();
        m_common.view.guest.hostLost = false;
        if (const auto head = logReader().head())
            m_room->sendLogHead({head->encode(), 0, {}});
        return;
    case visit::Effect::SendLeave:
        return m_room ? m_room->leave() : void();
    case visit::Effect::StopMedia:
        return m_media.stop();
    case visit::Effect::WipeKeys:
        stopTimers();
        m_network.stop();
        m_start.reset();
        m_member.reset();
        wipeMemory(m_memberToken);
        m_memberToken.clear();
        if (m_room && m_common.view.guest.hostLost)
            m_former.emplace(std::move(m_room->session()));
        m_room.reset();
        m_media.close(std::move(m_line));
        m_socket.reset();
        m_contact.reset();
        return;
    case visit::Effect::ShowSummary:
        return showSummary();
    case visit::Effect::StartMedia: // connections follow the roster
    case visit::Effect::Resume:     // the socket comes back by itself: onSocketOpen
    case visit::Effect::Ring:       // the screen sees Joining and InVisit
    case visit::Effect::OpenInstance:
    case visit::Effect::SendEnd:
        return;
    }
}

void GuestVisit::stopTimers()
{
    for (auto *timer : {&m_retry, &m_unqueued, &m_anotherHello}) {
        if (*timer)
            m_common.executor.cancelTimer(*std::exchange(*timer, std::nullopt));
    }
}

void GuestVisit::armGiveUp()
{
    m_giveUp = m_common.executor.startTimer(visit::kResumeLimit, [this] {
        m_giveUp.reset();
        apply(visit::Event::GaveUp);
    });
}

// A server that takes the hello and says nothing more: the person is told, and stays where a late answer finds them.
void GuestVisit::armUnqueued()
{
    if (m_unqueued)
        m_common.executor.cancelTimer(*std::exchange(m_unqueued, std::nullopt));
    m_unqueued = m_common.executor.startTimer(kQueueAnswer, [this] {
        m_unqueued.reset();
        if (m_stage != visit::GuestStage::Connecting)
            return;
        m_common.view.guest.failure = Error(ErrorCode::TimedOut, "queue");
        show();
    });
}

void GuestVisit::fail(Error error)
{
    m_common.view.guest.failure = error;
    logEvent(LogLevel::Warning, "guest.failed", {{"error", error}});
    apply(visit::Event::Refused);
    show();
}

void GuestVisit::show()
{
    if (m_stage == visit::GuestStage::Idle)
        m_common.view.guest = GuestState();
    m_common.view.guest.stage = toShown(m_stage);
    if (m_room) {
        const auto &roster = m_room->session().roster();
        const auto host = std::find_if(roster.begin(), roster.end(), [](const e2ee::RosterMember &one) { return one.host; });
        if (host != roster.end() && !host->name.empty())
            m_common.view.guest.hostName = host->name;
    }
    Visit &view = m_common.view.visit;
    view.stage = toVisitStage(m_stage);
    if (m_stage == visit::GuestStage::InVisit && view.startedAt == WallTime())
        view.startedAt = m_common.clock.now();
    m_common.changed(Part::Guest);
    m_common.changed(Part::Visit);
}

void GuestVisit::showSummary()
{
    VisitSummary &summary = m_common.view.visit.summary;
    summary.startedAt = m_common.view.visit.startedAt;
    summary.endedAt = m_common.clock.now();
    summary.people = m_people;
    summary.outcome = static_cast<VisitOutcome>(visit::proposedOutcome(m_outcome));
    summary.endedBy = m_common.view.guest.failure;
}

// ---- From link to queue ------------------------------------------------------------------------------------------------------

void GuestVisit::openLink(std::string link)
{
    if (takes(link))
        arrive(link);
    wipeMemory({reinterpret_cast<std::uint8_t *>(link.data()), link.size()});
}

// An arrival that is under way is given up only for a link that can lead somewhere else.
bool GuestVisit::takes(const std::string &text)
{
    if (!isUnderWay(m_stage))
        return true;
    const auto link = identity::InviteLink::parse(text);
    if (link.ok() && isOurs(*link))
        return false; // the place in line stays
    const auto refused = !link.ok() ? std::optional(link.error())
                         : !visit::next(m_stage, visit::Event::Open) ? std::optional(Error(ErrorCode::NotInState, "a visit is running"))
                                                                     : std::nullopt;
    if (refused)
        m_common.tell(refused);
    return !refused;
}

bool GuestVisit::isOurs(const identity::InviteLink &link) const
{
    return m_link && link.server == m_link->server && link.invite == m_link->invite && link.fingerprint == m_link->fingerprint
           && identity::serverTokenHash(identity::InviteKeys::derive(link.secret, link.invite)) == identity::serverTokenHash(*m_keys);
}

void GuestVisit::arrive(const std::string &link)
{
    m_common.tell(std::nullopt);
    // Whoever comes back with the same link comes to the same visit: what was chosen for it holds.
    const auto parsed = identity::InviteLink::parse(link);
    const LineRung best = parsed.ok() && isOurs(*parsed) ? m_common.view.visit.line.best : LineRung::Picture;
    m_socket.reset();
    m_contact.reset();
    m_http.reset();
    m_link.reset();
    m_former.reset();
    m_relays.reset();
    m_network.forget();
    m_reportedNetwork.clear();
    m_common.view.guest = GuestState();
    m_common.view.visit = Visit();
    m_common.view.visit.line.best = best;
    m_common.changed(Part::Session);
    apply(visit::Event::Open);
    const auto begun = begin(link);
    if (!begun.ok())
        return fail(begun.error());
    contact();
}

Result<void> GuestVisit::begin(const std::string &text)
{
    TRY(auto link, identity::InviteLink::parse(text));
    const auto address = net::ServerAddress::parse(link.server);
    if (!address.ok())
        return Error(ErrorCode::LinkDamaged, "server");
    m_common.view.guest.serverName = link.server;
    m_keys = identity::InviteKeys::derive(link.secret, link.invite);
    m_trust = identity::PracticeTrust::pinnedTo(link.fingerprint);
    m_link = std::move(link);
    m_device.reset();
    m_attempts = 0;
    if (const auto stored = store::readSmallFile(trustFile(), kMaxTrustFile); stored.ok()) {
        auto trust = identity::PracticeTrust::parse(*stored);
        if (trust.ok() && trust->fingerprint() == m_link->fingerprint)
            m_trust = std::move(trust).value(); // the newest numbers seen: a server cannot go back behind them
    }
    TRY(m_http, net::HttpClient::create(*address));
    m_contact = std::make_unique<ServerContact>(*m_http, m_trust, m_link->server, m_common.clock);
    return {};
}

std::filesystem::path GuestVisit::deviceFile() const
{
    return m_common.paths.root / "guests" / (m_link->invite.text() + ".device");
}

std::filesystem::path GuestVisit::trustFile() const
{
    return m_common.paths.root / "guests" / (toBase64Url(m_link->fingerprint) + ".trust");
}

std::filesystem::path GuestVisit::logHeadFile() const
{
    return m_common.paths.root / "guests" / (toBase64Url(m_link->fingerprint) + ".log-head");
}

void GuestVisit::contact()
{
    if (!m_contact)
        m_contact = std::make_unique<ServerContact>(*m_http, m_trust, m_link->server, m_common.clock);
    m_contact->establish([this](Result<Milliseconds> offset) { onContact(std::move(offset)); });
}

void GuestVisit::onContact(Result<Milliseconds> offset)
{
    if (offset.ok()) {
        m_common.view.guest.failure.reset();
        m_common.view.guest.serverReached = true;
        m_common.changed(Part::Address);
        (void)store::makePrivateFolder(m_common.paths.root / "guests").ok();
        if (auto saved = store::writeFileAtomically(trustFile(), m_trust.encode()); !saved.ok())
            logEvent(LogLevel::Warning, "guest.trust-not-saved", {{"error", saved.error()}});
        return startSocket();
    }
    const Error error = inLinkWords(offset.error());
    if (!passes(error.code()))
        return fail(error);
    m_common.view.guest.failure = error;
    show();
    m_retry = m_common.executor.startTimer(net::backOff(++m_attempts, 1.0), [this] {
        m_retry.reset();
        if (m_stage == visit::GuestStage::Connecting)
            contact();
    });
}

void GuestVisit::startSocket()
{
    net::SignalingSocket::Listener listener;
    listener.onState = [this](net::SocketState state, std::optional<Error> error) { onSocketState(state, error); };
    listener.onOpen = [this] { onSocketOpen(); };
    listener.onFrame = [this](ByteSpan message) { onMessage(message); };
    m_socket = std::make_unique<net::SignalingSocket>(
        m_http->address(), std::string(wire::path::kSocket),
        [this](std::function<void(Result<Bytes>)> done) { askTicket(std::move(done)); }, std::move(listener));
    m_socket->setPins(m_http->pins());
    m_socket->start();
}

void GuestVisit::askTicket(std::function<void(Result<Bytes>)> done)
{
    net::HttpRequest request;
    request.method = net::Method::Post;
    request.path = wire::path::kJoin;
    request.body = dumpJson(Json{{"inviteId", m_link->invite.text()},
                                 {"token", toBase64(m_keys->srvToken.reveal())},
                                 {"logSize", logReader().headSize()}});
    m_http->cancel(m_request);
    m_request = m_http->send(std::move(request), [this, done = std::move(done)](Result<Json> answer) {
        done(answer.ok() ? onJoin(*answer) : Result<Bytes>(answer.error()));
    });
}

Result<Bytes> GuestVisit::onJoin(const Json &answer)
{
    TRY(auto ticket, jsonBase64(answer, "ticket", wire::kMaxTicketBytes));
    TRY(const auto visit, jsonId<VisitId>(answer, "visitId"));
    TRY(const auto starts, jsonInteger(answer, "startsAt", 0, kYear3000));
    m_common.view.guest.startsAt = fromUnixMilliseconds(starts);
    // A log that does not hold is said; it takes nothing from the encryption of the visit, which goes on.
    if (const auto kept = keepLogHead(answer); !kept.ok()) {
        logEvent(LogLevel::Error, "log.refused", {{"error", kept.error()}});
        m_common.tell(kept.error());
    }
    if (!m_room) // a KeyPackage that a lost WELCOME may have used is not taken again
        TRY_OK(makeMember(visit));
    return wire::makeFrame(wire::AuthRequest{std::move(ticket)});
}

// ---- The practice's log: a guest reads no entry, but what it was told once holds --------------------------------------

audit::Reader GuestVisit::logReader() const
{
    audit::Reader reader = logReaderFor(m_trust);
    if (const auto kept = store::readSmallFile(logHeadFile(), kMaxLogHeadFile); kept.ok() && !reader.restore(*kept).ok())
        logEvent(LogLevel::Warning, "guest.log-head-damaged", {});
    return reader;
}

void GuestVisit::saveLogHead(const audit::Reader &reader)
{
    if (const auto saved = store::writeFileAtomically(logHeadFile(), reader.encode()); !saved.ok())
        logEvent(LogLevel::Warning, "guest.log-head-not-saved", {{"error", saved.error()}});
}

Result<void> GuestVisit::keepLogHead(const Json &answer)
{
    TRY(const auto said, readLogHead(answer));
    audit::Reader reader = logReader();
    TRY_OK(reader.acceptHead(said.head, said.growth));
    saveLogHead(reader);
    return {};
}

Result<void> GuestVisit::compareLogHead(const e2ee::LogHead &said)
{
    TRY(const auto theirs, audit::TreeHead::decode(said.head));
    TRY(const auto proof, audit::decodeProof(said.proof));
    audit::Reader reader = logReader();
    TRY_OK(reader.verifyHead(theirs));
    if (!reader.head())
        return {};
    const bool answersOurs = said.other == reader.headSize();
    TRY_OK(audit::compareHeads(*reader.head(), theirs, answersOurs ? &proof : nullptr));
    if (!answersOurs || theirs.size < reader.headSize())
        return {};
    TRY_OK(reader.acceptHead(theirs, proof));
    saveLogHead(reader);
    return {};
}

void GuestVisit::onLogHead(const e2ee::LogHead &said)
{
    const auto held = compareLogHead(said);
    if (!held.ok() && audit::isLogError(held.error().code()))
        m_room->logRefused(held.error());
}

Result<void> GuestVisit::makeMember(const VisitId &visit)
{
    const auto now = m_common.now();
    if (!m_device) {
        const auto sealed = store::readSmallFile(deviceFile(), kMaxDeviceFile);
        auto kept = sealed.ok() ? identity::GuestDevice::open(*sealed, *m_keys, m_link->invite)
                                : Result<identity::GuestDevice>(sealed.error());
        m_device = kept.ok() ? std::move(kept).value() : identity::GuestDevice::create(m_trust.practice(), now.wall);
        m_device->renewCertificate(now.wall);
    }
    m_visit = visit;
    m_common.view.visit.id = visit;
    TRY(auto member, e2ee::LobbyMember::guest({visit, m_link->invite, m_keys->clone(), m_device->keys.clone(),
                                               m_device->certificate, m_trust, m_name}, now));
    m_member = std::move(member);
    return {};
}

Result<void> GuestVisit::keepDevice()
{
    TRY_OK(store::makePrivateFolder(m_common.paths.root / "guests"));
    return store::writeFileAtomically(deviceFile(), m_device->seal(*m_keys, m_link->invite));
}

void GuestVisit::sendHello()
{
    if (!m_member || !m_socket)
        return;
    ++m_device->helloCounter;
    // On disk before it goes out: a counter used twice would be refused. A disk that is full must not keep anybody from
    // the visit, though: the queue holds as long as this program runs.
    if (auto kept = keepDevice(); !kept.ok())
        m_common.tell(kept.error());
    auto hello = m_member->hello(m_device->helloCounter);
    if (!hello.ok())
        return fail(hello.error());
    sendFrame(wire::FrameType::LobbyHello, std::move(hello).value());
}

// With another KeyPackage: what was said before may have been used up by a host that the server has lost since.
void GuestVisit::sendFreshHello()
{
    if (auto made = makeMember(m_visit); !made.ok())
        return fail(made.error());
    sendHello();
}

void GuestVisit::armAnotherHello(Milliseconds after)
{
    if (m_anotherHello)
        return;
    m_anotherHello = m_common.executor.startTimer(after, [this] {
        m_anotherHello.reset();
        if (m_stage == visit::GuestStage::Waiting)
            sendFreshHello();
    });
}

void GuestVisit::setName(std::string name)
{
    name.resize(std::min(name.size(), e2ee::LobbyHello::kMaxName));
    m_name = std::move(name);
    if (!m_member || m_stage != visit::GuestStage::Waiting)
        return;
    m_member->setName(m_name);
    sendHello();
}

// ---- The socket ------------------------------------------------------------------------------------------------------------------

void GuestVisit::onSocketState(net::SocketState state, std::optional<Error> error)
{
    if (state == net::SocketState::Connecting || state == net::SocketState::Open)
        return;
    if (state == net::SocketState::Stopped && error) // will not pass by itself: the link is spent, expired, unknown ...
        return m_common.executor.post([this, alive = std::weak_ptr(m_alive), error = *error] {
            if (!alive.expired())
                fail(error);
        });
    if (m_stage == visit::GuestStage::Connecting) {
        m_common.view.guest.failure = error;
        return show();
    }
    apply(visit::Event::Lost);
}

void GuestVisit::onSocketOpen()
{
    if (m_common.view.guest.failure && passes(m_common.view.guest.failure->code()))
        m_common.view.guest.failure.reset();
    if (m_room) {
        const wire::ResumeRequest resume{m_visit, m_room->instance(), m_memberToken, m_room->lastSeq()};
        sendFrame(wire::FrameType::Resume, resume.encode());
        return m_room->serverBack();
    }
    sendHello();
    armUnqueued();
}

void GuestVisit::sendFrame(wire::FrameType type, Bytes body)
{
    if (!m_socket)
        return;
    auto frame = wire::makeFrame(type, body);
    const auto sent = frame.ok() ? m_socket->send(std::move(frame).value()) : Result<void>(frame.error());
    if (!sent.ok())
        logEvent(LogLevel::Warning, "guest.frame-not-sent", {{"type", static_cast<int>(type)}, {"error", sent.error()}});
}

void GuestVisit::onMessage(ByteSpan message)
{
    const auto frame = wire::parseFrame(message);
    if (!frame.ok()) {
        if (frame.error().code() == ErrorCode::UnknownVersion)
            m_common.tell(frame.error());
        return logEvent(LogLevel::Warning, "socket.frame-dropped", {{"error", frame.error()}});
    }
    switch (frame->type) {
    case wire::FrameType::LobbyPlace:
        if (auto place = wire::LobbyPlace::decode(frame->body); place.ok()) {
            GuestState &view = m_common.view.guest;
            const bool hostCameBack = m_stage == visit::GuestStage::Waiting && !view.hostPresent && place->hostPresent;
            view.place = place->place;
            view.estimatedWaitMinutes = place->waitMinutes == wire::LobbyPlace::kUnknownWait
                                            ? std::nullopt
                                            : std::optional<int>(place->waitMinutes);
            view.hostPresent = place->hostPresent;
            if (view.failure && passes(view.failure->code()))
                view.failure.reset();
            apply(visit::Event::Queued);
            if (m_common.options.checksNetwork && !m_network.isKnown())
                checkNetwork();
            if (hostCameBack)
                sendFreshHello();
        }
        return;
    case wire::FrameType::Relays:
        return onRelays(frame->body);
    case wire::FrameType::Deny:
        return apply(visit::Event::Denied);
    case wire::FrameType::Welcome:
        if (auto welcome = wire::WelcomeDelivery::decode(frame->body); welcome.ok())
            onWelcome(std::move(welcome).value());
        return;
    case wire::FrameType::Resumed:
        if (m_room)
            m_room->onFrame(frame->type, frame->body);
        return apply(visit::Event::Restored);
    case wire::FrameType::VisitEnd:
        return m_room ? m_room->onFrame(frame->type, frame->body) : apply(visit::Event::EndedForAll);
    case wire::FrameType::Commit:
    case wire::FrameType::GroupMessage:
    case wire::FrameType::MemberPresence:
        return m_room ? m_room->onFrame(frame->type, frame->body) : void();
    case wire::FrameType::Error:
        if (auto report = wire::ErrorReport::decode(frame->body); report.ok())
            onError(*report);
        return;
    default:
        return;
    }
}

void GuestVisit::onWelcome(wire::WelcomeDelivery welcome)
{
    if (!m_member || m_room)
        return;
    auto start = m_member->accept(welcome.welcome, m_common.now());
    if (start.ok() && !mayFollow(start->session)) {
        start = Error(ErrorCode::Split, "another device than the host's that has gone");
        armAnotherHello(m_formerUntil - m_common.clock.steady());
    }
    if (!start.ok()) { // refused by name; the queue goes on, for a true one may follow
        if (start.error().code() == ErrorCode::WrongGroup) // it crossed our last hello
            armAnotherHello(kAnotherHello);
        m_common.view.guest.failure = start.error();
        logEvent(LogLevel::Warning, "guest.welcome-refused", {{"error", start.error()}});
        return show();
    }
    m_trust = m_member->trust();
    m_memberToken = std::move(welcome.memberToken);
    m_start.emplace(std::move(start).value());
    if (!m_line)
        m_line = std::make_unique<CallLine>();
    m_common.view.guest.failure.reset();
    apply(visit::Event::Queued); // a WELCOME may overtake the first LobbyPlace
    apply(visit::Event::Welcomed);
    report(audit::EventType::VisitJoined, "");
    reportNetwork();
    apply(visit::Event::Joined);
}

void GuestVisit::report(audit::EventType event, std::string_view detail)
{
    const wire::EventReport entry{m_visit, std::string(audit::eventName(event)), std::string(detail)};
    sendFrame(wire::FrameType::Event, entry.encode());
}

// Once for each verdict: a guest may join more than once.
void GuestVisit::reportNetwork()
{
    auto details = logDetailsOf(m_common.view.network);
    if (details == m_reportedNetwork)
        return;
    for (const std::string_view detail : details)
        report(audit::EventType::NetworkChecked, detail);
    m_reportedNetwork = std::move(details);
}

void GuestVisit::checkNetwork()
{
    if (m_link && (m_stage == visit::GuestStage::Connecting || m_stage == visit::GuestStage::Waiting))
        m_network.check(m_link->server, m_trust);
}

void GuestVisit::onError(const wire::ErrorReport &report)
{
    const Error error(report.code, "server", static_cast<std::int64_t>(report.detail));
    logEvent(LogLevel::Warning, "server.refused-frame", {{"about", static_cast<int>(report.about)}, {"error", error}});
    if (report.about == wire::FrameType::LobbyHello || report.about == wire::FrameType::Resume)
        fail(error);
}

// ---- The room --------------------------------------------------------------------------------------------------------------------------

void GuestVisit::openCall()
{
    if (!m_room && !m_line)
        m_line = std::make_unique<CallLine>();
    CallLine &line = m_room ? m_room->line() : *m_line;
    if (line.call)
        return;
    const auto opened = m_media.open(line, media::Role::Answerer, m_relays);
    if (!opened.ok()) {
        logEvent(LogLevel::Warning, "guest.call-not-opened", {{"error", opened.error()}});
        m_common.view.visit.warning = opened.error();
        return m_common.changed(Part::Visit);
    }
    if (m_room)
        m_room->attachMedia();
}

void GuestVisit::onRelays(ByteSpan body)
{
    auto offer = wire::RelayOffer::decode(body);
    if (!offer.ok())
        return logEvent(LogLevel::Warning, "relay.offer-refused", {{"error", offer.error()}});
    m_relays = std::move(offer).value();
    useRelays();
    m_common.changed(Part::Address);
}

void GuestVisit::useRelays()
{
    if (m_room || m_line)
        m_media.setRelays(m_room ? m_room->line() : *m_line, m_relays);
}

RelayPolicy GuestVisit::relayPolicy() const
{
    if (m_relays)
        return {true, m_relays->only};
    return {m_contact ? m_contact->hasRelay() : std::nullopt, false};
}

std::string GuestVisit::nameOf(const e2ee::RosterMember &member) { return member.own ? m_name : member.name; }

// A client holds one instance of a visit, and leaves it for another only of the same host device. Once it has been without a
// host for as long as an instance lasts, it holds none.
bool GuestVisit::mayFollow(const e2ee::GroupSession &next) const
{
    return !m_former || m_common.clock.steady() >= m_formerUntil || next.maySucceed(*m_former, m_common.now());
}

void GuestVisit::followHost()
{
    m_common.view.guest.hostLost = true;
    m_common.view.guest.hostPresent = false;
    m_common.view.visit.warning.reset();
    m_formerUntil = m_common.clock.steady() + kFormerHeld;
    apply(visit::Event::HostLost);
}

void GuestVisit::onOver(RoomEnd end, std::optional<Error> error)
{
    if (error)
        m_common.view.guest.failure = error;
    switch (end) {
    case RoomEnd::EndedForAll: return apply(visit::Event::EndedForAll);
    case RoomEnd::Removed: return apply(visit::Event::Removed);
    case RoomEnd::HostGone: return followHost();
    case RoomEnd::Failed: return apply(visit::Event::Refused);
    case RoomEnd::Left: return apply(visit::Event::Leave);
    }
}

} // namespace bedside::client
