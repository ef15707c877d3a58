// SPDX-License-Identifier: Apache-2.0
// Written against Apple's documentation; not yet compiled or run.
#include "core/platform/process.h"

#include <cerrno>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/types.h>

namespace bedside::platform {

Result<void> protectProcessMemory(bool allowInspection)
{
    const rlimit none{0, 0};
    if (::setrlimit(RLIMIT_CORE, &none) != 0)
        return Error(ErrorCode::Unsupported, "core dumps", errno);
    if (!allowInspection && ::ptrace(PT_DENY_ATTACH, 0, nullptr, 0) != 0)
        return Error(ErrorCode::Unsupported, "process memory", errno);
    return {};
}

// CFBundleURLTypes in the bundle's Info.plist registers the scheme; LaunchServices reads it when the app is installed.
Result<void> registerScheme(const std::filesystem::path &) { return {}; }

} // namespace bedside::platform
