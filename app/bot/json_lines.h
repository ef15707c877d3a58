// SPDX-License-Identifier: Apache-2.0
// One JSON object a line: standard input read on a thread of its own and handed over on the main thread, standard
// output written at once.
#pragma once

#include "core/base/executor.h"
#include "core/base/json.h"

#include <functional>

namespace bedside::bot {

// Starts reading. `onLine` gets each line that is a JSON object; `onEnd` comes once, at the end of the input or at a
// line that is none (Malformed) or longer than 256 KiB (TooLarge). Both on the executor's thread. `executor` must live
// as long as the process: the reader cannot be stopped while it waits for a line.
void readLines(Executor &executor, std::function<void(Json)> onLine, std::function<void(Result<void>)> onEnd);

// Main thread.
void writeLine(const Json &object);

// Unix milliseconds with fractions, as the protocol has them.
double wallMilliseconds();

} // namespace bedside::bot
