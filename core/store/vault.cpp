// SPDX-License-Identifier: Apache-2.0
// File: magic "BVLT" | u8 version | u8 mode | u64 passes | u64 memory | 16 salt | v16 slot name | 24 nonce |
// v16 wrapped key (XChaCha20-Poly1305, AD = everything before the nonce) | 32 half check | 32 PIN check | 32 file check.
// The file check (HMAC under a fixed, public key: a checksum that an accident cannot pass) tells damage from a wrong
// PIN. The half check recognises the key store's random half. The PIN check needs both halves: whoever has only the
// file cannot try PINs against it.
#include "core/store/vault.h"

#include "core/crypto/aead.h"
#include "core/crypto/hash.h"
#include "core/crypto/hkdf.h"
#include "core/crypto/random.h"
#include "core/store/atomic_file.h"

#include <limits>

namespace bedside::store {

namespace {

constexpr std::string_view kMagic = "BVLT";
constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kMostFileBytes = 4096;
constexpr std::size_t kMostSlotName = 64;
constexpr std::uint64_t kMostPasses = 64;
constexpr std::uint64_t kMostMemory = std::uint64_t{4} << 30;

struct Envelope {
    Vault::Mode mode = Vault::Mode::PassphraseOnly;
    crypto::PasswordCost cost = crypto::PasswordCost::interactive();
    std::array<std::uint8_t, crypto::kPasswordSaltSize> salt{};
    std::string slotName;
    std::array<std::uint8_t, crypto::kXChaCha20NonceSize> nonce{};
    Bytes wrapped;
    crypto::Digest halfCheck{};
    crypto::Digest pinCheck{};
};

Bytes headerOf(const Envelope &envelope)
{
    return ByteWriter()
        .raw(asBytes(kMagic))
        .u8(kVersion)
        .u8(static_cast<std::uint8_t>(envelope.mode))
        .u64(envelope.cost.passes)
        .u64(envelope.cost.memoryBytes)
        .raw(envelope.salt)
        .vector16(asBytes(envelope.slotName))
        .bytes();
}

crypto::Digest fileCheck(ByteSpan content) { return crypto::hmacSha256(asBytes("bedside vault file v1"), content); }

Bytes encode(const Envelope &envelope)
{
    ByteWriter writer;
    writer.raw(headerOf(envelope)).raw(envelope.nonce).vector16(envelope.wrapped).raw(envelope.halfCheck).raw(envelope.pinCheck);
    Bytes content = std::move(writer).bytes();
    append(content, fileCheck(content));
    return content;
}

Result<Envelope> parse(ByteSpan content)
{
    ByteReader reader(content);
    TRY(auto magic, reader.take(kMagic.size()));
    if (asText(magic) != kMagic)
        return Error(ErrorCode::KeyFileDamaged, "vault magic");
    TRY(auto version, reader.u8());
    if (version > kVersion)
        return Error(ErrorCode::StoreNewer, "vault version", version);
    Envelope envelope;
    TRY(auto mode, reader.u8());
    if (version != kVersion || mode < 1 || mode > 2)
        return Error(ErrorCode::KeyFileDamaged, "vault mode");
    envelope.mode = static_cast<Vault::Mode>(mode);
    TRY(auto passes, reader.u64());
    TRY(auto memory, reader.u64());
    if (passes < 1 || passes > kMostPasses || memory > kMostMemory)
        return Error(ErrorCode::KeyFileDamaged, "vault cost");
    envelope.cost = {passes, static_cast<std::size_t>(memory)};
    TRY(envelope.salt, reader.array<crypto::kPasswordSaltSize>());
    TRY(auto slotName, reader.vector16(kMostSlotName));
    envelope.slotName = std::string(asText(slotName));
    TRY(envelope.nonce, reader.array<crypto::kXChaCha20NonceSize>());
    TRY(auto wrapped, reader.vector16(kKeyBytes + crypto::kAeadTagSize));
    envelope.wrapped = toBytes(wrapped);
    TRY(envelope.halfCheck, reader.array<32>());
    TRY(envelope.pinCheck, reader.array<32>());
    const ByteSpan covered = content.first(content.size() - reader.remaining());
    TRY(auto check, reader.array<32>());
    TRY_OK(reader.finish());
    if (!equalBytes(check, fileCheck(covered)))
        return Error(ErrorCode::KeyFileDamaged, "vault check");
    return envelope;
}

Result<Envelope> readEnvelope(const std::filesystem::path &file)
{
    auto content = readSmallFile(file, kMostFileBytes);
    if (!content.ok())
        return content.error().code() == ErrorCode::TooLarge ? Error(ErrorCode::KeyFileDamaged, "vault size") : content.error();
    auto envelope = parse(*content);
    if (!envelope.ok() && envelope.error().code() != ErrorCode::StoreNewer)
        return Error(ErrorCode::KeyFileDamaged, envelope.error().why());
    return envelope;
}

std::size_t characters(const Secret &passphrase)
{
    std::size_t count = 0;
    for (std::uint8_t byte : passphrase.reveal())
        count += (byte & 0xc0) != 0x80; // UTF-8 continuation bytes
    return count;
}

Result<Secret> stretch(const Envelope &envelope, const Secret &passphrase)
{
    return crypto::deriveFromPassword(asText(passphrase.reveal()), envelope.salt, envelope.cost, kKeyBytes);
}

crypto::Digest checkOf(const Secret &secret, std::string_view label)
{
    const Secret key = crypto::hkdfSha256(secret.reveal(), {}, asBytes(label), kKeyBytes);
    return crypto::sha256(key.reveal());
}
constexpr std::string_view kHalfLabel = "bedside vault half check v1";
constexpr std::string_view kPinLabel = "bedside vault pin check v1";

// Both halves in one key; the key store's is empty where there is none.
Secret wrappingKey(const Secret &stretched, const Secret &fromKeyStore)
{
    return crypto::hkdfSha256(stretched.reveal(), fromKeyStore.reveal(), asBytes("bedside vault wrap v1"), kKeyBytes);
}

Result<void> wrapAndWrite(const std::filesystem::path &file, Envelope &envelope, const Secret &passphrase,
                          const Secret &fromKeyStore, const Secret &databaseKey)
{
    crypto::randomBytes(envelope.salt);
    crypto::randomBytes(envelope.nonce);
    TRY(auto stretched, stretch(envelope, passphrase));
    const Secret wrapping = wrappingKey(stretched, fromKeyStore);
    envelope.halfCheck = checkOf(fromKeyStore, kHalfLabel);
    envelope.pinCheck = checkOf(wrapping, kPinLabel);
    TRY(envelope.wrapped,
        crypto::xchacha20Poly1305Seal(wrapping, envelope.nonce, headerOf(envelope), databaseKey.reveal()));
    return writeFileAtomically(file, encode(envelope));
}

Result<void> refuseWeak(Vault::Mode mode, const Secret &passphrase)
{
    const std::size_t least = mode == Vault::Mode::PassphraseOnly ? Vault::kLeastPassphraseCharacters : Vault::kLeastPinCharacters;
    if (characters(passphrase) < least)
        return Error(ErrorCode::WeakPassword, "too short for the store", static_cast<std::int64_t>(least));
    return {};
}

crypto::PasswordCost usualCost(Vault::Mode mode)
{
    return mode == Vault::Mode::PassphraseOnly ? crypto::PasswordCost::sensitive() : crypto::PasswordCost::interactive();
}

Result<Secret> keyStoreHalf(const Envelope &envelope, KeySlot *keyStore)
{
    if (envelope.mode == Vault::Mode::PassphraseOnly)
        return Secret();
    if (!keyStore)
        return Error(ErrorCode::KeyStoreMissing, "the store was made with a key store");
    auto half = keyStore->read(envelope.slotName);
    if (!half.ok() && half.error().code() == ErrorCode::NotFound)
        return Error(ErrorCode::KeyStoreForeign, "the key store has no such entry");
    if (!half.ok() && half.error().code() == ErrorCode::NoKeyStore)
        return Error(ErrorCode::KeyStoreMissing, "the key store has gone");
    return half;
}

struct Opened {
    Secret fromKeyStore;
    Secret databaseKey;
};

Result<Opened> openEnvelope(const Envelope &envelope, KeySlot *keyStore, const Secret &passphrase)
{
    TRY(auto half, keyStoreHalf(envelope, keyStore));
    if (!crypto::constantTimeEqual(checkOf(half, kHalfLabel), envelope.halfCheck))
        return Error(ErrorCode::KeyStoreForeign, "the key store's half is another file's");
    TRY(auto stretched, stretch(envelope, passphrase));
    const Secret wrapping = wrappingKey(stretched, half);
    if (!crypto::constantTimeEqual(checkOf(wrapping, kPinLabel), envelope.pinCheck))
        return Error(ErrorCode::WrongPin, "vault");
    auto key = crypto::xchacha20Poly1305Open(wrapping, envelope.nonce, headerOf(envelope), envelope.wrapped);
    if (!key.ok() || key->size() != kKeyBytes)
        return Error(ErrorCode::KeyFileDamaged, "wrapped key");
    return Opened{std::move(half), std::move(key).value()};
}

} // namespace

Result<Secret> Vault::create(const std::filesystem::path &file, KeySlot *keyStore, const std::string &slotName,
                             const Secret &passphrase, std::optional<crypto::PasswordCost> cost)
{
    std::error_code ignored;
    if (std::filesystem::exists(file, ignored))
        return Error(ErrorCode::AlreadyExists, "vault");
    Envelope envelope;
    envelope.mode = keyStore ? Mode::KeyStoreAndPin : Mode::PassphraseOnly;
    TRY_OK(refuseWeak(envelope.mode, passphrase));
    envelope.cost = cost.value_or(usualCost(envelope.mode));
    Secret half;
    if (keyStore) {
        if (slotName.empty() || slotName.size() > kMostSlotName)
            return Error(ErrorCode::Malformed, "slot name");
        envelope.slotName = slotName;
        half = crypto::randomSecret(kKeyBytes);
        TRY_OK(keyStore->write(slotName, half));
    }
    Secret databaseKey = crypto::randomSecret(kKeyBytes);
    TRY_OK(wrapAndWrite(file, envelope, passphrase, half, databaseKey));
    return databaseKey;
}

Result<Secret> Vault::open(const std::filesystem::path &file, KeySlot *keyStore, const Secret &passphrase)
{
    TRY(auto envelope, readEnvelope(file));
    TRY(auto opened, openEnvelope(envelope, keyStore, passphrase));
    return std::move(opened.databaseKey);
}

Result<void> Vault::change(const std::filesystem::path &file, KeySlot *keyStore, const Secret &oldPassphrase,
                           const Secret &newPassphrase, std::optional<crypto::PasswordCost> cost)
{
    TRY(auto envelope, readEnvelope(file));
    TRY_OK(refuseWeak(envelope.mode, newPassphrase));
    TRY(auto opened, openEnvelope(envelope, keyStore, oldPassphrase));
    envelope.cost = cost.value_or(usualCost(envelope.mode));
    return wrapAndWrite(file, envelope, newPassphrase, opened.fromKeyStore, opened.databaseKey);
}

Result<Vault::Mode> Vault::mode(const std::filesystem::path &file)
{
    TRY(auto envelope, readEnvelope(file));
    return envelope.mode;
}

Result<void> Vault::destroy(const std::filesystem::path &file, KeySlot *keyStore)
{
    if (auto envelope = readEnvelope(file); envelope.ok() && envelope->mode == Mode::KeyStoreAndPin && keyStore)
        TRY_OK(keyStore->remove(envelope->slotName));
    std::error_code failed;
    std::filesystem::remove(file, failed);
    if (failed)
        return Error(ErrorCode::InputOutput, "remove vault", failed.value());
    return {};
}

} // namespace bedside::store
