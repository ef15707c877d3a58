// SPDX-License-Identifier: Apache-2.0
#include "core/wire/frame.h"

namespace bedside::wire {

namespace {
bool isKnown(std::uint8_t type) noexcept
{
    switch (static_cast<FrameType>(type)) {
    case FrameType::Auth:
    case FrameType::AuthOk:
    case FrameType::Error:
    case FrameType::LobbyHello:
    case FrameType::LobbyArrival:
    case FrameType::LobbyGone:
    case FrameType::LobbyPlace:
    case FrameType::Deny:
    case FrameType::Welcome:
    case FrameType::VisitOpen:
    case FrameType::Commit:
    case FrameType::GroupMessage:
    case FrameType::Leave:
    case FrameType::VisitEnd:
    case FrameType::MemberPresence:
    case FrameType::Resume:
    case FrameType::Resumed:
    case FrameType::Event:
    case FrameType::Changed:
    case FrameType::Relays: return true;
    }
    return false;
}
} // namespace

std::size_t bodyLimit(FrameType type) noexcept
{
    if (type == FrameType::Welcome)
        return kMaxWelcomeBody;
    return type == FrameType::Commit ? kMaxCommitBody : kMaxOtherBody;
}

Result<FrameView> parseFrame(ByteSpan message)
{
    ByteReader reader(message);
    TRY(auto type, reader.u8());
    TRY(auto version, reader.u8());
    TRY(auto length, reader.u32());
    if (version != kFrameVersion)
        return Error(ErrorCode::UnknownVersion, "frame version", version);
    if (!isKnown(type))
        return Error(ErrorCode::UnknownType, "frame type", type);
    if (length > bodyLimit(static_cast<FrameType>(type)))
        return Error(ErrorCode::TooLarge, "frame length", length);
    TRY(auto body, reader.take(length));
    TRY_OK(reader.finish());
    return FrameView{static_cast<FrameType>(type), body};
}

Result<Bytes> makeFrame(FrameType type, ByteSpan body)
{
    if (body.size() > bodyLimit(type))
        return Error(ErrorCode::TooLarge, "frame body", static_cast<std::int64_t>(body.size()));
    ByteWriter writer;
    writer.u8(static_cast<std::uint8_t>(type)).u8(kFrameVersion).u32(static_cast<std::uint32_t>(body.size())).raw(body);
    return std::move(writer).bytes();
}

} // namespace bedside::wire
