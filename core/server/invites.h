// SPDX-License-Identifier: Apache-2.0
// Invites: which visit a link leads to, known here only by the SHA-256 of its server token. Storage thread.
#pragma once

#include "core/crypto/hash.h"
#include "core/server/storage.h"

namespace bedside::server {

struct NewInvite {
    InviteId invite;
    VisitId visit;
    crypto::Digest tokenHash{};
    WallTime expiresAt{};
    AccountId createdBy;
};

struct InviteTarget { // what a valid link gives
    InviteId invite;
    VisitId visit;
    AccountId owner;
    WallTime startsAt{};
    int minutes = 0;
};

class Invites {
public:
    explicit Invites(Storage &storage) : m_storage(storage) {}

    Result<void> create(const NewInvite &invite, WallTime now); // inside a transaction; AlreadyExists
    Result<std::optional<VisitId>> visitOf(const InviteId &invite);
    Result<bool> withdraw(const InviteId &invite, WallTime now); // inside a transaction; false: it was already
    // LinkUnknown (also for a wrong token, a withdrawn invite and a cancelled appointment), LinkExpired, LinkSpent (the
    // visit has ended).
    Result<InviteTarget> open(const InviteId &invite, ByteSpan token, WallTime now);
    Result<void> noteAdmission(const InviteId &invite, WallTime now); // inside a transaction; the first one counts

private:
    Storage &m_storage;
};

} // namespace bedside::server
