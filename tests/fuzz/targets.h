// SPDX-License-Identifier: Apache-2.0
// Every parser of outside bytes as a function that may be given anything. A target aborts when a promise is broken:
// what a parser accepts it writes back bit for bit, and what it opens was sealed.
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

std::span<const Target> targets();

} // namespace bedside::fuzz
