// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/practice_fixture.h"

namespace bedside::fuzz {

Practice::Practice() { promise(trust.accept(bundle(), kServerName, someTime()).ok(), "a practice is trusted"); }

identity::TrustBundle Practice::bundle() const
{
    return {toBytes(key.publicKey()), issuers.encode(), grants.encode(), statement.encode()};
}

const Practice &practice()
{
    static const Practice it = [] {
        const FixedRandom random("practice");
        return Practice();
    }();
    return it;
}

} // namespace bedside::fuzz
