// SPDX-License-Identifier: Apache-2.0
#include "core/mls/codec.h"

#include "core/mls/framing.h"
#include "core/mls/ratchet_tree.h"
#include "core/mls/welcome.h"

#include <QtTest>

using namespace bedside;
using namespace bedside::mls;

namespace {

ErrorCode lengthError(const char *encoded)
{
    const Bytes bytes = *fromHex(encoded);
    const auto length = Reader(bytes).length();
    return length.ok() ? ErrorCode(0) : length.error().code();
}

template <class T>
ErrorCode parseError(const char *encoded)
{
    const auto parsed = parseWhole<T>(*fromHex(encoded));
    return parsed.ok() ? ErrorCode(0) : parsed.error().code();
}

} // namespace

class CodecTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void writesLengthsInTheirShortestForm()
    {
        const std::pair<std::size_t, const char *> rows[] = {{0, "00"}, {63, "3f"}, {64, "4040"}, {16383, "7fff"},
            {16384, "80004000"}, {(1U << 30) - 1, "bfffffff"}};
        for (const auto &[value, encoded] : rows) {
            Writer writer;
            writer.length(value);
            QCOMPARE(toHex(writer.view()), std::string(encoded));
            const Bytes bytes = writer.copy();
            QCOMPARE(*Reader(bytes).length(), value);
        }
    }
    void refusesLengthsThatAreNotMinimal()
    {
        for (const char *encoded : {"4000", "403f", "80000000", "8000003f", "80003fff"})
            QCOMPARE(lengthError(encoded), ErrorCode::NonMinimal);
    }
    void refusesTheReservedPrefix()
    {
        QCOMPARE(lengthError("c0"), ErrorCode::Malformed);
        QCOMPARE(lengthError("ffffffffffffffff"), ErrorCode::Malformed);
    }
    void refusesLengthsCutShort()
    {
        for (const char *encoded : {"", "40", "80", "8000", "800040"})
            QCOMPARE(lengthError(encoded), ErrorCode::Truncated);
    }
    void refusesVectorsOverTheirLimitBeforeReading()
    {
        const Bytes huge = *fromHex("bfffffff");
        QCOMPARE(Reader(huge).opaque().error().code(), ErrorCode::TooLarge);
        const Bytes four = *fromHex("0401020304");
        QCOMPARE(Reader(four).opaque(3).error().code(), ErrorCode::TooLarge);
        const Bytes cut = *fromHex("04010203");
        QCOMPARE(Reader(cut).opaque().error().code(), ErrorCode::Truncated);
    }
    void limitsTheNumberOfElements()
    {
        const Bytes three = *fromHex("06000100020003");
        auto one = [](Reader &reader) { return reader.u16(); };
        QCOMPARE(Reader(three).list(one, 3)->size(), std::size_t(3));
        QCOMPARE(Reader(three).list(one, 2).error().code(), ErrorCode::TooLarge);
        const Bytes odd = *fromHex("050001000200");
        QCOMPARE(Reader(odd).list(one, 3).error().code(), ErrorCode::Truncated);
    }
    void refusesOptionalsThatAreNeitherThereNorNot()
    {
        const Bytes two{2};
        QCOMPARE(Reader(two).present().error().code(), ErrorCode::Malformed);
    }
    void refusesExtensionsThatOccurTwice()
    {
        const Bytes twice = *fromHex("08f0b10100f0b10101");
        Reader reader(twice);
        QCOMPARE(readExtensions(reader).error().code(), ErrorCode::Malformed);
    }
    void refusesTrailingBytes()
    {
        QCOMPARE(parseError<GroupContext>("00010003000000000000000000000000"), ErrorCode(0));
        QCOMPARE(parseError<GroupContext>("0001000300000000000000000000000000"), ErrorCode::TrailingBytes);
        QCOMPARE(parseError<GroupContext>("000100030000000000000000000000"), ErrorCode::Truncated);
        QCOMPARE(parseError<GroupContext>("00020003000000000000000000000000"), ErrorCode::UnknownVersion);
    }
    void refusesUnknownEnumerators()
    {
        QCOMPARE(parseError<Sender>("00"), ErrorCode::Malformed);
        QCOMPARE(parseError<Sender>("05"), ErrorCode::Malformed);
        QCOMPARE(parseError<Proposal>("0000"), ErrorCode::UnknownType);
        QCOMPARE(parseError<Proposal>("0008"), ErrorCode::UnknownType);
        QCOMPARE(parseError<Credential>("000300"), ErrorCode::UnknownType);
        QCOMPARE(parseError<PskId>("0300"), ErrorCode::Malformed);
        QCOMPARE(parseError<PskId>("0204"), ErrorCode::Malformed);
        QCOMPARE(parseError<Commit>("010300"), ErrorCode::Malformed);
        QCOMPARE(parseError<AuthenticatedContent>("0003"), ErrorCode::Malformed);
    }
    void refusesTreesOutOfForm()
    {
        QCOMPARE(parseError<RatchetTree>("00"), ErrorCode::BadTree);       // no node at all
        QCOMPARE(parseError<RatchetTree>("0100"), ErrorCode::BadTree);     // last node blank
        QCOMPARE(parseError<RatchetTree>("020102"), ErrorCode::BadTree);   // a parent where a leaf belongs
        QCOMPARE(parseError<RatchetTree>("020103"), ErrorCode::BadTree);
        QCOMPARE(parseError<RatchetTree>("0102"), ErrorCode::Malformed);
    }
    void refusesTreesOfTooManyNodes()
    {
        Writer writer;
        writer.opaque(Bytes(2 * kMaxLeaves, 0));
        QCOMPARE(parseWhole<RatchetTree>(writer.view()).error().code(), ErrorCode::TooLarge);
    }
    void refusesUnmergedLeavesOutOfOrder()
    {
        QCOMPARE(parseError<ParentNode>("0000080000000100000002"), ErrorCode(0));
        QCOMPARE(parseError<ParentNode>("0000080000000200000001"), ErrorCode::BadTree);
        QCOMPARE(parseError<ParentNode>("0000080000000100000001"), ErrorCode::BadTree);
        QCOMPARE(parseError<ParentNode>("00000700000001000000"), ErrorCode::Truncated);
    }
    void readsAndWritesRequiredCapabilities()
    {
        const RequiredCapabilities required{{0xF0B1}, {}, {1}};
        const auto again = RequiredCapabilities::parse(required.toExtension().data);
        QVERIFY(again.ok() && again->extensions == required.extensions && again->credentials == required.credentials);
        QVERIFY(!RequiredCapabilities::parse(*fromHex("0000")).ok());
        QVERIFY(!RequiredCapabilities::parse(*fromHex("00000000")).ok());
        QVERIFY(!RequiredCapabilities::parse(*fromHex("01f00000")).ok());
    }
};

QTEST_GUILESS_MAIN(CodecTest)
#include "codec_test.moc"
