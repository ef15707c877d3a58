// SPDX-License-Identifier: Apache-2.0
#include "core/sframe/frame_key.h"

#include <QtTest>

using namespace bedside;
using namespace bedside::sframe;

class FrameKeyTest : public QObject {
    Q_OBJECT

    // RFC 9605 appendix C.3, cipher suite 5.
    const Secret m_base = Secret::copyOf(*fromHex("000102030405060708090a0b0c0d0e0f"));
    const std::uint64_t m_kid = 0x123;
    const std::uint64_t m_counter = 0x4567;
    const Bytes m_metadata = *fromHex("4945544620534672616d65205747");
    const Bytes m_plain = *fromHex("64726166742d696574662d736672616d652d656e63");
    const Bytes m_cipher =
        *fromHex("990123456794f509d36e9beacb0e261d99c7d1e972f1fed787d4049f17ca21353c1cc24d56ceabced279");

    Result<std::size_t> decrypt(const FrameKey &key, const Bytes &frame, const Bytes &metadata, Bytes &out) const
    {
        TRY(const auto parsed, decodeHeader(frame));
        const ByteSpan all = frame;
        return key.decrypt(parsed, all.first(parsed.size), metadata, all.subspan(parsed.size), out);
    }

private Q_SLOTS:
    void derivesAsTheStandard()
    {
        const auto derived = deriveKey(m_base, m_kid);
        QCOMPARE(toHex(keyLabel(m_kid)), std::string("534672616d6520312e3020536563726574206b65792000000000000001230005"));
        QCOMPARE(toHex(derived.key.reveal()),
                 std::string("d3e27b0d4a5ae9e55df01a70e6d4d28d969b246e2936f4b7a5d9b494da6b9633"));
        QCOMPARE(toHex(derived.salt.reveal()), std::string("84991c167b8cd23c93708ec7"));
    }
    void encryptsAsTheStandard()
    {
        const auto key = FrameKey::create(m_base, m_kid);
        Bytes out(128);
        const auto size = key->encrypt(m_counter, m_metadata, m_plain, out);
        QVERIFY(size.ok());
        out.resize(*size);
        QCOMPARE(toHex(out), toHex(m_cipher));
    }
    void decryptsAsTheStandard()
    {
        const auto key = FrameKey::create(m_base, m_kid);
        Bytes out(128);
        const auto size = decrypt(*key, m_cipher, m_metadata, out);
        QVERIFY(size.ok());
        out.resize(*size);
        QVERIFY(out == m_plain);
    }
    void refusesEveryChangedBit()
    {
        const auto key = FrameKey::create(m_base, m_kid);
        Bytes out(128);
        for (std::size_t bit = 0; bit < m_cipher.size() * 8; ++bit) {
            auto changed = m_cipher;
            changed[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
            QVERIFY(!decrypt(*key, changed, m_metadata, out).ok());
        }
        for (std::size_t bit = 0; bit < m_metadata.size() * 8; ++bit) {
            auto changed = m_metadata;
            changed[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
            QVERIFY(decrypt(*key, m_cipher, changed, out).error().code() == ErrorCode::BadMac);
        }
    }
    void refusesEveryCutFrame()
    {
        const auto key = FrameKey::create(m_base, m_kid);
        Bytes out(128);
        for (std::size_t size = 0; size < m_cipher.size(); ++size)
            QVERIFY(!decrypt(*key, Bytes(m_cipher.begin(), m_cipher.begin() + std::ptrdiff_t(size)), m_metadata, out).ok());
    }
    void refusesTooMuchInClear()
    {
        const auto key = FrameKey::create(m_base, m_kid);
        Bytes out(512);
        const auto size = key->encrypt(0, Bytes(FrameKey::kMaxClear + 1), m_plain, out);
        QVERIFY(size.error().code() == ErrorCode::TooLarge);
    }
    void refusesAShortOutput()
    {
        const auto key = FrameKey::create(m_base, m_kid);
        Bytes out(m_cipher.size() - 1);
        QVERIFY(key->encrypt(m_counter, m_metadata, m_plain, out).error().code() == ErrorCode::TooLarge);
        Bytes small(m_plain.size() - 1);
        QVERIFY(decrypt(*key, m_cipher, m_metadata, small).error().code() == ErrorCode::TooLarge);
    }
};

QTEST_APPLESS_MAIN(FrameKeyTest)
#include "frame_key_test.moc"
