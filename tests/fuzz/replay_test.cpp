// SPDX-License-Identifier: Apache-2.0
// Replays every seed and the kept corpus through every target, and a bounded number of mutations of each, the same at
// every run. The long runs are libFuzzer's (README.md).
#include "core/crypto/self_test.h"
#include "tests/fuzz/fixed_random.h"
#include "tests/fuzz/targets.h"

#include <QtTest>

#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace bedside;

namespace {

constexpr int kMutations = 5'000;

// xorshift64*: the same inputs at every run, which is the point.
class Sequence {
public:
    std::uint64_t next()
    {
        m_state ^= m_state >> 12;
        m_state ^= m_state << 25;
        m_state ^= m_state >> 27;
        return m_state * 2685821657736338717ull;
    }
    std::size_t below(std::size_t bound) { return static_cast<std::size_t>(next() % bound); }

private:
    std::uint64_t m_state = 0x9e3779b97f4a7c15ull;
};

Bytes mutated(Bytes input, Sequence &sequence)
{
    const std::size_t changes = 1 + sequence.below(4);
    for (std::size_t i = 0; i < changes; ++i) {
        const std::size_t size = input.size();
        const auto at = static_cast<std::ptrdiff_t>(size == 0 ? 0 : sequence.below(size));
        switch (sequence.below(6)) {
        case 0:
            if (size > 0)
                input[static_cast<std::size_t>(at)] ^= static_cast<std::uint8_t>(1u << sequence.below(8));
            break;
        case 1:
            if (size > 0)
                input[static_cast<std::size_t>(at)] = static_cast<std::uint8_t>(sequence.next());
            break;
        case 2: input.resize(size == 0 ? 0 : sequence.below(size)); break;
        case 3: input.insert(input.begin() + at, static_cast<std::uint8_t>(sequence.next())); break;
        case 4:
            if (size > 0)
                input.erase(input.begin() + at);
            break;
        case 5:
            for (std::size_t j = static_cast<std::size_t>(at); j < size && j < static_cast<std::size_t>(at) + 4; ++j)
                input[j] = 0xff;
            break;
        }
    }
    return input;
}

void addFiles(std::vector<Bytes> &to, const std::filesystem::path &folder)
{
    if (!std::filesystem::exists(folder))
        return;
    for (const auto &entry : std::filesystem::directory_iterator(folder)) {
        std::ifstream file(entry.path(), std::ios::binary);
        to.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
}

} // namespace

class ReplayTest : public QObject {
    Q_OBJECT

    std::vector<fuzz::Target> m_targets;

private Q_SLOTS:
    void initTestCase()
    {
        fuzz::installFixedRandom();
        QVERIFY(crypto::selfTest().ok());
        m_targets = fuzz::targets();
    }

    void survivesSeedsCorpusAndMutations_data()
    {
        QTest::addColumn<int>("index");
        int index = 0;
        for (const auto &target : m_targets)
            QTest::newRow(std::string(target.name).c_str()) << index++;
    }
    void survivesSeedsCorpusAndMutations()
    {
        QFETCH(int, index);
        const auto &target = m_targets[static_cast<std::size_t>(index)];
        std::vector<Bytes> inputs = target.seeds();
        QVERIFY(!inputs.empty());
        addFiles(inputs, std::filesystem::path(BEDSIDE_CORPUS) / target.name);
        if (const char *found = std::getenv("BEDSIDE_FUZZ_CORPUS")) // of a long run
            addFiles(inputs, std::filesystem::path(found) / target.name);
        Sequence sequence;
        target.run({});
        for (const Bytes &input : inputs)
            target.run(input);
        for (int i = 0; i < kMutations; ++i)
            target.run(mutated(inputs[sequence.below(inputs.size())], sequence));
    }
};

QTEST_GUILESS_MAIN(ReplayTest)
#include "replay_test.moc"
