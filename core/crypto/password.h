// SPDX-License-Identifier: Apache-2.0
// Argon2id (RFC 9106) for passwords and passphrases. Slow by intent (0.1 to 1 s): call it on a worker thread.
#pragma once

#include "core/base/bytes.h"
#include "core/base/secret.h"

#include <string>
#include <string_view>

namespace bedside::crypto {

// Passes over the memory, and the memory itself in bytes (at least 8,192).
struct PasswordCost {
    std::uint64_t passes;
    std::size_t memoryBytes;

    static constexpr PasswordCost interactive() { return {2, 64 * 1024 * 1024}; } // sign-in at a server
    static constexpr PasswordCost sensitive() { return {4, 256 * 1024 * 1024}; }  // a passphrase that guards a store
};

constexpr std::size_t kPasswordSaltSize = 16;

// A text with algorithm, cost, salt and hash ("$argon2id$..."). OutOfMemory, or Malformed for a cost out of range.
Result<std::string> hashPassword(std::string_view password, PasswordCost cost = PasswordCost::interactive());
// False for another password and for a text that is not such a hash.
bool verifyPassword(std::string_view hash, std::string_view password);
// True where `hash` was made with another cost and should be made again at the next sign-in.
bool passwordNeedsRehash(std::string_view hash, PasswordCost cost = PasswordCost::interactive());

// A key of 16 to 64 bytes from a passphrase. Malformed: a salt that has not 16 bytes, or a cost out of range.
Result<Secret> deriveFromPassword(std::string_view password, ByteSpan salt16, PasswordCost cost, std::size_t length);

} // namespace bedside::crypto
