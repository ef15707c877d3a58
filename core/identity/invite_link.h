// SPDX-License-Identifier: Apache-2.0
// InviteLink: bedside://join/<server>/<invite id>#1.<K_inv>.<practice fingerprint>, or https://<server>/j/<invite id>#...
// The fragment never leaves the computer. Move-only; any thread. InviteKeys: one key for each direction and use.
#pragma once

#include "core/base/ids.h"
#include "core/identity/practice_trust.h"

namespace bedside::identity {

struct InviteLink {
    static constexpr std::size_t kMaxLength = 512;

    std::string server; // host or host:port
    InviteId invite;
    Secret secret;      // K_inv, 32 bytes
    Fingerprint fingerprint{};

    // Either form, spaces around it ignored. LinkIncomplete: the fragment is missing or shorter than it should be.
    // LinkDamaged: a character that cannot be there, or a wrong length. UnknownVersion: made by a newer version.
    // A character of K_inv changed into another valid one is found by the server (LinkUnknown for srv_token), one of
    // the fingerprint by PracticeTrust (WrongPractice): callers show both as LinkDamaged.
    static Result<InviteLink> parse(std::string_view text);

    // These strings are keys. They go to the clipboard, a QR code or a calendar file, never to a server or a log.
    std::string appLink() const;
    std::string webLink() const;
    InviteLink clone() const;
};

struct InviteKeys {
    Secret mac;       // HMAC of the lobby hello
    Secret hello;     // seals the name in the hello
    Secret welcome;   // seals the welcome
    Secret device;    // seals the guest's device key on the guest's own disk
    Secret srvToken;  // 32 bytes shown to the server, which stores SHA-256 of it

    static InviteKeys derive(const Secret &inviteSecret, const InviteId &invite);
    InviteKeys clone() const;
};

// What the server stores of an invite.
crypto::Digest serverTokenHash(const InviteKeys &keys);

} // namespace bedside::identity
