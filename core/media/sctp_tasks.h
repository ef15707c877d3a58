// SPDX-License-Identifier: Apache-2.0
// GStreamer's SCTP elements (1.22) start the thread of a source pad again for any RECONFIGURE or FLUSH_STOP that comes from
// downstream, also in the moment in which their state becomes NULL. It then waits for packets for ever, and whoever gives up
// the last reference to the element waits for it. Both take any thread but those.
#pragma once

#include "core/media/gst_ptr.h"

namespace bedside::media {

// Before the state of `bin` becomes NULL, and for good: no sctpenc and sctpdec below it takes such an event.
void closeSctpToEvents(GstBin *bin);

// Once it is NULL: ends the threads of those that had taken one already. Gives how many there were.
int stopSctpTasks(GstBin *bin);

} // namespace bedside::media
