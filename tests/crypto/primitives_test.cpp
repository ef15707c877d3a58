// SPDX-License-Identifier: Apache-2.0
#include "core/crypto/aead.h"
#include "core/crypto/aes256_gcm.h"
#include "core/crypto/hash.h"
#include "core/crypto/hkdf.h"
#include "core/crypto/hpke.h"
#include "core/crypto/random.h"
#include "core/crypto/self_test.h"
#include "core/crypto/sign.h"

#include <QtTest>

#include <cstring>

using namespace bedside;
using namespace bedside::crypto;

namespace {

template <std::size_t N>
std::array<std::uint8_t, N> arrayHex(const char *text)
{
    const Bytes bytes = *fromHex(text);
    std::array<std::uint8_t, N> out{};
    std::copy_n(bytes.begin(), N, out.begin());
    return out;
}

ErrorCode codeOf(const auto &result) { return result.ok() ? ErrorCode(0) : result.error().code(); }

} // namespace

class PrimitivesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void passesItsSelfTest()
    {
        const auto result = selfTest();
        QVERIFY2(result.ok(), result.ok() ? "" : result.error().why());
        QVERIFY(selfTest().ok());
    }
    void hashesInPiecesAsInOne()
    {
        const Bytes data = randomBytes(1000);
        Sha256 hash;
        for (std::size_t at = 0; at < data.size(); at += 37)
            hash.update(ByteSpan(data).subspan(at, std::min<std::size_t>(37, data.size() - at)));
        QCOMPARE(hash.finish(), sha256(data));
    }
    void takesNoBytesAtAll()
    {
        QVERIFY(randomBytes(0).empty() && randomSecret(0).empty());
        QCOMPARE(toHex(sha256({})), std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        QCOMPARE(toHex(hmacSha256({}, {})), std::string("b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"));
        const SigningKey key = SigningKey::generate();
        QVERIFY(verifySignature(key.publicKey(), {}, key.sign({})));
    }
    void comparesInConstantTimeForm()
    {
        QVERIFY(constantTimeEqual({}, {}));
        QVERIFY(constantTimeEqual(asBytes("abc"), asBytes("abc")));
        QVERIFY(!constantTimeEqual(asBytes("abc"), asBytes("abd")));
        QVERIFY(!constantTimeEqual(asBytes("abc"), asBytes("ab")));
    }
    void expandsEveryLength() // RFC 5869 case 3: no salt, no info
    {
        const Bytes ikm(22, 0x0b);
        QCOMPARE(toHex(hkdfSha256(ikm, {}, {}, 42).reveal()),
                 "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
        const Secret prk = hkdfExtractSha512({}, ikm);
        const Secret whole = hkdfExpandSha512(prk, asBytes("info"), 200);
        for (std::size_t size : {0, 1, 63, 64, 65, 128, 199})
            QVERIFY(equalBytes(hkdfExpandSha512(prk, asBytes("info"), size).reveal(), whole.reveal().first(size)));
    }
    void refusesAlteredSignatures()
    {
        const SigningKey key = SigningKey::generate();
        const Bytes message = randomBytes(100);
        const Signature good = key.sign(message);
        QVERIFY(verifySignature(key.publicKey(), message, good));
        for (std::size_t i = 0; i < good.size(); ++i) {
            Signature bad = good;
            bad[i] ^= 0x40;
            QVERIFY(!verifySignature(key.publicKey(), message, bad));
        }
        QVERIFY(!verifySignature(key.publicKey(), ByteSpan(message).first(99), good));
        QVERIFY(!verifySignature(key.publicKey(), message, ByteSpan(good).first(63)));
        QVERIFY(!verifySignature(SigningKey::generate().publicKey(), message, good));
        QVERIFY(!verifySignature(SignaturePublicKey{}, message, good)); // a small-order key
        QVERIFY(!verifySignature({1}, message, Signature{1}));          // which would accept this signature of zero
    }
    void keepsSigningKeysBySeed()
    {
        const SigningKey key = SigningKey::generate();
        const auto again = SigningKey::fromSeed(key.seed());
        QVERIFY(again.ok());
        QCOMPARE(again->publicKey(), key.publicKey());
        QCOMPARE(again->clone().sign(asBytes("x")), key.sign(asBytes("x")));
        QCOMPARE(codeOf(SigningKey::fromSeed(randomSecret(31))), ErrorCode::BadKey);
        QCOMPARE(codeOf(SigningKey::fromSeed(randomSecret(64))), ErrorCode::BadKey);
    }
    void agreesOnOneSecret()
    {
        const DhKey a = DhKey::generate();
        const DhKey b = DhKey::generate();
        QVERIFY(constantTimeEqual(a.agree(b.publicKey())->reveal(), b.agree(a.publicKey())->reveal()));
    }
    void refusesLowOrderDhKeys()
    {
        const DhKey key = DhKey::generate();
        QCOMPARE(codeOf(key.agree(DhPublicKey{})), ErrorCode::BadKey);
        QCOMPARE(codeOf(key.agree(DhPublicKey{1})), ErrorCode::BadKey);
        QCOMPARE(codeOf(key.agree(arrayHex<32>("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"))),
                 ErrorCode::BadKey);
        QCOMPARE(codeOf(DhKey::fromPrivate(randomSecret(16))), ErrorCode::BadKey);
    }
    void opensWhatHpkeSealed()
    {
        const DhKey key = DhKey::generate();
        for (std::size_t size : {0, 1, 1000}) {
            const Bytes text = randomBytes(size);
            const auto sealed = hpkeSeal(key.publicKey(), asBytes("info"), asBytes("aad"), text);
            QVERIFY(sealed.ok());
            const auto opened = hpkeOpen(key, sealed->kemOutput, asBytes("info"), asBytes("aad"), sealed->ciphertext);
            QVERIFY(opened.ok() && equalBytes(opened->reveal(), text));
        }
        const auto exported = hpkeExport(key.publicKey(), asBytes("info"), asBytes("context"), 48);
        const auto received = hpkeReceiveExport(key, exported->kemOutput, asBytes("info"), asBytes("context"), 48);
        QVERIFY(constantTimeEqual(exported->secret.reveal(), received->reveal()));
    }
    void refusesWhatHpkeDidNotSeal()
    {
        const DhKey key = DhKey::generate();
        const auto sealed = hpkeSeal(key.publicKey(), asBytes("info"), asBytes("aad"), asBytes("text"));
        const auto &kem = sealed->kemOutput;
        const auto &text = sealed->ciphertext;
        QCOMPARE(codeOf(hpkeOpen(DhKey::generate(), kem, asBytes("info"), asBytes("aad"), text)), ErrorCode::BadMac);
        QCOMPARE(codeOf(hpkeOpen(key, kem, asBytes("inf0"), asBytes("aad"), text)), ErrorCode::BadMac);
        QCOMPARE(codeOf(hpkeOpen(key, kem, asBytes("info"), asBytes("aae"), text)), ErrorCode::BadMac);
        QCOMPARE(codeOf(hpkeOpen(key, randomBytes(32), asBytes("info"), asBytes("aad"), text)), ErrorCode::BadMac);
        QCOMPARE(codeOf(hpkeOpen(key, Bytes(32), asBytes("info"), asBytes("aad"), text)), ErrorCode::BadKey);
        QCOMPARE(codeOf(hpkeOpen(key, Bytes(31), asBytes("info"), asBytes("aad"), text)), ErrorCode::BadKey);
        QCOMPARE(codeOf(hpkeOpen(key, kem, asBytes("info"), asBytes("aad"), Bytes(15))), ErrorCode::Truncated);
        QCOMPARE(codeOf(hpkeSeal(DhPublicKey{}, {}, {}, {})), ErrorCode::BadKey);
    }
    void refusesAeadInputOfTheWrongSize()
    {
        const Secret key = randomSecret(32);
        QCOMPARE(codeOf(chacha20Poly1305Seal(randomSecret(31), Bytes(12), {}, {})), ErrorCode::BadKey);
        QCOMPARE(codeOf(chacha20Poly1305Seal(key, Bytes(24), {}, {})), ErrorCode::BadKey);
        QCOMPARE(codeOf(xchacha20Poly1305Seal(key, Bytes(12), {}, {})), ErrorCode::BadKey);
        QCOMPARE(codeOf(chacha20Poly1305Open(key, Bytes(12), {}, Bytes(15))), ErrorCode::Truncated);
        QCOMPARE(codeOf(xchacha20Poly1305Open(key, Bytes(24), {}, Bytes(40))), ErrorCode::BadMac);
        const auto empty = chacha20Poly1305Seal(key, Bytes(12), asBytes("a"), {});
        QVERIFY(empty.ok() && empty->size() == 16);
        QVERIFY(chacha20Poly1305Open(key, Bytes(12), asBytes("a"), *empty).ok());
        QCOMPARE(codeOf(chacha20Poly1305Open(key, Bytes(12), asBytes("b"), *empty)), ErrorCode::BadMac);
    }
    void agreesWithItselfInBothFormsOfAesGcm()
    {
        const Secret key = randomSecret(32);
        const auto one = Aes256Gcm::create(key);
        const auto two = Aes256Gcm::createPortable(key);
        for (std::size_t size : {0, 1, 15, 16, 17, 60, 255, 8192}) {
            const Bytes text = randomBytes(size), aad = randomBytes(size % 40), nonce = randomBytes(12);
            Bytes a(size + 16), b(size + 16), back(size);
            QVERIFY(one->seal(nonce, aad, text, a).ok() && two->seal(nonce, aad, text, b).ok());
            QCOMPARE(a, b);
            QVERIFY(one->open(nonce, aad, a, back).ok() && back == text);
            std::fill(back.begin(), back.end(), std::uint8_t(0));
            QVERIFY(two->open(nonce, aad, a, back).ok() && back == text);
        }
    }
    void worksInPlace()
    {
        const Secret key = randomSecret(32);
        for (const auto &cipher : {Aes256Gcm::create(key), Aes256Gcm::createPortable(key)}) {
            const Bytes text = randomBytes(500), nonce = randomBytes(12);
            Bytes buffer(516), expected(516);
            QVERIFY(cipher->seal(nonce, {}, text, expected).ok());
            std::copy(text.begin(), text.end(), buffer.begin());
            QVERIFY(cipher->seal(nonce, {}, ByteSpan(buffer).first(500), buffer).ok());
            QCOMPARE(buffer, expected);
            QVERIFY(cipher->open(nonce, {}, buffer, MutableByteSpan(buffer).first(500)).ok());
            QVERIFY(equalBytes(ByteSpan(buffer).first(500), text));
        }
    }
    void leavesNoPlaintextOfARefusedFrame()
    {
        const Secret key = randomSecret(32);
        for (const auto &cipher : {Aes256Gcm::create(key), Aes256Gcm::createPortable(key)}) {
            const Bytes text = randomBytes(64), nonce = randomBytes(12);
            Bytes sealed(80), out(64, 0x55);
            QVERIFY(cipher->seal(nonce, asBytes("a"), text, sealed).ok());
            sealed[79] ^= 1;
            QCOMPARE(codeOf(cipher->open(nonce, asBytes("a"), sealed, out)), ErrorCode::BadMac);
            QCOMPARE(out, Bytes(64));
            QVERIFY(!cipher->tryOpen(nonce, asBytes("a"), sealed, out).value());
            sealed[79] ^= 1;
            QVERIFY(cipher->tryOpen(nonce, asBytes("a"), sealed, out).value());
            QCOMPARE(out, text);
            QCOMPARE(codeOf(cipher->open(nonce, asBytes("b"), sealed, out)), ErrorCode::BadMac);
            QCOMPARE(codeOf(cipher->open(randomBytes(12), asBytes("a"), sealed, out)), ErrorCode::BadMac);
            QVERIFY(cipher->open(nonce, asBytes("a"), sealed, out).ok());
        }
    }
    void refusesAesGcmInputOfTheWrongSize()
    {
        QCOMPARE(codeOf(Aes256Gcm::create(randomSecret(16))), ErrorCode::BadKey);
        QCOMPARE(codeOf(Aes256Gcm::createPortable(randomSecret(16))), ErrorCode::BadKey);
        const auto cipher = Aes256Gcm::create(randomSecret(32));
        Bytes out(26);
        QCOMPARE(codeOf(cipher->seal(Bytes(11), {}, Bytes(10), out)), ErrorCode::BadKey);
        QCOMPARE(codeOf(cipher->seal(Bytes(12), {}, Bytes(11), out)), ErrorCode::Internal);
        QCOMPARE(codeOf(cipher->open(Bytes(12), {}, Bytes(15), out)), ErrorCode::Truncated);
        QCOMPARE(codeOf(cipher->open(Bytes(12), {}, Bytes(43), out)), ErrorCode::Internal);
    }
};

QTEST_GUILESS_MAIN(PrimitivesTest)
#include "primitives_test.moc"
