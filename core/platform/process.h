// SPDX-License-Identifier: Apache-2.0
// What a program of ours asks of its operating system when it starts. No Qt. One file per system implements it.
#pragma once

#include "core/base/error.h"

#include <filesystem>

namespace bedside::platform {

// No core dump, no ptrace by other processes of the user where the system offers that: memory holds keys.
// `allowInspection` keeps the memory readable for the same user's tools (the search of app/run); core dumps stay off.
Result<void> protectProcessMemory(bool allowInspection = false);

// Makes `program` open bedside: links for this user. Linux: a desktop entry in $XDG_DATA_HOME and mimeapps.list;
// Windows: HKCU\Software\Classes\bedside; macOS: done by the bundle's Info.plist, so nothing to do.
// Leaves another program's explicit choice alone.
Result<void> registerScheme(const std::filesystem::path &program);

} // namespace bedside::platform
