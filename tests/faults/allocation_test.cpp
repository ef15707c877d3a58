// SPDX-License-Identifier: Apache-2.0
// Every parser of outside bytes while memory runs out: each allocation that it makes fails once, alone and with all that
// come after it. It may give an error or throw std::bad_alloc. It may not crash, keep memory, or be in another state after.
// The JSON library allocates in its destructor: where that fails, the process ends by std::terminate, which is told apart
// from every other end in a child process (README.md, known limits).
// BEDSIDE_FAULT_INPUTS is how many mutations of each target's inputs are tried beside them.
#include "core/crypto/self_test.h"
#include "tests/faults/failing_memory.h"
#include "tests/fuzz/fixed_random.h"
#include "tests/fuzz/inputs.h"
#include "tests/support/from_environment.h"

#include <QtTest>
#include <csignal>
#include <exception>
#include <sys/wait.h>
#include <unistd.h>

using namespace bedside;
using namespace bedside::test;

namespace {

char s_where[200] = "";

// A std::terminate or a broken promise ends the program: say at which allocation.
void sayWhere(int) { (void)!::write(STDERR_FILENO, s_where, std::strlen(s_where)); }

struct Outcome {
    std::uint64_t allocations = 0;
    std::int64_t kept = 0;
    bool threw = false;
};

Outcome runFailing(const fuzz::Target &target, ByteSpan input, std::uint64_t number, Failing failing)
{
    Outcome outcome;
    const FailingMemory failingMemory(number, failing);
    try {
        target.run(input);
    } catch (const std::bad_alloc &) {
        outcome.threw = true;
    }
    outcome.allocations = FailingMemory::allocations();
    outcome.kept = FailingMemory::kept();
    return outcome;
}

// Those whose targets keep nothing from one input to the next; the rest make groups and practices on the way.
constexpr std::string_view kParsers[] = {"wire_frame",      "sframe_header", "sframe_open", "device_certificate", "leaf_credential",
                                         "issuer_set",      "grant_list",    "server_statement", "invite_link",    "mls_message",
                                         "control",         "lobby_hello",   "welcome_envelope", "audit_entry",    "tree_head",
                                         "log_answer",      "json"};

const fuzz::Target &parser(std::string_view name)
{
    static const auto all = fuzz::targets();
    const auto found = std::find_if(all.begin(), all.end(), [&](const fuzz::Target &target) { return target.name == name; });
    if (found == all.end())
        qFatal("no such target");
    return *found;
}

enum class End { Returned, Kept, Terminated, Crashed };

// In a child, because it may end the process.
End runInChild(const fuzz::Target &target, ByteSpan input, std::uint64_t number, Failing failing)
{
    constexpr int kKept = 3, kTerminated = 4;
    const pid_t child = ::fork();
    if (child == 0) {
        std::set_terminate([] { ::_exit(kTerminated); });
        std::signal(SIGABRT, SIG_DFL);
        const Outcome outcome = runFailing(target, input, number, failing);
        target.run(input);
        ::_exit(outcome.kept > 0 ? kKept : 0);
    }
    int status = 0;
    if (child < 0 || ::waitpid(child, &status, 0) != child || !WIFEXITED(status))
        return End::Crashed;
    switch (WEXITSTATUS(status)) {
    case 0: return End::Returned;
    case kKept: return End::Kept;
    case kTerminated: return End::Terminated;
    default: return End::Crashed;
    }
}

} // namespace

class AllocationTest : public QObject {
    Q_OBJECT

    std::uint64_t m_failures = 0, m_thrown = 0, m_terminated = 0;

    void failEach(const fuzz::Target &target, ByteSpan input, std::size_t index)
    {
        target.run(input); // whatever is made once is made now
        const auto all = runFailing(target, input, 0, Failing::TheOne).allocations;
        for (std::uint64_t number = 1; number <= all; ++number) {
            for (const Failing failing : {Failing::TheOne, Failing::AllFromThere}) {
                std::snprintf(s_where, sizeof s_where, "%s, input %zu, allocation %llu of %llu, %s\n",
                              std::string(target.name).c_str(), index, static_cast<unsigned long long>(number),
                              static_cast<unsigned long long>(all), failing == Failing::TheOne ? "alone" : "and all after");
                ++m_failures;
                if (target.name == "json") {
                    const End end = runInChild(target, input, number, failing);
                    QVERIFY2(end == End::Returned || end == End::Terminated, s_where);
                    m_terminated += end == End::Terminated ? 1 : 0;
                    continue;
                }
                Outcome outcome = runFailing(target, input, number, failing);
                if (outcome.kept > 0) // a cache of some library may fill up once
                    outcome = runFailing(target, input, number, failing);
                QVERIFY2(outcome.kept <= 0, s_where);
                m_thrown += outcome.threw ? 1 : 0;
            }
            target.run(input); // its promises hold as before
        }
    }

private Q_SLOTS:
    void initTestCase()
    {
        fuzz::installFixedRandom();
        QVERIFY(crypto::selfTest().ok());
        std::signal(SIGABRT, sayWhere);
        // The instrument first: it counts, fails and notices what is kept.
        std::string kept;
        {
            const FailingMemory counting;
            kept.assign(100, 'x');
            QVERIFY(FailingMemory::allocations() == 1 && FailingMemory::kept() == 1);
        }
        bool threw = false;
        {
            const FailingMemory failing(1);
            try {
                std::string(200, 'x').swap(kept);
            } catch (const std::bad_alloc &) {
                threw = true;
            }
        }
        QVERIFY(threw && kept.size() == 100);
    }
    void survivesEachFailure_data()
    {
        QTest::addColumn<int>("index");
        int index = 0;
        for (const auto name : kParsers)
            QTest::newRow(std::string(name).c_str()) << index++;
    }
    void survivesEachFailure()
    {
        QFETCH(int, index);
        const fuzz::Target &target = parser(kParsers[index]);
        auto inputs = fuzz::inputsOf(target);
        const auto wellFormed = inputs.size();
        fuzz::Sequence sequence;
        for (auto left = fromEnvironment("BEDSIDE_FAULT_INPUTS", 50); left > 0; --left)
            inputs.push_back(fuzz::mutated(inputs[sequence.below(wellFormed)], sequence));
        for (std::size_t i = 0; i < inputs.size() && !QTest::currentTestFailed(); ++i)
            failEach(target, inputs[i], i);
    }
    void cleanupTestCase()
    {
        std::signal(SIGABRT, SIG_DFL);
        qInfo("%llu failed allocations, %llu came out as std::bad_alloc, %llu ended the process in the JSON library's destructor",
              static_cast<unsigned long long>(m_failures), static_cast<unsigned long long>(m_thrown),
              static_cast<unsigned long long>(m_terminated));
    }
};

QTEST_GUILESS_MAIN(AllocationTest)
#include "allocation_test.moc"
