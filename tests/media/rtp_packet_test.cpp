// SPDX-License-Identifier: Apache-2.0
#include "core/media/rtp_packet.h"

#include <QTest>

using namespace bedside;
using namespace bedside::media;

namespace {

Bytes packet(const char *headerHex, const char *payloadHex)
{
    Bytes out = fromHex(headerHex).value();
    append(out, fromHex(payloadHex).value());
    return out;
}

constexpr const char *kPlain = "806112340000000100000002";
constexpr const char *kExtended = "90e112340000000100000002bede000131000700"; // one word of extension

} // namespace

class RtpPacketTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsTheHeader()
    {
        const auto header = readRtpHeader(packet(kExtended, "")).value();
        QCOMPARE(header.payload, 0x61);
        QVERIFY(header.marker);
        QCOMPARE(header.sequence, std::uint16_t(0x1234));
        QCOMPARE(header.ssrc, 2u);
        QVERIFY(!readRtpHeader(packet("4061123400000001000000", "02"))); // version 1
        QVERIFY(!readRtpHeader(packet("8061123400000001000000", "")));   // eleven octets
    }
    void findsWhatARepairRepeats()
    {
        QCOMPARE(repeatedSequence(packet(kPlain, "beef10")).value(), std::uint16_t(0xbeef));
        QCOMPARE(repeatedSequence(packet(kExtended, "beef10")).value(), std::uint16_t(0xbeef));
        QVERIFY(!repeatedSequence(packet(kPlain, "be")));
        QVERIFY(!repeatedSequence(packet("90e112340000000100000002bede0009", "beef"))); // longer than it is
    }
    void findsTheBeginningOfAKeyFrame_data()
    {
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<bool>("key");
        QTest::newRow("bare descriptor") << QByteArray("1010") << true;
        QTest::newRow("delta frame") << QByteArray("1011") << false;
        QTest::newRow("picture of 7 bits") << QByteArray("90807f10") << true;
        QTest::newRow("picture of 15 bits, as ours") << QByteArray("9080812210") << true;
        QTest::newRow("delta, as ours") << QByteArray("9080812211") << false;
        QTest::newRow("all fields") << QByteArray("90f08122012010") << true;
        QTest::newRow("all fields, delta") << QByteArray("90f08122012011") << false;
        QTest::newRow("not the start of a partition") << QByteArray("8080812210") << false;
        QTest::newRow("second partition") << QByteArray("1110") << false;
        QTest::newRow("cut short in the descriptor") << QByteArray("9080") << false;
        QTest::newRow("cut short before the frame") << QByteArray("90808122") << false;
        QTest::newRow("empty") << QByteArray() << false;
    }
    void findsTheBeginningOfAKeyFrame()
    {
        QFETCH(QByteArray, payload);
        QFETCH(bool, key);
        for (const char *header : {kPlain, kExtended})
            QCOMPARE(beginsVp8KeyFrame(packet(header, payload.constData())), key);
    }
};

QTEST_GUILESS_MAIN(RtpPacketTest)
#include "rtp_packet_test.moc"
