// SPDX-License-Identifier: Apache-2.0
// The facade's values as JSON with the names of core/client/facade.h, for script reports alone; and those names, for any report.
#pragma once

#include "core/client/facade.h"

#include <nlohmann/json.hpp>

namespace bedside::desktop {

nlohmann::json reportOf(const client::Facade &facade);

// "signed-in": the values' names, in small letters.
const char *nameOf(client::AppState state);
const char *nameOf(client::KeyStoreMode mode);
const char *nameOf(client::GuestStage stage);
const char *nameOf(client::VisitStage stage);
const char *nameOf(client::LineRung rung);
const char *nameOf(client::TileState state);

} // namespace bedside::desktop
