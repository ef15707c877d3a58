// SPDX-License-Identifier: Apache-2.0
// One libFuzzer program for all targets: BEDSIDE_FUZZ_TARGET names the one to run (preset `fuzz`, see README.md).
#include "core/crypto/self_test.h"
#include "tests/fuzz/targets.h"

#include <cstdio>
#include <cstdlib>

namespace {
const bedside::fuzz::Target *chosen = nullptr;
}

extern "C" int LLVMFuzzerInitialize(int *, char ***)
{
    const char *name = std::getenv("BEDSIDE_FUZZ_TARGET");
    for (const auto &target : bedside::fuzz::targets()) {
        if (name != nullptr && target.name == name)
            chosen = &target;
    }
    if (chosen == nullptr || !bedside::crypto::selfTest().ok()) {
        std::fputs("set BEDSIDE_FUZZ_TARGET to one of:", stderr);
        for (const auto &target : bedside::fuzz::targets())
            std::fprintf(stderr, " %s", std::string(target.name).c_str());
        std::fputs("\n", stderr);
        std::exit(2);
    }
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const auto seeds = chosen->seeds(); // also warms up what is made once
    chosen->run({data, size});
    return 0;
}
