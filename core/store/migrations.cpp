// SPDX-License-Identifier: Apache-2.0
#include "core/store/migrations.h"

#include <string>

namespace bedside::store {

Result<void> migrate(Database &database, std::span<const MigrationStep> steps,
                     const std::function<Result<void>(std::int64_t version)> &within)
{
    TRY(auto version, database.userVersion());
    const auto newest = static_cast<std::int64_t>(steps.size());
    if (version > newest)
        return Error(ErrorCode::StoreNewer, "schema version", version);
    if (version < 0)
        return Error(ErrorCode::StoreDamaged, "schema version", version);
    for (; version < newest; ++version) {
        TRY(auto transaction, Transaction::begin(database));
        TRY_OK(steps[static_cast<std::size_t>(version)](database));
        if (within)
            TRY_OK(within(version + 1));
        TRY_OK(database.execute(("PRAGMA user_version = " + std::to_string(version + 1)).c_str()));
        TRY_OK(transaction.commit());
    }
    return {};
}

} // namespace bedside::store
