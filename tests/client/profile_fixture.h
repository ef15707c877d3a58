// SPDX-License-Identifier: Apache-2.0
// A staff profile on disk without a server: what createPractice leaves behind.
#pragma once

#include "core/client/profile_store.h"
#include "core/crypto/random.h"

#include <QTemporaryDir>

namespace bedside::test {

inline constexpr char kPassphrase[] = "a passphrase for tests";

struct ProfileFixture {
    QTemporaryDir folder;
    platform::ProfilePaths paths;
    WallTime now = SystemClock().now();
    PracticeId practice = crypto::randomId<PracticeId>();
    identity::PracticeKey practiceKey = identity::PracticeKey::generate();
    client::PinnedPractice pinned{"Example Practice", "127.0.0.1:9", "anna", identity::PracticeTrust::pinnedTo({})};
    Secret databaseKey;
    std::unique_ptr<client::ProfileStore> store;

    explicit ProfileFixture(bool aDayOld = false)
    {
        paths = platform::profilePaths(folder.path().toStdString()).value();
        const WallTime made = aDayOld ? now - std::chrono::hours(25) : now;
        auto issuing = identity::IssuingKey::generate();
        auto keys = identity::DeviceKeys::generate();
        const auto account = crypto::randomId<AccountId>();
        wire::RoleSet roles(wire::Role::Administrator);
        roles.add(wire::Role::Clinician);
        auto certificate = issuing.certify(practice, account, crypto::randomId<DeviceId>(), roles,
                                           keys.signing().publicKey(), keys.agreement().publicKey(), made);
        const auto issuers = practiceKey.makeIssuerSet(practice, 1, {issuing.publicKey()}, made);
        const auto grants = issuing.makeGrantList(issuers, nullptr, identity::grantsFor(certificate), made);
        const auto statement = issuing.makeStatement(practice, nullptr, pinned.server, Bytes(100, 1), {}, {crypto::Digest{}}, made);
        pinned.trust = identity::PracticeTrust::pinnedTo(practiceKey.fingerprint());
        (void)pinned.trust.accept({toBytes(practiceKey.publicKey()), issuers.encode(), grants.encode(), statement.encode()},
                                  pinned.server, made).ok();
        databaseKey = store::Vault::create(paths.envelope, nullptr, "x", Secret::copyOf(asBytes(kPassphrase)),
                                           crypto::PasswordCost{1, 8 * 1024 * 1024}).value();
        store = client::ProfileStore::create(paths, databaseKey, practice).value();
        (void)store->saveDevice({practice, account, std::move(keys), std::move(certificate), std::move(issuing), "Anna"}).ok();
        for (const auto role : {e2ee::KeyRole::Scheduling, e2ee::KeyRole::Clinical, e2ee::KeyRole::Hosting})
            (void)store->saveRoleKey(e2ee::RoleKey::generate(role, 1)).ok();
        (void)client::ProfileStore::writePinned(paths, pinned).ok();
    }
};

} // namespace bedside::test
