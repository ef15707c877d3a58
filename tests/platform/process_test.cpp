// SPDX-License-Identifier: Apache-2.0
#include "core/platform/process.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>
#include <sys/prctl.h>
#include <sys/resource.h>

using namespace bedside;
using namespace bedside::platform;

class ProcessTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

    QString read(const char *name)
    {
        QFile file(m_folder.filePath(QString::fromLatin1(name)));
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    }
    void write(const char *name, const char *content)
    {
        QFile file(m_folder.filePath(QString::fromLatin1(name)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }
    static constexpr const char *kList = "config/mimeapps.list";
    static constexpr const char *kEntry = "data/applications/org.bedside.bedside.desktop";

private Q_SLOTS:
    void init()
    {
        QDir(m_folder.path()).removeRecursively();
        QVERIFY(QDir().mkpath(m_folder.filePath(QStringLiteral("config"))));
        qputenv("XDG_DATA_HOME", m_folder.filePath(QStringLiteral("data")).toUtf8());
        qputenv("XDG_CONFIG_HOME", m_folder.filePath(QStringLiteral("config")).toUtf8());
    }
    void registersTheScheme()
    {
        QVERIFY(registerScheme("/opt/bedside/bin/bedside").ok());
        QVERIFY(read(kEntry).contains(QStringLiteral("Exec=\"/opt/bedside/bin/bedside\" %u\n")));
        QVERIFY(read(kEntry).contains(QStringLiteral("MimeType=x-scheme-handler/bedside;\n")));
        QCOMPARE(read(kList), QStringLiteral("[Default Applications]\nx-scheme-handler/bedside=org.bedside.bedside.desktop;\n"));
        QVERIFY(registerScheme("/opt/bedside/bin/bedside").ok());
        QCOMPARE(read(kList).count(QStringLiteral("bedside=")), 1);
    }
    void keepsTheRestOfTheList()
    {
        write(kList, "[Added Associations]\ntext/plain=a.desktop;\n[Default Applications]\ntext/html=b.desktop\n[Removed Associations]\n");
        QVERIFY(registerScheme("/usr/bin/bedside").ok());
        QCOMPARE(read(kList), QStringLiteral("[Added Associations]\ntext/plain=a.desktop;\n[Default Applications]\ntext/html=b.desktop\n"
                                            "x-scheme-handler/bedside=org.bedside.bedside.desktop;\n[Removed Associations]\n"));
    }
    void leavesAnotherChoiceAlone()
    {
        const char *theirs = "[Default Applications]\nx-scheme-handler/bedside=mine.desktop\n";
        write(kList, theirs);
        QVERIFY(registerScheme("/usr/bin/bedside").ok());
        QCOMPARE(read(kList), QString::fromLatin1(theirs));
    }
    void escapesAnAwkwardPath()
    {
        QVERIFY(registerScheme("/opt/a b$`\"\\100%/bedside").ok());
        QVERIFY(read(kEntry).contains(QStringLiteral("Exec=\"/opt/a b\\\\$\\\\`\\\\\"\\\\\\\\100%%/bedside\" %u\n")));
    }
    void refusesAPathThatCouldAddALine()
    {
        QVERIFY(registerScheme("/opt/x\nExec=evil").error().code() == ErrorCode::Malformed);
        QVERIFY(registerScheme("bin/bedside").error().code() == ErrorCode::Malformed);
    }
    void saysWhenThereIsNoHome()
    {
        qunsetenv("XDG_DATA_HOME");
        const QByteArray home = qgetenv("HOME");
        qunsetenv("HOME");
        const auto result = registerScheme("/usr/bin/bedside");
        qputenv("HOME", home);
        QVERIFY(result.error().code() == ErrorCode::Unsupported);
    }
    void switchesCoreDumpsOff()
    {
        QVERIFY(protectProcessMemory(true).ok());
        rlimit limit{1, 1};
        QCOMPARE(::getrlimit(RLIMIT_CORE, &limit), 0);
        QCOMPARE(limit.rlim_cur, rlim_t(0));
        QCOMPARE(limit.rlim_max, rlim_t(0));
        QCOMPARE(::prctl(PR_GET_DUMPABLE), 1);
        QVERIFY(protectProcessMemory().ok());
        QCOMPARE(::prctl(PR_GET_DUMPABLE), 0);
    }
};

QTEST_GUILESS_MAIN(ProcessTest)
#include "process_test.moc"
