// SPDX-License-Identifier: Apache-2.0
// Start-up self-test: known answers for every primitive in this folder. Call it first in main(), on the main thread.
#pragma once

#include "core/base/error.h"

#include <string>

namespace bedside::crypto {

// Starts libsodium and compares each primitive with a published answer. SelfTestFailed means that this program must
// not run on this machine; the error's text names the primitive. Takes a few milliseconds; safe to call again.
Result<void> selfTest();

// Of the libraries that this process runs with: "1.0.18", "OpenSSL 3.0.15 3 Sep 2024". Any thread.
std::string sodiumVersion();
std::string opensslVersion();

} // namespace bedside::crypto
