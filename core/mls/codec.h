// SPDX-License-Identifier: Apache-2.0
// The TLS presentation language as RFC 9420 section 2.1 uses it: big-endian integers and vectors with a variable-size
// length. Reader views bytes that outlive it; Writer wipes whatever it held, because secrets pass through it.
#pragma once

#include "core/base/secret.h"
#include "core/mls/types.h"

#include <functional>

namespace bedside::mls {

// Errors: Truncated, TooLarge, NonMinimal, Malformed, TrailingBytes.
class Reader {
public:
    explicit Reader(ByteSpan bytes) noexcept : m_reader(bytes) {}

    Result<std::uint8_t> u8() { return m_reader.u8(); }
    Result<std::uint16_t> u16() { return m_reader.u16(); }
    Result<std::uint32_t> u32() { return m_reader.u32(); }
    Result<std::uint64_t> u64() { return m_reader.u64(); }
    Result<std::size_t> length();                             // section 2.1.2: 1, 2 or 4 bytes, the shortest that fits
    Result<ByteSpan> opaque(std::size_t limit = kMaxVector);  // length and that many bytes, viewed
    Result<Bytes> bytes(std::size_t limit = kMaxVector);
    Result<Reader> vector(std::size_t limit = kMaxVector);    // length and a reader of that many bytes
    Result<ByteSpan> take(std::size_t size) { return m_reader.take(size); }
    Result<bool> present();                                   // the first byte of an optional<T>: 0 or 1
    bool atEnd() const noexcept { return m_reader.remaining() == 0; }
    std::size_t remaining() const noexcept { return m_reader.remaining(); }
    ByteSpan rest() const noexcept { return m_reader.rest(); }
    Result<void> finish() const { return m_reader.finish(); }

    // vector<T> with at most `count` elements, each read by `one(Reader &)`, a Result<T>.
    template <class One>
    auto list(One one, std::size_t count, std::size_t limit = kMaxVector)
        -> Result<std::vector<std::decay_t<decltype(one(std::declval<Reader &>()).value())>>>
    {
        TRY(Reader inner, vector(limit));
        std::vector<std::decay_t<decltype(one(inner).value())>> out;
        while (!inner.atEnd()) {
            if (out.size() == count)
                return Error(ErrorCode::TooLarge, "vector elements");
            TRY(auto element, one(inner));
            out.push_back(std::move(element));
        }
        return out;
    }

private:
    ByteReader m_reader;
};

class Writer {
public:
    Writer() = default;
    ~Writer() { wipeMemory(m_bytes); }
    Writer(const Writer &) = delete;
    Writer &operator=(const Writer &) = delete;

    Writer &u8(std::uint8_t value);
    Writer &u16(std::uint16_t value);
    Writer &u32(std::uint32_t value);
    Writer &u64(std::uint64_t value);
    Writer &raw(ByteSpan bytes);
    Writer &length(std::size_t value); // over 2^30 - 1 is a programming error and aborts
    Writer &opaque(ByteSpan bytes);
    Writer &vector(const std::function<void(Writer &)> &contents);
    template <class T>
    Writer &optional(const T *value)
    {
        u8(value != nullptr ? 1 : 0);
        if (value != nullptr)
            value->write(*this);
        return *this;
    }

    ByteSpan view() const noexcept { return m_bytes; }
    Bytes copy() const { return m_bytes; }
    Bytes take() { return std::move(m_bytes); }                     // for public content
    Secret takeSecret() const { return Secret::copyOf(m_bytes); }   // for secret content

private:
    void grow(std::size_t extra);
    Bytes m_bytes;
};

// Reads one T from all of `bytes`; trailing bytes are refused.
template <class T>
Result<T> parseWhole(ByteSpan bytes)
{
    if (bytes.size() > kMaxMessageSize)
        return Error(ErrorCode::TooLarge, "structure", static_cast<std::int64_t>(bytes.size()));
    Reader reader(bytes);
    TRY(T value, T::read(reader));
    TRY_OK(reader.finish());
    return value;
}

template <class T>
Bytes encodeWhole(const T &value)
{
    Writer writer;
    value.write(writer);
    return writer.take();
}

void writeExtensions(Writer &writer, const Extensions &extensions);
Result<Extensions> readExtensions(Reader &reader); // a type that occurs twice is refused
void writeTypes(Writer &writer, const std::vector<std::uint16_t> &types);
Result<std::vector<std::uint16_t>> readTypes(Reader &reader);

} // namespace bedside::mls
