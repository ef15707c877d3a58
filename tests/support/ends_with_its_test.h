// SPDX-License-Identifier: Apache-2.0
// A program that a test starts ends with it, however that ends: it would keep the test's output open, and ctest waits for that.
#pragma once

#include <QProcess>
#ifdef Q_OS_LINUX
#include <csignal>
#include <sys/prctl.h>
#endif

namespace bedside::test {

// Before `process` is started, from the main thread. Linux only; elsewhere nothing happens.
inline void endsWithItsTest([[maybe_unused]] QProcess &process)
{
#ifdef Q_OS_LINUX
    process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
#endif
}

} // namespace bedside::test
