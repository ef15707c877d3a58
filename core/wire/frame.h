// SPDX-License-Identifier: Apache-2.0
// The socket's outer form: u8 type | u8 version | u32 length | body, big-endian, one frame in one WebSocket message.
// Sizes are checked before anything is copied. Pure functions; any thread.
#pragma once

#include "core/base/bytes.h"

namespace bedside::wire {

enum class FrameType : std::uint8_t {
    Auth = 1,
    AuthOk = 2,
    Error = 3,
    LobbyHello = 10,
    LobbyArrival = 11,
    LobbyGone = 12,
    LobbyPlace = 13,
    Deny = 14,
    Welcome = 15,
    VisitOpen = 20,
    Commit = 21,
    GroupMessage = 22,
    Leave = 23,
    VisitEnd = 24,
    MemberPresence = 25,
    Resume = 26,
    Resumed = 27,
    Event = 30,
    Changed = 31,
    Relays = 32,
};

inline constexpr std::uint8_t kFrameVersion = 1;
inline constexpr std::size_t kFrameHeaderBytes = 6;

// Of a frame's body. The longest of them all bounds what a socket reads at once.
inline constexpr std::size_t kMaxWelcomeBody = 256 * 1024;
inline constexpr std::size_t kMaxCommitBody = 64 * 1024;
inline constexpr std::size_t kMaxOtherBody = 16 * 1024;
inline constexpr std::size_t kMaxFrameBytes = kFrameHeaderBytes + kMaxWelcomeBody;

// What a payload inside those bodies may have, so that ids and lengths around it fit in both directions.
inline constexpr std::size_t kMaxWelcomePayload = kMaxWelcomeBody - 128;
inline constexpr std::size_t kMaxCommitPayload = kMaxCommitBody - 128;
inline constexpr std::size_t kMaxGroupPayload = kMaxOtherBody - 128;
inline constexpr std::size_t kMaxHelloPayload = kMaxOtherBody - 128;
inline constexpr std::size_t kMaxTicketBytes = 64;
inline constexpr std::size_t kMaxMemberTokenBytes = 64;
inline constexpr std::size_t kMaxEventNameBytes = 64;
inline constexpr std::size_t kMaxEventDetailBytes = 64;
inline constexpr std::size_t kMaxRelays = 8;
inline constexpr std::size_t kMaxRelayHostBytes = 253;
inline constexpr std::size_t kMaxRelayNameBytes = 64;      // username, password
inline constexpr std::size_t kMaxRelayAuthorityBytes = 4096;

std::size_t bodyLimit(FrameType type) noexcept;

struct FrameView {
    FrameType type{};
    ByteSpan body; // into the bytes given to parseFrame
};

// `message` is one whole WebSocket message. Errors: Truncated, TrailingBytes, TooLarge, UnknownVersion (show "update
// needed", keep the connection), UnknownType (drop and count, keep the connection).
Result<FrameView> parseFrame(ByteSpan message);

// A body over the type's limit fails with TooLarge.
Result<Bytes> makeFrame(FrameType type, ByteSpan body);

} // namespace bedside::wire
