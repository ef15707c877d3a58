// SPDX-License-Identifier: Apache-2.0
// Splits sealed VP8 frames into RTP packets (RFC 7741). GStreamer's rtpvp8pay reads the partition sizes inside the
// frame, which are ciphertext here, and fails on the first one; this one looks at nothing but the length.
#pragma once

#include "core/base/error.h"

namespace bedside::media {

inline constexpr const char *kVp8Payloader = "bedsidevp8pay";

// Registers the element `bedsidevp8pay` (a GstRTPBasePayload: pt, ssrc, mtu ...) in this process.
Result<void> registerVp8Payloader();

} // namespace bedside::media
