// SPDX-License-Identifier: Apache-2.0
#include "core/media/missing_packets.h"

#include <QTest>

using namespace bedside;
using namespace bedside::media;
using namespace std::chrono_literals;

namespace {
const MissingPackets::Time kStart{std::chrono::hours(1)};
constexpr MissingPackets::Span kGiveUp{600};
using Numbers = std::vector<std::uint16_t>;
} // namespace

class MissingPacketsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void asksForNothingWithoutAGap()
    {
        MissingPackets missing;
        for (std::uint16_t i = 65'530; i != 10; ++i) // over the wrap
            missing.arrived(i, kStart);
        QVERIFY(missing.due(kStart + 1s, 50ms, kGiveUp).empty());
    }
    void asksAtOnceAndAgainLater()
    {
        MissingPackets missing;
        missing.arrived(65'534, kStart);
        missing.arrived(1, kStart);
        QCOMPARE(missing.due(kStart, 50ms, kGiveUp), (Numbers{65'535, 0}));
        QVERIFY(missing.due(kStart + 40ms, 50ms, kGiveUp).empty());
        QCOMPARE(missing.due(kStart + 50ms, 50ms, kGiveUp), (Numbers{65'535, 0}));
    }
    void waitsAsLongAsPacketsCameLate()
    {
        MissingPackets missing;
        missing.arrived(1, kStart);
        missing.arrived(3, kStart);
        missing.arrived(2, kStart + 25ms); // by itself
        missing.arrived(5, kStart + 100ms);
        QVERIFY(missing.due(kStart + 124ms, 50ms, kGiveUp).empty());
        QCOMPARE(missing.due(kStart + 125ms, 50ms, kGiveUp), (Numbers{4}));
        missing.repaired(4);
        missing.arrived(7, kStart + 200ms);
        missing.arrived(6, kStart + 202ms); // less than before
        missing.arrived(9, kStart + 300ms);
        missing.arrived(8, kStart + 900ms); // no longer than this, whatever comes
        missing.arrived(11, kStart + 1s);
        QVERIFY(missing.due(kStart + 1s + MissingPackets::kReorderingMost - 1ms, 50ms, kGiveUp).empty());
        QCOMPARE(missing.due(kStart + 1s + MissingPackets::kReorderingMost, 50ms, kGiveUp), (Numbers{10}));
        missing.repaired(10);
        missing.arrived(13, kStart + 40s); // nothing was overtaken for a while
        QCOMPARE(missing.due(kStart + 40s, 50ms, kGiveUp), (Numbers{12}));
    }
    void forgetsWhatAKeyFrameRenews()
    {
        MissingPackets missing;
        missing.arrived(65'530, kStart);
        missing.arrived(65'533, kStart); // two are missing
        missing.arrived(65'535, kStart + 100ms);
        QVERIFY(!missing.renewedAt(65'535, kStart + 100ms)); // they may still come
        QCOMPARE(missing.size(), std::size_t(3));
        missing.arrived(1, kStart + 260ms);
        QVERIFY(missing.renewedAt(1, kStart + 260ms));
        QCOMPARE(missing.size(), std::size_t(0));
        missing.arrived(10, kStart + 300ms); // eight in one gap: nothing was lost, it was not sent
        QVERIFY(missing.renewedAt(10, kStart + 300ms));
        QCOMPARE(missing.size(), std::size_t(0));
        missing.arrived(200, kStart + 310ms);
        missing.arrived(201, kStart + 320ms);
        QVERIFY(missing.renewedAt(201, kStart + 320ms));
        QVERIFY(!missing.renewedAt(201, kStart + 330ms));
    }
    void asksTwiceFromTheSecondRoundOn()
    {
        MissingPackets missing;
        missing.arrived(10, kStart);
        missing.arrived(12, kStart);
        std::vector<int> asked;
        for (auto at = kStart; at < kStart + 200ms; at += 1ms)
            if (!missing.due(at, 50ms, kGiveUp).empty())
                asked.push_back(static_cast<int>((at - kStart).count() / 1'000'000));
        QCOMPARE(asked, (std::vector<int>{0, 50, 62, 100, 112, 150, 162}));
    }
    void asksTwiceInTheFirstRoundWhereMuchIsLost()
    {
        MissingPackets missing;
        for (std::uint16_t i = 0; i <= 400; ++i)
            if (i % 5 != 3)
                missing.arrived(i, kStart);
        for (std::uint16_t i = 3; i < 400; i = static_cast<std::uint16_t>(i + 5))
            missing.repaired(i);
        missing.arrived(402, kStart);
        std::vector<int> asked;
        for (auto at = kStart; at < kStart + 100ms; at += 1ms)
            if (!missing.due(at, 50ms, kGiveUp).empty())
                asked.push_back(static_cast<int>((at - kStart).count() / 1'000'000));
        QCOMPARE(asked, (std::vector<int>{0, 12, 50, 62}));
    }
    void forgetsWhatCameLateOrWasRepaired()
    {
        MissingPackets missing;
        missing.arrived(10, kStart);
        missing.arrived(13, kStart);
        missing.arrived(11, kStart);
        missing.repaired(12);
        QCOMPARE(missing.size(), 0u);
    }
    void givesUpInTime()
    {
        MissingPackets missing;
        missing.arrived(10, kStart);
        missing.arrived(12, kStart);
        QVERIFY(missing.due(kStart + 601ms, 50ms, kGiveUp).empty());
        QCOMPARE(missing.size(), 0u);
    }
    void asksATwelfthTimeButNoThirteenth()
    {
        MissingPackets missing;
        missing.arrived(10, kStart);
        missing.arrived(12, kStart);
        int asked = 0;
        for (auto at = kStart + 10ms; at < kStart + 500ms; at += 10ms)
            asked += static_cast<int>(missing.due(at, 10ms, kGiveUp).size());
        QCOMPARE(asked, MissingPackets::kMaxRounds);
    }
    void leavesAHoleThatIsTooLargeToAKeyFrame()
    {
        MissingPackets missing;
        missing.arrived(10, kStart);
        missing.arrived(200, kStart);
        QCOMPARE(missing.size(), 0u);
    }
    void ignoresDuplicates()
    {
        MissingPackets missing;
        missing.arrived(10, kStart);
        missing.arrived(10, kStart);
        missing.arrived(9, kStart);
        QCOMPARE(missing.size(), 0u);
        MissingPackets().repaired(5);
    }
    void writesGenericNack() // RFC 4585 section 6.2.1, laid out by hand
    {
        const Bytes packet = nackPacket(0x01020304, 0x0a0b0c0d, {100, 101, 116, 117, 200});
        QCOMPARE(QByteArray::fromStdString(toHex(packet)), QByteArray("81cd0005" "01020304" "0a0b0c0d"
                                                                      "00648001" "00750000" "00c80000"));
    }
};

QTEST_GUILESS_MAIN(MissingPacketsTest)
#include "missing_packets_test.moc"
