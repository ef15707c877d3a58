// SPDX-License-Identifier: Apache-2.0
#include "core/crypto/password.h"

#include <sodium.h>

#include <array>
#include <cstring>

namespace bedside::crypto {
namespace {

static_assert(kPasswordSaltSize == crypto_pwhash_argon2id_SALTBYTES);
constexpr std::size_t kMaxPassword = 4096; // bytes; far over any passphrase, far under what would cost time to hash

Result<void> check(std::string_view password, PasswordCost cost)
{
    if (password.size() > kMaxPassword)
        return Error(ErrorCode::TooLarge, "password");
    if (cost.passes < crypto_pwhash_argon2id_OPSLIMIT_MIN || cost.passes > crypto_pwhash_argon2id_OPSLIMIT_MAX ||
        cost.memoryBytes < crypto_pwhash_argon2id_MEMLIMIT_MIN || cost.memoryBytes > crypto_pwhash_argon2id_MEMLIMIT_MAX)
        return Error(ErrorCode::Malformed, "Argon2id cost");
    return {};
}

// An empty view may have no storage, and libsodium wants a pointer.
const char *pointerTo(std::string_view text) { return text.empty() ? "" : text.data(); }

// libsodium reads the hash as a C string of at most STRBYTES.
bool asHashText(std::string_view hash, std::array<char, crypto_pwhash_argon2id_STRBYTES> &out)
{
    if (hash.size() >= out.size() || hash.find('\0') != std::string_view::npos)
        return false;
    out.fill(0);
    std::memcpy(out.data(), hash.data(), hash.size());
    return true;
}

} // namespace

Result<std::string> hashPassword(std::string_view password, PasswordCost cost)
{
    TRY_OK(check(password, cost));
    std::array<char, crypto_pwhash_argon2id_STRBYTES> text{};
    if (crypto_pwhash_argon2id_str(text.data(), pointerTo(password), password.size(), cost.passes, cost.memoryBytes) != 0)
        return Error(ErrorCode::OutOfMemory, "Argon2id");
    return std::string(text.data());
}

bool verifyPassword(std::string_view hash, std::string_view password)
{
    std::array<char, crypto_pwhash_argon2id_STRBYTES> text;
    return password.size() <= kMaxPassword && asHashText(hash, text) &&
           crypto_pwhash_argon2id_str_verify(text.data(), pointerTo(password), password.size()) == 0;
}

bool passwordNeedsRehash(std::string_view hash, PasswordCost cost)
{
    std::array<char, crypto_pwhash_argon2id_STRBYTES> text;
    return !asHashText(hash, text) ||
           crypto_pwhash_argon2id_str_needs_rehash(text.data(), cost.passes, cost.memoryBytes) != 0;
}

Result<Secret> deriveFromPassword(std::string_view password, ByteSpan salt16, PasswordCost cost, std::size_t length)
{
    TRY_OK(check(password, cost));
    if (salt16.size() != kPasswordSaltSize)
        return Error(ErrorCode::Malformed, "Argon2id salt size");
    if (length < crypto_pwhash_argon2id_BYTES_MIN || length > 64)
        return Error(ErrorCode::Malformed, "Argon2id key size");
    Secret out(length);
    if (crypto_pwhash_argon2id(out.revealMutable().data(), length, pointerTo(password), password.size(), salt16.data(),
                               cost.passes, cost.memoryBytes, crypto_pwhash_argon2id_ALG_ARGON2ID13) != 0)
        return Error(ErrorCode::OutOfMemory, "Argon2id");
    return out;
}

} // namespace bedside::crypto
