// SPDX-License-Identifier: Apache-2.0
// Runs the published vectors in the folder that BEDSIDE_VECTORS names, and prints how many records of each kind and
// file ran. Without the variable it prints "not run" and passes; a folder that is not there, or a file that cannot be
// read as vectors, fails.
#include "core/crypto/self_test.h"
#include "tests/vectors/vector_file.h"

#include <QtTest>

#include <algorithm>
#include <cstdio>

using namespace bedside::vectors;
namespace fs = std::filesystem;

namespace {

std::vector<fs::path> jsonFiles(const fs::path &folder)
{
    std::vector<fs::path> out;
    std::error_code error;
    for (const auto &entry : fs::directory_iterator(folder, error))
        if (entry.path().extension() == ".json")
            out.push_back(entry.path());
    std::sort(out.begin(), out.end());
    return out;
}

void print(const std::string &area, const std::string &kind, const fs::path &file, const Tally &tally)
{
    std::printf("vectors: %s %s, %s: %zu ran, %zu skipped\n", area.c_str(), kind.c_str(),
                file.filename().string().c_str(), tally.ran, tally.skipped);
    std::fflush(stdout);
}

std::vector<Kind> allMlsKinds()
{
    std::vector<Kind> out;
    for (const auto &part : {mlsBasics(), mlsMessages(), mlsTrees(), mlsPassive()})
        out.insert(out.end(), part.begin(), part.end());
    return out;
}

} // namespace

class PublishedTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(bedside::crypto::selfTest().ok());
        if (!qEnvironmentVariableIsSet("BEDSIDE_VECTORS")) {
            std::printf("vectors: not run (BEDSIDE_VECTORS names no folder)\n");
            return;
        }
        m_folder = fs::path(qgetenv("BEDSIDE_VECTORS").toStdString());
        QVERIFY2(fs::is_directory(*m_folder), "BEDSIDE_VECTORS is not a folder");
        QVERIFY2(fs::is_directory(*m_folder / "mls") || fs::is_directory(*m_folder / "sframe"),
                 "BEDSIDE_VECTORS has neither mls nor sframe");
    }
    void holdsEveryMlsVector()
    {
        if (!m_folder)
            return;
        const std::vector<Kind> kinds = allMlsKinds();
        for (const fs::path &file : jsonFiles(*m_folder / "mls")) {
            const Kind *kind = kindOf(kinds, file.filename().string());
            if (kind == nullptr) {
                std::printf("vectors: mls, %s: no kind of ours, not run\n", file.filename().string().c_str());
                continue;
            }
            attempt(file, [&] { print("mls", kind->prefix, file, runRecords(parseFile(file), *kind)); });
        }
        report();
    }
    void holdsEverySframeVector()
    {
        if (!m_folder)
            return;
        for (const fs::path &file : jsonFiles(*m_folder / "sframe"))
            attempt(file, [&] {
                for (const auto &[list, tally] : runSframeFile(parseFile(file)))
                    print("sframe", list, file, tally);
            });
        report();
    }
    void refusesFilesThatAreNoVectors()
    {
        const Kind kind{"tree-math", allMlsKinds().front().run};
        QVERIFY_EXCEPTION_THROWN(runRecords(Json::object(), kind), Failure);
        QVERIFY_EXCEPTION_THROWN(runRecords(Json::array(), kind), Failure);
        QVERIFY_EXCEPTION_THROWN(runRecords(Json::parse(R"([{"n_leaves": 1}])"), kind), Failure);
        QVERIFY_EXCEPTION_THROWN(runRecords(Json::parse(R"([{"n_leaves": "1", "n_nodes": 1, "root": 0}])"), kind), Failure);
        QVERIFY_EXCEPTION_THROWN(runSframeFile(Json::array()), Failure);
        QVERIFY_EXCEPTION_THROWN(runSframeFile(Json::parse(R"({"header": [{"kid": 0, "ctr": 1, "encoded": "00"}]})")), Failure);
        QVERIFY_EXCEPTION_THROWN(parseFile("/nonexistent/vectors.json"), Failure);
    }
    void choosesTheKindByTheLongestPrefix()
    {
        const std::vector<Kind> kinds = allMlsKinds();
        QCOMPARE(kindOf(kinds, "treekem-more.json")->prefix, std::string("treekem"));
        QCOMPARE(kindOf(kinds, "message-protection.json")->prefix, std::string("message-protection"));
        QCOMPARE(kindOf(kinds, "messages2.json")->prefix, std::string("messages"));
        QCOMPARE(kindOf(kinds, "passive-client-random.json")->prefix, std::string("passive-client"));
        QVERIFY(kindOf(kinds, "other.json") == nullptr);
    }

private:
    template <class Run>
    void attempt(const fs::path &file, Run run)
    {
        try {
            run();
        } catch (const std::exception &failure) {
            m_failures += file.filename().string() + ": " + failure.what() + "\n";
        }
    }
    void report()
    {
        const std::string failures = std::exchange(m_failures, {});
        QVERIFY2(failures.empty(), failures.c_str());
    }

    std::optional<fs::path> m_folder;
    std::string m_failures;
};

QTEST_GUILESS_MAIN(PublishedTest)
#include "published_test.moc"
