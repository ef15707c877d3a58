// SPDX-License-Identifier: Apache-2.0
// Canonical TLV, the form of everything that is signed here: u16 tag | u32 length | value, tags strictly ascending,
// big-endian, nothing after the last. One content has one encoding, so hashes and signatures are over the bytes.
#pragma once

#include "core/base/bytes.h"
#include "core/base/clock.h"
#include "core/base/ids.h"
#include "core/crypto/sign.h"

namespace bedside::identity {

class TlvWriter {
public:
    TlvWriter &bytes(std::uint16_t tag, ByteSpan value);
    TlvWriter &u8(std::uint16_t tag, std::uint8_t value);
    TlvWriter &u32(std::uint16_t tag, std::uint32_t value);
    TlvWriter &u64(std::uint16_t tag, std::uint64_t value);
    TlvWriter &time(std::uint16_t tag, WallTime value); // Unix milliseconds
    const Bytes &content() const & noexcept { return m_writer.bytes(); }
    Bytes content() && { return std::move(m_writer).bytes(); }

private:
    ByteWriter m_writer;
    std::uint16_t m_last = 0;
};

// Reads in the writer's order. Missing, repeated, unknown or unordered tags and sizes that do not fit: Malformed.
class TlvReader {
public:
    explicit TlvReader(ByteSpan bytes) noexcept : m_reader(bytes), m_all(bytes) {}

    Result<ByteSpan> bytes(std::uint16_t tag, std::size_t limit); // longer than `limit`: TooLarge
    Result<std::uint8_t> u8(std::uint16_t tag);
    Result<std::uint32_t> u32(std::uint16_t tag);
    Result<std::uint64_t> u64(std::uint16_t tag);
    Result<WallTime> time(std::uint16_t tag);
    template <std::size_t N>
    Result<std::array<std::uint8_t, N>> array(std::uint16_t tag)
    {
        TRY(auto value, bytes(tag, N));
        return ByteReader(value).array<N>();
    }
    template <class IdType>
    Result<IdType> id(std::uint16_t tag)
    {
        TRY(auto value, bytes(tag, IdType::kSize));
        return IdType::fromBytes(value);
    }
    // The version field that opens every structure: another than `expected` is UnknownVersion.
    Result<void> version(std::uint16_t tag, std::uint8_t expected);
    // What has been read so far: the part under the signature that comes next.
    ByteSpan consumed() const noexcept { return m_all.first(m_all.size() - m_reader.remaining()); }
    Result<void> finish() const { return m_reader.finish(); }

private:
    ByteReader m_reader;
    ByteSpan m_all;
};

// What a signature is made over: label || 0 || practice id || fields. Every use has a label of its own.
Bytes signedContent(std::string_view label, const PracticeId &practice, ByteSpan fields);

} // namespace bedside::identity
