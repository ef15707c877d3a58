// SPDX-License-Identifier: Apache-2.0
// The targets with a database or a server behind them.
#include "tests/fuzz/targets.h"

namespace bedside::fuzz {

std::vector<Target> targets()
{
    std::vector<Target> out;
    for (const auto list : {storeTargets(), clientTargets(), serverTargets()})
        out.insert(out.end(), list.begin(), list.end());
    return out;
}

} // namespace bedside::fuzz
