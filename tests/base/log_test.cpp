// SPDX-License-Identifier: Apache-2.0
#include "core/base/log.h"
#include "core/base/secret.h"

#include <QTest>

using namespace bedside;

namespace {

template <class Value>
constexpr bool kTaken = std::is_constructible_v<LogField, const char *, Value>;

// What a person typed, was called or was sent comes as one of these.
static_assert(!kTaken<std::string> && !kTaken<const std::string &> && !kTaken<std::string_view> && !kTaken<const char *> && !kTaken<char *>);
static_assert(!kTaken<char (&)[8]> && !kTaken<Bytes> && !kTaken<ByteSpan> && !kTaken<const Secret &> && !kTaken<QString> && !kTaken<QByteArray>);
static_assert(kTaken<const char (&)[8]> && kTaken<int> && kTaken<bool> && kTaken<const Error &> && kTaken<const VisitId &>);

} // namespace

class LogTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keepsTheNewestLinesAlone()
    {
        for (std::size_t i = 0; i < kKeptLogLines + 20; ++i)
            logEvent(LogLevel::Info, "test.line", {{"number", i}});
        const auto kept = keptLogLines();
        QCOMPARE(kept.size(), kKeptLogLines);
        QVERIFY(kept.front().ends_with(" info test.line number=20"));
        QVERIFY(kept.back().ends_with(" info test.line number=" + std::to_string(kKeptLogLines + 19)));
    }
    void keepsWhatIsWrittenAlone()
    {
        setLogLevel(LogLevel::Error);
        logEvent(LogLevel::Warning, "test.below");
        logEvent(LogLevel::Error, "test.above", {{"error", Error(ErrorCode::DiskFull, "here", 28)}});
        setLogLevel(LogLevel::Info);
        const auto kept = keptLogLines();
        QVERIFY(kept.back().ends_with(" error test.above error=DiskFull (here) 28"));
        QVERIFY(!kept[kept.size() - 2].ends_with("test.below"));
    }
};

QTEST_GUILESS_MAIN(LogTest)
#include "log_test.moc"
