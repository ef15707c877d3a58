// SPDX-License-Identifier: Apache-2.0
// Whether this computer has any address besides loopback. Any thread.
#pragma once

namespace bedside::media {

bool hasNetworkAddress();

} // namespace bedside::media
