// SPDX-License-Identifier: Apache-2.0
#include "core/platform/profile_paths.h"

#include <QTemporaryDir>
#include <QtTest>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

using namespace bedside;
using platform::profilePaths;
namespace fs = std::filesystem;

class ProfilePathsTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    fs::path inside(const char *name) { return fs::path(m_folder.path().toStdString()) / name; }

private Q_SLOTS:
    void makesAFolderForThisUserOnly()
    {
        const auto paths = profilePaths(inside("a/b/profile"));
        QVERIFY(paths.ok());
        struct stat state{};
        QCOMPARE(::stat(paths->root.c_str(), &state), 0);
        QCOMPARE(state.st_mode & 0777, 0700u);
        QVERIFY(paths->database.parent_path() == paths->root);
        QVERIFY(paths->envelope.parent_path() == paths->root);
    }
    void closesAnOpenFolder()
    {
        const auto folder = inside("open");
        fs::create_directory(folder);
        fs::permissions(folder, fs::perms::all);
        QVERIFY(profilePaths(folder).ok());
        struct stat state{};
        QCOMPARE(::stat(folder.c_str(), &state), 0);
        QCOMPARE(state.st_mode & 0777, 0700u);
    }
    void givesOneSocketToOneFolderHoweverItIsSpelled()
    {
        fs::create_directory(inside("x"));
        const auto straight = profilePaths(inside("same"));
        const auto crooked = profilePaths(inside("x/../same"));
        QVERIFY(straight->socket == crooked->socket);
        QVERIFY(straight->socket != profilePaths(inside("other"))->socket);
        QVERIFY(straight->socket.string().size() < 100);
    }
    void keepsTheSocketInAFolderOfThisUserAlone()
    {
        qunsetenv("XDG_RUNTIME_DIR");
        QVERIFY(profilePaths(inside("short"))->socket.parent_path() == profilePaths(inside("short"))->root);
        const auto far = profilePaths(inside(std::string(120, 'x').c_str()));
        QVERIFY(far.ok() && far->socket.string().size() < 100);
        qputenv("XDG_RUNTIME_DIR", m_folder.path().toUtf8());
        QVERIFY(profilePaths(inside("short"))->socket.parent_path() == m_folder.path().toStdString());
    }
    void usesTheSystemsPlaceWhenNoneIsChosen()
    {
        qputenv("XDG_DATA_HOME", inside("data").c_str());
        const auto paths = profilePaths({});
        QVERIFY(paths->root == fs::weakly_canonical(inside("data") / "bedside"));
    }
    void refusesAFileInPlaceOfTheFolder()
    {
        std::ofstream(inside("file")) << "x";
        QVERIFY(profilePaths(inside("file")).error().code() == ErrorCode::InputOutput);
        QVERIFY(profilePaths(inside("file/below")).error().code() == ErrorCode::InputOutput);
    }
    void refusesAFolderOfAnotherUser()
    {
        if (::geteuid() != 0)
            QVERIFY(profilePaths("/usr").error().code() == ErrorCode::InputOutput);
        else {
            fs::create_directory(inside("theirs"));
            QCOMPARE(::chown(inside("theirs").c_str(), 65534, 65534), 0);
            QVERIFY(profilePaths(inside("theirs")).error().code() == ErrorCode::InputOutput);
        }
    }
};

QTEST_GUILESS_MAIN(ProfilePathsTest)
#include "profile_paths_test.moc"
