// SPDX-License-Identifier: Apache-2.0
#include "tests/hostile/attack_test.h"

#include <QtTest>

namespace bedside::test
{
namespace
{

const char *nameOf(Ended ended) { return ended ? errorName(*ended).data() : "nothing"; }

// Whether README.md has a row "| name | what | property | error |".
bool isInTheReadme(const char *name, Ended ends)
{
    QFile file(QStringLiteral(BEDSIDE_HOSTILE_README));
    if (!file.open(QIODevice::ReadOnly))
        return false;
    for (const QByteArray &line : file.readAll().split('\n')) {
        const auto cells = line.split('|');
        if (cells.size() == 6 && cells[1].trimmed() == name)
            return cells[4].trimmed() == nameOf(ends);
    }
    return false;
}

} // namespace

void AttackTest::endsInItsError_data()
{
    QTest::addColumn<int>("index");
    int index = 0;
    for (const Attack &attack : attacks())
        QTest::newRow(attack.name) << index++;
}

void AttackTest::endsInItsError()
{
    QFETCH(int, index);
    const Attack attack = attacks()[static_cast<std::size_t>(index)];
    QVERIFY2(isInTheReadme(attack.name, attack.ends), "the table in README.md says something else");
    for (const std::uint64_t seed : seeds()) {
        m_practice.begin(seed);
        const Ended ended = attack.run();
        m_practice.hostile.forgetScript();
        const QByteArray report = QByteArray("seed ") + QByteArray::number(qulonglong(seed)) + ": ended in " +
                                  nameOf(ended) + ", not in " + nameOf(attack.ends) + "\n" +
                                  m_practice.log.text().right(4000);
        QVERIFY2(ended == attack.ends, report.constData());
        if (attack.once)
            break;
    }
}

} // namespace bedside::test
