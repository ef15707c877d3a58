// SPDX-License-Identifier: Apache-2.0
// Sets a practice up on a fresh server and makes the first administrator-clinician's profile on this computer; renews
// what the practice's administrator device signs. For the set-up program and tests: each call blocks in an event loop
// of its own on the thread that calls it, which must have a QCoreApplication.
#pragma once

#include "core/base/clock.h"
#include "core/base/ids.h"
#include "core/base/key_slot.h"
#include "core/base/secret.h"

#include <filesystem>
#include <string>
#include <vector>

namespace bedside::client {

struct PracticeSetup {
    std::string server;               // "https://host:port" or "host:port"
    std::string setupToken;           // from the server's one-time set-up file
    std::string certificateSha256;    // hex, of the DER of the certificate that the server must show
    std::filesystem::path profile;    // made if missing (0700); AlreadyExists if it holds a profile
    std::string practiceName;
    std::string personName;
    std::string login;
    Secret password;                  // UTF-8; at least 12 characters, otherwise WeakPassword
    Secret passphrase;                // PIN when `keySlot` is given, otherwise a passphrase of at least 12 characters
    KeySlot *keySlot = nullptr;       // the system's key store, if it works; not owned
};

struct PracticeCreated {
    PracticeId practice;
    AccountId account;
    DeviceId device;
    std::string practiceFingerprint;  // base64url of SHA-256(practice public key), as in links
    std::string totpSecret;           // base32
    std::vector<std::string> recoveryCodes;
    std::string recoverySheet;        // the practice key's seed in words of four letters, to be printed and locked away
};

// Nothing is left in `profile` when it fails.
Result<PracticeCreated> createPractice(PracticeSetup setup, const Clock &clock);

struct PracticeRenewal {
    std::filesystem::path profile;
    Secret passphrase;
    KeySlot *keySlot = nullptr;
    std::string password;             // of the account in the profile
    std::string code;                 // TOTP or recovery code
};

// Signs a new grant list (24 hours) and a new server statement (30 days) and uploads both: `bedside-admin renew`.
Result<void> renewTrust(PracticeRenewal renewal, const Clock &clock);

} // namespace bedside::client
