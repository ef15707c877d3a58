// SPDX-License-Identifier: Apache-2.0
// Small files that are either the old or the new content after a crash: temporary, fsync, rename, fsync of the folder.
#pragma once

#include "core/base/secret.h"

#include <filesystem>

namespace bedside::store {

// Mode 0600 on systems that have modes. DiskFull, InputOutput (detail = errno).
Result<void> writeFileAtomically(const std::filesystem::path &file, ByteSpan content);
// NotFound, TooLarge, InputOutput.
Result<Bytes> readSmallFile(const std::filesystem::path &file, std::size_t limit);
Result<Secret> readSecretFile(const std::filesystem::path &file, std::size_t limit);
// Creates the folder (0700) and its parents.
Result<void> makePrivateFolder(const std::filesystem::path &folder);

} // namespace bedside::store
