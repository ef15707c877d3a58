// SPDX-License-Identifier: Apache-2.0
// The server's tables, as migration steps. What is clinical stands only in `sealed`, `profile` and `wrapped` columns,
// which hold ciphertext from the clients.
#pragma once

#include "core/store/migrations.h"

namespace bedside::server {

std::span<const store::MigrationStep> schemaSteps();

} // namespace bedside::server
