// SPDX-License-Identifier: Apache-2.0
#include "core/client/profile_store.h"

#include "core/identity/tlv.h"
#include "core/schedule/appointment_table.h"
#include "core/store/atomic_file.h"
#include "core/store/migrations.h"

namespace bedside::client {
namespace {

constexpr std::size_t kMaxPinnedFile = 1024 * 1024;
constexpr std::size_t kMaxText = 512;
constexpr std::uint8_t kPinnedVersion = 1;

Result<void> createTables(store::Database &database)
{
    return database.execute(R"(
        CREATE TABLE kept (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE role_key (role INTEGER NOT NULL, number INTEGER NOT NULL, value BLOB NOT NULL,
                               PRIMARY KEY (role, number)) STRICT, WITHOUT ROWID;
        CREATE TABLE invite_binding (invite BLOB PRIMARY KEY, device BLOB NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE hello_counter (device BLOB PRIMARY KEY, counter INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE log_entry (number INTEGER PRIMARY KEY, at INTEGER NOT NULL, event TEXT NOT NULL, actor TEXT NOT NULL,
                                visit BLOB, detail TEXT NOT NULL) STRICT;
        CREATE INDEX log_entry_visit ON log_entry (visit, number);
    )");
}

// Only ever appended to.
constexpr store::MigrationStep kSteps[] = {&createTables, &schedule::AppointmentTable::createTables};

Result<LogEntry> readLogEntry(const store::Statement &statement)
{
    LogEntry entry;
    TRY(const auto number, statement.integer(0));
    entry.index = static_cast<std::uint64_t>(number);
    TRY(entry.at, statement.time(1));
    TRY(entry.event, statement.text(2));
    TRY(entry.actor, statement.text(3));
    if (!statement.isNull(4)) {
        TRY(const auto visit, statement.id<VisitId>(4));
        entry.visit = visit;
    }
    TRY(entry.detail, statement.text(5));
    return entry;
}

Result<std::vector<LogEntry>> readLogEntries(store::Statement &statement)
{
    std::vector<LogEntry> entries;
    for (;;) {
        TRY(const bool more, statement.step());
        if (!more)
            return entries;
        TRY(auto entry, readLogEntry(statement));
        entries.push_back(std::move(entry));
    }
}

Result<crypto::Digest> readDigest(const store::Statement &statement, int column)
{
    TRY(const auto bytes, statement.blobView(column));
    return ByteReader(bytes).array<32>();
}

Result<PinnedPractice> parsePinned(ByteSpan bytes)
{
    identity::TlvReader reader(bytes);
    TRY_OK(reader.version(1, kPinnedVersion));
    TRY(const auto name, reader.bytes(2, kMaxText));
    TRY(const auto server, reader.bytes(3, kMaxText));
    TRY(const auto login, reader.bytes(4, kMaxText));
    TRY(const auto trustBytes, reader.bytes(5, kMaxPinnedFile));
    TRY_OK(reader.finish());
    TRY(auto trust, identity::PracticeTrust::parse(trustBytes));
    return PinnedPractice{std::string(asText(name)), std::string(asText(server)), std::string(asText(login)),
                          std::move(trust)};
}

} // namespace

Bytes PinnedPractice::encode() const
{
    identity::TlvWriter writer;
    writer.u8(1, kPinnedVersion).bytes(2, asBytes(name)).bytes(3, asBytes(server)).bytes(4, asBytes(login));
    writer.bytes(5, trust.encode());
    return std::move(writer).content();
}

Result<PinnedPractice> PinnedPractice::parse(ByteSpan bytes)
{
    auto parsed = parsePinned(bytes);
    if (parsed.ok() || parsed.error().code() == ErrorCode::UnknownVersion)
        return parsed.ok() ? std::move(parsed) : Result<PinnedPractice>(Error(ErrorCode::StoreNewer, "pinned practice"));
    return Error(ErrorCode::PracticeFileDamaged, "pinned practice");
}

Result<PinnedPractice> ProfileStore::readPinned(const platform::ProfilePaths &paths)
{
    const auto bytes = store::readSmallFile(paths.trust, kMaxPinnedFile);
    if (!bytes.ok() && bytes.error().code() == ErrorCode::TooLarge)
        return Error(ErrorCode::PracticeFileDamaged, "size");
    return bytes.ok() ? PinnedPractice::parse(*bytes) : Result<PinnedPractice>(bytes.error());
}

Result<void> ProfileStore::writePinned(const platform::ProfilePaths &paths, const PinnedPractice &pinned)
{
    return store::writeFileAtomically(paths.trust, pinned.encode());
}

Result<Secret> ProfileStore::openKey(const platform::ProfilePaths &paths, KeySlot *keySlot, const Secret &passphrase)
{
    return store::Vault::open(paths.envelope, keySlot, passphrase);
}

Result<std::unique_ptr<ProfileStore>> ProfileStore::create(const platform::ProfilePaths &paths, const Secret &databaseKey,
                                                           const PracticeId &practice)
{
    std::error_code ignored;
    if (std::filesystem::exists(paths.database, ignored))
        return Error(ErrorCode::AlreadyExists, "database");
    TRY(auto database, store::Database::open(paths.database, databaseKey));
    TRY_OK(store::migrate(*database, kSteps));
    auto profile = std::unique_ptr<ProfileStore>(new ProfileStore(std::move(database)));
    TRY_OK(profile->put("practice", practice.bytes));
    return profile;
}

Result<std::unique_ptr<ProfileStore>> ProfileStore::open(const platform::ProfilePaths &paths, const Secret &databaseKey,
                                                         const PinnedPractice &pinned)
{
    // SQLCipher takes a page that the disk did not give for one that is damaged: asked twice, before anybody moves it.
    auto first = openOnce(paths, databaseKey, pinned);
    if (first.ok() || first.error().code() != ErrorCode::StoreDamaged)
        return first;
    return openOnce(paths, databaseKey, pinned);
}

Result<std::unique_ptr<ProfileStore>> ProfileStore::openOnce(const platform::ProfilePaths &paths, const Secret &databaseKey,
                                                             const PinnedPractice &pinned)
{
    // An absent or empty file must not silently become a new, empty profile: its keys and appointments are missed.
    std::error_code error;
    if (!std::filesystem::exists(paths.database, error) || std::filesystem::file_size(paths.database, error) == 0)
        return Error(ErrorCode::StoreDamaged, "database is missing");
    TRY(auto database, store::Database::open(paths.database, databaseKey));
    TRY_OK(store::migrate(*database, kSteps));
    auto profile = std::unique_ptr<ProfileStore>(new ProfileStore(std::move(database)));
    auto practice = profile->get("practice");
    if (!practice.ok())
        return practice.error().code() == ErrorCode::NotFound ? Error(ErrorCode::StoreForeign, "no practice in the database")
                                                              : practice.error();
    if (!equalBytes(practice->reveal(), pinned.trust.practice().bytes))
        return Error(ErrorCode::StoreForeign, "another practice");
    return profile;
}

Result<void> ProfileStore::keepAside(const platform::ProfilePaths &paths)
{
    auto moved = store::moveAside(paths.database);
    return moved.ok() ? Result<void>() : Result<void>(moved.error());
}

std::optional<std::filesystem::path> ProfileStore::keptAside(const platform::ProfilePaths &paths)
{
    return store::newestAside(paths.database);
}

Result<void> ProfileStore::putBack(const platform::ProfilePaths &paths) { return store::moveBack(paths.database); }

Result<void> ProfileStore::put(const char *name, ByteSpan value)
{
    return m_database->run("INSERT OR REPLACE INTO kept VALUES (?, ?)", name, value);
}

Result<void> ProfileStore::put(const char *name, const Secret &value)
{
    return m_database->run("INSERT OR REPLACE INTO kept VALUES (?, ?)", name, value);
}

Result<Secret> ProfileStore::get(const char *name)
{
    TRY(auto statement, m_database->prepare("SELECT value FROM kept WHERE name = ?"));
    TRY_OK(statement.bindAll(name));
    TRY(const bool found, statement.step());
    if (!found)
        return Error(ErrorCode::NotFound, "kept value");
    return statement.secret(0);
}

Result<void> ProfileStore::saveDevice(const DeviceIdentity &device)
{
    TRY(auto transaction, store::Transaction::begin(*m_database));
    TRY_OK(put("account", device.account.bytes));
    TRY_OK(put("device keys", device.keys.toSecret()));
    TRY_OK(put("device certificate", device.certificate.encode()));
    TRY_OK(put("person name", asBytes(device.personName)));
    if (device.issuingKey)
        TRY_OK(put("issuing key", device.issuingKey->seed()));
    return transaction.commit();
}

Result<DeviceIdentity> ProfileStore::loadDevice()
{
    const auto load = [this]() -> Result<DeviceIdentity> {
        TRY(const auto practice, get("practice"));
        TRY(const auto account, get("account"));
        TRY(const auto keyBytes, get("device keys"));
        TRY(const auto certificateBytes, get("device certificate"));
        TRY(const auto name, get("person name"));
        TRY(auto keys, identity::DeviceKeys::fromSecret(keyBytes));
        TRY(auto certificate, identity::DeviceCertificate::parse(certificateBytes.reveal()));
        TRY(const auto practiceId, PracticeId::fromBytes(practice.reveal()));
        TRY(const auto accountId, AccountId::fromBytes(account.reveal()));
        DeviceIdentity device{practiceId, accountId, std::move(keys), std::move(certificate), std::nullopt,
                              std::string(asText(name.reveal()))};
        auto seed = get("issuing key");
        if (seed.ok()) {
            TRY(auto issuing, identity::IssuingKey::fromSeed(*seed));
            device.issuingKey = std::move(issuing);
        }
        return device;
    };
    auto device = load();
    if (!device.ok() && device.error().code() == ErrorCode::NotFound)
        return Error(ErrorCode::StoreDamaged, "device");
    return device;
}

Result<void> ProfileStore::savePracticeKey(const identity::PracticeKey &key) { return put("practice key", key.seed()); }

Result<std::optional<identity::PracticeKey>> ProfileStore::loadPracticeKey()
{
    auto seed = get("practice key");
    if (!seed.ok())
        return seed.error().code() == ErrorCode::NotFound ? Result<std::optional<identity::PracticeKey>>(std::nullopt)
                                                          : Result<std::optional<identity::PracticeKey>>(seed.error());
    TRY(auto key, identity::PracticeKey::fromSeed(*seed));
    return std::optional<identity::PracticeKey>(std::move(key));
}

Result<void> ProfileStore::saveRoleKey(const e2ee::RoleKey &key)
{
    return m_database->run("INSERT OR REPLACE INTO role_key VALUES (?, ?, ?)", static_cast<int>(key.role),
                           static_cast<std::int64_t>(key.number), key.key);
}

Result<e2ee::RoleKeyRing> ProfileStore::loadRoleKeys()
{
    TRY(auto statement, m_database->prepare("SELECT role, number, value FROM role_key"));
    e2ee::RoleKeyRing ring;
    for (;;) {
        TRY(const bool more, statement.step());
        if (!more)
            return ring;
        e2ee::RoleKey key;
        TRY(const auto role, statement.integer(0));
        TRY(const auto number, statement.integer(1));
        TRY(key.key, statement.secret(2));
        key.role = static_cast<e2ee::KeyRole>(role);
        key.number = static_cast<std::uint32_t>(number);
        ring.add(std::move(key));
    }
}

Result<void> ProfileStore::saveBinding(const InviteId &invite, const crypto::Digest &deviceHash)
{
    return m_database->run("INSERT OR REPLACE INTO invite_binding VALUES (?, ?)", invite, deviceHash);
}

Result<std::vector<std::pair<InviteId, crypto::Digest>>> ProfileStore::loadBindings()
{
    TRY(auto statement, m_database->prepare("SELECT invite, device FROM invite_binding"));
    std::vector<std::pair<InviteId, crypto::Digest>> out;
    for (;;) {
        TRY(const bool more, statement.step());
        if (!more)
            return out;
        TRY(const auto invite, statement.id<InviteId>(0));
        TRY(const auto device, readDigest(statement, 1));
        out.emplace_back(invite, device);
    }
}

Result<void> ProfileStore::saveCounter(const crypto::Digest &deviceHash, std::uint64_t counter)
{
    return m_database->run("INSERT OR REPLACE INTO hello_counter VALUES (?, ?)", deviceHash,
                           static_cast<std::int64_t>(counter));
}

Result<std::vector<std::pair<crypto::Digest, std::uint64_t>>> ProfileStore::loadCounters()
{
    TRY(auto statement, m_database->prepare("SELECT device, counter FROM hello_counter"));
    std::vector<std::pair<crypto::Digest, std::uint64_t>> out;
    for (;;) {
        TRY(const bool more, statement.step());
        if (!more)
            return out;
        TRY(const auto device, readDigest(statement, 0));
        TRY(const auto counter, statement.integer(1));
        out.emplace_back(device, static_cast<std::uint64_t>(counter));
    }
}

Result<void> ProfileStore::saveLog(const std::vector<LogEntry> &entries, ByteSpan reader)
{
    TRY(auto transaction, store::Transaction::begin(*m_database));
    for (const LogEntry &entry : entries)
        TRY_OK(m_database->run("INSERT OR REPLACE INTO log_entry VALUES (?, ?, ?, ?, ?, ?)",
                               static_cast<std::int64_t>(entry.index), entry.at, entry.event, entry.actor, entry.visit,
                               entry.detail));
    TRY_OK(put("log reader", reader));
    return transaction.commit();
}

Result<Bytes> ProfileStore::loadLogReader()
{
    const auto kept = get("log reader");
    if (!kept.ok())
        return kept.error().code() == ErrorCode::NotFound ? Result<Bytes>(Bytes()) : Result<Bytes>(kept.error());
    return toBytes(kept->reveal());
}

Result<std::vector<LogEntry>> ProfileStore::loadLog(int newest)
{
    TRY(auto statement, m_database->prepare(
        "SELECT number, at, event, actor, visit, detail FROM log_entry ORDER BY number DESC LIMIT ?"));
    TRY_OK(statement.bindAll(newest));
    return readLogEntries(statement);
}

Result<std::vector<LogEntry>> ProfileStore::loadLogOf(const VisitId &visit)
{
    TRY(auto statement, m_database->prepare(
        "SELECT number, at, event, actor, visit, detail FROM log_entry WHERE visit = ? ORDER BY number"));
    TRY_OK(statement.bindAll(visit));
    return readLogEntries(statement);
}

} // namespace bedside::client
