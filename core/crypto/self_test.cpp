// SPDX-License-Identifier: Apache-2.0
#include "core/crypto/self_test.h"

#include "core/crypto/aead.h"
#include "core/crypto/aes256_gcm.h"
#include "core/crypto/hash.h"
#include "core/crypto/hkdf.h"
#include "core/crypto/hpke.h"
#include "core/crypto/password.h"
#include "core/crypto/random.h"
#include "core/crypto/sign.h"
#include "core/crypto/totp.h"

#include <openssl/crypto.h>
#include <sodium.h>

namespace bedside::crypto {
namespace {

Bytes hex(std::string_view text)
{
    auto bytes = fromHex(text);
    return bytes ? std::move(bytes).value() : Bytes{};
}

Secret secretHex(std::string_view text) { return Secret::copyOf(hex(text)); }

bool is(ByteSpan actual, std::string_view expected) { return toHex(actual) == expected; }

Bytes counting(std::uint8_t first, std::size_t size)
{
    Bytes out(size);
    for (auto &byte : out)
        byte = first++;
    return out;
}

// FIPS 180-4 examples; RFC 4231 case 2; RFC 5869 case 1.
bool hashes()
{
    return is(sha256(asBytes("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad") &&
           is(Sha256().update(asBytes("a")).update(asBytes("bc")).finish(),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad") &&
           is(sha512(asBytes("abc")), "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                                      "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
}

bool macs()
{
    const ByteSpan data = asBytes("what do ya want for nothing?");
    return is(hmacSha256(asBytes("Jefe"), data), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843") &&
           is(hmacSha512(asBytes("Jefe"), data), "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                                                 "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737");
}

bool keyDerivation()
{
    const Bytes ikm(22, 0x0b);
    return is(hkdfSha256(ikm, counting(0, 13), counting(0xf0, 10), 42).reveal(),
              "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865") &&
           is(hkdfSha512(ikm, counting(0, 13), counting(0xf0, 10), 42).reveal(),
              "832390086cda71fb47625bb5ceb168e4c8e26a1a16ed34d9fc7fe92c1481579338da362cb8d9f925d7cb");
}

// RFC 8032 section 7.1, test 3.
bool signatures()
{
    const auto key = SigningKey::fromSeed(secretHex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"));
    if (!key || !is(key->publicKey(), "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"))
        return false;
    const Bytes message = hex("af82");
    const Signature signature = key->sign(message);
    Signature altered = signature;
    altered[0] ^= 1;
    return is(signature, "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                         "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a") &&
           verifySignature(key->publicKey(), message, signature) && !verifySignature(key->publicKey(), message, altered);
}

// RFC 7748 section 5.2.
bool agreement()
{
    const auto key = DhKey::fromPrivate(secretHex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4"));
    DhPublicKey other;
    const Bytes point = hex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c");
    std::copy(point.begin(), point.end(), other.begin());
    if (!key)
        return false;
    const auto shared = key->agree(other);
    return shared && is(shared->reveal(), "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552");
}

// RFC 8439 section 2.8.2 and draft-irtf-cfrg-xchacha-03 appendix A.3.1: the tag covers the ciphertext.
bool chacha()
{
    const Secret key = Secret::copyOf(counting(0x80, 32));
    const Bytes aad = hex("50515253c0c1c2c3c4c5c6c7");
    const ByteSpan text = asBytes("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the "
                                  "future, sunscreen would be it.");
    const Bytes nonce = hex("070000004041424344454647");
    const Bytes longNonce = counting(0x40, 24);
    auto sealed = chacha20Poly1305Seal(key, nonce, aad, text);
    auto sealedLong = xchacha20Poly1305Seal(key, longNonce, aad, text);
    if (!sealed || !sealedLong || !is(ByteSpan(*sealed).last(16), "1ae10b594f09e26a7e902ecbd0600691") ||
        !is(ByteSpan(*sealedLong).last(16), "c0875924c1c7987947deafd8780acf49"))
        return false;
    const auto opened = chacha20Poly1305Open(key, nonce, aad, *sealed);
    const auto openedLong = xchacha20Poly1305Open(key, longNonce, aad, *sealedLong);
    sealed->front() ^= 1;
    return opened && constantTimeEqual(opened->reveal(), text) && openedLong &&
           constantTimeEqual(openedLong->reveal(), text) && !chacha20Poly1305Open(key, nonce, aad, *sealed);
}

// The GCM specification's test case 16.
bool gcm(const Result<Aes256Gcm> &cipher)
{
    if (!cipher)
        return false;
    const Bytes nonce = hex("cafebabefacedbaddecaf888");
    const Bytes aad = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
    const Bytes text = hex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                           "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
    Bytes sealed(text.size() + Aes256Gcm::kTagSize);
    Bytes opened(text.size());
    if (!cipher->seal(nonce, aad, text, sealed) ||
        !is(sealed, "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838"
                    "c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b") ||
        !cipher->open(nonce, aad, sealed, opened) || opened != text)
        return false;
    sealed.back() ^= 1;
    return !cipher->open(nonce, aad, sealed, opened);
}

bool aes()
{
    const Secret key = secretHex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
    return gcm(Aes256Gcm::create(key)) && gcm(Aes256Gcm::createPortable(key));
}

// RFC 9180 appendix A.2.1.
bool hpke()
{
    const DhKey key = hpkeDeriveKeyPair(hex("1ac01f181fdf9f352797655161c58b75c656a6cc2716dcb66372da835542e1df"));
    const Bytes kem = hex("1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a");
    const Bytes info = hex("4f6465206f6e2061204772656369616e2055726e");
    const auto opened = hpkeOpen(key, kem, info, asBytes("Count-0"),
                                 hex("1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db"
                                     "21993c62ce81883d2dd1b51a28"));
    const auto exported = hpkeReceiveExport(key, kem, info, {}, 32);
    return is(key.publicKey(), "4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a") && opened &&
           asText(opened->reveal()) == "Beauty is truth, truth beauty" && exported &&
           is(exported->reveal(), "4bbd6243b8bb54cec311fac9df81841b6fd61f56538a775e7c80a9f40160606e");
}

// A hash from libsodium's own tests, 256 KiB and three passes; RFC 6238 appendix B.
bool passwords()
{
    constexpr std::string_view kHash =
        "$argon2id$v=19$m=256,t=3,p=1$MDEyMzQ1Njc$G5ajKFCoUzaXRLdz7UJb5wGkb2Xt+X5/GQjUYtS2+TE";
    return verifyPassword(kHash, "password") && !verifyPassword(kHash, "passwore") &&
           totpCode(Secret::copyOf(asBytes("12345678901234567890")), fromUnixMilliseconds(59'000)) == "287082";
}

bool randomness()
{
    Bytes a = randomBytes(32);
    return a != randomBytes(32) && a != Bytes(32);
}

} // namespace

Result<void> selfTest()
{
    if (sodium_init() < 0)
        return Error(ErrorCode::SelfTestFailed, "libsodium does not start");
    const struct {
        bool (*run)();
        const char *why;
    } parts[] = {{hashes, "SHA-2"},
                 {macs, "HMAC"},
                 {keyDerivation, "HKDF"},
                 {signatures, "Ed25519"},
                 {agreement, "X25519"},
                 {chacha, "ChaCha20-Poly1305"},
                 {aes, "AES-256-GCM"},
                 {hpke, "HPKE"},
                 {passwords, "Argon2id or TOTP"},
                 {randomness, "randomness"}};
    for (const auto &part : parts)
        if (!part.run())
            return Error(ErrorCode::SelfTestFailed, part.why);
    return {};
}

std::string sodiumVersion() { return sodium_version_string(); }
std::string opensslVersion() { return OpenSSL_version(OPENSSL_VERSION); }

} // namespace bedside::crypto
