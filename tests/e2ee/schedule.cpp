// SPDX-License-Identifier: Apache-2.0
#include "schedule.h"

#include "core/sframe/frame_key.h"

#include <algorithm>

namespace bedside::test {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t kMostPeople = 12;   // clients in one schedule, those that came back counted again
constexpr std::size_t kMostFrames = 24;   // kept for the trials at the end
constexpr Milliseconds kVisible = 30s;    // by then a member agrees with its host or shows that something is wrong

bool sameRoster(const std::vector<RosterMember> &one, const std::vector<RosterMember> &other)
{
    return std::equal(one.begin(), one.end(), other.begin(), other.end(), [](const auto &a, const auto &b) {
        return a.leaf == b.leaf && a.leafKey == b.leafKey && a.roles == b.roles && a.contexts == b.contexts
               && a.deviceHash == b.deviceHash && a.host == b.host;
    });
}

bool isVisible(const Participant &who) // that something is wrong
{
    return who.session->state() != SessionState::Active || !who.session->isVerifiedLive();
}

} // namespace

Schedule::Schedule(std::uint64_t seed, Tally &tally) : m_tally(tally)
{
    world.random.seed(seed);
    m_doctor = world.practice.hire(wire::Role::Clinician, world.now.wall);
    m_colleague = world.practice.hire(wire::Role::Clinician, world.now.wall);
    m_calm = chance(20);
    m_lost = m_calm || chance(30) ? 0 : static_cast<unsigned>(5 + below(35));
    m_late = m_calm ? 0 : static_cast<unsigned>(below(30));
    m_most = 2 + below(4);
    world.mesh = chance(50);
    world.doubled = chance(50) ? 0.2 : 0;
    world.shuffled = chance(50) ? 0.2 : 0;
    world.route = [this](const Participant &from, const Participant &to, wire::FrameType type) -> std::optional<Milliseconds> {
        // A WELCOME is late at most: who lost it would stand in the lobby and knock again. So is news of a dead socket.
        const bool once = type == wire::FrameType::Welcome || type == wire::FrameType::MemberPresence;
        if (!m_settling && !once && chance(m_lost))
            return std::nullopt;
        const auto after = delay(from, to);
        // The server writes to one socket: what follows a WELCOME comes after it. A commit that overtakes it is lost to the
        // newcomer, who may be removed by it and then only sees that nothing comes.
        return m_calm && type == wire::FrameType::Welcome ? 0ms : after;
    };
    world.onInstalled = [this](Participant &who, const EpochInstalled &epoch) { installed(who, epoch); };
}

void Schedule::expect(bool holds, const char *what)
{
    if (!holds && m_problem.empty())
        m_problem = what;
}

std::string Schedule::run()
{
    ++m_tally.schedules;
    ++m_tally.instances;
    world.openVisit(m_doctor);
    const auto steps = 6 + below(8);
    for (std::uint64_t n = 0; n < steps && m_problem.empty(); ++n) {
        step();
        returning();
        media();
        advance(chance(85) ? Milliseconds(below(6) * 100) : Milliseconds(below(60) * 100));
        if (chance(2))
            advance(12s);
        if (chance(1))
            advance(301s); // the rotation's own timer
    }
    finish();
    return m_problem;
}

// ---- What happens ----

Participant *Schedule::anyGuest()
{
    std::vector<Participant *> guests;
    for (auto &one : world.people) {
        if (one.get() != world.host && one->isActive() && !one->session->isHost())
            guests.push_back(one.get());
    }
    return guests.empty() ? nullptr : guests[below(guests.size())];
}

void Schedule::step()
{
    switch (below(12)) {
    case 0:
    case 1:
    case 2:
    case 3:
        return knock();
    case 4:
    case 5:
        return leaveOrRemove();
    case 6:
    case 7:
        return hostChanges();
    case 8:
        if (auto *guest = anyGuest())
            world.chat(*guest, "a line");
        return;
    case 9:
        return crashGuest();
    case 10:
        return m_calm ? knock() : fork();
    default:
        return chance(40) ? crashHost() : knock();
    }
}

void Schedule::knock()
{
    if (!world.host || world.people.size() >= kMostPeople)
        return;
    const auto members = world.host->session->roster().size();
    if (members >= m_most)
        return;
    const bool staff = chance(10);
    auto &guest = staff ? world.knockAsStaff(m_colleague) : world.knock("Guest");
    if (const auto admitted = world.admit(guest); !admitted.ok())
        expect(world.host->session->isLocked() && admitted.error().code() == ErrorCode::Locked, "a newcomer was refused");
    else
        ++m_tally.joins;
}

void Schedule::leaveOrRemove()
{
    auto *guest = anyGuest();
    if (!guest)
        return;
    if (chance(50))
        return world.perform(*guest, guest->session->leave(world.now));
    const auto *leaf = world.host ? world.host->session->member(guest->session->ownLeaf()) : nullptr;
    if (leaf && leaf->leafKey == guest->own().leafKey)
        world.perform(*world.host, world.host->session->remove(leaf->leaf, chance(50), world.now));
}

void Schedule::hostChanges()
{
    if (!world.host)
        return;
    auto &session = *world.host->session;
    switch (below(4)) {
    case 0:
        return world.perform(*world.host, session.setLocked(!session.isLocked(), world.now));
    case 1:
        world.practice.renew(world.now.wall);
        return world.perform(*world.host, session.updateTrust(world.practice.trust(world.now.wall), world.now));
    default:
        return world.perform(*world.host, session.rotate(world.now));
    }
}

void Schedule::crashGuest()
{
    auto *guest = anyGuest();
    if (!guest)
        return;
    ++m_tally.crashes;
    world.crash(*guest);
    if (guest->device && chance(70))
        m_returns.push_back({world.now.steady + Milliseconds(below(40) * 100), guest});
}

// The host's client is gone with its group. It opens the visit anew; most guests notice the silence and knock again.
void Schedule::crashHost()
{
    if (!world.host || world.people.size() >= kMostPeople)
        return;
    ++m_tally.crashes;
    world.crash(*world.host);
    world.host = nullptr;
    m_returns.push_back({world.now.steady + Milliseconds(below(30) * 100), nullptr});
    for (auto &one : world.people) {
        if (one->isActive() && one->device && chance(80))
            m_returns.push_back({world.now.steady + 10s + Milliseconds(below(40) * 100), one.get()});
    }
}

void Schedule::returning()
{
    for (auto &next : m_returns) {
        if (next.admitted || world.now.steady < next.at || world.people.size() >= kMostPeople + 4)
            continue;
        if (!next.who) {
            next.admitted = true;
            ++m_tally.instances;
            world.openVisit(m_doctor);
        } else if (world.host) {
            next.admitted = true;
            const bool alive = next.who->isActive();
            world.crash(*next.who); // the client that knocks anew has given up the former session
            auto &again = world.knockAgain(*next.who);
            if (world.admit(again).ok() && alive)
                m_successions.push_back({next.who, &again, world.now.steady});
        }
    }
}

void Schedule::fork()
{
    m_forkEnds = world.now.steady + Milliseconds(1000 + below(110) * 100);
    m_side.clear();
    for (const auto &one : world.people)
        m_side[one.get()] = chance(50);
}

std::optional<Milliseconds> Schedule::delay(const Participant &from, const Participant &to)
{
    if (m_settling)
        return 0ms;
    const Milliseconds jitter(below(4) * 100);
    if (world.now.steady < m_forkEnds && m_side[&from] != m_side[&to]) // told at the end, and in another order
        return std::chrono::duration_cast<Milliseconds>(m_forkEnds - world.now.steady) + jitter;
    return chance(m_late) ? Milliseconds(500 + below(40) * 100) : (chance(50) ? jitter : 0ms);
}

void Schedule::advance(Milliseconds time)
{
    for (Milliseconds done{0}; done < time && m_problem.empty(); done += 100ms) {
        world.advance(100ms);
        checkSwitched();
        if (done % 1s == 0ms)
            connections();
    }
}

// The host's client tells the session which peer connections are up.
void Schedule::connections()
{
    if (!world.host)
        return;
    auto &session = *world.host->session;
    for (const auto &member : session.roster()) {
        const auto isUp = [&](const auto &one) {
            return one->isActive() && one->own().leafKey == member.leafKey
                   && one->session->instance() == session.instance();
        };
        if (!member.own)
            session.peerAlive(member.leaf, std::any_of(world.people.begin(), world.people.end(), isUp), world.now);
    }
}

// ---- What must hold ----

void Schedule::installed(Participant &who, const EpochInstalled &epoch)
{
    const EpochId id{epoch.instance, epoch.epoch};
    const auto baseKey = crypto::sha256(epoch.baseKey.reveal());
    const auto &session = *who.session;
    if (session.isHost()) {
        expect(session.epoch() == epoch.epoch && !m_epochs.contains(id), "the host made an epoch twice");
        Epoch made{session.roster(), baseKey, session.isLocked(), false};
        if (const auto before = m_epochs.find({epoch.instance, epoch.epoch - 1}); before != m_epochs.end()) {
            for (const auto &one : before->second.roster)
                made.removal |= std::none_of(made.roster.begin(), made.roster.end(),
                                             [&](const auto &stays) { return stays.leafKey == one.leafKey; });
        }
        m_epochs.emplace(id, std::move(made));
        ++m_tally.epochs;
    }
    const auto made = m_epochs.find(id);
    if (made == m_epochs.end())
        return expect(false, "an epoch that no host made");
    // The exporter hangs on the whole group context: tree, transcript and parameters.
    expect(made->second.baseKey == baseKey, "P3: members of one epoch have different keys");
    expect(m_baseKeys.emplace(baseKey, id).first->second == id, "P6: two epochs have the same base key");
    if (session.epoch() == epoch.epoch)
        expect(sameRoster(session.roster(), made->second.roster) && session.isLocked() == made->second.locked,
               "P3: members of one epoch disagree on roster or parameters");
    expect(isIn(made->second, who), "an epoch installed by one who is not in it");
    auto &seen = m_observed[&who];
    seen.keys.push_back({sframe::extractSecret(epoch.baseKey), id});
    const auto by = world.now.steady + (made->second.removal ? 300ms : 1000ms);
    const bool pending = seen.switchBy && who.keys->sendingEpoch() != epoch.epoch - 1;
    seen.switchBy = pending ? std::min(*seen.switchBy, by) : by;
}

// Nobody goes on sealing under an old epoch after its time, whatever the others acknowledge.
void Schedule::checkSwitched()
{
    for (auto &one : world.people) {
        if (!one->isActive())
            continue;
        const auto sending = one->keys->sendingEpoch();
        auto &by = m_observed[one.get()].switchBy;
        if (!sending || *sending == one->session->epoch())
            by.reset();
        else
            expect(by && world.now.steady < *by, "P4: a sender did not switch in time");
    }
}

bool Schedule::isIn(const Epoch &epoch, Participant &who) const
{
    return who.session && std::any_of(epoch.roster.begin(), epoch.roster.end(),
                                      [&](const auto &one) { return one.leafKey == who.own().leafKey; });
}

// One frame of each sender, to everybody who has ever been here.
void Schedule::media()
{
    for (auto &from : world.people) {
        if (!from->session || !from->keys->sendingEpoch()) // crashed members send too, as one would who copied the keys
            continue;
        Bytes bytes(200);
        const auto context = static_cast<sframe::Context>(below(sframe::kContexts));
        const auto sealed = from->keys->sealer(context).seal(Bytes{1}, Bytes(40, 7), bytes);
        if (!sealed.ok())
            continue;
        bytes.resize(sealed->size);
        const auto header = sframe::decodeHeader(ByteSpan(bytes).subspan(1));
        const Frame frame{std::move(bytes), {from->session->instance(), sealed->epoch}};
        const auto made = m_epochs.find(frame.epoch);
        if (!header.ok() || made == m_epochs.end())
            return expect(false, "a frame of no epoch");
        ++m_tally.frames;
        expect(m_nonces.emplace(made->second.baseKey, header->header.kid, header->header.counter).second,
               "P6: a key and nonce used twice");
        const auto leaf = from->own().leaf;
        for (auto &to : world.people) {
            if (to != from && to->session && !chance(20))
                receiveFrame(*to, leaf, frame);
        }
        if (m_frames.size() < kMostFrames)
            m_frames.push_back(frame);
    }
}

void Schedule::receiveFrame(Participant &to, LeafNumber leaf, const Frame &frame)
{
    const auto &epoch = m_epochs.at(frame.epoch);
    const bool opened = !openRefusal(to, leaf, frame.bytes);
    if (opened)
        expect(isIn(epoch, to), "P4, P5: opened by one who is not in its epoch");
    else
        expect(!to.keys->hasEpoch(frame.epoch.first, frame.epoch.second), "P3: not opened by one who has its epoch");
    m_tally.opened += opened;
}

bool Schedule::isInStep(Participant &who) const
{
    const auto &host = *world.host->session;
    const auto &session = *who.session;
    return session.instance() == host.instance() && session.epoch() == host.epoch()
           && sameRoster(session.roster(), host.roster()) && session.isLocked() == host.isLocked();
}

bool Schedule::agrees(Participant &who) const { return isInStep(who) && who.keys->sendingEpoch() == who.session->epoch(); }

// An epoch that began in the last moment: checkSwitched() sees to it that it is switched to in time.
bool Schedule::isSwitching(Participant &who) const
{
    const auto seen = m_observed.find(&who);
    return isInStep(who) && seen != m_observed.end() && seen->second.switchBy && world.now.steady < *seen->second.switchBy;
}

bool Schedule::everyoneAgrees() const
{
    return world.host && std::all_of(world.people.begin(), world.people.end(), [&](const auto &one) {
               return !one->isActive() || (agrees(*one) && !isVisible(*one));
           });
}

bool Schedule::isQuiet() const
{
    return std::all_of(world.people.begin(), world.people.end(), [](const auto &one) { return one->inbox.empty(); });
}

// The faults end, everything that is under way arrives, and 30 seconds pass: less where all agree before.
void Schedule::finish()
{
    if (!m_problem.empty())
        return;
    m_settling = true;
    for (auto &next : m_returns)
        next.at = std::min(next.at, world.now.steady);
    returning();
    if (!world.host) {
        m_returns.push_back({world.now.steady, nullptr});
        returning();
    }
    for (auto &one : world.people) {
        for (auto &delivery : one->inbox)
            delivery.due = std::min(delivery.due, world.now.steady);
    }
    world.settle();
    const bool toTheEnd = below(8) == 0;
    for (Milliseconds passed{0}; passed < kVisible && m_problem.empty(); passed += 500ms) {
        if (!toTheEnd && everyoneAgrees() && isQuiet())
            break;
        advance(500ms);
    }
    if (m_problem.empty())
        checkEnd();
    if (m_problem.empty())
        checkFormerMembers();
    if (m_problem.empty() && below(32) == 0)
        checkAftermath();
}

void Schedule::checkEnd()
{
    media();
    for (auto &one : world.people) {
        if (!one->session || one->crashed)
            continue;
        if (one->session->state() != SessionState::Active) {
            ++m_tally.over;
            expect(one->wipedAll && !one->keys->sendingEpoch(), "a session that is over keeps keys");
            // Nobody here breaks the rules, so nothing but silence may end a session by itself.
            expect(!one->failed || one->failed->code() == ErrorCode::TimedOut || one->failed->code() == ErrorCode::ConnectionLost,
                   "a session failed without cause");
            continue;
        }
        if ((agrees(*one) || isSwitching(*one)) && !isVisible(*one)) {
            ++m_tally.agreed;
            continue;
        }
        ++m_tally.visible;
        expect(isVisible(*one), "P10: a member disagrees with its host and does not show it");
        expect(!m_calm || one->session->instance() != world.host->session->instance(),
               "P10: disagreement although no message was lost");
    }
    for (auto &former : world.people) {
        for (auto &other : world.people) {
            if (former != other && former->isActive() && other->isActive() && agrees(*former) && agrees(*other))
                expect(!frameRefusal(*former, *other), "P3: two members that agree do not open each other's frames");
        }
    }
    for (const auto &[former, present, at] : m_successions) {
        if (present->isActive() && former->session->instance() != present->session->instance()
            && world.now.steady - at >= 10s)
            expect(present->session->maySucceed(*former->session, world.now), "a guest may not follow its host");
    }
}

// Two minutes later whoever could not follow has given up and is out: 60 s of silence, then 30 s with both paths dead.
void Schedule::checkAftermath()
{
    advance(120s);
    expect(everyoneAgrees(), "P10: disagreement for good");
    for (const auto &member : world.host->session->roster()) {
        const auto isIt = [&](const auto &one) { return one->isActive() && one->own().leafKey == member.leafKey; };
        expect(std::any_of(world.people.begin(), world.people.end(), isIt), "P10: a member that is gone stays for good");
    }
}

// Every kept frame against every base key of everybody who was not in the frame's epoch, whatever became of its store.
void Schedule::checkFormerMembers()
{
    for (const auto &frame : m_frames) {
        const auto &epoch = m_epochs.at(frame.epoch);
        const auto sealed = ByteSpan(frame.bytes).subspan(1);
        const auto header = sframe::decodeHeader(sealed);
        Bytes out(frame.bytes.size());
        bool opened = false;
        for (auto &one : world.people) {
            const bool member = isIn(epoch, *one);
            for (const auto &kept : m_observed[one.get()].keys) {
                if (member && (opened || kept.epoch != frame.epoch))
                    continue;
                const auto key = sframe::FrameKey::fromSecret(kept.secret, header->header.kid);
                const bool opens = key->decrypt(*header, sealed.first(header->size), ByteSpan(frame.bytes).first(1),
                                                sealed.subspan(header->size), out)
                                       .ok();
                expect(opens == member, member ? "a member's kept key does not open" : "P4, P5: a kept key opens");
                opened = opened || member;
                m_tally.triedByOthers += !member;
            }
        }
        expect(opened, "no member could open a frame");
    }
}

} // namespace bedside::test
