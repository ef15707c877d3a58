// SPDX-License-Identifier: Apache-2.0
// Internal to core/media: GstPromise with a C++ callback.
#pragma once

#include "core/media/gst_ptr.h"

namespace bedside::media {

// A promise whose answer is handed to `function` on webrtcbin's thread; not called where the promise expires.
template <class Function>
GstPtr<GstPromise> promise(Function function)
{
    return GstPtr<GstPromise>::adopt(gst_promise_new_with_change_func(
        [](GstPromise *reply, gpointer data) {
            if (gst_promise_wait(reply) == GST_PROMISE_RESULT_REPLIED)
                (*static_cast<Function *>(data))(reply);
        },
        new Function(std::move(function)), [](gpointer data) { delete static_cast<Function *>(data); }));
}

} // namespace bedside::media
