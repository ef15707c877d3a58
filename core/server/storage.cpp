// SPDX-License-Identifier: Apache-2.0
#include "core/server/storage.h"

#include "core/crypto/random.h"
#include "core/server/schema.h"
#include "core/store/atomic_file.h"
#include "core/store/migrations.h"

namespace bedside::server {

namespace {

constexpr std::int32_t kApplicationId = 0x42535356; // "BSSV"
constexpr std::size_t kKeyBytes = 32;

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
    std::unique_ptr<Storage> storage(new Storage);
    TRY(storage->m_database, store::Database::open(file, key, {.applicationId = kApplicationId}));
    TRY_OK(store::migrate(*storage->m_database, schemaSteps()));
    storage->m_log.emplace(*storage->m_database);
    TRY_OK(storage->reloadPractice());
    return storage;
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
    return {};
}

} // namespace bedside::server
