// SPDX-License-Identifier: Apache-2.0
#include "core/identity/tlv.h"

#include <cstdlib>

namespace bedside::identity {

TlvWriter &TlvWriter::bytes(std::uint16_t tag, ByteSpan value)
{
    if (tag <= m_last)
        std::abort(); // a programming error: the encoding would not be canonical
    m_last = tag;
    m_writer.u16(tag).vector32(value);
    return *this;
}

TlvWriter &TlvWriter::u8(std::uint16_t tag, std::uint8_t value) { return bytes(tag, ByteWriter().u8(value).bytes()); }
TlvWriter &TlvWriter::u32(std::uint16_t tag, std::uint32_t value) { return bytes(tag, ByteWriter().u32(value).bytes()); }
TlvWriter &TlvWriter::u64(std::uint16_t tag, std::uint64_t value) { return bytes(tag, ByteWriter().u64(value).bytes()); }

TlvWriter &TlvWriter::time(std::uint16_t tag, WallTime value)
{
    return u64(tag, static_cast<std::uint64_t>(toUnixMilliseconds(value)));
}

Result<ByteSpan> TlvReader::bytes(std::uint16_t tag, std::size_t limit)
{
    TRY(const auto found, m_reader.u16());
    if (found != tag)
        return Error(ErrorCode::Malformed, "tlv tag", found);
    return m_reader.vector32(limit);
}

namespace {

template <class Number, class Read>
Result<Number> whole(Result<ByteSpan> value, Read read)
{
    if (!value.ok())
        return value.error();
    ByteReader reader(*value);
    const Result<Number> number = read(reader);
    if (!number.ok() || !reader.finish().ok())
        return Error(ErrorCode::Malformed, "tlv size");
    return *number;
}

} // namespace

Result<std::uint8_t> TlvReader::u8(std::uint16_t tag)
{
    return whole<std::uint8_t>(bytes(tag, 1), [](ByteReader &reader) { return reader.u8(); });
}
Result<std::uint32_t> TlvReader::u32(std::uint16_t tag)
{
    return whole<std::uint32_t>(bytes(tag, 4), [](ByteReader &reader) { return reader.u32(); });
}
Result<std::uint64_t> TlvReader::u64(std::uint16_t tag)
{
    return whole<std::uint64_t>(bytes(tag, 8), [](ByteReader &reader) { return reader.u64(); });
}

Result<WallTime> TlvReader::time(std::uint16_t tag)
{
    TRY(const auto value, u64(tag));
    constexpr std::uint64_t kLast = 253'402'300'799'999; // the end of the year 9999: sums with it cannot overflow
    if (value > kLast)
        return Error(ErrorCode::Malformed, "tlv time");
    return fromUnixMilliseconds(static_cast<std::int64_t>(value));
}

Result<void> TlvReader::version(std::uint16_t tag, std::uint8_t expected)
{
    TRY(const auto found, u8(tag));
    if (found != expected)
        return Error(ErrorCode::UnknownVersion, "tlv version", found);
    return {};
}

Bytes signedContent(std::string_view label, const PracticeId &practice, ByteSpan fields)
{
    ByteWriter writer;
    writer.raw(asBytes(label)).u8(0).raw(practice.bytes).raw(fields);
    return std::move(writer).bytes();
}

} // namespace bedside::identity
