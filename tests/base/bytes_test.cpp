// SPDX-License-Identifier: Apache-2.0
#include "core/base/bytes.h"

#include <QtTest>

using namespace bedside;

class BytesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsBackWhatItWrote()
    {
        const Bytes written = ByteWriter().u8(7).u16(0x1234).u32(0xdeadbeef).u64(0x0102030405060708).vector16(asBytes("abc")).bytes();
        ByteReader reader(written);
        QCOMPARE(*reader.u8(), std::uint8_t(7));
        QCOMPARE(*reader.u16(), std::uint16_t(0x1234));
        QCOMPARE(*reader.u32(), 0xdeadbeefu);
        QCOMPARE(*reader.u64(), std::uint64_t(0x0102030405060708));
        QVERIFY(equalBytes(*reader.vector16(3), asBytes("abc")));
        QVERIFY(reader.finish().ok());
    }
    void refusesToReadPastTheEnd()
    {
        const Bytes three{1, 2, 3};
        QVERIFY(ByteReader(three).u32().error().code() == ErrorCode::Truncated);
        const Bytes promisesMore{0, 9, 1};
        QVERIFY(ByteReader(promisesMore).vector16(100).error().code() == ErrorCode::Truncated);
        QVERIFY(ByteReader(promisesMore).vector16(8).error().code() == ErrorCode::TooLarge);
        QVERIFY(ByteReader(three).finish().error().code() == ErrorCode::TrailingBytes);
    }
    void encodesTheVectorsOfRfc4648Section10()
    {
        const std::pair<const char *, const char *> rows[] = {{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"},
            {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};
        for (const auto &[plain, encoded] : rows) {
            QCOMPARE(toBase64(asBytes(plain)), std::string(encoded));
            QVERIFY(equalBytes(*fromBase64(encoded), asBytes(plain)));
        }
    }
    void refusesLooseBase64()
    {
        for (const char *bad : {"Zg", "Zg=", "Zh==", "Zg==\n", " Zg==", "Z===", "====", "Zm9-"})
            QVERIFY2(!fromBase64(bad).ok(), bad);
        for (const char *bad : {"Zg==", "Zh", "Z", "Zm9+"})
            QVERIFY2(!fromBase64Url(bad).ok(), bad);
        QVERIFY(equalBytes(*fromBase64Url("_-8"), Bytes{0xff, 0xef}));
    }
    void refusesOddOrForeignHex()
    {
        QVERIFY(!fromHex("abc").ok());
        QVERIFY(!fromHex("zz").ok());
        QVERIFY(equalBytes(*fromHex("00fFA0"), Bytes{0, 255, 160}));
    }
};

QTEST_GUILESS_MAIN(BytesTest)
#include "bytes_test.moc"
