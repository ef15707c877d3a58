// SPDX-License-Identifier: Apache-2.0
// Time-based one-time codes (RFC 6238): HMAC-SHA-1, 6 digits, 30-second steps, as every authenticator app reads them.
// Any thread. HMAC with SHA-1 is sound here; it is what the apps implement.
#pragma once

#include "core/base/clock.h"
#include "core/base/secret.h"

#include <string>
#include <string_view>

namespace bedside::crypto {

constexpr int kTotpDigits = 6;
constexpr std::int64_t kTotpStepSeconds = 30;
constexpr std::size_t kTotpSecretSize = 20;

Secret generateTotpSecret(); // 20 bytes
std::string totpCode(const Secret &secret, WallTime at);
// The step that a code belongs to, for the caller to store as `lastAcceptedStep`, so that a code counts once.
// BadMac: no step within `window` steps of now has that code. Replayed: its step is not above `lastAcceptedStep`.
Result<std::uint64_t> checkTotp(const Secret &secret, std::string_view code, WallTime at, int window = 1,
                                std::uint64_t lastAcceptedStep = 0);

// RFC 4648 section 6 without padding. Reading accepts lower case and spaces, as people type them.
std::string toBase32(const Secret &secret);
Result<Secret> fromBase32(std::string_view text);

} // namespace bedside::crypto
