// SPDX-License-Identifier: Apache-2.0
// The libFuzzer program of the targets of one source, which the build names (preset `fuzz`, see README.md):
// BEDSIDE_FUZZ_TARGET says which of them to run.
// Its seeds are written to the folder BEDSIDE_FUZZ_SEEDS, which is given to libFuzzer as a corpus.
#include "core/crypto/self_test.h"
#include "tests/fuzz/fixed_random.h"
#include "tests/fuzz/targets.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace {

using bedside::fuzz::Target;

std::span<const Target> all() { return bedside::fuzz::BEDSIDE_FUZZ_TARGETS(); }
const Target *chosen = nullptr;

bool writeSeeds(const std::filesystem::path &folder)
{
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    int number = 0;
    for (const auto &seed : chosen->seeds()) {
        std::ofstream file(folder / ("seed-" + std::to_string(number++)), std::ios::binary);
        file.write(reinterpret_cast<const char *>(seed.data()), static_cast<std::streamsize>(seed.size()));
        if (!file.flush())
            return false;
    }
    return number > 0;
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int *, char ***)
{
    bedside::fuzz::installFixedRandom();
    const char *name = std::getenv("BEDSIDE_FUZZ_TARGET");
    for (const auto &target : all()) {
        if (name != nullptr && target.name == name)
            chosen = &target;
    }
    if (chosen == nullptr || !bedside::crypto::selfTest().ok()) {
        std::fputs("set BEDSIDE_FUZZ_TARGET to one of:", stderr);
        for (const auto &target : all())
            std::fprintf(stderr, " %s", std::string(target.name).c_str());
        std::fputs("\n", stderr);
        std::exit(2);
    }
    if (const char *folder = std::getenv("BEDSIDE_FUZZ_SEEDS"); folder != nullptr && !writeSeeds(folder)) {
        std::fprintf(stderr, "cannot write seeds to %s\n", folder);
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
