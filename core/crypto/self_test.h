// SPDX-License-Identifier: Apache-2.0
// Start-up self-test: known answers for every primitive in this folder. Call it first in main(), on the main thread.
#pragma once

#include "core/base/error.h"

namespace bedside::crypto {

// Starts libsodium and compares each primitive with a published answer. SelfTestFailed means that this program must
// not run on this machine; the error's text names the primitive. Takes a few milliseconds; safe to call again.
Result<void> selfTest();

} // namespace bedside::crypto
