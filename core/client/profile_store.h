// SPDX-License-Identifier: Apache-2.0
// A staff profile on disk: the vault file, the encrypted database behind it, and a small file in clear that pins the
// practice. Holds the database while unlocked. Owned by the client; main thread (unlocking: see openKey).
#pragma once

#include "core/base/key_slot.h"
#include "core/client/facade.h"
#include "core/e2ee/role_keys.h"
#include "core/identity/practice_keys.h"
#include "core/platform/profile_paths.h"
#include "core/store/database.h"
#include "core/store/vault.h"

namespace bedside::client {

// What may be known before unlocking: no secret and nothing of a patient.
struct PinnedPractice {
    std::string name;
    std::string server;                 // as the statement and links name it
    std::string login;                  // last used here
    identity::PracticeTrust trust;

    Bytes encode() const;
    static Result<PinnedPractice> parse(ByteSpan bytes); // PracticeFileDamaged, StoreNewer
};

// What makes this computer a device of the practice. Move-only.
struct DeviceIdentity {
    PracticeId practice;
    AccountId account;
    identity::DeviceKeys keys;
    identity::DeviceCertificate certificate;
    std::optional<identity::IssuingKey> issuingKey; // on an administrator's device
    std::string personName;
};

class ProfileStore {
public:
    // NotFound where there is no practice in the folder.
    static Result<PinnedPractice> readPinned(const platform::ProfilePaths &paths);
    static Result<void> writePinned(const platform::ProfilePaths &paths, const PinnedPractice &pinned);

    // Slow (Argon2id): on a worker. Errors of store::Vault.
    static Result<Secret> openKey(const platform::ProfilePaths &paths, KeySlot *keySlot, const Secret &passphrase);

    // StoreDamaged where the database is missing or broken, StoreForeign where it is another practice's, StoreNewer.
    // Nothing is changed or moved here: see keepAside().
    static Result<std::unique_ptr<ProfileStore>> open(const platform::ProfilePaths &paths, const Secret &databaseKey,
                                                      const PinnedPractice &pinned);
    // At set-up: a new, empty database. AlreadyExists.
    static Result<std::unique_ptr<ProfileStore>> create(const platform::ProfilePaths &paths, const Secret &databaseKey,
                                                        const PracticeId &practice);
    // A damaged or foreign database is moved beside itself, never deleted, and can be put back.
    static Result<void> keepAside(const platform::ProfilePaths &paths);
    static std::optional<std::filesystem::path> keptAside(const platform::ProfilePaths &paths);
    static Result<void> putBack(const platform::ProfilePaths &paths);

    store::Database &database() { return *m_database; }

    Result<void> saveDevice(const DeviceIdentity &device);
    Result<DeviceIdentity> loadDevice();                          // StoreDamaged if incomplete
    Result<void> savePracticeKey(const identity::PracticeKey &key);
    Result<std::optional<identity::PracticeKey>> loadPracticeKey();
    Result<void> saveRoleKey(const e2ee::RoleKey &key);
    Result<e2ee::RoleKeyRing> loadRoleKeys();

    // The lobby's memory, for a host that comes back: which device a link is bound to, and the last counter of each.
    Result<void> saveBinding(const InviteId &invite, const crypto::Digest &deviceHash);
    Result<std::vector<std::pair<InviteId, crypto::Digest>>> loadBindings();
    Result<void> saveCounter(const crypto::Digest &deviceHash, std::uint64_t counter);
    Result<std::vector<std::pair<crypto::Digest, std::uint64_t>>> loadCounters();

    // The server's log as last read, for reading while offline.
    // `reader`: audit::Reader::encode() after these entries, kept in the same transaction.
    Result<void> saveLog(const std::vector<LogEntry> &entries, ByteSpan reader);
    Result<Bytes> loadLogReader();                                // empty where nothing has been read yet
    Result<std::vector<LogEntry>> loadLog(int newest);            // newest first
    Result<std::vector<LogEntry>> loadLogOf(const VisitId &visit); // oldest first

private:
    explicit ProfileStore(std::unique_ptr<store::Database> database) : m_database(std::move(database)) {}
    static Result<std::unique_ptr<ProfileStore>> openOnce(const platform::ProfilePaths &paths, const Secret &databaseKey,
                                                          const PinnedPractice &pinned);
    Result<void> put(const char *name, ByteSpan value);
    Result<void> put(const char *name, const Secret &value);
    Result<Secret> get(const char *name);                         // NotFound

    std::unique_ptr<store::Database> m_database;
};

} // namespace bedside::client
