// SPDX-License-Identifier: Apache-2.0
// What a source or sink element's error means for the user. Pure; the texts judged are the drivers' English ones, and
// nothing of them is kept.
#pragma once

#include "core/base/error.h"

#include <gst/gst.h>

#include <string_view>

namespace bedside::media {

// DeviceBusy (another program has it), DeviceLost (it is gone), PipelineFailed (anything else).
Error deviceError(const GError &error, std::string_view debug);

} // namespace bedside::media
