// SPDX-License-Identifier: Apache-2.0
#include "world.h"

#include "core/crypto/random.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace bedside::test {

namespace {

const std::string kServer = "visits.example.org";

template <class... Ts>
struct Overload : Ts... {
    using Ts::operator()...;
};
template <class... Ts>
Overload(Ts...) -> Overload<Ts...>;

template <class T>
T must(Result<T> result)
{
    if (!result.ok()) {
        std::fprintf(stderr, "unexpected: %s (%s)\n", std::string(errorName(result.error().code())).c_str(),
                     result.error().why());
        std::abort();
    }
    return std::move(result).value();
}
void must(Result<void> result)
{
    if (!result.ok()) {
        std::fprintf(stderr, "unexpected: %s\n", result.error().why());
        std::abort();
    }
}

} // namespace

Practice::Practice(WallTime now) : id(crypto::randomId<PracticeId>())
{
    issuers = key.makeIssuerSet(id, 1, {issuing.publicKey()}, now);
    grants = issuing.makeGrantList(issuers, nullptr, {}, now);
    statement = issuing.makeStatement(id, nullptr, kServer, Bytes(100, 1), {}, {crypto::sha256(Bytes{1})}, now);
}

Staff Practice::hire(wire::RoleSet roles, WallTime now)
{
    Staff staff;
    staff.certificate = issuing.certify(id, crypto::randomId<AccountId>(), crypto::randomId<DeviceId>(), roles,
                                        staff.keys.signing().publicKey(), staff.keys.agreement().publicKey(), now);
    for (const auto &entry : identity::grantsFor(staff.certificate))
        entries.push_back(entry);
    renew(now);
    return staff;
}

void Practice::revoke(const Staff &staff, WallTime now)
{
    const auto hash = identity::keyHash(staff.certificate.signatureKey);
    for (auto &entry : entries)
        entry.revoked = entry.revoked || entry.subject == hash;
    renew(now);
}

void Practice::renew(WallTime now) { grants = issuing.makeGrantList(issuers, &grants, entries, now); }

identity::PracticeTrust Practice::trust(WallTime now) const
{
    auto trust = identity::PracticeTrust::pinnedTo(key.fingerprint());
    must(trust.accept({toBytes(key.publicKey()), issuers.encode(), grants.encode(), statement.encode()}, kServer, now));
    return trust;
}

identity::InviteLink Practice::invite(const InviteId &invite) const
{
    return {kServer, invite, crypto::randomSecret(32), key.fingerprint()};
}

InviteId inviteIdFor(std::uint64_t n)
{
    InviteId id;
    id.bytes.fill(0xee);
    const auto bytes = ByteWriter().u64(n).bytes();
    std::copy(bytes.begin(), bytes.end(), id.bytes.begin());
    return id;
}

bool Participant::heard(const std::string &text) const
{
    const auto lines = chat();
    return std::find(lines.begin(), lines.end(), text) != lines.end();
}

bool Participant::refusedFor(ErrorCode code) const
{
    return std::any_of(refused.begin(), refused.end(), [&](const Error &one) { return one.code() == code; });
}

std::vector<std::string> Participant::chat() const
{
    std::vector<std::string> lines;
    for (const auto &[from, control] : controls) {
        if (const auto *line = std::get_if<Chat>(&control))
            lines.push_back(line->text);
    }
    return lines;
}

World::World()
    : now{WallTime(std::chrono::hours(24 * 20000)), SteadyTime(std::chrono::hours(1))}, practice(now.wall),
      visit(crypto::randomId<VisitId>())
{
}

Participant &World::openVisit(const Staff &staff)
{
    auto person = std::make_unique<Participant>();
    person->name = "host";
    person->connection = ++m_connection;
    host = person.get();
    m_members.push_back(host);
    people.push_back(std::move(person));
    HostInput input{visit,
                    crypto::randomId<InstanceId>(),
                    identity::LeafIdentity::create(staff.keys, staff.certificate, visit, now.wall),
                    practice.trust(now.wall),
                    {},
                    "Dr. Example",
                    {m_bindings.begin(), m_bindings.end()}};
    auto start = must(GroupSession::open(std::move(input), now));
    host->session.emplace(std::move(start.session));
    perform(*host, std::move(start.effects));
    return *host;
}

Participant &World::knock(const std::string &name)
{
    auto person = std::make_unique<Participant>();
    person->name = name;
    person->connection = ++m_connection;
    person->invite = inviteIdFor(person->connection);
    const auto link = practice.invite(person->invite);
    person->inviteKeys = identity::InviteKeys::derive(link.secret, person->invite);
    person->device = identity::GuestDevice::create(practice.id, now.wall);
    desk.addInvite(visit, person->invite, person->inviteKeys->clone());
    auto &guest = *person;
    people.push_back(std::move(person));
    guest.lobby = must(LobbyMember::guest({visit, guest.invite, guest.inviteKeys->clone(), guest.device->keys.clone(),
                                           guest.device->certificate, practice.trust(now.wall), name},
                                          now));
    sendHello(guest);
    return guest;
}

Participant &World::knockAgain(Participant &old)
{
    auto person = std::make_unique<Participant>();
    person->name = old.name;
    person->connection = ++m_connection;
    person->invite = old.invite;
    person->inviteKeys = old.inviteKeys->clone();
    person->device = identity::GuestDevice{old.device->keys.clone(), old.device->certificate, 0};
    auto &guest = *person;
    people.push_back(std::move(person));
    std::erase(m_members, &old);
    old.cut = true;
    guest.lobby = must(LobbyMember::guest({visit, guest.invite, guest.inviteKeys->clone(), guest.device->keys.clone(),
                                           guest.device->certificate, practice.trust(now.wall), guest.name},
                                          now));
    sendHello(guest);
    return guest;
}

void World::crash(Participant &who)
{
    who.crashed = true;
    who.inbox.clear();
    std::erase(m_members, &who);
    sayGone(who);
}

void World::sayGone(Participant &who)
{
    if (!who.session)
        return;
    const wire::MemberPresence gone{visit, who.session->instance(), who.connection, false};
    for (auto *member : m_members)
        queue(who, *member, wire::FrameType::MemberPresence, gone.encode(), false);
}

Participant &World::knockAsStaff(const Staff &staff)
{
    auto person = std::make_unique<Participant>();
    person->name = "colleague";
    person->connection = ++m_connection;
    auto &guest = *person;
    people.push_back(std::move(person));
    guest.lobby = must(LobbyMember::staff(
        {visit, staff.keys.clone(), staff.certificate, practice.trust(now.wall), "Dr. Colleague"}, now));
    sendHello(guest);
    return guest;
}

void World::sendHello(Participant &guest)
{
    wire::LobbyArrival arrival;
    arrival.visit = visit;
    arrival.invite = guest.invite;
    arrival.guestConnection = guest.connection;
    arrival.since = now.wall;
    arrival.hello = must(guest.lobby->hello(++m_counter));
    desk.arrived(arrival, practice.trust(now.wall), now.wall);
}

Result<void> World::admit(Participant &guest)
{
    TRY(const auto entry, desk.take(guest.connection));
    TRY(auto effects, host->session->admit(entry, desk.keysOf(guest.invite), now));
    perform(*host, std::move(effects));
    return {};
}

Participant &World::join(const std::string &name)
{
    auto &guest = knock(name);
    must(admit(guest));
    settle();
    if (!guest.session) // shares its commit with those admitted just before
        advance(Milliseconds(500));
    return guest;
}

void World::perform(Participant &who, Result<Effects> effects) { perform(who, must(std::move(effects))); }

void World::perform(Participant &who, Effects effects)
{
    auto &keys = *who.keys;
    for (auto &effect : effects) {
        std::visit(
            Overload{
                [&](SendFrame &frame) {
                    if (frame.toPeers && mesh)
                        overPeers(who, frame.type, frame.body);
                    serve(who, frame.type, frame.body);
                },
                [&](EpochInstalled &epoch) {
                    must(keys.installEpoch(epoch.instance, epoch.epoch, epoch.baseKey, epoch.ownLeaf, epoch.leaves));
                    who.installed.push_back(epoch.epoch);
                    if (onInstalled)
                        onInstalled(who, epoch);
                },
                [&](SwitchSender &change) {
                    must(keys.switchSender(change.instance, change.epoch));
                    who.switched.push_back(change.epoch);
                },
                [&](WipeEpoch &old) {
                    keys.wipeEpoch(old.instance, old.epoch);
                    who.wiped.push_back(old.epoch);
                },
                [&](WipeAll &) {
                    keys.wipeAll();
                    who.wipedAll = true;
                },
                [&](StopSending &) {
                    keys.stopSending();
                    who.stopped = true;
                },
                [&](RosterChanged &change) {
                    who.joined += int(change.joined.size());
                    who.left += int(change.left.size());
                },
                [&](MemberNamed &) {},
                [&](ControlReceived &received) { who.controls.emplace_back(received.from, std::move(received.control)); },
                [&](ControlDelivered &done) { who.delivered.push_back(done.id); },
                [&](ControlUndelivered &lostOne) { who.undelivered.push_back(lostOne.id); },
                [&](SafetyCodeReady &code) { who.codes[code.leaf] = code.digits; },
                [&](Admitted &one) { who.admitted.push_back(one); },
                [&](AdmissionFailed &one) { who.admissionsFailed.push_back(one); },
                [&](InviteBound &bound) {
                    desk.bind(bound.invite, bound.deviceHash);
                    m_bindings.insert_or_assign(bound.invite, bound.deviceHash);
                },
                [&](StateChanged &) {},
                [&](Warning &warning) { who.warnings.push_back(warning.error); },
                [&](WarningCleared &) { ++who.cleared; },
                [&](Failed &failure) { who.failed = failure.error; },
                [&](Ended &end) { who.ended.push_back(end); },
                [&](Refused &one) { who.refused.push_back(one.error); },
            },
            effect);
    }
}

void World::queue(const Participant &from, Participant &to, wire::FrameType type, Bytes body, bool mayBeLost, bool overPeer)
{
    std::uniform_real_distribution<double> chance;
    if (to.cut || to.crashed || (mayBeLost && chance(random) < lost))
        return;
    const auto delay = route ? route(from, to, type) : Milliseconds(0);
    if (!delay)
        return;
    if (tamper)
        tamper(to, type, body);
    const bool twice = chance(random) < doubled;
    const bool swap = chance(random) < shuffled && !to.inbox.empty() && to.inbox.back().type != wire::FrameType::Welcome;
    const Delivery delivery{type, std::move(body), now.steady + *delay, overPeer};
    to.inbox.push_back(delivery);
    if (swap)
        std::swap(to.inbox[to.inbox.size() - 1], to.inbox[to.inbox.size() - 2]);
    if (twice)
        to.inbox.push_back(delivery);
}

void World::serve(Participant &from, wire::FrameType type, const Bytes &body)
{
    if (from.cut || from.crashed)
        return;
    if (type == wire::FrameType::Commit) {
        const auto frame = must(wire::CommitRequest::decode(body));
        wire.push_back(frame.commit);
        const auto out = wire::CommitDelivery{frame.visit, frame.instance, ++m_seq, from.connection, frame.epoch,
                                              frame.commit};
        for (auto *member : m_members)
            queue(from, *member, type, out.encode(), false);
    } else if (type == wire::FrameType::GroupMessage) {
        const auto frame = must(wire::GroupMessageRequest::decode(body));
        wire.push_back(frame.message);
        const auto out = wire::GroupMessageDelivery{frame.visit, frame.instance, ++m_seq, from.connection, frame.message};
        for (auto *member : m_members) {
            if (member != &from)
                queue(from, *member, type, out.encode(), true);
        }
    } else if (type == wire::FrameType::Welcome) {
        const auto frame = must(wire::WelcomeRequest::decode(body));
        for (auto &guest : people) {
            if (guest->connection != frame.guestConnection)
                continue;
            m_members.push_back(guest.get());
            queue(from, *guest, type, wire::WelcomeDelivery{{}, frame.welcome}.encode(), false);
        }
    } else if (type == wire::FrameType::Leave) {
        std::erase(m_members, &from);
        sayGone(from);
    }
}

// A connection is up where each side has the other in its roster.
void World::overPeers(Participant &from, wire::FrameType type, const Bytes &body)
{
    const auto message = type == wire::FrameType::Commit ? must(wire::CommitRequest::decode(body)).commit
                                                         : must(wire::GroupMessageRequest::decode(body)).message;
    const auto has = [](const GroupSession &session, const RosterMember &one) {
        const auto *found = session.member(one.leaf);
        return found && found->leafKey == one.leafKey;
    };
    for (auto &to : people) {
        if (to.get() != &from && to->isActive() && to->session->instance() == from.session->instance()
            && has(*from.session, to->own()) && has(*to->session, from.own()))
            queue(from, *to, type, message, true, true);
    }
}

void World::welcome(Participant &guest, const Bytes &body)
{
    if (!guest.lobby)
        return;
    auto start = guest.lobby->accept(must(wire::WelcomeDelivery::decode(body)).welcome, now);
    if (!start.ok()) {
        guest.welcomeRefused = start.error();
        return;
    }
    guest.session.emplace(std::move(start->session));
    guest.lobby.reset();
    perform(guest, std::move(start->effects));
}

void World::receive(Participant &who, const Delivery &delivery)
{
    if (delivery.type == wire::FrameType::Welcome)
        welcome(who, delivery.body);
    else if (who.session && delivery.fromPeer)
        perform(who, who.session->receiveFromPeer(delivery.body, now));
    else if (who.session)
        perform(who, who.session->receive(delivery.type, delivery.body, now));
}

void World::deliverOne(Participant &who)
{
    const auto next = std::find_if(who.inbox.begin(), who.inbox.end(), [&](const Delivery &one) { return one.due <= now.steady; });
    if (next == who.inbox.end())
        return;
    const auto delivery = std::move(*next);
    who.inbox.erase(next);
    receive(who, delivery);
}

void World::settle()
{
    for (int turn = 0; turn < 100'000; ++turn) {
        std::vector<Participant *> waiting;
        for (auto &one : people) {
            if (std::any_of(one->inbox.begin(), one->inbox.end(), [&](const Delivery &next) { return next.due <= now.steady; }))
                waiting.push_back(one.get());
        }
        if (waiting.empty())
            return;
        deliverOne(*waiting[random() % waiting.size()]);
    }
    std::abort(); // messages without end
}

void World::advance(Milliseconds time)
{
    for (Milliseconds done{0}; done < time; done += Milliseconds(100)) {
        now.wall += Milliseconds(100);
        now.steady += Milliseconds(100);
        for (auto &one : people) {
            if (!one->session || one->crashed)
                continue;
            if (const auto newer = one->keys->takeNewerEpochHint())
                perform(*one, one->session->newerEpochSeen(*newer, now));
            perform(*one, one->session->tick(now));
        }
        settle();
    }
}

bool World::chat(Participant &who, const std::string &text)
{
    auto sent = who.session->send(Chat{text}, now);
    if (!sent.ok())
        return false;
    perform(who, std::move(sent->effects));
    return true;
}

std::optional<ErrorCode> openRefusal(Participant &to, LeafNumber leaf, const Bytes &frame)
{
    Bytes plain(frame.size());
    const auto opened = to.keys->opener(leaf).open(frame, 1, plain);
    if (!opened.ok())
        return opened.error().code();
    return std::nullopt;
}

std::optional<ErrorCode> frameRefusal(Participant &from, Participant &to, Bytes *keptFrame)
{
    Bytes frame(200);
    const auto sealed = from.keys->sealer(sframe::Context::Camera).seal(Bytes{1}, Bytes(100, 7), frame);
    if (!sealed.ok())
        return sealed.error().code();
    frame.resize(sealed->size);
    if (keptFrame)
        *keptFrame = frame;
    return openRefusal(to, from.session->ownLeaf(), frame);
}

} // namespace bedside::test
