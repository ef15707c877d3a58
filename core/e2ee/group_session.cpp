// SPDX-License-Identifier: Apache-2.0
#include "core/e2ee/group_session.h"

#include "core/e2ee/session_impl.h"

#include <algorithm>

namespace bedside::e2ee {

namespace {

Error over() { return Error(ErrorCode::NotInState, "the session is over"); }
Error notHost() { return Error(ErrorCode::NotHost, "only the host may"); }

} // namespace

std::uint8_t contextsFor(wire::RoleSet roles)
{
    return wire::allows(roles, wire::Permission::TakePart) ? sframe::kAllContexts : std::uint8_t{0};
}

bool mayHost(wire::RoleSet roles)
{
    return wire::allows(roles, wire::Permission::TakePart)
           && (wire::allows(roles, wire::Permission::HostOwnVisit)
               || wire::allows(roles, wire::Permission::HostAllVisits));
}

GroupSession::GroupSession(std::unique_ptr<Impl> impl) noexcept : m(std::move(impl)) {}
GroupSession::GroupSession(GroupSession &&) noexcept = default;
GroupSession &GroupSession::operator=(GroupSession &&) noexcept = default;
GroupSession::~GroupSession() = default;

Result<SessionStart> GroupSession::open(HostInput input, Moment now)
{
    TRY_OK(input.trust.checkFresh(now.wall));
    if (input.displayName.size() > Introduction::kMaxName)
        return Error(ErrorCode::TooLarge, "display name");
    if (input.bindings.size() > profile::kMaxBindings)
        return Error(ErrorCode::TooLarge, "bindings", static_cast<std::int64_t>(input.bindings.size()));
    const auto &credential = input.leaf.credential;
    TRY(const auto roles, input.trust.checkLeaf(credential, input.visit, input.leaf.key.publicKey(), now.wall));
    if (!mayHost(roles))
        return Error(ErrorCode::NotAuthorized, "role may not host");
    profile::Params params;
    params.policyHash = input.policyHash;
    params.grantNumber = input.trust.grants()->number;
    params.grantHash = input.trust.grants()->hash();
    for (const auto &[invite, device] : input.bindings)
        params.bind(profile::inviteHash(invite), device);
    auto bundle = mls::KeyPackageBundle::create(
        credential.encode(), input.leaf.key, profile::leafCapabilities(),
        mls::Lifetime::between(now.wall - std::chrono::hours(1), now.wall + std::chrono::hours(23)));
    auto groupId = toBytes(input.visit.bytes);
    append(groupId, input.instance.bytes);
    TRY(auto group, mls::Group::create(std::move(groupId), std::move(bundle), profile::groupContext(params), now.wall));
    auto impl = std::make_unique<Impl>(std::move(group), input.visit, input.instance, std::move(input.trust),
                                       std::move(params), now);
    impl->m_displayName = std::move(input.displayName);
    impl->emit(SendFrame{wire::FrameType::VisitOpen, wire::VisitOpen{input.visit, input.instance}.encode()});
    impl->start(now);
    auto effects = impl->take();
    return SessionStart{GroupSession(std::move(impl)), std::move(effects)};
}

SessionState GroupSession::state() const noexcept { return m->m_state; }
bool GroupSession::isHost() const noexcept { return m->isHost(); }
const VisitId &GroupSession::visit() const noexcept { return m->m_visit; }
const InstanceId &GroupSession::instance() const noexcept { return m->m_instance; }
std::uint64_t GroupSession::epoch() const noexcept { return m->m_group.epoch(); }
LeafNumber GroupSession::ownLeaf() const noexcept { return m->ownLeaf(); }
LeafNumber GroupSession::hostLeaf() const noexcept { return m->m_params.hostLeaf; }
bool GroupSession::isLocked() const noexcept { return m->m_params.locked; }
bool GroupSession::isVerifiedLive() const noexcept { return m->active() && !m->m_warned; }
const std::vector<RosterMember> &GroupSession::roster() const noexcept { return m->m_roster; }
const RosterMember *GroupSession::member(LeafNumber leaf) const { return m->member(leaf); }

#define BEDSIDE_HOST_INPUT(call)                                                                                       \
    if (!m->active())                                                                                                  \
        return over();                                                                                                 \
    if (!m->isHost())                                                                                                  \
        return notHost();                                                                                              \
    TRY_OK(m->call);                                                                                                   \
    return m->take()

Result<Effects> GroupSession::admit(const LobbyEntry &entry, const identity::InviteKeys *keys, Moment now)
{
    BEDSIDE_HOST_INPUT(admit(entry, keys, now));
}

bool GroupSession::recognises(const LobbyEntry &entry) const
{
    if (!m->active() || !m->isHost() || !entry.hello || entry.visit != m->m_visit)
        return false;
    const auto *binding = m->m_params.find(entry.hello->deviceHash());
    return binding && !binding->barred && binding->invite == profile::inviteHash(entry.invite);
}

Result<Effects> GroupSession::remove(LeafNumber leaf, bool bar, Moment now)
{
    BEDSIDE_HOST_INPUT(remove(leaf, bar, now));
}
Result<Effects> GroupSession::setLocked(bool locked, Moment now) { BEDSIDE_HOST_INPUT(setLocked(locked, now)); }
Result<Effects> GroupSession::rotate(Moment now) { BEDSIDE_HOST_INPUT(rotate(now)); }
Result<Effects> GroupSession::updateTrust(const identity::PracticeTrust &trust, Moment now)
{
    BEDSIDE_HOST_INPUT(updateTrust(trust, now));
}

#undef BEDSIDE_HOST_INPUT

Effects GroupSession::endForAll(wire::EndOutcome outcome, Moment now)
{
    if (m->active() && m->isHost())
        m->endForAll(outcome, now);
    return m->take();
}

Result<GroupSession::Sent> GroupSession::send(Control control, Moment now)
{
    if (!m->active())
        return over();
    return m->send(std::move(control), now);
}

Effects GroupSession::leave(Moment now)
{
    if (m->active())
        m->leave(now);
    return m->take();
}

Effects GroupSession::receive(wire::FrameType type, ByteSpan body, Moment now)
{
    if (m->active())
        m->receiveFrame(type, body, now);
    return m->take();
}

Effects GroupSession::serverBack(Moment now)
{
    if (m->active())
        m->serverBack(now);
    return m->take();
}

Effects GroupSession::receiveFromPeer(ByteSpan mlsMessage, Moment now)
{
    if (m->active())
        m->receiveMls(mlsMessage, now, now.steady);
    return m->take();
}

void GroupSession::peerAlive(LeafNumber leaf, bool alive, Moment now) { m->peerAlive(leaf, alive, now); }

Effects GroupSession::newerEpochSeen(std::uint64_t epoch, Moment now)
{
    if (m->active())
        m->newerEpochSeen(epoch, now);
    return m->take();
}

Effects GroupSession::tick(Moment now)
{
    if (m->active())
        m->tick(now);
    return m->take();
}

bool GroupSession::maySucceed(const GroupSession &previous, Moment now) const
{
    const auto *host = m->member(m->m_params.hostLeaf);
    const auto *former = previous.m->member(previous.m->m_params.hostLeaf);
    if (m->m_visit != previous.m->m_visit || !host || !former || host->deviceHash != former->deviceHash)
        return false;
    return !previous.m->active()
           || (!previous.m->isHost() && now.steady - previous.m->m_hostHeard >= Timing::kSucceed);
}

std::optional<std::string> GroupSession::safetyCode(LeafNumber leaf) const
{
    const auto code = m->m_codes.find(leaf);
    if (code == m->m_codes.end() || code->second.digits.empty())
        return std::nullopt;
    return code->second.digits;
}

} // namespace bedside::e2ee
