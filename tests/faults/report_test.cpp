// SPDX-License-Identifier: Apache-2.0
// A report for support on a disk that fails at each call of its writing.
#include "app/desktop/support_report.h"
#include "tests/faults/failing_disk.h"

#include <QtTest>

using namespace bedside;
using test::FailingDisk;

class ReportTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void isWrittenWholeOrNotAtAll()
    {
        const QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath(QStringLiteral("report.txt")).toStdString();
        const std::string text(200'000, 'x');
        const FailingDisk::How *const all[] = {&FailingDisk::kFull, &FailingDisk::kBroken, &FailingDisk::kSyncFails};
        int failures = 0;
        for (const auto *how : all) {
            bool written = false;
            for (std::uint64_t call = 1; !written; ++call) {
                QVERIFY(call < 100);
                const auto saved = [&] {
                    const FailingDisk disk(test::diskControl(), folder.path().toStdString(), *how, call);
                    return desktop::saveReport(file, text);
                }();
                const QStringList there = QDir(folder.path()).entryList(QDir::Files | QDir::Hidden);
                written = saved.ok();
                if (written) {
                    QCOMPARE(there, QStringList{QStringLiteral("report.txt")});
                    QCOMPARE(std::filesystem::file_size(file), text.size());
                    QVERIFY(std::filesystem::remove(file));
                } else {
                    ++failures;
                    QVERIFY(saved.error() == Error(ErrorCode::DiskFull) || saved.error() == Error(ErrorCode::InputOutput));
                    QCOMPARE(there, QStringList());
                }
            }
        }
        QVERIFY(failures > 3);
    }
};

QTEST_GUILESS_MAIN(ReportTest)
#include "report_test.moc"
