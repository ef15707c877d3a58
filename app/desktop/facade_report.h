// SPDX-License-Identifier: Apache-2.0
// The facade's values as JSON with the names of core/client/facade.h: for script reports alone.
#pragma once

#include "core/client/facade.h"

#include <nlohmann/json.hpp>

namespace bedside::desktop {

nlohmann::json reportOf(const client::Facade &facade);

} // namespace bedside::desktop
