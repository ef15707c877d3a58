// SPDX-License-Identifier: Apache-2.0
#include "core/e2ee/lobby_desk.h"

#include <algorithm>

namespace bedside::e2ee {

namespace {

constexpr std::size_t kMaxEntries = 256;      // the server bounds its lobbies too; this is against a hostile one
constexpr std::ptrdiff_t kMaxNeverAdmitted = 4096;

// What was never admitted can be made without end by whoever holds a link; what was admitted stays, and does not count: a
// year's patients would leave no room for those who wait.
void makeRoom(auto &seen)
{
    const auto neverAdmitted = [](const auto &one) { return !one.second.admitted; };
    if (std::ranges::count_if(seen, neverAdmitted) >= kMaxNeverAdmitted)
        std::erase_if(seen, neverAdmitted);
}

} // namespace

void LobbyDesk::addInvite(const VisitId &visit, const InviteId &invite, identity::InviteKeys keys)
{
    m_invites.insert_or_assign(invite, Invite{visit, std::move(keys)});
}

void LobbyDesk::restoreBinding(const InviteId &invite, const crypto::Digest &deviceHash) { bind(invite, deviceHash); }

void LobbyDesk::restoreCounter(const crypto::Digest &deviceHash, std::uint64_t counter)
{
    auto &seen = m_devices[deviceHash];
    if (counter >= seen.counter)
        seen = {counter, {}, true};
}

void LobbyDesk::forgetVisit(const VisitId &visit) noexcept
{
    std::erase_if(m_invites, [&](const auto &one) { return one.second.visit == visit; });
    std::erase_if(m_entries, [&](const auto &entry) { return entry.visit == visit; });
}

void LobbyDesk::clear() noexcept
{
    m_invites.clear();
    m_bindings.clear();
    m_devices.clear();
    m_packages.clear();
    m_entries.clear();
}

Result<void> LobbyDesk::checkReplay(const VerifiedHello &hello) const
{
    const auto seen = m_devices.find(hello.deviceHash());
    if (seen != m_devices.end()) {
        const auto &last = seen->second;
        const bool again = hello.counter() == last.counter && (last.admitted || hello.hash() != last.hello);
        if (hello.counter() < last.counter || again)
            return Error(ErrorCode::Replayed, "hello counter");
    }
    const auto package = m_packages.find(hello.keyPackage().ref());
    if (package != m_packages.end() && (package->second.admitted || package->second.device != hello.deviceHash()))
        return Error(ErrorCode::Replayed, "KeyPackage");
    return {};
}

void LobbyDesk::note(const VerifiedHello &hello, bool admitted)
{
    makeRoom(m_packages);
    makeRoom(m_devices);
    m_devices[hello.deviceHash()] = {hello.counter(), hello.hash(), admitted};
    m_packages[hello.keyPackage().ref()] = {hello.deviceHash(), admitted};
}

void LobbyDesk::judge(LobbyEntry &entry, const wire::LobbyArrival &arrival, const identity::PracticeTrust &trust,
                      WallTime now)
{
    const identity::InviteKeys *keys = nullptr;
    if (!arrival.invite.isNull()) {
        const auto invite = m_invites.find(arrival.invite);
        if (invite == m_invites.end() || invite->second.visit != arrival.visit) {
            entry.problem = Error(ErrorCode::LinkUnknown, "invite of this visit");
            return;
        }
        keys = &invite->second.keys;
    }
    auto hello = verifyHello(arrival.hello, arrival.visit, keys, arrival.invite, trust, now);
    if (!hello.ok()) {
        entry.problem = hello.error();
        return;
    }
    if (const auto fresh = checkReplay(*hello); !fresh.ok()) {
        entry.problem = fresh.error();
        return;
    }
    note(*hello, false);
    const auto binding = m_bindings.find(arrival.invite);
    if (keys && binding != m_bindings.end()) {
        entry.recognised = binding->second == hello->deviceHash();
        entry.linkInUse = !entry.recognised;
    }
    entry.hello = std::move(hello).value();
}

const LobbyEntry &LobbyDesk::arrived(const wire::LobbyArrival &arrival, const identity::PracticeTrust &trust,
                                     WallTime now)
{
    LobbyEntry entry;
    entry.connection = arrival.guestConnection;
    entry.visit = arrival.visit;
    entry.invite = arrival.invite;
    entry.since = arrival.since;
    judge(entry, arrival, trust, now);
    const auto same = std::find_if(m_entries.begin(), m_entries.end(),
                                   [&](const auto &one) { return one.connection == entry.connection; });
    if (same != m_entries.end()) {
        if (entry.hello || !same->hello) // a replay over its connection does not displace a caller who was verified
            *same = std::move(entry);
        return *same;
    }
    if (m_entries.size() >= kMaxEntries)
        m_entries.erase(m_entries.begin());
    m_entries.push_back(std::move(entry));
    return m_entries.back();
}

void LobbyDesk::gone(std::uint64_t connection) noexcept
{
    std::erase_if(m_entries, [&](const auto &entry) { return entry.connection == connection; });
}

const LobbyEntry *LobbyDesk::find(std::uint64_t connection) const
{
    const auto found = std::find_if(m_entries.begin(), m_entries.end(),
                                    [&](const auto &entry) { return entry.connection == connection; });
    return found == m_entries.end() ? nullptr : &*found;
}

Result<LobbyEntry> LobbyDesk::take(std::uint64_t connection)
{
    const auto found = std::find_if(m_entries.begin(), m_entries.end(),
                                    [&](const auto &entry) { return entry.connection == connection; });
    if (found == m_entries.end())
        return Error(ErrorCode::NotFound, "lobby entry");
    if (!found->hello)
        return found->problem.value_or(Error(ErrorCode::Internal, "lobby entry"));
    if (found->linkInUse)
        return Error(ErrorCode::LinkInUse, "bound to another device");
    auto entry = std::move(*found);
    m_entries.erase(found);
    note(*entry.hello, true);
    return entry;
}

void LobbyDesk::giveBack(LobbyEntry entry)
{
    if (entry.hello)
        note(*entry.hello, false);
    m_entries.push_back(std::move(entry));
}

void LobbyDesk::bind(const InviteId &invite, const crypto::Digest &deviceHash)
{
    m_bindings.insert_or_assign(invite, deviceHash);
    for (auto &entry : m_entries) {
        if (entry.invite == invite && entry.hello) {
            entry.recognised = entry.hello->deviceHash() == deviceHash;
            entry.linkInUse = !entry.recognised;
        }
    }
}

std::optional<crypto::Digest> LobbyDesk::bindingOf(const InviteId &invite) const
{
    const auto found = m_bindings.find(invite);
    return found == m_bindings.end() ? std::nullopt : std::optional(found->second);
}

std::vector<std::pair<InviteId, crypto::Digest>> LobbyDesk::bindingsOf(const VisitId &visit) const
{
    std::vector<std::pair<InviteId, crypto::Digest>> out;
    for (const auto &[id, invite] : m_invites) {
        if (const auto bound = m_bindings.find(id); invite.visit == visit && bound != m_bindings.end())
            out.emplace_back(*bound);
    }
    return out;
}

std::optional<std::uint64_t> LobbyDesk::counterOf(const crypto::Digest &deviceHash) const
{
    const auto found = m_devices.find(deviceHash);
    return found == m_devices.end() ? std::nullopt : std::optional(found->second.counter);
}

const identity::InviteKeys *LobbyDesk::keysOf(const InviteId &invite) const
{
    const auto found = m_invites.find(invite);
    return found == m_invites.end() ? nullptr : &found->second.keys;
}

} // namespace bedside::e2ee
