// SPDX-License-Identifier: Apache-2.0
#include "core/e2ee/control.h"

#include <type_traits>

namespace bedside::e2ee {

namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kMaxDelivered = 64;

// The numbers on the wire, in the order of the variant.
enum class Kind : std::uint8_t {
    Chat = 1,
    MediaSignal = 2,
    MediaState = 3,
    KeyFrameRequest = 4,
    SafetyCodeConfirmed = 5,
    RotateRequest = 6,
    LogHead = 7,
    Heartbeat = 16,
    EpochAck = 17,
    Joined = 18,
    Reveal = 19,
    LeaveRequest = 20,
    End = 21,
    Introduction = 22,
    EpochRequest = 23,
    Delivered = 24,
};
constexpr Kind kKinds[] = {Kind::Chat,          Kind::MediaSignal, Kind::MediaState, Kind::KeyFrameRequest,
                           Kind::SafetyCodeConfirmed, Kind::RotateRequest, Kind::LogHead, Kind::Heartbeat,
                           Kind::EpochAck,      Kind::Joined,      Kind::Reveal, Kind::LeaveRequest,
                           Kind::End,           Kind::Introduction, Kind::EpochRequest, Kind::Delivered};
static_assert(std::size(kKinds) == std::variant_size_v<Control>);

void write(ByteWriter &out, const Chat &chat) { out.vector16(asBytes(chat.text)); }
void write(ByteWriter &out, const MediaSignal &signal)
{
    out.u32(signal.to).u64(signal.connection).raw(signal.fromKey).raw(signal.toKey);
    out.u8(static_cast<std::uint8_t>(signal.kind)).vector16(signal.body);
}
void write(ByteWriter &out, const MediaState &state)
{
    out.u8(state.microphoneOn).u8(state.cameraOn).u8(state.screenOn).u8(state.weakLine);
}
void write(ByteWriter &out, const KeyFrameRequest &request) { out.u32(request.to).u8(request.context); }
void write(ByteWriter &out, const SafetyCodeConfirmed &confirmed) { out.u32(confirmed.with).u8(confirmed.same); }
void write(ByteWriter &, const RotateRequest &) {}
void write(ByteWriter &out, const LogHead &said) { out.vector16(said.head).u64(said.other).vector16(said.proof); }
void write(ByteWriter &out, const Heartbeat &beat) { out.u64(beat.epoch).vector16(beat.transcriptHash).u64(beat.tick); }
void write(ByteWriter &out, const EpochAck &ack) { out.u64(ack.epoch); }
void write(ByteWriter &out, const Joined &joined) { out.raw(joined.nonce); }
void write(ByteWriter &out, const Reveal &reveal) { out.u32(reveal.newcomer).raw(reveal.nonce); }
void write(ByteWriter &, const LeaveRequest &) {}
void write(ByteWriter &out, const End &end) { out.u8(static_cast<std::uint8_t>(end.outcome)); }
void write(ByteWriter &out, const Introduction &introduction) { out.vector16(asBytes(introduction.name)); }
void write(ByteWriter &out, const EpochRequest &request) { out.u64(request.epoch); }
void write(ByteWriter &out, const Delivered &delivered)
{
    out.u32(delivered.to).u16(static_cast<std::uint16_t>(delivered.ids.size()));
    for (const auto id : delivered.ids)
        out.u64(id);
}

Result<bool> readBool(ByteReader &in)
{
    TRY(const auto value, in.u8());
    if (value > 1)
        return Error(ErrorCode::Malformed, "flag", value);
    return value == 1;
}

Result<Control> readChat(ByteReader &in)
{
    TRY(const auto text, in.vector16(Chat::kMaxText));
    return Control(Chat{std::string(asText(text))});
}

Result<Control> readMediaSignal(ByteReader &in)
{
    MediaSignal signal;
    TRY(signal.to, in.u32());
    TRY(signal.connection, in.u64());
    TRY(signal.fromKey, in.array<32>());
    TRY(signal.toKey, in.array<32>());
    TRY(const auto kind, in.u8());
    if (kind < 1 || kind > static_cast<std::uint8_t>(MediaSignal::Kind::Renew))
        return Error(ErrorCode::UnknownType, "media signal", kind);
    signal.kind = static_cast<MediaSignal::Kind>(kind);
    TRY(const auto body, in.vector16(MediaSignal::kMaxBody));
    signal.body = toBytes(body);
    return Control(std::move(signal));
}

Result<Control> readMediaState(ByteReader &in)
{
    MediaState state;
    TRY(state.microphoneOn, readBool(in));
    TRY(state.cameraOn, readBool(in));
    TRY(state.screenOn, readBool(in));
    TRY(state.weakLine, readBool(in));
    return Control(state);
}

Result<Control> readLogHead(ByteReader &in)
{
    LogHead said;
    TRY(const auto head, in.vector16(LogHead::kMaxHead));
    said.head = toBytes(head);
    TRY(said.other, in.u64());
    TRY(const auto proof, in.vector16(LogHead::kMaxProof));
    said.proof = toBytes(proof);
    return Control(std::move(said));
}

Result<Control> readHeartbeat(ByteReader &in)
{
    Heartbeat beat;
    TRY(beat.epoch, in.u64());
    TRY(const auto hash, in.vector16(64));
    beat.transcriptHash = toBytes(hash);
    TRY(beat.tick, in.u64());
    return Control(std::move(beat));
}

Result<Control> readEnd(ByteReader &in)
{
    TRY(const auto outcome, in.u8());
    if (outcome > static_cast<std::uint8_t>(wire::EndOutcome::Left))
        return Error(ErrorCode::Malformed, "outcome", outcome);
    return Control(End{static_cast<wire::EndOutcome>(outcome)});
}

Result<Control> readDelivered(ByteReader &in)
{
    Delivered delivered;
    TRY(delivered.to, in.u32());
    TRY(const auto count, in.u16());
    if (count > kMaxDelivered)
        return Error(ErrorCode::TooLarge, "delivered ids", count);
    for (std::size_t i = 0; i < count; ++i) {
        TRY(const auto id, in.u64());
        delivered.ids.push_back(id);
    }
    return Control(std::move(delivered));
}

Result<Control> readSmall(Kind kind, ByteReader &in)
{
    switch (kind) {
    case Kind::KeyFrameRequest: {
        TRY(const auto to, in.u32());
        TRY(const auto context, in.u8());
        return Control(KeyFrameRequest{to, context});
    }
    case Kind::SafetyCodeConfirmed: {
        TRY(const auto with, in.u32());
        TRY(const auto same, readBool(in));
        return Control(SafetyCodeConfirmed{with, same});
    }
    case Kind::EpochAck: {
        TRY(const auto epoch, in.u64());
        return Control(EpochAck{epoch});
    }
    case Kind::EpochRequest: {
        TRY(const auto epoch, in.u64());
        return Control(EpochRequest{epoch});
    }
    case Kind::Introduction: {
        TRY(const auto name, in.vector16(Introduction::kMaxName));
        return Control(Introduction{std::string(asText(name))});
    }
    case Kind::Joined: {
        TRY(const auto nonce, in.array<32>());
        return Control(Joined{nonce});
    }
    case Kind::Reveal: {
        TRY(const auto newcomer, in.u32());
        TRY(const auto nonce, in.array<32>());
        return Control(Reveal{newcomer, nonce});
    }
    case Kind::RotateRequest:
        return Control(RotateRequest{});
    case Kind::LeaveRequest:
        return Control(LeaveRequest{});
    default:
        return Error(ErrorCode::UnknownType, "control", static_cast<std::int64_t>(kind));
    }
}

Result<Control> readBody(Kind kind, ByteReader &in)
{
    switch (kind) {
    case Kind::Chat:
        return readChat(in);
    case Kind::MediaSignal:
        return readMediaSignal(in);
    case Kind::MediaState:
        return readMediaState(in);
    case Kind::LogHead:
        return readLogHead(in);
    case Kind::Heartbeat:
        return readHeartbeat(in);
    case Kind::End:
        return readEnd(in);
    case Kind::Delivered:
        return readDelivered(in);
    default:
        return readSmall(kind, in);
    }
}

} // namespace

Bytes encodeControl(const ControlMessage &message)
{
    ByteWriter out;
    out.u8(kVersion).u8(static_cast<std::uint8_t>(kKinds[message.control.index()])).u64(message.id);
    std::visit([&](const auto &control) { write(out, control); }, message.control);
    return std::move(out).bytes();
}

Result<ControlMessage> decodeControl(ByteSpan bytes)
{
    ByteReader in(bytes);
    TRY(const auto version, in.u8());
    if (version != kVersion)
        return Error(ErrorCode::UnknownVersion, "control", version);
    TRY(const auto kind, in.u8());
    ControlMessage message;
    TRY(message.id, in.u64());
    TRY(message.control, readBody(static_cast<Kind>(kind), in));
    TRY_OK(in.finish());
    return message;
}

} // namespace bedside::e2ee
