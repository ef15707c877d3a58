// SPDX-License-Identifier: Apache-2.0
// Exit codes of all our programs, and what an Error means to the person at the terminal.
#pragma once

#include "core/base/error.h"

#include <string>

namespace bedside::admin {

enum ExitCode : int {
    ExitOk = 0,
    ExitFailed = 1,
    ExitUsage = 2,
    ExitEnvironment = 3,
    ExitSelfTest = 4,
    ExitLogDropped = 10, // audit verify: what is wrong with the log
    ExitLogEdited = 11,
    ExitLogReordered = 12,
    ExitLogForked = 13,
    ExitLogRolledBack = 14,
    ExitLogHeadInvalid = 15,
};

std::string inWords(const Error &error); // what happened and what to do
int exitCode(const Error &error);
int report(const Error &error);          // writes the words to standard error; returns the exit code

} // namespace bedside::admin
