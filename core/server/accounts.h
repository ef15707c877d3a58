// SPDX-License-Identifier: Apache-2.0
// Accounts of the practice's people: login, Argon2id hash, TOTP secret, recovery codes. Storage thread.
#pragma once

#include "core/base/secret.h"
#include "core/server/storage.h"
#include "core/wire/roles.h"

#include <string>
#include <vector>

namespace bedside::server {

struct Account {
    AccountId id;
    std::string passwordHash;
    wire::RoleSet roles;
    Bytes profile; // sealed by the client
    bool disabled = false;
};

struct NewAccount {
    AccountId id;
    std::string login;
    std::string passwordHash;
    wire::RoleSet roles;
    Bytes profile;
    DeviceId device;
    Bytes certificate;
};

struct SecondFactors { // shown once
    std::string totpSecret; // base32
    std::vector<std::string> recoveryCodes;
};

class Accounts {
public:
    static constexpr std::size_t kRecoveryCodes = 10;

    explicit Accounts(Storage &storage) : m_storage(storage) {}

    // ASCII letters are folded; what is left must be 1 to 128 printable bytes without spaces. Malformed.
    static Result<std::string> normalizedLogin(std::string_view login);

    // Inside a transaction. AlreadyExists: the login, account or device is taken.
    Result<SecondFactors> create(const NewAccount &account, WallTime now);
    Result<std::optional<Account>> byLogin(const std::string &login);
    Result<Account> byId(const AccountId &id); // NotFound

    // Inside a transaction: accepts a TOTP code whose step is above the last accepted one, or a recovery code, and
    // uses it up. SignInRefused otherwise. `usedRecovery` says which it was.
    Result<void> useCode(const AccountId &id, std::string_view code, WallTime now, bool &usedRecovery);

private:
    Result<bool> useRecoveryCode(const AccountId &id, std::string_view code);
    Storage &m_storage;
};

} // namespace bedside::server
