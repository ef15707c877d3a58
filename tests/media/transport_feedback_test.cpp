// SPDX-License-Identifier: Apache-2.0
#include "core/media/congestion/transport_feedback.h"

#include <QTest>

#include <random>

using namespace bedside;
using namespace bedside::media;
using namespace std::chrono_literals;

namespace {

TransportFeedback sent(std::uint16_t base, const std::vector<int> &arrivalsMs) // negative: not received
{
    TransportFeedback out{0x01020304, 0x05060708, 0x00abcd, 7, {}};
    for (const int ms : arrivalsMs) {
        out.packets.push_back({base++, {}});
        if (ms >= 0)
            out.packets.back().arrived = std::chrono::milliseconds(ms);
    }
    return out;
}

bool same(const TransportFeedback &a, const TransportFeedback &b)
{
    return a.senderSsrc == b.senderSsrc && a.mediaSsrc == b.mediaSsrc && a.reference == b.reference && a.count == b.count &&
           std::equal(a.packets.begin(), a.packets.end(), b.packets.begin(), b.packets.end(),
                      [](const auto &x, const auto &y) { return x.sequence == y.sequence && x.arrived == y.arrived; });
}

} // namespace

class TransportFeedbackTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void writesTheDraftsForm()
    {
        const Bytes bytes = sent(0xfffe, {1, -1, 3, 200}).encode().value();
        // Header; SSRCs; base 0xfffe, 4 statuses; reference, count; one vector of two-bit symbols 1 0 1 2; deltas 4, 8
        // and 788 quarters of a millisecond; two octets of padding.
        QCOMPARE(toHex(bytes), std::string("afcd00060102030405060708fffe000400abcd07d180") + "0408" + "0314" + "0002" + "");
    }
    void comesBackAsItWas()
    {
        for (const auto &arrivals : std::vector<std::vector<int>>{
                 {0}, {5, -1}, {-1, -1, -1, 9}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, {100, 50, 80}, {0, 8'000}}) {
            const auto before = sent(65'530, arrivals);
            const auto after = TransportFeedback::parse(before.encode().value());
            QVERIFY(after.ok());
            QVERIFY(same(before, *after));
        }
    }
    void comesBackWhateverIsLost()
    {
        std::minstd_rand random(4);
        for (int round = 0; round < 300; ++round) {
            std::vector<int> arrivals;
            int at = 0;
            for (unsigned i = 0; i <= random() % 200; ++i)
                arrivals.push_back(random() % 100 < 30 || (i / 40) % 2 ? -1 : at += int(random() % 90));
            const auto before = sent(std::uint16_t(random()), arrivals);
            const auto after = TransportFeedback::parse(before.encode().value());
            QVERIFY(after.ok() && same(before, *after));
        }
    }
    void readsOneBitVectors() // which we do not write
    {
        const Bytes bytes = fromHex("8fcd0006" "01020304" "05060708" "00010003" "00000100" "b0000408" "00000000").value();
        const auto read = TransportFeedback::parse(bytes);
        QVERIFY(read.ok());
        QCOMPARE(read->packets.size(), std::size_t(3));
        QVERIFY(read->packets[0].arrived == Microseconds(1'000));
        QVERIFY(read->packets[1].arrived == Microseconds(3'000));
        QVERIFY(!read->packets[2].arrived);
    }
    void refusesWhatIsOutOfForm()
    {
        const Bytes good = sent(1, {1, 2, -1, 700}).encode().value();
        for (std::size_t length = 0; length < good.size(); ++length)
            QVERIFY(!TransportFeedback::parse(ByteSpan(good).first(length)).ok());
        const auto altered = [&](std::size_t at, std::uint8_t value) {
            Bytes bytes = good;
            bytes[at] = value;
            return TransportFeedback::parse(bytes);
        };
        QCOMPARE(altered(0, 0x81).error().code(), ErrorCode::UnknownType);
        QCOMPARE(altered(1, 206).error().code(), ErrorCode::UnknownType);
        QCOMPARE(altered(3, 3).error().code(), ErrorCode::Malformed);
        QCOMPARE(altered(15, 0).error().code(), ErrorCode::Malformed);
        QCOMPARE(altered(14, 0xff).error().code(), ErrorCode::TooLarge);
        QCOMPARE(TransportFeedback{}.encode().error().code(), ErrorCode::NotInState);
        QCOMPARE(sent(0, {0, 9'000}).encode().error().code(), ErrorCode::TooLarge);
    }
    void reportsEachPacketOnce()
    {
        ArrivalLog log;
        QVERIFY(!log.report(1, 2));
        log.note(65'534, 100s);
        log.note(65'535, 100s + 5ms);
        log.note(2, 100s + 9ms); // 0 and 1 are missing
        const auto first = log.report(1, 2).value();
        QCOMPARE(first.packets.size(), std::size_t(5));
        QCOMPARE(first.packets[0].sequence, std::uint16_t(65'534));
        QVERIFY(!first.packets[2].arrived && !first.packets[3].arrived);
        QVERIFY(log.empty() && !log.report(1, 2));
        log.note(4, 100s + 30ms);
        log.note(1, 100s + 31ms); // late
        const auto second = log.report(1, 2).value();
        QCOMPARE(second.count, std::uint8_t(1));
        QCOMPARE(second.packets.front().sequence, std::uint16_t(1));
        QCOMPARE(second.packets.size(), std::size_t(4));
        log.note(5, 100s + 40ms);
        QCOMPARE(log.report(1, 2)->packets.front().sequence, std::uint16_t(5));
    }
    void splitsReportsThatSpanTooMuchTime()
    {
        ArrivalLog log;
        log.note(1, 100s);
        log.note(2, 120s);
        const auto first = log.report(1, 2).value();
        QCOMPARE(first.packets.size(), std::size_t(1));
        QVERIFY(first.encode().ok());
        const auto second = log.report(1, 2).value();
        QCOMPARE(second.packets.size(), std::size_t(1));
        QVERIFY(second.encode().ok());
    }
    void tellsWhatFollowsALostReport()
    {
        SentLog sentLog;
        ArrivalLog arrivals;
        const std::uint16_t lost = 16;
        const auto report = [&](std::uint16_t from) {
            for (std::uint16_t i = from; i < from + 3; ++i) {
                sentLog.note(i, Microseconds(1000 * i), 100, 0);
                if (i != lost)
                    arrivals.note(i, 500s + Microseconds(2'000 * i));
            }
            return arrivals.report(1, 2).value();
        };
        const auto gaps = [&](const TransportFeedback &feedback) {
            std::vector<bool> out;
            for (const PacketResult &result : sentLog.match(feedback))
                out.push_back(result.afterGap);
            return out;
        };
        QCOMPARE(gaps(report(1)), (std::vector{false, false, false}));
        QCOMPARE(gaps(report(4)), (std::vector{false, false, false}));
        report(7); // lost
        QCOMPARE(gaps(report(10)), (std::vector{true, false, false}));
        report(13); // lost, too
        QCOMPARE(gaps(report(16)), (std::vector{false, true, false})); // its first packet has not come
        QCOMPARE(gaps(report(19)), (std::vector{false, false, false}));
    }
    void meetsReportsWithWhatWasSent()
    {
        SentLog sentLog;
        ArrivalLog arrivals;
        for (std::uint16_t i = 0; i < 5; ++i) {
            sentLog.note(std::uint16_t(65'534 + i), Microseconds(1000 * i), 100, i == 3 ? 9 : 0);
            if (i != 2)
                arrivals.note(std::uint16_t(65'534 + i), 500s + Microseconds(2'000 * i));
        }
        QCOMPARE(sentLog.inFlight(), std::size_t(500));
        const auto report = arrivals.report(1, 2).value();
        const auto results = sentLog.match(report);
        QCOMPARE(results.size(), std::size_t(5));
        QVERIFY(!results[2].arrived);
        QCOMPARE(results[3].probe, 9);
        QVERIFY(*results[4].arrived - *results[0].arrived == Microseconds(8'000));
        QCOMPARE(sentLog.inFlight(), std::size_t(0));
        QVERIFY(sentLog.match(report).empty()); // said already
        arrivals.note(0, 500s + 20ms);          // the missing one, late
        const auto late = sentLog.match(arrivals.report(1, 2).value());
        QCOMPARE(late.size(), std::size_t(1));
        QVERIFY(late[0].arrived && late[0].late && !results[2].late);
    }
    void keepsTimeAcrossTheReferencesWrap()
    {
        SentLog sentLog;
        std::optional<Microseconds> before;
        for (std::uint16_t i = 0; i < 40; ++i) {
            sentLog.note(i, 1s * i, 100, 0);
            ArrivalLog arrivals;
            const Microseconds at = TransportFeedback::kReferenceUnit * 0xffffff - 20s + 1s * i;
            arrivals.note(i, at);
            const auto results = sentLog.match(TransportFeedback::parse(arrivals.report(1, 2)->encode().value()).value());
            QCOMPARE(results.size(), std::size_t(1));
            QVERIFY(!before || std::chrono::abs(*results[0].arrived - *before - 1s) < 1ms);
            before = results[0].arrived;
        }
    }
};

QTEST_GUILESS_MAIN(TransportFeedbackTest)
#include "transport_feedback_test.moc"
