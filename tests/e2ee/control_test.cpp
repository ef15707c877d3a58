// SPDX-License-Identifier: Apache-2.0
#include "core/e2ee/control.h"
#include "core/e2ee/safety_code.h"

#include <QtTest>

using namespace bedside;
using namespace bedside::e2ee;

namespace {

std::vector<Control> samples()
{
    MediaSignal signal;
    signal.to = 3;
    signal.connection = 99;
    signal.fromKey = {1};
    signal.toKey = {2};
    signal.kind = MediaSignal::Kind::Candidate;
    signal.body = {1, 2, 3};
    return {Chat{"hello"}, signal, MediaState{true, false, true, true}, KeyFrameRequest{4, 1}, SafetyCodeConfirmed{2, true},
            RotateRequest{}, LogHead{Bytes(161, 5), 7, Bytes(64, 6)}, Heartbeat{5, Bytes(32, 7), 9}, EpochAck{6}, Joined{{3}}, Reveal{1, {4}}, LeaveRequest{},
            End{wire::EndOutcome::Completed}, Introduction{"Dr. Example"}, EpochRequest{8}, Delivered{2, {1, 2, 3}}};
}

} // namespace

class ControlTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyKindReadsBack()
    {
        QCOMPARE(samples().size(), std::variant_size_v<Control>);
        for (const auto &control : samples()) {
            const auto bytes = encodeControl({42, control});
            const auto back = decodeControl(bytes);
            QVERIFY(back.ok());
            QCOMPARE(back->id, std::uint64_t(42));
            QCOMPARE(back->control.index(), control.index());
            QVERIFY(encodeControl(*back) == bytes);
        }
    }
    void everyCutOrLongerMessageIsRefused()
    {
        for (const auto &control : samples()) {
            auto bytes = encodeControl({1, control});
            for (std::size_t size = 0; size < bytes.size(); ++size)
                QVERIFY(!decodeControl(ByteSpan(bytes).first(size)).ok());
            bytes.push_back(0);
            QVERIFY(decodeControl(bytes).error().code() == ErrorCode::TrailingBytes);
        }
    }
    void refusesUnknownKindsVersionsAndFlags()
    {
        auto bytes = encodeControl({1, MediaState{}});
        bytes[0] = 2;
        QVERIFY(decodeControl(bytes).error().code() == ErrorCode::UnknownVersion);
        bytes[0] = 1;
        bytes[1] = 200;
        QVERIFY(decodeControl(bytes).error().code() == ErrorCode::UnknownType);
        bytes = encodeControl({1, MediaState{}});
        bytes.back() = 2;
        QVERIFY(decodeControl(bytes).error().code() == ErrorCode::Malformed);
        bytes = encodeControl({1, End{}});
        bytes.back() = 5;
        QVERIFY(decodeControl(bytes).error().code() == ErrorCode::Malformed);
    }
    void refusesWhatIsTooLong()
    {
        QVERIFY(decodeControl(encodeControl({1, Chat{std::string(4001, 'x')}})).error().code() == ErrorCode::TooLarge);
        MediaSignal signal;
        signal.body = Bytes(MediaSignal::kMaxBody + 1);
        QVERIFY(decodeControl(encodeControl({1, signal})).error().code() == ErrorCode::TooLarge);
        for (const auto &head : {LogHead{Bytes(LogHead::kMaxHead + 1), 0, {}}, LogHead{{}, 0, Bytes(LogHead::kMaxProof + 1)}})
            QVERIFY(decodeControl(encodeControl({1, head})).error().code() == ErrorCode::TooLarge);
        QVERIFY(decodeControl(encodeControl({1, Delivered{1, std::vector<std::uint64_t>(65)}})).error().code()
                == ErrorCode::TooLarge);
    }
    void theSafetyCodeHasTenDigitsAndDependsOnEverything()
    {
        const auto secret = Secret::copyOf(Bytes(32, 1)), other = Secret::copyOf(Bytes(32, 2));
        const auto code = safetyCode(secret, {1}, {2});
        QCOMPARE(code.size(), std::size_t(11));
        QCOMPARE(code[5], ' ');
        QVERIFY(std::all_of(code.begin(), code.end(), [](char c) { return c == ' ' || (c >= '0' && c <= '9'); }));
        QVERIFY(code != safetyCode(other, {1}, {2}));
        QVERIFY(code != safetyCode(secret, {3}, {2}));
        QVERIFY(code != safetyCode(secret, {1}, {3}));
        QVERIFY(code != safetyCode(secret, {2}, {1}));
        QVERIFY(safetyCodeContext({1}, {2}) != safetyCodeContext({2}, {1}));
    }
};

QTEST_APPLESS_MAIN(ControlTest)
#include "control_test.moc"
