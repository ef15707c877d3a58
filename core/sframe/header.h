// SPDX-License-Identifier: Apache-2.0
// The SFrame header (RFC 9605 section 4.3): KID and CTR, each in its shortest form. Any thread, no allocation.
#pragma once

#include "core/base/bytes.h"

namespace bedside::sframe {

constexpr std::size_t kMaxHeaderSize = 17; // config byte, 8 bytes of KID, 8 bytes of CTR

struct Header {
    std::uint64_t kid = 0;
    std::uint64_t counter = 0;
    friend bool operator==(const Header &, const Header &) = default;
};

struct ParsedHeader {
    Header header;
    std::size_t size = 0;
};

// Writes the header to the start of `out` and returns its size; TooLarge where `out` is too short.
Result<std::size_t> encodeHeader(const Header &header, MutableByteSpan out);
std::size_t headerSize(const Header &header) noexcept;
// Reads the header at the start of `frame`. Truncated, or NonMinimal for a number that is not in its shortest form:
// so a frame has one encoding only.
Result<ParsedHeader> decodeHeader(ByteSpan frame);

} // namespace bedside::sframe
