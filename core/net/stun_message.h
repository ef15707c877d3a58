// SPDX-License-Identifier: Apache-2.0
// The few STUN messages (RFC 8489) that the checks of a relay send and read. Pure; any thread.
#pragma once

#include "core/base/bytes.h"

#include <optional>

namespace bedside::net {

using TransactionId = std::array<std::uint8_t, 12>;

// Method and class: RFC 8489 section 5, RFC 8656 section 17.
inline constexpr std::uint16_t kBindingRequest = 0x0001, kBindingSuccess = 0x0101, kBindingError = 0x0111;
inline constexpr std::uint16_t kAllocateRequest = 0x0003, kAllocateSuccess = 0x0103, kAllocateError = 0x0113;
inline constexpr std::size_t kStunHeaderBytes = 20;

struct StunHeader {
    std::uint16_t type = 0;
    TransactionId id{};
};

// With one attribute, whose value is padded to four octets.
Bytes stunMessage(std::uint16_t type, const TransactionId &id, std::uint16_t attribute, ByteSpan value);
// Of one whole message: nothing where length, cookie or the attributes' lengths do not hold.
std::optional<StunHeader> readStunMessage(ByteSpan message);
// The length that the start of a message says it has; nothing where that has not come yet.
std::optional<std::size_t> stunMessageSize(ByteSpan start);

} // namespace bedside::net
