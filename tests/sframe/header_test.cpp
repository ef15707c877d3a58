// SPDX-License-Identifier: Apache-2.0
#include "core/sframe/header.h"
#include "core/sframe/kid.h"

#include <QtTest>

using namespace bedside;
using namespace bedside::sframe;

class HeaderTest : public QObject {
    Q_OBJECT

    static Bytes encoded(std::uint64_t kid, std::uint64_t counter)
    {
        Bytes out(kMaxHeaderSize);
        const auto size = encodeHeader({kid, counter}, out);
        out.resize(size.ok() ? *size : 0);
        return out;
    }

private Q_SLOTS:
    void encodesAsTheStandard_data() // records of RFC 9605's test vectors
    {
        QTest::addColumn<quint64>("kid");
        QTest::addColumn<quint64>("counter");
        QTest::addColumn<QByteArray>("hex");
        QTest::newRow("both short") << quint64(0) << quint64(1) << QByteArray("01");
        QTest::newRow("counter of one byte") << quint64(0) << quint64(255) << QByteArray("08ff");
        QTest::newRow("counter of two bytes") << quint64(0) << quint64(256) << QByteArray("090100");
        QTest::newRow("longest counter") << quint64(1) << ~quint64(0) << QByteArray("1fffffffffffffffff");
        QTest::newRow("KID of one byte") << quint64(255) << quint64(0) << QByteArray("80ff");
        QTest::newRow("both long") << quint64(0x123) << quint64(0x4567) << QByteArray("9901234567");
    }
    void encodesAsTheStandard()
    {
        QFETCH(quint64, kid);
        QFETCH(quint64, counter);
        QFETCH(QByteArray, hex);
        const auto bytes = encoded(kid, counter);
        QCOMPARE(QByteArray::fromStdString(toHex(bytes)), hex);
        QCOMPARE(headerSize({kid, counter}), bytes.size());
        const auto parsed = decodeHeader(bytes);
        QVERIFY(parsed.ok());
        QVERIFY((parsed->header == Header{kid, counter}));
        QCOMPARE(parsed->size, bytes.size());
    }
    void readsBackEveryLength()
    {
        for (int kidBits = 0; kidBits < 64; ++kidBits) {
            for (int counterBits = 0; counterBits < 64; ++counterBits) {
                const Header header{1ull << kidBits, 1ull << counterBits};
                const auto parsed = decodeHeader(encoded(header.kid, header.counter));
                QVERIFY(parsed.ok() && parsed->header == header);
            }
        }
    }
    void refusesEveryCutHeader()
    {
        const auto whole = encoded(0x123456789a, 0x4567);
        for (std::size_t size = 0; size < whole.size(); ++size) {
            const auto parsed = decodeHeader(ByteSpan(whole).first(size));
            QVERIFY(!parsed.ok());
            QVERIFY(parsed.error().code() == ErrorCode::Truncated);
        }
    }
    void refusesNumbersThatAreNotShortest_data()
    {
        QTest::addColumn<QByteArray>("hex");
        QTest::newRow("counter 1 in one byte") << QByteArray("0801");
        QTest::newRow("counter 7 in one byte") << QByteArray("0807");
        QTest::newRow("counter 255 in two bytes") << QByteArray("0900ff");
        QTest::newRow("KID 3 in one byte") << QByteArray("8003");
        QTest::newRow("KID 0 in eight bytes") << QByteArray("f00000000000000000");
    }
    void refusesNumbersThatAreNotShortest()
    {
        QFETCH(QByteArray, hex);
        const auto parsed = decodeHeader(*fromHex(hex.toStdString()));
        QVERIFY(!parsed.ok());
        QVERIFY(parsed.error().code() == ErrorCode::NonMinimal);
    }
    void refusesToWriteIntoTooLittle()
    {
        Bytes out(4);
        const auto size = encodeHeader({0x123, 0x4567}, out);
        QVERIFY(!size.ok());
        QVERIFY(size.error().code() == ErrorCode::TooLarge);
    }
    void namesContextLeafAndEpochInTheKid()
    {
        const KidLayout visit;
        QCOMPARE(visit.kid(Context::Camera, 3, 18), std::uint64_t(1 << 8 | 3 << 4 | 2));
        const auto parts = visit.parts(visit.kid(Context::ScreenAudio, 15, 31));
        QCOMPARE(parts.context, std::uint64_t(3));
        QCOMPARE(parts.leaf, 15u);
        QCOMPARE(parts.residue, 15u);
        const KidLayout webinar{10};
        QCOMPARE(webinar.parts(webinar.kid(Context::Screen, 1023, 16)).leaf, 1023u);
    }
};

QTEST_APPLESS_MAIN(HeaderTest)
#include "header_test.moc"
