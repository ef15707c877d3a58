// SPDX-License-Identifier: Apache-2.0
#include "core/crypto/hash.h"
#include "core/crypto/hmac_sha1.h"
#include "core/crypto/password.h"
#include "core/crypto/random.h"
#include "core/crypto/totp.h"

#include <QtTest>

using namespace bedside;
using namespace bedside::crypto;

namespace {

constexpr PasswordCost kCheap{1, 8192};

WallTime at(std::int64_t seconds) { return fromUnixMilliseconds(seconds * 1000); }
ErrorCode codeOf(const auto &result) { return result.ok() ? ErrorCode(0) : result.error().code(); }

} // namespace

class PasswordsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void acceptsTheRightPasswordOnly()
    {
        const auto hash = hashPassword("correct horse", kCheap);
        QVERIFY(hash.ok() && hash->starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
        QVERIFY(verifyPassword(*hash, "correct horse"));
        for (const char *wrong : {"", "correct hors", "correct horse ", "Correct horse"})
            QVERIFY(!verifyPassword(*hash, wrong));
        QVERIFY(*hash != *hashPassword("correct horse", kCheap)); // salted
    }
    void treatsAnEmptyPasswordAsOne()
    {
        const auto hash = hashPassword({}, kCheap);
        QVERIFY(hash.ok() && verifyPassword(*hash, {}) && !verifyPassword(*hash, " "));
        QVERIFY(deriveFromPassword({}, Bytes(16), kCheap, 32).ok());
    }
    void refusesHashesThatAreNone()
    {
        const std::string hash = *hashPassword("p", kCheap);
        for (const std::string &bad : {std::string(), std::string("plain"), hash.substr(1), hash.substr(0, hash.size() - 4),
                                       std::string(500, 'a'), hash + std::string(1, '\0')})
            QVERIFY(!verifyPassword(bad, "p"));
    }
    void knowsWhenToHashAgain()
    {
        const std::string hash = *hashPassword("p", kCheap);
        QVERIFY(!passwordNeedsRehash(hash, kCheap));
        QVERIFY(passwordNeedsRehash(hash, {2, 8192}));
        QVERIFY(passwordNeedsRehash("plain", kCheap));
    }
    void derivesTheSameKeyFromTheSameInput()
    {
        const Bytes salt = randomBytes(16);
        const auto key = deriveFromPassword("passphrase", salt, kCheap, 32);
        QCOMPARE(key->size(), std::size_t(32));
        QVERIFY(constantTimeEqual(key->reveal(), deriveFromPassword("passphrase", salt, kCheap, 32)->reveal()));
        QVERIFY(!constantTimeEqual(key->reveal(), deriveFromPassword("passphrasE", salt, kCheap, 32)->reveal()));
        QVERIFY(!constantTimeEqual(key->reveal(), deriveFromPassword("passphrase", randomBytes(16), kCheap, 32)->reveal()));
        QVERIFY(!constantTimeEqual(key->reveal(), deriveFromPassword("passphrase", salt, {2, 8192}, 32)->reveal()));
    }
    void refusesCostsAndSizesOutOfRange()
    {
        QCOMPARE(codeOf(hashPassword("p", {0, 8192})), ErrorCode::Malformed);
        QCOMPARE(codeOf(hashPassword("p", {1, 100})), ErrorCode::Malformed);
        QCOMPARE(codeOf(hashPassword(std::string(5000, 'x'), kCheap)), ErrorCode::TooLarge);
        QCOMPARE(codeOf(deriveFromPassword("p", Bytes(8), kCheap, 32)), ErrorCode::Malformed);
        QCOMPARE(codeOf(deriveFromPassword("p", Bytes(16), kCheap, 15)), ErrorCode::Malformed);
        QCOMPARE(codeOf(deriveFromPassword("p", Bytes(16), kCheap, 65)), ErrorCode::Malformed);
    }
    void makesTheMacsOfRfc2202()
    {
        const auto mac = [](ByteSpan key, ByteSpan data) { return toHex(crypto::hmacSha1(key, data)); };
        QCOMPARE(mac(Bytes(20, 0x0b), asBytes("Hi There")), std::string("b617318655057264e28bc0b6fb378c8ef146be00"));
        QCOMPARE(mac(asBytes("Jefe"), asBytes("what do ya want for nothing?")), std::string("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"));
        QCOMPARE(mac(Bytes(80, 0xaa), asBytes("Test Using Larger Than Block-Size Key - Hash Key First")),
                 std::string("aa4ae5e15272d00e95705637ce8a3b55ed402112"));
    }
    void givesTheCodesOfRfc6238()
    {
        const Secret secret = Secret::copyOf(asBytes("12345678901234567890"));
        const std::pair<std::int64_t, const char *> rows[] = {{59, "287082"}, {1111111109, "081804"}, {1111111111, "050471"},
            {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
        for (const auto &[seconds, code] : rows)
            QCOMPARE(totpCode(secret, at(seconds)), std::string(code));
    }
    void acceptsACodeOnce()
    {
        const Secret secret = generateTotpSecret();
        const std::string code = totpCode(secret, at(1'000'000));
        const auto step = checkTotp(secret, code, at(1'000'020));
        QVERIFY(step.ok());
        QCOMPARE(*step, std::uint64_t(33333));
        QCOMPARE(codeOf(checkTotp(secret, code, at(1'000'020), 1, *step)), ErrorCode::Replayed);
        const std::string older = totpCode(secret, at(1'000'000 - 30));
        if (older != code)
            QCOMPARE(codeOf(checkTotp(secret, older, at(1'000'000), 1, *step)), ErrorCode::Replayed);
    }
    void refusesCodesOutsideTheWindow()
    {
        const Secret secret = Secret::copyOf(asBytes("12345678901234567890"));
        QVERIFY(checkTotp(secret, "287082", at(59 + 30)).ok());
        QVERIFY(checkTotp(secret, "287082", at(29)).ok());
        QCOMPARE(codeOf(checkTotp(secret, "287082", at(59 + 61))), ErrorCode::BadMac);
        QCOMPARE(codeOf(checkTotp(secret, "287082", at(59 + 30), 0)), ErrorCode::BadMac);
        for (const char *bad : {"", "28708", "2870820", "94287082", "28708a", "287083"})
            QCOMPARE(codeOf(checkTotp(secret, bad, at(59))), ErrorCode::BadMac);
    }
    void writesAndReadsBase32()
    {
        const std::pair<const char *, const char *> rows[] = {{"", ""}, {"f", "MY"}, {"fo", "MZXQ"}, {"foo", "MZXW6"},
            {"foob", "MZXW6YQ"}, {"fooba", "MZXW6YTB"}, {"foobar", "MZXW6YTBOI"}};
        for (const auto &[plain, encoded] : rows) {
            QCOMPARE(toBase32(Secret::copyOf(asBytes(plain))), std::string(encoded));
            QCOMPARE(std::string(asText(fromBase32(encoded)->reveal())), std::string(plain));
        }
        QCOMPARE(std::string(asText(fromBase32("mzxw 6ytb oi")->reveal())), std::string("foobar"));
    }
    void refusesLooseBase32()
    {
        for (const char *bad : {"M", "MZX", "MZ", "M1", "MY======", "MZXW6YTB0I", "MZXW-6YQ"})
            QCOMPARE(codeOf(fromBase32(bad)), ErrorCode::Malformed);
    }
};

QTEST_GUILESS_MAIN(PasswordsTest)
#include "passwords_test.moc"
