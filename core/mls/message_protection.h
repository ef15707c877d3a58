// SPDX-License-Identifier: Apache-2.0
// Protection of messages (RFC 9420 sections 6.2 and 6.3): membership tags, and the encryption of PrivateMessages with
// keys from the secret tree. Verifies the sender's signature on the way. Single thread.
#pragma once

#include "core/mls/framing.h"
#include "core/mls/secret_tree.h"

#include <functional>

namespace bedside::mls {

constexpr std::size_t kPaddingStep = 64; // the content of a PrivateMessage is filled up to a multiple of this

// What an epoch needs to open and seal its messages.
struct MessageKeys {
    Secret senderData;
    SecretTree tree;
};

// The signature key of a member, or null: asked before a signature is checked.
using SignatureKeyOf = std::function<const Bytes *(LeafIndex)>;

PublicMessage sealPublic(AuthenticatedContent content, const Secret &membershipKey, ByteSpan groupContext);
// Checks the membership tag (members only). The caller finds the signature key and verifies: it may come from inside the
// message. BadMac, WrongSender for application data, which must not be public.
Result<AuthenticatedContent> openPublic(PublicMessage message, const Secret &membershipKey, ByteSpan groupContext);

// `content` is signed already, for wire format PrivateMessage, by a member.
Result<PrivateMessage> sealPrivate(const AuthenticatedContent &content, MessageKeys &keys);

struct OpenedPrivate {
    AuthenticatedContent content;
    std::uint32_t generation = 0;
};
// Decrypts and verifies the signature. The key stays until consumeKey: call it once the message is believed.
Result<OpenedPrivate> openPrivate(const PrivateMessage &message, MessageKeys &keys, const SignatureKeyOf &signatureKeyOf,
                                  ByteSpan groupContext);
void consumeKey(MessageKeys &keys, const OpenedPrivate &opened);

} // namespace bedside::mls
