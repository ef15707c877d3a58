// SPDX-License-Identifier: Apache-2.0
// A test that is a table of attacks: each by name, with the error that its victim must end in, over the seeds. Each
// must stand in README.md, with that error.
#pragma once

#include "tests/hostile/hostile_practice.h"

#include <QObject>

namespace bedside::test
{

using Ended = std::optional<ErrorCode>; // what a victim ended in

class AttackTest : public QObject
{
    Q_OBJECT
protected:
    struct Attack {
        const char *name;
        Ended ends; // nothing: it has no effect
        std::function<Ended()> run;
        bool once = false; // seeds would change nothing, and it takes long in real time
    };
    virtual std::vector<Attack> attacks() = 0;

    HostilePractice m_practice;

private Q_SLOTS:
    void endsInItsError_data();
    void endsInItsError();
};

} // namespace bedside::test
