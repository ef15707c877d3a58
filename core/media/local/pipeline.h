// SPDX-License-Identifier: Apache-2.0
// One GStreamer pipeline of this folder: on the system clock with base time 0, so that running time is the machine's
// monotonic clock in every one of them (the echo canceller and lip sync compare them). Owned and used by the worker.
#pragma once

#include "core/base/error.h"
#include "core/media/gst_ptr.h"
#include "core/media/local/worker.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace bedside::media {

class Pipeline {
public:
    // `onFailed` runs on the worker, once, for the first error or end of stream of a running pipeline; never after the
    // pipeline has gone. `onFailed` may destroy the pipeline.
    static Result<std::unique_ptr<Pipeline>> create(const char *name, Worker &worker, std::function<void(Error)> onFailed);
    ~Pipeline();                                   // to NULL: devices are released when it returns
    Pipeline(const Pipeline &) = delete;
    Pipeline &operator=(const Pipeline &) = delete;

    // Adds a new element; `settings` are property=value pairs as in a launch line. Unsupported: not installed.
    Result<GstElement *> add(const char *factory, std::initializer_list<std::pair<const char *, const char *>> settings = {});
    GstElement *adopt(GstPtr<GstElement> element); // adds one that exists
    Result<GstElement *> addCapsFilter(const std::string &caps);
    Result<void> link(std::initializer_list<GstElement *> chain);

    // `onBuffer` is called on the streaming thread for each buffer at the element's pad. It may replace the buffer (by
    // a writable copy) and returns false to drop it. It lives until the pipeline is down: what it captures must, too.
    using OnBuffer = std::function<bool(GstPtr<GstBuffer> &)>;
    void probe(GstElement *element, const char *pad, OnBuffer onBuffer);

    // What stands in front of the element's pad keeps the format that it has: requests to negotiate anew end here.
    void keepFormatBefore(GstElement *element, const char *pad);

    // `onFirst` runs on the worker after the first buffer has passed the element's pad, unless the pipeline is gone.
    void whenFirstBuffer(GstElement *element, const char *pad, std::function<void()> onFirst);

    Result<void> play();                           // a failing device's own error, if it said one

    GstElement *bin() const { return m_pipeline.get(); }

private:
    struct Bus;
    Pipeline() = default;
    static GstBusSyncReply onMessage(GstBus *bus, GstMessage *message, gpointer shared);

    GstPtr<GstElement> m_pipeline;
    std::shared_ptr<Bus> m_bus;                    // what the sync handler may touch
};

std::int64_t monotonicNs(); // the clock of every pipeline

} // namespace bedside::media
