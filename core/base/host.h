// SPDX-License-Identifier: Apache-2.0
// What may stand for a host in settings and messages. Pure; any thread.
#pragma once

#include <string_view>

namespace bedside {

// A name of letters, digits, hyphens and dots without empty labels (RFC 1123 section 2.1), or a numeric address, IPv6
// without brackets and zone; at most 253 characters.
bool isHost(std::string_view text) noexcept;

} // namespace bedside
