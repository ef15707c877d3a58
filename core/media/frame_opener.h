// SPDX-License-Identifier: Apache-2.0
// The GStreamer element around a FrameGate: sits between depayloader and decoder.
#pragma once

#include "core/media/frame_gate.h"

namespace bedside::media {

Result<void> registerFrameOpener();

// A new element that passes what `gate` opens. The gate lives as long as the element.
GstPtr<GstElement> makeFrameOpener(std::shared_ptr<FrameGate> gate);

// Tries the held frames again, on a worker of GStreamer's. Any thread; does not block.
void retryHeldFrames(GstElement *frameOpener);

} // namespace bedside::media
