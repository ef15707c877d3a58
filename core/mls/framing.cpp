// SPDX-License-Identifier: Apache-2.0
#include "core/mls/framing.h"

#include "core/mls/codec.h"

namespace bedside::mls {

void Sender::write(Writer &writer) const
{
    writer.u8(static_cast<std::uint8_t>(type));
    if (type == SenderType::Member || type == SenderType::External)
        writer.u32(index);
}

Result<Sender> Sender::read(Reader &reader)
{
    Sender out;
    TRY(const std::uint8_t type, reader.u8());
    if (type < 1 || type > 4)
        return Error(ErrorCode::Malformed, "sender type", type);
    out.type = static_cast<SenderType>(type);
    if (out.type == SenderType::Member || out.type == SenderType::External) {
        TRY(out.index, reader.u32());
    }
    return out;
}

namespace {

Result<ContentType> readContentType(Reader &reader)
{
    TRY(const std::uint8_t type, reader.u8());
    if (type < 1 || type > 3)
        return Error(ErrorCode::Malformed, "content type", type);
    return static_cast<ContentType>(type);
}

} // namespace

void writeContent(Writer &writer, const Content &content)
{
    if (const auto *data = std::get_if<Secret>(&content))
        writer.opaque(data->reveal());
    else if (const auto *proposal = std::get_if<Proposal>(&content))
        proposal->write(writer);
    else
        std::get<Commit>(content).write(writer);
}

Result<Content> readContent(Reader &reader, ContentType type)
{
    switch (type) {
    case ContentType::Application: {
        TRY(const ByteSpan data, reader.opaque(kMaxMessageSize));
        return Content(Secret::copyOf(data));
    }
    case ContentType::Proposal: {
        TRY(Proposal proposal, Proposal::read(reader));
        return Content(std::move(proposal));
    }
    case ContentType::Commit: {
        TRY(Commit commit, Commit::read(reader));
        return Content(std::move(commit));
    }
    }
    return Error(ErrorCode::Malformed, "content type");
}

void FramedContent::write(Writer &writer) const
{
    writer.opaque(groupId).u64(epoch);
    sender.write(writer);
    writer.opaque(aad).u8(static_cast<std::uint8_t>(type()));
    writeContent(writer, content);
}

Result<FramedContent> FramedContent::read(Reader &reader)
{
    FramedContent out;
    TRY(out.groupId, reader.bytes(4096));
    TRY(out.epoch, reader.u64());
    TRY(out.sender, Sender::read(reader));
    TRY(out.aad, reader.bytes());
    TRY(const ContentType type, readContentType(reader));
    TRY(out.content, readContent(reader, type));
    return out;
}

void AuthData::write(Writer &writer, ContentType type) const
{
    writer.opaque(signature);
    if (type == ContentType::Commit)
        writer.opaque(confirmationTag);
}

Result<AuthData> AuthData::read(Reader &reader, ContentType type)
{
    AuthData out;
    TRY(out.signature, reader.bytes(4096));
    if (type == ContentType::Commit) {
        TRY(out.confirmationTag, reader.bytes(255));
    }
    return out;
}

void AuthenticatedContent::write(Writer &writer) const
{
    writer.u16(static_cast<std::uint16_t>(wireFormat));
    content.write(writer);
    auth.write(writer, content.type());
}

Result<AuthenticatedContent> AuthenticatedContent::read(Reader &reader)
{
    AuthenticatedContent out;
    TRY(const std::uint16_t format, reader.u16());
    if (format != 1 && format != 2)
        return Error(ErrorCode::Malformed, "wire format", format);
    out.wireFormat = static_cast<WireFormat>(format);
    TRY(out.content, FramedContent::read(reader));
    TRY(out.auth, AuthData::read(reader, out.content.type()));
    return out;
}

void AuthenticatedContent::writeSigned(Writer &writer, ByteSpan groupContext) const
{
    writer.u16(kProtocolVersion).u16(static_cast<std::uint16_t>(wireFormat));
    content.write(writer);
    if (content.sender.type == SenderType::Member || content.sender.type == SenderType::NewMemberCommit)
        writer.raw(groupContext);
}

void AuthenticatedContent::sign(const crypto::SigningKey &key, ByteSpan groupContext)
{
    Writer writer;
    writeSigned(writer, groupContext);
    auth.signature = signWithLabel(key, "FramedContentTBS", writer.view());
}

Result<void> AuthenticatedContent::verify(ByteSpan signatureKey, ByteSpan groupContext) const
{
    Writer writer;
    writeSigned(writer, groupContext);
    return verifyWithLabel(signatureKey, "FramedContentTBS", writer.view(), auth.signature);
}

Bytes AuthenticatedContent::confirmedTranscriptInput() const
{
    Writer writer;
    writer.u16(static_cast<std::uint16_t>(wireFormat));
    content.write(writer);
    writer.opaque(auth.signature);
    return writer.take();
}

ProposalRef AuthenticatedContent::proposalRef() const
{
    return toBytes(refHash("MLS 1.0 Proposal Reference", encodeWhole(*this)));
}

void PublicMessage::write(Writer &writer) const
{
    content.write(writer);
    auth.write(writer, content.type());
    if (content.sender.isMember())
        writer.opaque(membershipTag);
}

Result<PublicMessage> PublicMessage::read(Reader &reader)
{
    PublicMessage out;
    TRY(out.content, FramedContent::read(reader));
    TRY(out.auth, AuthData::read(reader, out.content.type()));
    if (out.content.sender.isMember()) {
        TRY(out.membershipTag, reader.bytes(255));
    }
    return out;
}

void PrivateMessage::write(Writer &writer) const
{
    writer.opaque(groupId).u64(epoch).u8(static_cast<std::uint8_t>(type)).opaque(aad);
    writer.opaque(encryptedSenderData).opaque(ciphertext);
}

Result<PrivateMessage> PrivateMessage::read(Reader &reader)
{
    PrivateMessage out;
    TRY(out.groupId, reader.bytes(4096));
    TRY(out.epoch, reader.u64());
    TRY(out.type, readContentType(reader));
    TRY(out.aad, reader.bytes());
    TRY(out.encryptedSenderData, reader.bytes(255));
    TRY(out.ciphertext, reader.bytes(kMaxMessageSize));
    return out;
}

Result<WireFormat> readMessageHeader(Reader &reader)
{
    if (reader.remaining() > kMaxMessageSize)
        return Error(ErrorCode::TooLarge, "MLSMessage");
    TRY(const std::uint16_t version, reader.u16());
    if (version != kProtocolVersion)
        return Error(ErrorCode::UnknownVersion, "MLSMessage version", version);
    TRY(const std::uint16_t format, reader.u16());
    if (format < 1 || format > 5)
        return Error(ErrorCode::UnknownType, "wire format", format);
    return static_cast<WireFormat>(format);
}

void writeMessageHeader(Writer &writer, WireFormat format)
{
    writer.u16(kProtocolVersion).u16(static_cast<std::uint16_t>(format));
}

} // namespace bedside::mls
