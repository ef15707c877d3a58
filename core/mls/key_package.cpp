// SPDX-License-Identifier: Apache-2.0
#include "core/mls/key_package.h"

#include "core/mls/codec.h"
#include "core/mls/labeled.h"

namespace bedside::mls {
namespace {

constexpr std::uint16_t kWireKeyPackage = 5;

void writeUnsigned(Writer &writer, const KeyPackage &package)
{
    writer.u16(package.version).u16(package.cipherSuite).opaque(package.initKey);
    package.leaf.write(writer);
    writeExtensions(writer, package.extensions);
}

} // namespace

void KeyPackage::write(Writer &writer) const
{
    writeUnsigned(writer, *this);
    writer.opaque(signature);
}

Result<KeyPackage> KeyPackage::read(Reader &reader)
{
    KeyPackage out;
    TRY(out.version, reader.u16());
    if (out.version != kProtocolVersion)
        return Error(ErrorCode::UnknownVersion, "KeyPackage version", out.version);
    TRY(out.cipherSuite, reader.u16());
    TRY(out.initKey, reader.bytes(4096));
    TRY(out.leaf, LeafNode::read(reader));
    TRY(out.extensions, readExtensions(reader));
    TRY(out.signature, reader.bytes(4096));
    return out;
}

Bytes KeyPackage::encode() const { return encodeWhole(*this); }
Result<KeyPackage> KeyPackage::parse(ByteSpan bytes) { return parseWhole<KeyPackage>(bytes); }

Bytes KeyPackage::encodeMessage() const
{
    Writer writer;
    writer.u16(kProtocolVersion).u16(kWireKeyPackage);
    write(writer);
    return writer.take();
}

Result<KeyPackage> KeyPackage::parseMessage(ByteSpan bytes)
{
    Reader reader(bytes);
    TRY(const std::uint16_t version, reader.u16());
    if (version != kProtocolVersion)
        return Error(ErrorCode::UnknownVersion, "MLSMessage version", version);
    TRY(const std::uint16_t format, reader.u16());
    if (format != kWireKeyPackage)
        return Error(ErrorCode::UnknownType, "not a KeyPackage", format);
    return parse(reader.rest());
}

KeyPackageRef KeyPackage::ref() const { return refHash("MLS 1.0 KeyPackage Reference", encode()); }

Bytes KeyPackage::signedContent() const
{
    Writer writer;
    writeUnsigned(writer, *this);
    return writer.take();
}

Result<void> KeyPackage::validate(WallTime now) const
{
    if (version != kProtocolVersion)
        return Error(ErrorCode::UnknownVersion, "KeyPackage version", version);
    if (cipherSuite != kCipherSuite)
        return Error(ErrorCode::UnsupportedSuite, "KeyPackage suite", cipherSuite);
    if (leaf.source != LeafSource::KeyPackage)
        return Error(ErrorCode::Malformed, "KeyPackage leaf source");
    TRY_OK(dhPublicKey(initKey));
    if (initKey == leaf.encryptionKey)
        return Error(ErrorCode::DuplicateKey, "init key is the leaf key");
    TRY_OK(leaf.verify({}, {}));
    TRY_OK(verifyWithLabel(leaf.signatureKey, "KeyPackageTBS", signedContent(), signature));
    TRY_OK(leaf.checkCapabilities());
    for (const Extension &extension : extensions)
        if (!leaf.supportsExtension(extension.type))
            return Error(ErrorCode::UnsupportedExtension, "KeyPackage extension", extension.type);
    return leaf.lifetime.check(now);
}

KeyPackageBundle KeyPackageBundle::create(Bytes credentialIdentity, const crypto::SigningKey &signatureKey,
                                          Capabilities capabilities, Lifetime lifetime, Extensions leafExtensions,
                                          Extensions extensions)
{
    KeyPackageBundle out{{}, crypto::DhKey::generate(), crypto::DhKey::generate(), signatureKey.clone()};
    LeafNode &leaf = out.package.leaf;
    leaf.encryptionKey = toBytes(out.encryptionKey.publicKey());
    leaf.credential.identity = std::move(credentialIdentity);
    leaf.capabilities = std::move(capabilities);
    leaf.lifetime = lifetime;
    leaf.extensions = std::move(leafExtensions);
    leaf.sign(signatureKey, {}, {});
    out.package.initKey = toBytes(out.initKey.publicKey());
    out.package.extensions = std::move(extensions);
    out.package.signature = signWithLabel(signatureKey, "KeyPackageTBS", out.package.signedContent());
    return out;
}

Result<KeyPackageBundle> KeyPackageBundle::restore(KeyPackage package, crypto::DhKey initKey, crypto::DhKey encryptionKey,
                                                   crypto::SigningKey signatureKey)
{
    if (!equalBytes(package.initKey, initKey.publicKey()) ||
        !equalBytes(package.leaf.encryptionKey, encryptionKey.publicKey()) ||
        !equalBytes(package.leaf.signatureKey, signatureKey.publicKey()))
        return Error(ErrorCode::BadKey, "private keys of another KeyPackage");
    return KeyPackageBundle{std::move(package), std::move(initKey), std::move(encryptionKey), std::move(signatureKey)};
}

KeyPackageBundle KeyPackageBundle::clone() const
{
    return {package, initKey.clone(), encryptionKey.clone(), signatureKey.clone()};
}

} // namespace bedside::mls
