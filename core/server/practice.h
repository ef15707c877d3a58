// SPDX-License-Identifier: Apache-2.0
// What the practice signs and the server hands out: practice key, issuer set, grant list, server statement, wrapped
// role keys. The server checks signatures so that a slip does not lock everyone out; the clients check them again.
// Storage thread.
#pragma once

#include "core/identity/practice_trust.h"
#include "core/server/storage.h"

#include <vector>

namespace bedside::server {

struct WrappedRoleKey {
    std::string role;
    std::int64_t number = 0;
    DeviceId device;
    Bytes wrapped;
};

class Practice {
public:
    explicit Practice(Storage &storage) : m_storage(storage) {}

    Result<identity::TrustBundle> trust(); // NotFound before set-up
    // Inside a transaction. AlreadyExists; the errors of identity::PracticeTrust::accept.
    Result<void> create(const PracticeId &practice, const identity::TrustBundle &bundle, const std::string &serverName,
                        WallTime now);
    // Inside a transaction. Empty parts stay as they are; older numbers and bad signatures are refused.
    Result<void> replaceTrust(const identity::TrustBundle &parts, WallTime now);

    Result<std::vector<WrappedRoleKey>> roleKeys();
    Result<void> addRoleKeys(const std::vector<WrappedRoleKey> &keys); // inside a transaction; same place: replaced

private:
    Storage &m_storage;
};

} // namespace bedside::server
