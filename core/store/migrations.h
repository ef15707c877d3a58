// SPDX-License-Identifier: Apache-2.0
// Schema versions by PRAGMA user_version. Each step runs in a transaction of its own; steps are only ever appended.
#pragma once

#include "core/store/database.h"

#include <functional>
#include <span>

namespace bedside::store {

using MigrationStep = Result<void> (*)(Database &database);

// Brings the file from its version to steps.size(). Several domains share a file by one list in one order.
// `within(version)` runs after the step to that version, in its transaction: what needs more than the database.
// StoreNewer when the file is ahead of this program; nothing is changed then.
Result<void> migrate(Database &database, std::span<const MigrationStep> steps,
                     const std::function<Result<void>(std::int64_t version)> &within = {});

} // namespace bedside::store
