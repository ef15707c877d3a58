// SPDX-License-Identifier: Apache-2.0
// bedside --doctor: tries from this computer what visits need of its network and tells it on standard output, a line for each
// leg with what to ask of whoever looks after the network. Nothing of a patient is sent or printed.
#pragma once

#include "core/platform/profile_paths.h"

#include <string>

namespace bedside::desktop {

// Of the practice in the profile, or of the link's. Runs the event loop of the application that exists. Returns the exit code:
// 0 everything works, 1 something does not, 2 the link is none, 3 no practice is known here.
int runDoctor(const platform::ProfilePaths &paths, const std::string &link);

} // namespace bedside::desktop
