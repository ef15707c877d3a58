// SPDX-License-Identifier: Apache-2.0
// Message framing (RFC 9420 section 6): the structures of PublicMessage and PrivateMessage and what is signed in them.
// The protection itself is in message_protection.h.
#pragma once

#include "core/mls/proposals.h"

namespace bedside::mls {

enum class WireFormat : std::uint16_t { PublicMessage = 1, PrivateMessage, Welcome, GroupInfo, KeyPackage };
enum class ContentType : std::uint8_t { Application = 1, Proposal, Commit };
enum class SenderType : std::uint8_t { Member = 1, External, NewMemberProposal, NewMemberCommit };

struct Sender {
    SenderType type = SenderType::Member;
    std::uint32_t index = 0; // leaf index of a member, index into external_senders of an external sender

    static Sender member(LeafIndex leaf) { return {SenderType::Member, leaf.value}; }
    bool isMember() const { return type == SenderType::Member; }
    LeafIndex leaf() const { return {index}; }
    void write(Writer &writer) const;
    static Result<Sender> read(Reader &reader);
};

// Application data may carry keys: it is a Secret.
using Content = std::variant<Secret, Proposal, Commit>;

struct FramedContent {
    Bytes groupId;
    std::uint64_t epoch = 0;
    Sender sender;
    Bytes aad;
    Content content;

    ContentType type() const { return static_cast<ContentType>(content.index() + 1); }
    void write(Writer &writer) const;
    static Result<FramedContent> read(Reader &reader);
};

void writeContent(Writer &writer, const Content &content); // without its type
Result<Content> readContent(Reader &reader, ContentType type);

struct AuthData {
    Bytes signature;
    Bytes confirmationTag; // commits only

    void write(Writer &writer, ContentType type) const;
    static Result<AuthData> read(Reader &reader, ContentType type);
};

struct AuthenticatedContent {
    WireFormat wireFormat = WireFormat::PrivateMessage;
    FramedContent content;
    AuthData auth;

    void write(Writer &writer) const;
    static Result<AuthenticatedContent> read(Reader &reader);

    // `groupContext` is used for members and joiners only; external senders sign without it.
    void sign(const crypto::SigningKey &key, ByteSpan groupContext);
    Result<void> verify(ByteSpan signatureKey, ByteSpan groupContext) const;
    void writeSigned(Writer &writer, ByteSpan groupContext) const; // FramedContentTBS
    Bytes confirmedTranscriptInput() const;
    ProposalRef proposalRef() const;
};

struct PublicMessage {
    FramedContent content;
    AuthData auth;
    Bytes membershipTag; // members only

    void write(Writer &writer) const;
    static Result<PublicMessage> read(Reader &reader);
};

struct PrivateMessage {
    Bytes groupId;
    std::uint64_t epoch = 0;
    ContentType type = ContentType::Application;
    Bytes aad;
    Bytes encryptedSenderData;
    Bytes ciphertext;

    void write(Writer &writer) const;
    static Result<PrivateMessage> read(Reader &reader);
};

// Reads the version and wire format that open every MLSMessage; what follows is left in the reader.
Result<WireFormat> readMessageHeader(Reader &reader);
void writeMessageHeader(Writer &writer, WireFormat format);

} // namespace bedside::mls
