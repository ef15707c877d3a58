// SPDX-License-Identifier: Apache-2.0
// Random histories of groups of 2 to 12 members: everybody who is in agrees on everything after every step, everybody
// who is out reads nothing.
#include "tests/mls/members.h"

#include <random>

using namespace bedside;
using namespace bedside::mls;
using namespace bedside::mls::testing;

namespace {

class History {
public:
    explicit History(unsigned seed) : m_random(seed) { m_in.push_back(founded()); }

    void step()
    {
        const std::size_t committer = pick(m_in.size());
        CommitRequest request;
        std::vector<KeyPackageBundle> newcomers;
        std::vector<std::size_t> leaving;
        while (m_in.size() + newcomers.size() < 12 && pick(3) == 0)
            newcomers.push_back(newcomer("n"));
        for (std::size_t i = 0; i < m_in.size(); ++i)
            if (i != committer && m_in.size() - leaving.size() > 2 && pick(6) == 0)
                leaving.push_back(i);
        for (const KeyPackageBundle &bundle : newcomers)
            request.adds.push_back(bundle.package);
        for (const std::size_t i : leaving)
            request.removes.push_back(m_in[i].ownLeaf());
        if (pick(5) == 0)
            request.groupContextExtensions = contextExtensions(static_cast<std::uint8_t>(pick(200)));
        chatter();
        commit(committer, request, newcomers, leaving);
        compare();
    }

private:
    std::size_t pick(std::size_t bound) { return m_random() % bound; }

    void commit(std::size_t committer, const CommitRequest &request, const std::vector<KeyPackageBundle> &newcomers,
                const std::vector<std::size_t> &leaving)
    {
        const auto discarded = m_in[committer].commit(request, noon());
        QVERIFY2(discarded.ok(), discarded.ok() ? "" : discarded.error().why());
        m_in[committer].discardCommit();
        const auto out = m_in[committer].commit(request, noon());
        QVERIFY(out.ok());
        std::vector<Group> next;
        std::vector<Group> removed;
        for (std::size_t i = 0; i < m_in.size(); ++i) {
            const bool goes = std::find(leaving.begin(), leaving.end(), i) != leaving.end();
            if (i == committer) {
                QVERIFY(m_in[i].confirmCommit().ok());
            } else {
                auto received = m_in[i].receive(out->commit, noon());
                QVERIFY2(received.ok(), received.ok() ? "" : received.error().why());
                auto &staged = std::get<StagedCommit>(*received);
                QCOMPARE(staged.removesUs, goes);
                QCOMPARE(staged.added.size(), newcomers.size());
                QCOMPARE(staged.removed.size(), leaving.size());
                if (!goes)
                    QVERIFY(m_in[i].apply(std::move(staged)).ok());
            }
            (goes ? removed : next).push_back(std::move(m_in[i]));
        }
        for (std::size_t i = 0; i < newcomers.size(); ++i) {
            auto joined = Group::join(out->welcomes[i], ByteSpan(out->ratchetTree), newcomers[i], noon());
            QVERIFY2(joined.ok(), joined.ok() ? "" : joined.error().why());
            next.push_back(std::move(joined->group));
        }
        m_in = std::move(next);
        m_out = std::move(removed);
    }
    void chatter()
    {
        for (int i = 0; i < 3 && m_in.size() > 1; ++i) {
            const std::size_t from = pick(m_in.size());
            const std::string text = "message " + std::to_string(pick(1000));
            const auto sealed = m_in[from].protectApplication(asBytes(text));
            for (std::size_t to = 0; to < m_in.size(); ++to)
                if (to != from)
                    QCOMPARE(textOf(m_in[to].receive(*sealed, noon())), text);
        }
    }
    void compare()
    {
        for (std::size_t i = 1; i < m_in.size(); ++i)
            QVERIFY(agree(m_in[0], m_in[i]));
        QCOMPARE(m_in[0].members().size(), m_in.size());
        const auto sealed = m_in[0].protectApplication(asBytes("not for those who left"));
        for (Group &gone : m_out)
            QVERIFY(!gone.receive(*sealed, noon()).ok());
    }

    std::mt19937 m_random;
    std::vector<Group> m_in;
    std::vector<Group> m_out;
};

} // namespace

class HistoryTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keepsEverybodyInAgreement_data()
    {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 12; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }
    void keepsEverybodyInAgreement()
    {
        QFETCH(unsigned, seed);
        History history(seed);
        for (int step = 0; step < 25 && !QTest::currentTestFailed(); ++step)
            history.step();
    }
};

QTEST_GUILESS_MAIN(HistoryTest)
#include "history_test.moc"
