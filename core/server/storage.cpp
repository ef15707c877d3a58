// SPDX-License-Identifier: Apache-2.0
#include "core/server/storage.h"

#include "core/base/log.h"
#include "core/crypto/random.h"
#include "core/server/schema.h"
#include "core/store/atomic_file.h"
#include "core/store/migrations.h"

namespace bedside::server {

namespace {

constexpr std::int32_t kApplicationId = 0x42535356; // "BSSV"
constexpr std::size_t kKeyBytes = 32;
constexpr std::int64_t kSchemaWithoutHead = 1;

Result<Secret> loadOrMakeKey(const std::filesystem::path &file, bool mayMake)
{
    auto key = store::readSecretFile(file, kKeyBytes);
    if (!key.ok() && key.error().code() == ErrorCode::NotFound && mayMake) {
        Secret fresh = crypto::randomSecret(kKeyBytes);
        TRY_OK(store::writeFileAtomically(file, fresh.reveal()));
        return fresh;
    }
    if (key.ok() && key->size() != kKeyBytes)
        return Error(ErrorCode::StoreDamaged, "key file size");
    return key;
}

} // namespace

Result<std::unique_ptr<Storage>> Storage::open(const std::filesystem::path &folder)
{
    TRY_OK(store::makePrivateFolder(folder));
    const auto file = folder / "bedside.db";
    std::error_code ignored;
    // A database without its key file is never given a new key over the old data.
    const bool fresh = !std::filesystem::exists(file, ignored) || std::filesystem::file_size(file, ignored) == 0;
    TRY(auto key, loadOrMakeKey(folder / "bedside.key", fresh));
    TRY(auto database, store::Database::open(file, key, {.applicationId = kApplicationId}));
    TRY(const auto before, database->userVersion());
    TRY(auto seed, loadOrMakeKey(folder / "log.key", before <= kSchemaWithoutHead));
    TRY(auto logKey, crypto::SigningKey::fromSeed(seed));
    std::unique_ptr<Storage> storage(new Storage(std::move(logKey)));
    storage->m_database = std::move(database);
    storage->m_log.emplace(*storage->m_database);
    const auto migrated = store::migrate(*storage->m_database, schemaSteps(), [&](std::int64_t version) {
        return version == kSchemaWithoutHead + 1 ? storage->signOldLog() : Result<void>();
    });
    TRY_OK(migrated);
    TRY_OK(storage->reloadPractice());
    return storage;
}

// A log from before there were tree heads, once: together with the table for them, or a start that is cut off in between
// would leave a log that nobody signs any more.
Result<void> Storage::signOldLog()
{
    TRY(m_appended, m_log->size());
    return signHead();
}

// What does not grow from the last head is not signed, and whoever reads the log sees that. Visits go on.
Result<void> Storage::signHead()
{
    if (m_appended == 0)
        return {};
    const auto done = m_log->signHead(m_logKey, std::exchange(m_appended, 0));
    if (done.ok() || !audit::isLogError(done.error().code()))
        return done;
    logEvent(LogLevel::Error, "log.head-not-signed", {{"error", done.error()}});
    return {};
}

Result<void> Storage::reloadPractice()
{
    TRY(auto statement, m_database->prepare("SELECT practice FROM practice WHERE one = 1"));
    TRY(bool row, statement.step());
    if (!row) {
        m_practice.reset();
        return {};
    }
    TRY(auto practice, statement.id<PracticeId>(0));
    m_practice = practice;
    return {};
}

void Storage::forgetRolledBack()
{
    (void)reloadPractice().ok();
}

Result<void> Storage::record(audit::EventType type, WallTime at, const audit::Actor &actor,
                             const std::optional<VisitId> &visit, std::string detail, std::string address, std::string device)
{
    if (!m_practice)
        return {};
    audit::Event event;
    event.type = type;
    event.at = at;
    event.practice = *m_practice;
    event.actor = actor;
    event.visit = visit;
    event.detail = std::move(detail);
    event.address = std::move(address);
    event.device = std::move(device);
    TRY_OK(m_log->append(event));
    ++m_appended;
    return {};
}

} // namespace bedside::server
