// SPDX-License-Identifier: Apache-2.0
#include "core/crypto/totp.h"

#include "core/crypto/hash.h"
#include "core/crypto/hmac_sha1.h"
#include "core/crypto/random.h"

#include <optional>

namespace bedside::crypto {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

// RFC 4226 section 5.3.
std::string codeOfStep(const Secret &secret, std::uint64_t step)
{
    const Bytes counter = ByteWriter().u64(step).bytes();
    const auto mac = hmacSha1(secret.reveal(), counter);
    const std::size_t offset = mac[19] & 0x0fU;
    const std::uint32_t value = (static_cast<std::uint32_t>(mac[offset] & 0x7fU) << 24) |
                                (static_cast<std::uint32_t>(mac[offset + 1]) << 16) |
                                (static_cast<std::uint32_t>(mac[offset + 2]) << 8) | mac[offset + 3];
    std::string digits = std::to_string(value % 1'000'000);
    return std::string(kTotpDigits - digits.size(), '0') + digits;
}

std::uint64_t stepAt(WallTime at)
{
    const std::int64_t seconds = toUnixMilliseconds(at) / 1000;
    return seconds < 0 ? 0 : static_cast<std::uint64_t>(seconds / kTotpStepSeconds);
}

} // namespace

Secret generateTotpSecret() { return randomSecret(kTotpSecretSize); }

std::string totpCode(const Secret &secret, WallTime at) { return codeOfStep(secret, stepAt(at)); }

Result<std::uint64_t> checkTotp(const Secret &secret, std::string_view code, WallTime at, int window,
                                std::uint64_t lastAcceptedStep)
{
    const std::uint64_t now = stepAt(at);
    const auto reach = static_cast<std::uint64_t>(window < 0 ? 0 : window);
    std::optional<std::uint64_t> found;
    // Every step of the window is computed, whichever holds: the time tells nothing.
    for (std::uint64_t step = now < reach ? 0 : now - reach; step <= now + reach; ++step)
        if (constantTimeEqual(asBytes(codeOfStep(secret, step)), asBytes(code)))
            found = step;
    if (!found)
        return Error(ErrorCode::BadMac, "one-time code");
    if (*found <= lastAcceptedStep)
        return Error(ErrorCode::Replayed, "one-time code");
    return *found;
}

std::string toBase32(const Secret &secret)
{
    std::string out;
    std::uint32_t pending = 0;
    int bits = 0;
    for (const std::uint8_t byte : secret.reveal()) {
        pending = (pending << 8 | byte) & 0xfffU;
        for (bits += 8; bits >= 5; bits -= 5)
            out.push_back(kAlphabet[pending >> (bits - 5) & 31U]);
    }
    if (bits > 0)
        out.push_back(kAlphabet[pending << (5 - bits) & 31U]);
    return out;
}

Result<Secret> fromBase32(std::string_view text)
{
    Secret room(text.size()); // a letter holds less than a byte
    std::size_t size = 0;
    std::uint32_t pending = 0;
    int bits = 0;
    for (const char c : text) {
        if (c == ' ')
            continue;
        const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        const std::size_t value = kAlphabet.find(upper);
        if (value == std::string_view::npos)
            return Error(ErrorCode::Malformed, "base32 letter");
        pending = (pending << 5 | static_cast<std::uint32_t>(value)) & 0xfffU;
        bits += 5;
        if (bits >= 8) {
            bits -= 8;
            room.revealMutable()[size++] = static_cast<std::uint8_t>(pending >> bits);
        }
    }
    if (bits >= 5 || (pending & ((1U << bits) - 1)) != 0)
        return Error(ErrorCode::Malformed, "base32 length");
    return Secret::copyOf(room.reveal().first(size));
}

} // namespace bedside::crypto
