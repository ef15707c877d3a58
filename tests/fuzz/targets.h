// SPDX-License-Identifier: Apache-2.0
// Every parser of outside bytes as a function that may be given anything. A target aborts when a promise is broken:
// what a parser accepts it writes back bit for bit, and what it opens was sealed. README.md lists the promises.
#pragma once

#include "core/base/bytes.h"

#include <span>
#include <string_view>

namespace bedside::fuzz {

struct Target {
    std::string_view name;
    void (*run)(ByteSpan input);
    std::vector<Bytes> (*seeds)(); // well-formed inputs to start from
};

// One list for each source, and what the program at hand was built with.
std::span<const Target> auditTargets();
std::span<const Target> clientTargets();
std::span<const Target> e2eeTargets();
std::span<const Target> identityTargets();
std::span<const Target> mediaTargets();
std::span<const Target> memberTargets();
std::span<const Target> mlsTargets();
std::span<const Target> objectTargets();
std::span<const Target> serverTargets();
std::span<const Target> sframeTargets();
std::span<const Target> storeTargets();
std::span<const Target> textTargets();
std::span<const Target> wireTargets();
std::vector<Target> targets();

} // namespace bedside::fuzz
