// SPDX-License-Identifier: Apache-2.0
// Byte strings, their text forms, and bounds-checked big-endian reading and writing.
#pragma once

#include "core/base/error.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bedside {

using Bytes = std::vector<std::uint8_t>;
using ByteSpan = std::span<const std::uint8_t>;
using MutableByteSpan = std::span<std::uint8_t>;

inline ByteSpan asBytes(std::string_view text) noexcept
{
    return {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()};
}
inline std::string_view asText(ByteSpan bytes) noexcept
{
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}
inline Bytes toBytes(ByteSpan bytes) { return Bytes(bytes.begin(), bytes.end()); }
inline void append(Bytes &to, ByteSpan bytes) { to.insert(to.end(), bytes.begin(), bytes.end()); }
bool equalBytes(ByteSpan a, ByteSpan b) noexcept; // not constant time: public values only

std::string toHex(ByteSpan bytes);                       // lower case
Result<Bytes> fromHex(std::string_view text);            // either case, even length
std::string toBase64(ByteSpan bytes);                    // RFC 4648 section 4, padded
Result<Bytes> fromBase64(std::string_view text);         // strict: padded, no spaces, zero spare bits
std::string toBase64Url(ByteSpan bytes);                 // RFC 4648 section 5, unpadded
Result<Bytes> fromBase64Url(std::string_view text);      // strict: unpadded, zero spare bits

// Reads from a view; the bytes must outlive it. Every read is bounds-checked and fails with Truncated.
class ByteReader {
public:
    explicit ByteReader(ByteSpan bytes) noexcept : m_rest(bytes) {}

    Result<std::uint8_t> u8();
    Result<std::uint16_t> u16();
    Result<std::uint32_t> u32();
    Result<std::uint64_t> u64();
    Result<ByteSpan> take(std::size_t count);
    // u16 or u32 length, then that many bytes; a length over `limit` fails with TooLarge before anything is copied.
    Result<ByteSpan> vector16(std::size_t limit);
    Result<ByteSpan> vector32(std::size_t limit);
    template <std::size_t N>
    Result<std::array<std::uint8_t, N>> array()
    {
        TRY(auto bytes, take(N));
        std::array<std::uint8_t, N> out;
        std::copy(bytes.begin(), bytes.end(), out.begin());
        return out;
    }
    Result<void> finish() const; // TrailingBytes unless everything has been read
    std::size_t remaining() const noexcept { return m_rest.size(); }
    ByteSpan rest() const noexcept { return m_rest; }

private:
    ByteSpan m_rest;
};

class ByteWriter {
public:
    ByteWriter &u8(std::uint8_t value);
    ByteWriter &u16(std::uint16_t value);
    ByteWriter &u32(std::uint32_t value);
    ByteWriter &u64(std::uint64_t value);
    ByteWriter &raw(ByteSpan bytes);
    ByteWriter &vector16(ByteSpan bytes); // at most 65,535 bytes: more is a programming error and aborts
    ByteWriter &vector32(ByteSpan bytes);
    const Bytes &bytes() const & noexcept { return m_bytes; }
    Bytes bytes() && { return std::move(m_bytes); }

private:
    Bytes m_bytes;
};

} // namespace bedside
