// SPDX-License-Identifier: Apache-2.0
#include "core/crypto/hpke.h"

#include "core/crypto/aead.h"
#include "core/crypto/hkdf.h"

#include <cstdlib>

namespace bedside::crypto {
namespace {

// RFC 9180 section 7: KEM 0x0020, KDF 0x0001, AEAD 0x0003.
constexpr std::array<std::uint8_t, 5> kKemSuite{'K', 'E', 'M', 0x00, 0x20};
constexpr std::array<std::uint8_t, 10> kHpkeSuite{'H', 'P', 'K', 'E', 0x00, 0x20, 0x00, 0x01, 0x00, 0x03};
constexpr std::string_view kVersion = "HPKE-v1";

Secret labeledExtract(ByteSpan suite, ByteSpan salt, std::string_view label, ByteSpan ikm)
{
    Secret input(kVersion.size() + suite.size() + label.size() + ikm.size());
    auto at = input.revealMutable().begin();
    for (const ByteSpan part : {asBytes(kVersion), suite, asBytes(label), ikm})
        at = std::copy(part.begin(), part.end(), at);
    return hkdfExtractSha256(salt, input.reveal());
}

Secret labeledExpand(ByteSpan suite, const Secret &prk, std::string_view label, ByteSpan info, std::size_t length)
{
    const Bytes labeled = ByteWriter()
                              .u16(static_cast<std::uint16_t>(length))
                              .raw(asBytes(kVersion))
                              .raw(suite)
                              .raw(asBytes(label))
                              .raw(info)
                              .bytes();
    return hkdfExpandSha256(prk, labeled, length);
}

Secret kemSecret(const Secret &dh, ByteSpan kemOutput, ByteSpan receiver)
{
    const Secret prk = labeledExtract(kKemSuite, {}, "eae_prk", dh.reveal());
    const Bytes context = ByteWriter().raw(kemOutput).raw(receiver).bytes();
    return labeledExpand(kKemSuite, prk, "shared_secret", context, 32);
}

// The hash of an absent PSK's id is the same for every context, and public.
ByteSpan absentPskIdHash()
{
    static const auto hash = [] {
        std::array<std::uint8_t, 32> out;
        const Secret value = labeledExtract(kHpkeSuite, {}, "psk_id_hash", {});
        std::copy(value.reveal().begin(), value.reveal().end(), out.begin());
        return out;
    }();
    return hash;
}

// Section 5.1, mode_base. The parts are derived when asked for: sealing needs no exporter.
class Schedule {
public:
    Schedule(const Secret &shared, ByteSpan info)
        : m_context(ByteWriter()
                        .u8(0)
                        .raw(absentPskIdHash())
                        .raw(labeledExtract(kHpkeSuite, {}, "info_hash", info).reveal())
                        .bytes()),
          m_secret(labeledExtract(kHpkeSuite, shared.reveal(), "secret", {}))
    {
    }
    Secret key() const { return labeledExpand(kHpkeSuite, m_secret, "key", m_context, kAeadKeySize); }
    Secret nonce() const { return labeledExpand(kHpkeSuite, m_secret, "base_nonce", m_context, kChaCha20NonceSize); }
    Secret exported(ByteSpan context, std::size_t length) const
    {
        const Secret exporter = labeledExpand(kHpkeSuite, m_secret, "exp", m_context, 32);
        return labeledExpand(kHpkeSuite, exporter, "sec", context, length);
    }

private:
    Bytes m_context;
    Secret m_secret;
};

struct Encapsulated {
    Bytes kemOutput;
    Secret shared;
};

Result<Encapsulated> encapsulate(const DhPublicKey &to)
{
    const DhKey ephemeral = DhKey::generate();
    TRY(const Secret dh, ephemeral.agree(to));
    return Encapsulated{toBytes(ephemeral.publicKey()), kemSecret(dh, ephemeral.publicKey(), to)};
}

Result<Secret> decapsulate(const DhKey &key, ByteSpan kemOutput)
{
    DhPublicKey from;
    if (kemOutput.size() != from.size())
        return Error(ErrorCode::BadKey, "KEM output size");
    std::copy(kemOutput.begin(), kemOutput.end(), from.begin());
    TRY(const Secret dh, key.agree(from));
    return kemSecret(dh, from, key.publicKey());
}

} // namespace

Result<HpkeSealed> hpkeSeal(const DhPublicKey &to, ByteSpan info, ByteSpan aad, ByteSpan plaintext)
{
    TRY(auto encapsulated, encapsulate(to));
    const Schedule keys(encapsulated.shared, info);
    TRY(Bytes ciphertext, chacha20Poly1305Seal(keys.key(), keys.nonce().reveal(), aad, plaintext));
    return HpkeSealed{std::move(encapsulated.kemOutput), std::move(ciphertext)};
}

Result<Secret> hpkeOpen(const DhKey &key, ByteSpan kemOutput, ByteSpan info, ByteSpan aad, ByteSpan ciphertext)
{
    TRY(const Secret shared, decapsulate(key, kemOutput));
    const Schedule keys(shared, info);
    return chacha20Poly1305Open(keys.key(), keys.nonce().reveal(), aad, ciphertext);
}

Result<HpkeExported> hpkeExport(const DhPublicKey &to, ByteSpan info, ByteSpan exporterContext, std::size_t length)
{
    TRY(auto encapsulated, encapsulate(to));
    const Schedule keys(encapsulated.shared, info);
    return HpkeExported{std::move(encapsulated.kemOutput), keys.exported(exporterContext, length)};
}

Result<Secret> hpkeReceiveExport(const DhKey &key, ByteSpan kemOutput, ByteSpan info, ByteSpan exporterContext,
                                 std::size_t length)
{
    TRY(const Secret shared, decapsulate(key, kemOutput));
    return Schedule(shared, info).exported(exporterContext, length);
}

DhKey hpkeDeriveKeyPair(ByteSpan ikm)
{
    const Secret prk = labeledExtract(kKemSuite, {}, "dkp_prk", ikm);
    auto key = DhKey::fromPrivate(labeledExpand(kKemSuite, prk, "sk", {}, 32));
    if (!key)
        std::abort(); // 32 bytes are always an X25519 key
    return std::move(key).value();
}

} // namespace bedside::crypto
