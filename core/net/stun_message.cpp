// SPDX-License-Identifier: Apache-2.0
#include "core/net/stun_message.h"

namespace bedside::net {
namespace {

constexpr std::uint32_t kMagicCookie = 0x2112a442;

constexpr std::size_t padded(std::size_t size) { return (size + 3) / 4 * 4; }

bool areAttributes(ByteSpan bytes)
{
    ByteReader reader(bytes);
    while (reader.remaining() > 0) {
        const auto type = reader.u16();
        const auto length = reader.u16();
        if (!type.ok() || !length.ok() || !reader.take(padded(*length)).ok())
            return false;
    }
    return true;
}

} // namespace

Bytes stunMessage(std::uint16_t type, const TransactionId &id, std::uint16_t attribute, ByteSpan value)
{
    Bytes padding(padded(value.size()) - value.size());
    return ByteWriter()
        .u16(type)
        .u16(static_cast<std::uint16_t>(4 + padded(value.size())))
        .u32(kMagicCookie)
        .raw(id)
        .u16(attribute)
        .vector16(value)
        .raw(padding)
        .bytes();
}

std::optional<StunHeader> readStunMessage(ByteSpan message)
{
    ByteReader reader(message);
    const auto type = reader.u16();
    const auto length = reader.u16();
    const auto cookie = reader.u32();
    const auto id = reader.array<12>();
    if (!type.ok() || !length.ok() || !cookie.ok() || !id.ok() || *cookie != kMagicCookie ||
        *length != reader.remaining() || !areAttributes(reader.rest()))
        return std::nullopt;
    return StunHeader{*type, *id};
}

std::optional<std::size_t> stunMessageSize(ByteSpan start)
{
    ByteReader reader(start);
    const auto type = reader.u16();
    const auto length = reader.u16();
    if (!type.ok() || !length.ok())
        return std::nullopt;
    return kStunHeaderBytes + *length;
}

} // namespace bedside::net
