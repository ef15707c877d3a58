// SPDX-License-Identifier: Apache-2.0
// Signed-in sessions: 32 random bytes at the client, their SHA-256 here; idle and absolute ends. Storage thread.
#pragma once

#include "core/base/secret.h"
#include "core/crypto/hash.h"
#include "core/server/storage.h"
#include "core/wire/roles.h"

namespace bedside::server {

struct SessionRecord {
    crypto::Digest tokenHash{};
    AccountId account;
    DeviceId device;
    wire::RoleSet roles; // of the account as it is now
    WallTime expiresAt{}; // the absolute end
};

class Sessions {
public:
    Sessions(Storage &storage, Milliseconds idle, Milliseconds life) : m_storage(storage), m_idle(idle), m_life(life) {}

    struct Opened {
        Secret token;
        WallTime expiresAt{};
    };
    Result<Opened> open(const AccountId &account, const DeviceId &device, WallTime now); // inside a transaction
    // SessionEnded: unknown, idle for too long, too old, or the account is disabled. Moves the idle end.
    Result<SessionRecord> find(ByteSpan token, WallTime now);
    Result<SessionRecord> findHash(const crypto::Digest &tokenHash, WallTime now);
    Result<void> close(const crypto::Digest &tokenHash); // inside a transaction
    Result<void> purge(WallTime now);

private:
    Storage &m_storage;
    Milliseconds m_idle;
    Milliseconds m_life;
};

} // namespace bedside::server
