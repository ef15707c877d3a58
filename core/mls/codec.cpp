// SPDX-License-Identifier: Apache-2.0
#include "core/mls/codec.h"

#include <algorithm>
#include <cstdlib>

namespace bedside::mls {

Result<std::size_t> Reader::length()
{
    TRY(const std::uint8_t first, u8());
    const unsigned prefix = first >> 6U;
    if (prefix == 3)
        return Error(ErrorCode::Malformed, "length prefix");
    std::size_t value = first & 0x3fU;
    for (unsigned more = (1U << prefix) - 1; more > 0; --more) {
        TRY(const std::uint8_t next, u8());
        value = value << 8 | next;
    }
    if ((prefix == 1 && value < (1U << 6)) || (prefix == 2 && value < (1U << 14)))
        return Error(ErrorCode::NonMinimal, "length");
    return value;
}

Result<ByteSpan> Reader::opaque(std::size_t limit)
{
    TRY(const std::size_t size, length());
    if (size > limit)
        return Error(ErrorCode::TooLarge, "vector", static_cast<std::int64_t>(size));
    return m_reader.take(size);
}

Result<Bytes> Reader::bytes(std::size_t limit)
{
    TRY(const ByteSpan view, opaque(limit));
    return toBytes(view);
}

Result<Reader> Reader::vector(std::size_t limit)
{
    TRY(const ByteSpan view, opaque(limit));
    return Reader(view);
}

Result<bool> Reader::present()
{
    TRY(const std::uint8_t flag, u8());
    if (flag > 1)
        return Error(ErrorCode::Malformed, "optional");
    return flag == 1;
}

// std::vector would leave the old buffer behind unwiped.
void Writer::grow(std::size_t extra)
{
    if (m_bytes.capacity() - m_bytes.size() >= extra)
        return;
    Bytes larger;
    larger.reserve(std::max<std::size_t>({256, m_bytes.capacity() * 2, m_bytes.size() + extra}));
    larger.assign(m_bytes.begin(), m_bytes.end());
    wipeMemory(m_bytes);
    m_bytes.swap(larger);
}

Writer &Writer::u8(std::uint8_t value) { return raw({&value, 1}); }

Writer &Writer::u16(std::uint16_t value)
{
    const std::uint8_t bytes[] = {static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)};
    return raw(bytes);
}

Writer &Writer::u32(std::uint32_t value)
{
    return u16(static_cast<std::uint16_t>(value >> 16)).u16(static_cast<std::uint16_t>(value));
}

Writer &Writer::u64(std::uint64_t value)
{
    return u32(static_cast<std::uint32_t>(value >> 32)).u32(static_cast<std::uint32_t>(value));
}

Writer &Writer::raw(ByteSpan bytes)
{
    grow(bytes.size());
    m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end());
    return *this;
}

Writer &Writer::length(std::size_t value)
{
    if (value < (1U << 6))
        return u8(static_cast<std::uint8_t>(value));
    if (value < (1U << 14))
        return u16(static_cast<std::uint16_t>(value | 0x4000U));
    if (value >= (1U << 30))
        std::abort();
    return u32(static_cast<std::uint32_t>(value | 0x80000000U));
}

Writer &Writer::opaque(ByteSpan bytes) { return length(bytes.size()).raw(bytes); }

Writer &Writer::vector(const std::function<void(Writer &)> &contents)
{
    Writer inner;
    contents(inner);
    return opaque(inner.view());
}

void writeExtensions(Writer &writer, const Extensions &extensions)
{
    writer.vector([&](Writer &inner) {
        for (const Extension &extension : extensions)
            inner.u16(extension.type).opaque(extension.data);
    });
}

Result<Extensions> readExtensions(Reader &reader)
{
    auto one = [](Reader &inner) -> Result<Extension> {
        Extension extension;
        TRY(extension.type, inner.u16());
        TRY(extension.data, inner.bytes(kMaxMessageSize));
        return extension;
    };
    TRY(Extensions extensions, reader.list(one, kMaxExtensions, kMaxMessageSize));
    for (auto it = extensions.begin(); it != extensions.end(); ++it)
        if (std::any_of(extensions.begin(), it, [&](const Extension &other) { return other.type == it->type; }))
            return Error(ErrorCode::Malformed, "extension twice", it->type); // RFC 9420 section 13.4
    return extensions;
}

void writeTypes(Writer &writer, const std::vector<std::uint16_t> &types)
{
    writer.vector([&](Writer &inner) {
        for (const std::uint16_t type : types)
            inner.u16(type);
    });
}

Result<std::vector<std::uint16_t>> readTypes(Reader &reader)
{
    return reader.list([](Reader &inner) { return inner.u16(); }, 4096, 8192);
}

} // namespace bedside::mls
