// SPDX-License-Identifier: Apache-2.0
#include "core/platform/single_instance.h"

#include <QLocalSocket>
#include <QTemporaryDir>
#include <QtTest>
#include <fstream>
#include <sys/stat.h>
#include <thread>

using namespace bedside;
using platform::SingleInstance;

class SingleInstanceTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::filesystem::path socket(const char *name) { return m_folder.filePath(QString::fromLatin1(name)).toStdString(); }

    // A later start, from a thread of its own as it would be from a process of its own.
    static SingleInstance::Role startAgain(const std::filesystem::path &path, const QString &link)
    {
        auto role = SingleInstance::Role::First;
        std::atomic<bool> done = false;
        std::thread later([&] {
            auto claimed = SingleInstance::claim(path, link);
            role = claimed.ok() ? (*claimed)->role() : SingleInstance::Role::First;
            done = true;
        });
        while (!done)
            QTest::qWait(1);
        later.join();
        return role;
    }

private Q_SLOTS:
    void handsTheLinkToTheFirst()
    {
        auto first = SingleInstance::claim(socket("a"), {});
        QVERIFY(first.ok() && (*first)->role() == SingleInstance::Role::First);
        QStringList links;
        (*first)->setOnLink([&](const QString &link) { links << link; });
        QVERIFY(startAgain(socket("a"), QStringLiteral("bedside://join/x#1")) == SingleInstance::Role::Second);
        QVERIFY(startAgain(socket("a"), {}) == SingleInstance::Role::Second);
        QTRY_COMPARE(links.size(), 2);
        QCOMPARE(links[0], QStringLiteral("bedside://join/x#1"));
        QCOMPARE(links[1], QString());
    }
    void keepsALinkThatComesWhileTheFirstIsStillStarting()
    {
        auto first = SingleInstance::claim(socket("early"), {});
        QVERIFY(startAgain(socket("early"), QStringLiteral("bedside://join/x#1")) == SingleInstance::Role::Second);
        QVERIFY(startAgain(socket("early"), QStringLiteral("bedside://join/x#2")) == SingleInstance::Role::Second);
        QStringList links;
        (*first)->setOnLink([&](const QString &link) { links << link; });
        QCOMPARE(links, QStringList({QStringLiteral("bedside://join/x#1"), QStringLiteral("bedside://join/x#2")}));
        (*first)->setOnLink([&](const QString &link) { links << link; });
        QCOMPARE(links.size(), 2);
    }
    void letsTwoProfilesRunSideBySide()
    {
        auto one = SingleInstance::claim(socket("p1"), {});
        auto two = SingleInstance::claim(socket("p2"), {});
        QVERIFY((*one)->role() == SingleInstance::Role::First && (*two)->role() == SingleInstance::Role::First);
    }
    void takesTheSocketOfADeadInstance()
    {
        std::ofstream(socket("dead")) << "left over";
        auto first = SingleInstance::claim(socket("dead"), {});
        QVERIFY(first.ok() && (*first)->role() == SingleInstance::Role::First);
    }
    void becomesFirstAgainAfterTheFirstHasEnded()
    {
        SingleInstance::claim(socket("again"), {}).value().reset();
        QVERIFY((*SingleInstance::claim(socket("again"), {}))->role() == SingleInstance::Role::First);
    }
    void isOpenToThisUserOnly()
    {
        auto first = SingleInstance::claim(socket("mode"), {});
        struct stat state{};
        QCOMPARE(::stat(socket("mode").c_str(), &state), 0);
        QCOMPARE(state.st_mode & 0077, 0u);
    }
    void refusesALinkThatIsNoLine()
    {
        QVERIFY(SingleInstance::claim(socket("b"), QStringLiteral("two\nlines")).error().code() == ErrorCode::TooLarge);
        QVERIFY(SingleInstance::claim(socket("b"), QString(5000, QLatin1Char('x'))).error().code() == ErrorCode::TooLarge);
    }
    void survivesAVisitorThatSendsTooMuchOrNothing()
    {
        auto first = SingleInstance::claim(socket("c"), {});
        int calls = 0;
        (*first)->setOnLink([&](const QString &) { ++calls; });
        const QString name = QString::fromStdString(socket("c").string());
        {
            QLocalSocket silent;
            silent.connectToServer(name);
            QLocalSocket flood;
            flood.connectToServer(name);
            flood.write(QByteArray(100'000, 'x'));
            QTest::qWait(50);
        }
        QTest::qWait(20);
        QCOMPARE(calls, 0);
        QVERIFY(startAgain(socket("c"), QStringLiteral("still here")) == SingleInstance::Role::Second);
        QTRY_COMPARE(calls, 1);
    }
    void saysWhenTheFolderIsNotThere()
    {
        QVERIFY(SingleInstance::claim("/nonexistent/folder/socket", {}).error().code() == ErrorCode::InputOutput);
    }
};

QTEST_GUILESS_MAIN(SingleInstanceTest)
#include "single_instance_test.moc"
