// SPDX-License-Identifier: Apache-2.0
// Where a profile keeps its files. Folders are made for this user only (0700). Any thread.
#pragma once

#include "core/base/error.h"

#include <filesystem>

namespace bedside::platform {

struct ProfilePaths {
    std::filesystem::path root;      // the profile folder itself
    std::filesystem::path database;  // root/bedside.db (SQLCipher), with -wal and -shm beside it
    std::filesystem::path envelope;  // root/bedside.key: the wrapped database key
    std::filesystem::path trust;     // root/practice: the pinned practice key and what was seen of it, no secret
    std::filesystem::path aside;     // root/set-aside: damaged files are moved here
    std::filesystem::path socket;    // name of the single-instance socket (a pipe on Windows)
};

// The folder that --profile names, or the system's place for it ($XDG_DATA_HOME/bedside, %LOCALAPPDATA%\Bedside,
// ~/Library/Application Support/Bedside) when `chosen` is empty. InputOutput if it cannot be made or belongs to others.
Result<ProfilePaths> profilePaths(const std::filesystem::path &chosen);

} // namespace bedside::platform
