// SPDX-License-Identifier: Apache-2.0
// What targets have in common: how a broken promise ends the program, and the promise that most of them make.
#pragma once

#include "core/base/bytes.h"
#include "core/base/clock.h"
#include "tests/fuzz/fixed_random.h"

#include <cstdio>
#include <cstdlib>
#include <initializer_list>

namespace bedside::fuzz {

inline void promise(bool held, const char *what)
{
    if (held)
        return;
    std::fprintf(stderr, "broken promise: %s\n", what);
    std::abort();
}

// The value of a Result that cannot fail here.
template <class T>
T made(Result<T> result, const char *what)
{
    promise(result.ok(), what);
    return std::move(result).value();
}

inline WallTime someTime() { return fromUnixMilliseconds(1'800'000'000'000); }

inline Bytes text(std::string_view characters) { return toBytes(asBytes(characters)); }

template <class T>
void roundTrip(ByteSpan input)
{
    if (const auto parsed = T::parse(input); parsed.ok())
        promise(equalBytes(parsed->encode(), input), "an accepted encoding is the only one");
}

} // namespace bedside::fuzz
