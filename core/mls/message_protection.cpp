// SPDX-License-Identifier: Apache-2.0
#include "core/mls/message_protection.h"

#include "core/crypto/aead.h"
#include "core/crypto/random.h"
#include "core/mls/codec.h"

#include <algorithm>

namespace bedside::mls {
namespace {

constexpr std::size_t kReuseGuard = 4;

RatchetKind ratchetOf(ContentType type)
{
    return type == ContentType::Application ? RatchetKind::Application : RatchetKind::Handshake;
}

// AuthenticatedContentTBM.
Bytes membershipTag(const Secret &key, const AuthenticatedContent &content, ByteSpan groupContext)
{
    Writer writer;
    content.writeSigned(writer, groupContext);
    content.auth.write(writer, content.content.type());
    return authenticationTag(key, writer.view());
}

struct SenderData {
    LeafIndex leaf;
    std::uint32_t generation = 0;
    std::array<std::uint8_t, kReuseGuard> reuseGuard{};
};

Bytes senderDataAad(const PrivateMessage &message)
{
    Writer writer;
    writer.opaque(message.groupId).u64(message.epoch).u8(static_cast<std::uint8_t>(message.type));
    return writer.take();
}

Bytes contentAad(const PrivateMessage &message)
{
    Writer writer;
    writer.raw(senderDataAad(message)).opaque(message.aad);
    return writer.take();
}

Secret guardedNonce(const Secret &nonce, const std::array<std::uint8_t, kReuseGuard> &guard)
{
    Secret out = nonce.clone();
    for (std::size_t i = 0; i < guard.size(); ++i)
        out.revealMutable()[i] ^= guard[i];
    return out;
}

Result<Bytes> sealSenderData(const SenderData &data, const PrivateMessage &message, const Secret &secret)
{
    Writer plain;
    plain.u32(data.leaf.value).u32(data.generation).raw(data.reuseGuard);
    const MessageKey key = senderDataKey(secret, message.ciphertext);
    return crypto::chacha20Poly1305Seal(key.key, key.nonce.reveal(), senderDataAad(message), plain.view());
}

Result<SenderData> openSenderData(const PrivateMessage &message, const Secret &secret)
{
    const MessageKey key = senderDataKey(secret, message.ciphertext);
    TRY(const Secret plain, crypto::chacha20Poly1305Open(key.key, key.nonce.reveal(), senderDataAad(message),
                                                         message.encryptedSenderData));
    Reader reader(plain.reveal());
    SenderData out;
    TRY(out.leaf.value, reader.u32());
    TRY(out.generation, reader.u32());
    TRY(const ByteSpan guard, reader.take(kReuseGuard));
    std::copy(guard.begin(), guard.end(), out.reuseGuard.begin());
    TRY_OK(reader.finish());
    return out;
}

// PrivateMessageContent: content, authentication, then nothing but zeroes.
Result<AuthenticatedContent> parseContent(const PrivateMessage &message, LeafIndex sender, ByteSpan plain)
{
    AuthenticatedContent out;
    out.content = {message.groupId, message.epoch, Sender::member(sender), message.aad, {}};
    Reader reader(plain);
    TRY(out.content.content, readContent(reader, message.type));
    TRY(out.auth, AuthData::read(reader, message.type));
    if (std::any_of(reader.rest().begin(), reader.rest().end(), [](std::uint8_t byte) { return byte != 0; }))
        return Error(ErrorCode::TrailingBytes, "padding not zero");
    return out;
}

} // namespace

PublicMessage sealPublic(AuthenticatedContent content, const Secret &membershipKey, ByteSpan groupContext)
{
    Bytes tag;
    if (content.content.sender.isMember())
        tag = membershipTag(membershipKey, content, groupContext);
    return {std::move(content.content), std::move(content.auth), std::move(tag)};
}

Result<AuthenticatedContent> openPublic(PublicMessage message, const Secret &membershipKey, ByteSpan groupContext)
{
    if (message.content.type() == ContentType::Application)
        return Error(ErrorCode::WrongSender, "application data in a PublicMessage");
    AuthenticatedContent out{WireFormat::PublicMessage, std::move(message.content), std::move(message.auth)};
    if (out.content.sender.isMember() &&
        !crypto::constantTimeEqual(membershipTag(membershipKey, out, groupContext), message.membershipTag))
        return Error(ErrorCode::BadMac, "membership tag");
    return out;
}

Result<PrivateMessage> sealPrivate(const AuthenticatedContent &content, MessageKeys &keys)
{
    const ContentType type = content.content.type();
    Writer plain;
    writeContent(plain, content.content.content);
    content.auth.write(plain, type);
    const std::size_t over = plain.view().size() % kPaddingStep;
    plain.raw(Bytes(over == 0 ? 0 : kPaddingStep - over));

    const LeafIndex own = content.content.sender.leaf();
    TRY(auto next, keys.tree.next(own, ratchetOf(type)));
    SenderData sender{own, next.generation, {}};
    crypto::randomBytes(MutableByteSpan(sender.reuseGuard));
    PrivateMessage out{content.content.groupId, content.content.epoch, type, content.content.aad, {}, {}};
    TRY(out.ciphertext, crypto::chacha20Poly1305Seal(next.key.key, guardedNonce(next.key.nonce, sender.reuseGuard).reveal(),
                                                     contentAad(out), plain.view()));
    TRY(out.encryptedSenderData, sealSenderData(sender, out, keys.senderData));
    return out;
}

Result<OpenedPrivate> openPrivate(const PrivateMessage &message, MessageKeys &keys, const SignatureKeyOf &signatureKeyOf,
                                  ByteSpan groupContext)
{
    TRY(const SenderData sender, openSenderData(message, keys.senderData));
    const Bytes *signatureKey = signatureKeyOf(sender.leaf);
    if (signatureKey == nullptr)
        return Error(ErrorCode::WrongSender, "no such member", sender.leaf.value);
    TRY(const MessageKey *const key, keys.tree.find(sender.leaf, ratchetOf(message.type), sender.generation));
    TRY(const Secret plain, crypto::chacha20Poly1305Open(key->key, guardedNonce(key->nonce, sender.reuseGuard).reveal(),
                                                         contentAad(message), message.ciphertext));
    TRY(auto content, parseContent(message, sender.leaf, plain.reveal()));
    TRY_OK(content.verify(*signatureKey, groupContext));
    return OpenedPrivate{std::move(content), sender.generation};
}

void consumeKey(MessageKeys &keys, const OpenedPrivate &opened)
{
    const FramedContent &content = opened.content.content;
    keys.tree.consume(content.sender.leaf(), ratchetOf(content.type()), opened.generation);
}

} // namespace bedside::mls
