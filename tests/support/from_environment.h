// SPDX-License-Identifier: Apache-2.0
// Counts and seeds of tests that can run longer than usual.
#pragma once

#include <QtGlobal>
#include <cstdint>

namespace bedside::test {

inline std::uint64_t fromEnvironment(const char *name, std::uint64_t otherwise)
{
    bool ok = false;
    const auto value = qEnvironmentVariable(name).toULongLong(&ok);
    return ok ? value : otherwise;
}

} // namespace bedside::test
