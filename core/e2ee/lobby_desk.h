// SPDX-License-Identifier: Apache-2.0
// LobbyDesk: the host side of the waiting room: verifies hellos, remembers counters and to which device a link is
// bound. Holds invite keys, no group secret. Owned by the client; main thread. Outlives the sessions it admits to.
#pragma once

#include "core/e2ee/lobby_hello.h"
#include "core/wire/messages.h"

#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace bedside::e2ee {

struct LobbyEntry {
    std::uint64_t connection = 0;
    VisitId visit;
    InviteId invite;
    WallTime since{};
    std::optional<VerifiedHello> hello; // none: not verified, and then `problem` says why; it cannot be admitted
    std::optional<Error> problem;
    bool linkInUse = false;             // bound to another device: admission is refused with LinkInUse
    bool recognised = false;            // the device to which the link is bound: may come back without a click
};

class LobbyDesk {
public:
    // The invite keys of a visit, as soon as the client knows them; kept until forget().
    void addInvite(const VisitId &visit, const InviteId &invite, identity::InviteKeys keys);
    // A link's binding and a device's last admitted counter, from the client's store after a restart.
    void restoreBinding(const InviteId &invite, const crypto::Digest &deviceHash);
    void restoreCounter(const crypto::Digest &deviceHash, std::uint64_t counter);
    void forgetVisit(const VisitId &visit) noexcept;
    void clear() noexcept;              // sign-out

    // An arrival, a hello again over the same connection, or the same hello told again by a server that reconnected.
    // Always makes an entry, so that the host sees a caller that could not be verified too. Replayed: a counter below
    // one seen from that device, a hello or KeyPackage that has been admitted, or another device's KeyPackage.
    const LobbyEntry &arrived(const wire::LobbyArrival &arrival, const identity::PracticeTrust &trust, WallTime now);
    void gone(std::uint64_t connection) noexcept;

    const std::vector<LobbyEntry> &entries() const noexcept { return m_entries; } // by arrival
    const LobbyEntry *find(std::uint64_t connection) const;
    // For admission: the entry leaves the desk, and its hello and KeyPackage are used up. NotFound; the entry's problem where it is not verified; LinkInUse.
    Result<LobbyEntry> take(std::uint64_t connection);
    // An admission that failed: the entry waits again.
    void giveBack(LobbyEntry entry);
    // From the session's InviteBound effect.
    void bind(const InviteId &invite, const crypto::Digest &deviceHash);
    std::optional<crypto::Digest> bindingOf(const InviteId &invite) const;
    // Of the invites that the visit has here: what its next instance begins with.
    std::vector<std::pair<InviteId, crypto::Digest>> bindingsOf(const VisitId &visit) const;
    std::optional<std::uint64_t> counterOf(const crypto::Digest &deviceHash) const;
    const identity::InviteKeys *keysOf(const InviteId &invite) const;

private:
    struct Invite {
        VisitId visit;
        identity::InviteKeys keys;
    };
    Result<void> checkReplay(const VerifiedHello &hello) const;
    void note(const VerifiedHello &hello, bool admitted);
    void judge(LobbyEntry &entry, const wire::LobbyArrival &arrival, const identity::PracticeTrust &trust, WallTime now);

    std::map<InviteId, Invite> m_invites;
    std::map<InviteId, crypto::Digest> m_bindings;
    struct Seen { // by device
        std::uint64_t counter = 0;
        crypto::Digest hello{};
        bool admitted = false;
    };
    struct Package {
        crypto::Digest device{};
        bool admitted = false;
    };
    std::map<crypto::Digest, Seen> m_devices;
    std::map<mls::KeyPackageRef, Package> m_packages;
    std::vector<LobbyEntry> m_entries;
};

} // namespace bedside::e2ee
