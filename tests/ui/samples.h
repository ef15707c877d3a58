// SPDX-License-Identifier: Apache-2.0
// Invented values for every screen: each function brings the fake facade into one situation.
#pragma once

#include "tests/support/fake_facade.h"

#include <string>
#include <vector>

namespace bedside::tests {

struct Pictures {
    FakePictures self;
    FakePictures other;
};

// 23 November 2026, 9:48 in the morning, local time.
WallTime sampleNow();

// A situation by the name of its screen, or of a variant such as "today-waiting"; false: no such name.
bool arrange(const std::string &situation, FakeFacade &facade, Pictures &pictures);
std::vector<std::string> situations();

} // namespace bedside::tests
