// SPDX-License-Identifier: Apache-2.0
// The targets that need no database and no server: parsers alone, fast enough for hundreds of millions of inputs.
#include "tests/fuzz/targets.h"

namespace bedside::fuzz {

std::vector<Target> targets()
{
    std::vector<Target> out;
    for (const auto list : {sframeTargets(), wireTargets(), identityTargets(), e2eeTargets(), mlsTargets(),
                            memberTargets(), objectTargets(), auditTargets(), mediaTargets(), textTargets()})
        out.insert(out.end(), list.begin(), list.end());
    return out;
}

} // namespace bedside::fuzz
