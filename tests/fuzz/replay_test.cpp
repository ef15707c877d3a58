// SPDX-License-Identifier: Apache-2.0
// Replays every seed and the kept corpus through every target, and a bounded number of mutations of each, the same at
// every run. The long runs are libFuzzer's (README.md).
#include "core/crypto/self_test.h"
#include "tests/fuzz/fixed_random.h"
#include "tests/fuzz/inputs.h"

#include <QtTest>

using namespace bedside;

namespace {

constexpr int kMutations = 5'000;

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
        const std::vector<Bytes> inputs = fuzz::inputsOf(target);
        QVERIFY(!inputs.empty());
        fuzz::Sequence sequence;
        target.run({});
        for (const Bytes &input : inputs)
            target.run(input);
        for (int i = 0; i < kMutations; ++i)
            target.run(fuzz::mutated(inputs[sequence.below(inputs.size())], sequence));
    }
};

QTEST_GUILESS_MAIN(ReplayTest)
#include "replay_test.moc"
