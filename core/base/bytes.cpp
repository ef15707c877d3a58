// SPDX-License-Identifier: Apache-2.0
#include "core/base/bytes.h"

#include <algorithm>
#include <cstdlib>

namespace bedside {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase64Url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string encode64(ByteSpan bytes, std::string_view alphabet, bool pad)
{
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = 0;
        for (std::size_t j = 0; j < 3; ++j)
            group = group << 8 | (j < count ? bytes[i + j] : 0u);
        for (std::size_t j = 0; j < 4; ++j) {
            if (j <= count)
                out += alphabet[group >> (18 - 6 * j) & 63];
            else if (pad)
                out += '=';
        }
    }
    return out;
}

Result<Bytes> decode64(std::string_view text, std::string_view alphabet)
{
    if (text.size() % 4 == 1)
        return Error(ErrorCode::Malformed, "base64 length");
    Bytes out;
    out.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t group = 0;
    unsigned bits = 0;
    for (char c : text) {
        const auto value = alphabet.find(c);
        if (value == std::string_view::npos)
            return Error(ErrorCode::Malformed, "base64 character");
        group = group << 6 | static_cast<std::uint32_t>(value);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out.push_back(static_cast<std::uint8_t>(group >> bits & 0xff));
        }
    }
    if ((group & ((1u << bits) - 1)) != 0)
        return Error(ErrorCode::NonMinimal, "base64 spare bits");
    return out;
}

} // namespace

bool equalBytes(ByteSpan a, ByteSpan b) noexcept { return std::equal(a.begin(), a.end(), b.begin(), b.end()); }

std::string toHex(ByteSpan bytes)
{
    std::string out;
    out.reserve(bytes.size() * 2);
    for (std::uint8_t byte : bytes) {
        out += kHex[byte >> 4];
        out += kHex[byte & 15];
    }
    return out;
}

Result<Bytes> fromHex(std::string_view text)
{
    if (text.size() % 2 != 0)
        return Error(ErrorCode::Malformed, "hex length");
    Bytes out;
    out.reserve(text.size() / 2);
    auto digit = [](char c) -> int {
        if (c >= '0' && c <= '9')
            return c - '0';
        if (c >= 'a' && c <= 'f')
            return c - 'a' + 10;
        if (c >= 'A' && c <= 'F')
            return c - 'A' + 10;
        return -1;
    };
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = digit(text[i]);
        const int low = digit(text[i + 1]);
        if (high < 0 || low < 0)
            return Error(ErrorCode::Malformed, "hex character");
        out.push_back(static_cast<std::uint8_t>(high << 4 | low));
    }
    return out;
}

std::string toBase64(ByteSpan bytes) { return encode64(bytes, kBase64, true); }
std::string toBase64Url(ByteSpan bytes) { return encode64(bytes, kBase64Url, false); }

Result<Bytes> fromBase64(std::string_view text)
{
    if (text.size() % 4 != 0)
        return Error(ErrorCode::Malformed, "base64 padding");
    for (int i = 0; i < 2 && !text.empty() && text.back() == '='; ++i)
        text.remove_suffix(1);
    return decode64(text, kBase64);
}

Result<Bytes> fromBase64Url(std::string_view text) { return decode64(text, kBase64Url); }

Result<ByteSpan> ByteReader::take(std::size_t count)
{
    if (count > m_rest.size())
        return Error(ErrorCode::Truncated);
    const ByteSpan out = m_rest.first(count);
    m_rest = m_rest.subspan(count);
    return out;
}

Result<std::uint8_t> ByteReader::u8()
{
    TRY(auto b, take(1));
    return b[0];
}

Result<std::uint16_t> ByteReader::u16()
{
    TRY(auto b, take(2));
    return static_cast<std::uint16_t>(b[0] << 8 | b[1]);
}

Result<std::uint32_t> ByteReader::u32()
{
    TRY(auto b, take(4));
    std::uint32_t out = 0;
    for (std::uint8_t byte : b)
        out = out << 8 | byte;
    return out;
}

Result<std::uint64_t> ByteReader::u64()
{
    TRY(auto b, take(8));
    std::uint64_t out = 0;
    for (std::uint8_t byte : b)
        out = out << 8 | byte;
    return out;
}

Result<ByteSpan> ByteReader::vector16(std::size_t limit)
{
    TRY(auto size, u16());
    if (size > limit)
        return Error(ErrorCode::TooLarge, "vector", size);
    return take(size);
}

Result<ByteSpan> ByteReader::vector32(std::size_t limit)
{
    TRY(auto size, u32());
    if (size > limit)
        return Error(ErrorCode::TooLarge, "vector", size);
    return take(size);
}

Result<void> ByteReader::finish() const
{
    if (!m_rest.empty())
        return Error(ErrorCode::TrailingBytes, "", static_cast<std::int64_t>(m_rest.size()));
    return {};
}

ByteWriter &ByteWriter::u8(std::uint8_t value)
{
    m_bytes.push_back(value);
    return *this;
}

ByteWriter &ByteWriter::u16(std::uint16_t value)
{
    return u8(static_cast<std::uint8_t>(value >> 8)).u8(static_cast<std::uint8_t>(value & 0xff));
}

ByteWriter &ByteWriter::u32(std::uint32_t value)
{
    return u16(static_cast<std::uint16_t>(value >> 16)).u16(static_cast<std::uint16_t>(value & 0xffff));
}

ByteWriter &ByteWriter::u64(std::uint64_t value)
{
    return u32(static_cast<std::uint32_t>(value >> 32)).u32(static_cast<std::uint32_t>(value & 0xffffffff));
}

ByteWriter &ByteWriter::raw(ByteSpan bytes)
{
    append(m_bytes, bytes);
    return *this;
}

ByteWriter &ByteWriter::vector16(ByteSpan bytes)
{
    if (bytes.size() > 0xffff)
        std::abort();
    return u16(static_cast<std::uint16_t>(bytes.size())).raw(bytes);
}

ByteWriter &ByteWriter::vector32(ByteSpan bytes)
{
    if (bytes.size() > 0xffffffff)
        std::abort();
    return u32(static_cast<std::uint32_t>(bytes.size())).raw(bytes);
}

} // namespace bedside
