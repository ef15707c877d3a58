// SPDX-License-Identifier: Apache-2.0
// A folder of this process for targets whose parser reads files; gone when the process ends by itself. TMPDIR says
// where: in memory it is many times faster. From the first call on the process locks its databases for itself (SQLite's VFS
// "unix-excl"), so that they have no -shm.
#pragma once

#include "tests/fuzz/promise.h"

#include <filesystem>

namespace bedside::fuzz {

const std::filesystem::path &scratch();
void writeScratch(const std::filesystem::path &file, ByteSpan content);
void removeScratch(const std::filesystem::path &file);

} // namespace bedside::fuzz
