// SPDX-License-Identifier: Apache-2.0
#include "core/mls/leaf_node.h"

#include "core/mls/codec.h"
#include "core/mls/labeled.h"

#include <algorithm>

namespace bedside::mls {
namespace {

bool contains(const std::vector<std::uint16_t> &list, std::uint16_t value)
{
    return std::find(list.begin(), list.end(), value) != list.end();
}

void writeCapabilities(Writer &writer, const Capabilities &capabilities)
{
    for (const auto *list : {&capabilities.versions, &capabilities.cipherSuites, &capabilities.extensions,
                             &capabilities.proposals, &capabilities.credentials})
        writeTypes(writer, *list);
}

Result<Capabilities> readCapabilities(Reader &reader)
{
    Capabilities out;
    TRY(out.versions, readTypes(reader));
    TRY(out.cipherSuites, readTypes(reader));
    TRY(out.extensions, readTypes(reader));
    TRY(out.proposals, readTypes(reader));
    TRY(out.credentials, readTypes(reader));
    return out;
}

void writeUnsigned(Writer &writer, const LeafNode &leaf)
{
    writer.opaque(leaf.encryptionKey).opaque(leaf.signatureKey);
    leaf.credential.write(writer);
    writeCapabilities(writer, leaf.capabilities);
    writer.u8(static_cast<std::uint8_t>(leaf.source));
    if (leaf.source == LeafSource::KeyPackage)
        writer.u64(leaf.lifetime.notBefore).u64(leaf.lifetime.notAfter);
    if (leaf.source == LeafSource::Commit)
        writer.opaque(leaf.parentHash);
    writeExtensions(writer, leaf.extensions);
}

Result<void> readSource(Reader &reader, LeafNode &leaf)
{
    TRY(const std::uint8_t source, reader.u8());
    if (source < 1 || source > 3)
        return Error(ErrorCode::Malformed, "leaf node source", source);
    leaf.source = static_cast<LeafSource>(source);
    if (leaf.source == LeafSource::KeyPackage) {
        TRY(leaf.lifetime.notBefore, reader.u64());
        TRY(leaf.lifetime.notAfter, reader.u64());
    }
    if (leaf.source == LeafSource::Commit) {
        TRY(leaf.parentHash, reader.bytes(255));
    }
    return {};
}

std::uint64_t unixSeconds(WallTime time)
{
    const std::int64_t ms = toUnixMilliseconds(time);
    return ms < 0 ? 0 : static_cast<std::uint64_t>(ms / 1000);
}

} // namespace

Lifetime Lifetime::between(WallTime from, WallTime to) { return {unixSeconds(from), unixSeconds(to)}; }

Result<void> Lifetime::check(WallTime now) const
{
    const std::uint64_t seconds = unixSeconds(now);
    if (seconds < notBefore || seconds > notAfter)
        return Error(ErrorCode::BadLifetime, "leaf lifetime");
    return {};
}

void Credential::write(Writer &writer) const
{
    writer.u16(type);
    if (type == credential_type::kBasic) {
        writer.opaque(identity);
        return;
    }
    writer.vector([&](Writer &inner) {
        for (const Bytes &certificate : certificates)
            inner.opaque(certificate);
    });
}

Result<Credential> Credential::read(Reader &reader)
{
    Credential out;
    TRY(out.type, reader.u16());
    switch (out.type) {
    case credential_type::kBasic: {
        TRY(out.identity, reader.bytes(64 * 1024));
        return out;
    }
    case credential_type::kX509: {
        TRY(out.certificates, reader.list([](Reader &inner) { return inner.bytes(64 * 1024); }, 16));
        return out;
    }
    default:
        return Error(ErrorCode::UnknownType, "credential", out.type);
    }
}

void LeafNode::write(Writer &writer) const
{
    writeUnsigned(writer, *this);
    writer.opaque(signature);
}

Result<LeafNode> LeafNode::read(Reader &reader)
{
    LeafNode leaf;
    TRY(leaf.encryptionKey, reader.bytes(4096));
    TRY(leaf.signatureKey, reader.bytes(4096));
    TRY(leaf.credential, Credential::read(reader));
    TRY(leaf.capabilities, readCapabilities(reader));
    TRY_OK(readSource(reader, leaf));
    TRY(leaf.extensions, readExtensions(reader));
    TRY(leaf.signature, reader.bytes(4096));
    return leaf;
}

Bytes LeafNode::signedContent(ByteSpan groupId, LeafIndex index) const
{
    Writer writer;
    writeUnsigned(writer, *this);
    if (source != LeafSource::KeyPackage)
        writer.opaque(groupId).u32(index.value);
    return writer.take();
}

void LeafNode::sign(const crypto::SigningKey &key, ByteSpan groupId, LeafIndex index)
{
    signatureKey = toBytes(key.publicKey());
    signature = signWithLabel(key, "LeafNodeTBS", signedContent(groupId, index));
}

Result<void> LeafNode::verify(ByteSpan groupId, LeafIndex index) const
{
    TRY_OK(dhPublicKey(encryptionKey));
    return verifyWithLabel(signatureKey, "LeafNodeTBS", signedContent(groupId, index), signature);
}

Result<void> LeafNode::checkCapabilities() const
{
    if (!contains(capabilities.versions, kProtocolVersion))
        return Error(ErrorCode::UnknownVersion, "leaf protocol versions");
    if (!contains(capabilities.cipherSuites, kCipherSuite))
        return Error(ErrorCode::UnsupportedSuite, "leaf cipher suites");
    if (!supportsCredential(credential.type))
        return Error(ErrorCode::UnsupportedExtension, "leaf credential type", credential.type);
    for (const Extension &extension : extensions)
        if (!supportsExtension(extension.type))
            return Error(ErrorCode::UnsupportedExtension, "leaf extension not among its capabilities", extension.type);
    return {};
}

Result<void> LeafNode::checkRequired(const RequiredCapabilities &required) const
{
    for (const std::uint16_t type : required.extensions)
        if (!supportsExtension(type))
            return Error(ErrorCode::UnsupportedExtension, "required extension", type);
    for (const std::uint16_t type : required.proposals)
        if (!supportsProposal(type))
            return Error(ErrorCode::UnsupportedExtension, "required proposal", type);
    for (const std::uint16_t type : required.credentials)
        if (!supportsCredential(type))
            return Error(ErrorCode::UnsupportedExtension, "required credential", type);
    return {};
}

bool LeafNode::supportsExtension(std::uint16_t type) const
{
    return (type >= 1 && type <= 5) || contains(capabilities.extensions, type);
}

bool LeafNode::supportsProposal(std::uint16_t type) const
{
    return (type >= 1 && type <= 7) || contains(capabilities.proposals, type);
}

bool LeafNode::supportsCredential(std::uint16_t type) const { return contains(capabilities.credentials, type); }

} // namespace bedside::mls
