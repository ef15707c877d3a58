// SPDX-License-Identifier: Apache-2.0
// GET /j/<invite id>: what a browser shows when a link is opened on a computer without the application. The page is
// the same for every id, carries no script, loads nothing and cannot read the fragment.
#pragma once

#include "core/server/http_types.h"

namespace bedside::server {

HttpResponse landingPage();

} // namespace bedside::server
