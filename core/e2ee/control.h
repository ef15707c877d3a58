// SPDX-License-Identifier: Apache-2.0
// Control messages: what members say to each other inside MLS PrivateMessages: chat, media signals, heartbeats ...
// Values with one encoding each; a kind that is not known is dropped and counted by the session.
#pragma once

#include "core/base/bytes.h"
#include "core/crypto/hash.h"
#include "core/crypto/sign.h"
#include "core/wire/messages.h"

#include <string>
#include <variant>
#include <vector>

namespace bedside::e2ee {

using LeafNumber = std::uint32_t;
using Nonce32 = std::array<std::uint8_t, 32>;

struct Chat {
    static constexpr std::size_t kMaxText = 4000; // bytes of UTF-8
    std::string text;
};

// SDP and ICE between two leaves. `connection` is chosen by the offering side. The session drops a signal that is not
// for us, and refuses (WrongSender) one whose signature keys are not those of sender and receiver.
struct MediaSignal {
    enum class Kind : std::uint8_t { Offer = 1, Answer = 2, Candidate = 3, Fingerprint = 4, Renew = 5 };
    static constexpr std::size_t kMaxBody = 12 * 1024;
    LeafNumber to = 0;
    std::uint64_t connection = 0;
    crypto::SignaturePublicKey fromKey{}; // filled in by the session when sending
    crypto::SignaturePublicKey toKey{};   // likewise
    Kind kind = Kind::Offer;
    Bytes body;
};

struct MediaState { // what a member sends at present
    bool microphoneOn = false;
    bool cameraOn = false;
    bool screenOn = false;
    bool weakLine = false; // what is not on would be, if the line carried it
};

struct KeyFrameRequest { // where RTCP cannot say it: after a key change
    LeafNumber to = 0;
    std::uint8_t context = 0; // sframe::Context
};

struct SafetyCodeConfirmed { // this member's user has compared the code with `with`
    LeafNumber with = 0;
    bool same = false;
};

struct RotateRequest {}; // a sealing key has passed its bound: the host makes a new epoch

// The head of the practice's log as this member knows it: a server that shows members different logs is found out. In
// answer to a head of size `other`, `proof` is the consistency proof between the two. core/audit reads both.
struct LogHead {
    static constexpr std::size_t kMaxHead = 256;
    static constexpr std::size_t kMaxProof = 64 * 32;
    Bytes head;
    std::uint64_t other = 0;
    Bytes proof;
};

// ---- Handled by the session itself; never given to the client ----

struct Heartbeat {
    std::uint64_t epoch = 0;
    Bytes transcriptHash; // confirmed, 32 bytes
    std::uint64_t tick = 0;
};
struct EpochAck {
    std::uint64_t epoch = 0;
};
struct Joined {
    Nonce32 nonce{}; // n_p
};
struct Reveal {
    LeafNumber newcomer = 0;
    Nonce32 nonce{}; // n_h
};
struct LeaveRequest {};
struct End {
    wire::EndOutcome outcome = wire::EndOutcome::Completed;
};
struct Introduction { // a member's name, sent to those who join: the server never sees it
    static constexpr std::size_t kMaxName = 128;
    std::string name;
};
struct EpochRequest { // frames of this epoch have come, its commit has not
    std::uint64_t epoch = 0;
};
struct Delivered { // of reliable messages, by sender
    LeafNumber to = 0;
    std::vector<std::uint64_t> ids; // at most 64
};

using Control = std::variant<Chat, MediaSignal, MediaState, KeyFrameRequest, SafetyCodeConfirmed, RotateRequest, LogHead, Heartbeat,
                             EpochAck, Joined, Reveal, LeaveRequest, End, Introduction, EpochRequest, Delivered>;

struct ControlMessage {
    std::uint64_t id = 0; // 0: not acknowledged and not sent again
    Control control;
};

Bytes encodeControl(const ControlMessage &message);
// Malformed, TooLarge, TrailingBytes; UnknownVersion and UnknownType for what a newer version may say.
Result<ControlMessage> decodeControl(ByteSpan bytes);

} // namespace bedside::e2ee
