// SPDX-License-Identifier: Apache-2.0
#include "core/sframe/header.h"

namespace bedside::sframe {

namespace {

constexpr std::uint8_t kLongFlag = 8; // in each half of the config byte: the other three bits are a length - 1
constexpr std::uint64_t kShortLimit = 8;

std::size_t byteCount(std::uint64_t value) noexcept
{
    std::size_t count = 1;
    while (value >>= 8)
        ++count;
    return count;
}

// One half of the config byte for a number, and how many bytes of it follow.
struct Half {
    std::uint8_t bits;
    std::size_t following;
};
Half halfFor(std::uint64_t value) noexcept
{
    if (value < kShortLimit)
        return {static_cast<std::uint8_t>(value), 0};
    const auto count = byteCount(value);
    return {static_cast<std::uint8_t>(kLongFlag | (count - 1)), count};
}

void putNumber(std::uint64_t value, std::size_t count, MutableByteSpan out) noexcept
{
    for (std::size_t i = 0; i < count; ++i)
        out[i] = static_cast<std::uint8_t>(value >> (8 * (count - 1 - i)));
}

Result<std::uint64_t> readNumber(std::uint8_t half, ByteReader &reader)
{
    if (!(half & kLongFlag))
        return std::uint64_t{half};
    const std::size_t count = (half & 7u) + 1u;
    TRY(auto bytes, reader.take(count));
    std::uint64_t value = 0;
    for (const auto byte : bytes)
        value = value << 8 | byte;
    if (value < kShortLimit || byteCount(value) != count)
        return Error(ErrorCode::NonMinimal, "sframe header");
    return value;
}

} // namespace

std::size_t headerSize(const Header &header) noexcept
{
    return 1 + halfFor(header.kid).following + halfFor(header.counter).following;
}

Result<std::size_t> encodeHeader(const Header &header, MutableByteSpan out)
{
    const auto kid = halfFor(header.kid);
    const auto counter = halfFor(header.counter);
    const auto size = 1 + kid.following + counter.following;
    if (out.size() < size)
        return Error(ErrorCode::TooLarge, "sframe header");
    out[0] = static_cast<std::uint8_t>(kid.bits << 4 | counter.bits);
    putNumber(header.kid, kid.following, out.subspan(1));
    putNumber(header.counter, counter.following, out.subspan(1 + kid.following));
    return size;
}

Result<ParsedHeader> decodeHeader(ByteSpan frame)
{
    ByteReader reader(frame);
    TRY(const auto config, reader.u8());
    ParsedHeader parsed;
    TRY(parsed.header.kid, readNumber(static_cast<std::uint8_t>(config >> 4), reader));
    TRY(parsed.header.counter, readNumber(static_cast<std::uint8_t>(config & 15), reader));
    parsed.size = frame.size() - reader.remaining();
    return parsed;
}

} // namespace bedside::sframe
