// SPDX-License-Identifier: Apache-2.0
#include "core/wire/frame.h"

#include <QtTest>

using namespace bedside;
using namespace bedside::wire;

class FrameTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsBackWhatItWrote()
    {
        const Bytes body = {1, 2, 3};
        const Bytes frame = *makeFrame(FrameType::Leave, body);
        QCOMPARE(frame.size(), kFrameHeaderBytes + 3);
        const FrameView view = *parseFrame(frame);
        QVERIFY(view.type == FrameType::Leave);
        QVERIFY(equalBytes(view.body, body));
    }
    void refusesEveryTruncation()
    {
        const Bytes frame = *makeFrame(FrameType::Commit, Bytes(40, 7));
        for (std::size_t size = 0; size < frame.size(); ++size)
            QVERIFY(parseFrame(ByteSpan(frame).first(size)).error().code() == ErrorCode::Truncated);
    }
    void refusesTrailingBytes()
    {
        Bytes frame = *makeFrame(FrameType::Leave, Bytes(4));
        frame.push_back(0);
        QVERIFY(parseFrame(frame).error().code() == ErrorCode::TrailingBytes);
    }
    void refusesAnotherVersion()
    {
        Bytes frame = *makeFrame(FrameType::Leave, Bytes(4));
        for (int version : {0, 2, 255}) {
            frame[1] = static_cast<std::uint8_t>(version);
            QVERIFY(parseFrame(frame).error().code() == ErrorCode::UnknownVersion);
        }
    }
    void refusesEveryTypeOutsideTheTable()
    {
        int known = 0;
        for (int type = 0; type < 256; ++type) {
            const Bytes frame = {static_cast<std::uint8_t>(type), 1, 0, 0, 0, 0};
            auto parsed = parseFrame(frame);
            known += parsed.ok();
            QVERIFY(parsed.ok() || parsed.error().code() == ErrorCode::UnknownType);
        }
        QCOMPARE(known, 20);
    }
    void refusesALengthOverTheLimitBeforeLookingForTheBytes()
    {
        const Bytes huge = {static_cast<std::uint8_t>(FrameType::GroupMessage), 1, 0xff, 0xff, 0xff, 0xff};
        QVERIFY(parseFrame(huge).error().code() == ErrorCode::TooLarge);
    }
    void holdsTheLimitOfEachType()
    {
        const struct { FrameType type; std::size_t limit; } rows[] = {{FrameType::Welcome, 262144},
                                                                      {FrameType::Commit, 65536},
                                                                      {FrameType::GroupMessage, 16384},
                                                                      {FrameType::LobbyHello, 16384}};
        for (const auto &row : rows) {
            QVERIFY(parseFrame(*makeFrame(row.type, Bytes(row.limit))).ok());
            QVERIFY(makeFrame(row.type, Bytes(row.limit + 1)).error().code() == ErrorCode::TooLarge);
        }
    }
};

QTEST_GUILESS_MAIN(FrameTest)
#include "frame_test.moc"
