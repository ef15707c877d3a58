// SPDX-License-Identifier: Apache-2.0
#include "core/media/local/pipeline.h"

#include "core/media/local/device_error.h"

#include <mutex>

namespace bedside::media {

// Shared with the bus, which may still be calling while the pipeline goes away.
struct Pipeline::Bus {
    Worker &worker;
    std::function<void(Error)> onFailed;
    bool ended = false;               // worker only: nothing more is told, and `pipeline` may be gone
    GstElement *pipeline = nullptr;

    std::mutex mutex;
    std::optional<Error> firstError;

    Bus(Worker &w, std::function<void(Error)> callback) : worker(w), onFailed(std::move(callback)) {}

    std::optional<Error> error()
    {
        const std::lock_guard lock(mutex);
        return firstError;
    }
    void note(Error error)
    {
        const std::lock_guard lock(mutex);
        if (!firstError)
            firstError = error;
    }
};

namespace {

Error errorOf(GstMessage *message)
{
    GError *error = nullptr;
    gchar *debug = nullptr;
    gst_message_parse_error(message, &error, &debug);
    const Error out = deviceError(*error, takeText(debug));
    g_error_free(error);
    return out;
}

} // namespace

GstBusSyncReply Pipeline::onMessage(GstBus *, GstMessage *message, gpointer shared)
{
    const auto dropped = GstPtr<GstMessage>::adopt(message); // whoever answers "drop" owns it
    const std::shared_ptr<Bus> bus = *static_cast<std::shared_ptr<Bus> *>(shared);
    switch (GST_MESSAGE_TYPE(message)) {
    case GST_MESSAGE_ERROR:
    case GST_MESSAGE_EOS:
        bus->note(GST_MESSAGE_TYPE(message) == GST_MESSAGE_EOS ? Error(ErrorCode::DeviceLost, "its stream ended")
                                                               : errorOf(message));
        bus->worker.post([bus] {
            if (std::exchange(bus->ended, true))
                return;
            bus->onFailed(*bus->error());
        });
        break;
    case GST_MESSAGE_LATENCY:
        bus->worker.post([bus] {
            if (!bus->ended)
                gst_bin_recalculate_latency(GST_BIN(bus->pipeline));
        });
        break;
    default: break;
    }
    return GST_BUS_DROP;
}

Result<std::unique_ptr<Pipeline>> Pipeline::create(const char *name, Worker &worker, std::function<void(Error)> onFailed)
{
    std::unique_ptr<Pipeline> out(new Pipeline);
    out->m_pipeline = GstPtr<GstElement>::adopt(gst_pipeline_new(name));
    if (!out->m_pipeline)
        return Error(ErrorCode::PipelineFailed, "no pipeline");
    GstElement *pipeline = out->m_pipeline.get();
    const auto clock = GstPtr<GstClock>::adopt(gst_system_clock_obtain());
    gst_pipeline_use_clock(GST_PIPELINE(pipeline), clock.get());
    gst_element_set_start_time(pipeline, GST_CLOCK_TIME_NONE);
    gst_element_set_base_time(pipeline, 0);

    out->m_bus = std::make_shared<Bus>(worker, std::move(onFailed));
    out->m_bus->pipeline = pipeline;
    const auto bus = GstPtr<GstBus>::adopt(gst_pipeline_get_bus(GST_PIPELINE(pipeline)));
    gst_bus_set_sync_handler(bus.get(), &Pipeline::onMessage, new std::shared_ptr<Bus>(out->m_bus),
                             [](gpointer shared) { delete static_cast<std::shared_ptr<Bus> *>(shared); });
    return out;
}

Pipeline::~Pipeline()
{
    if (!m_pipeline)
        return;
    if (m_bus)
        m_bus->ended = true;
    gst_element_set_state(m_pipeline.get(), GST_STATE_NULL);
    const auto bus = GstPtr<GstBus>::adopt(gst_pipeline_get_bus(GST_PIPELINE(m_pipeline.get())));
    gst_bus_set_sync_handler(bus.get(), nullptr, nullptr, nullptr);
}

Result<GstElement *> Pipeline::add(const char *factory,
                                   std::initializer_list<std::pair<const char *, const char *>> settings)
{
    auto element = GstPtr<GstElement>::adopt(gst_element_factory_make(factory, nullptr));
    if (!element)
        return Error(ErrorCode::Unsupported, factory);
    for (const auto &[property, value] : settings)
        gst_util_set_object_arg(G_OBJECT(element.get()), property, value);
    return adopt(std::move(element));
}

GstElement *Pipeline::adopt(GstPtr<GstElement> element)
{
    gst_bin_add(GST_BIN(m_pipeline.get()), element.get()); // takes a reference of its own
    return element.get();
}

Result<GstElement *> Pipeline::addCapsFilter(const std::string &caps) { return add("capsfilter", {{"caps", caps.c_str()}}); }

Result<void> Pipeline::link(std::initializer_list<GstElement *> chain)
{
    GstElement *previous = nullptr;
    for (GstElement *element : chain) {
        if (previous && !gst_element_link(previous, element))
            return Error(ErrorCode::PipelineFailed, "elements do not link");
        previous = element;
    }
    return {};
}

void Pipeline::probe(GstElement *element, const char *name, OnBuffer onBuffer)
{
    const auto pad = GstPtr<GstPad>::adopt(gst_element_get_static_pad(element, name));
    const auto call = [](GstPad *, GstPadProbeInfo *info, gpointer data) {
        auto buffer = GstPtr<GstBuffer>::adopt(GST_PAD_PROBE_INFO_BUFFER(info));
        const bool keep = (*static_cast<OnBuffer *>(data))(buffer);
        info->data = buffer.release();
        return keep ? GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP;
    };
    gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_BUFFER, call, new OnBuffer(std::move(onBuffer)),
                      [](gpointer data) { delete static_cast<OnBuffer *>(data); });
}

void Pipeline::keepFormatBefore(GstElement *element, const char *name)
{
    const auto pad = GstPtr<GstPad>::adopt(gst_element_get_static_pad(element, name));
    gst_pad_add_probe(
        pad.get(), GST_PAD_PROBE_TYPE_EVENT_UPSTREAM,
        [](GstPad *, GstPadProbeInfo *info, gpointer) {
            return GST_EVENT_TYPE(GST_PAD_PROBE_INFO_EVENT(info)) == GST_EVENT_RECONFIGURE ? GST_PAD_PROBE_DROP : GST_PAD_PROBE_OK;
        },
        nullptr, nullptr);
}

void Pipeline::whenFirstBuffer(GstElement *element, const char *pad, std::function<void()> onFirst)
{
    probe(element, pad, [bus = m_bus, onFirst = std::move(onFirst), seen = false](GstPtr<GstBuffer> &) mutable {
        if (!std::exchange(seen, true))
            bus->worker.post([bus, onFirst = std::move(onFirst)] {
                if (!bus->ended)
                    onFirst();
            });
        return true;
    });
}

Result<void> Pipeline::play()
{
    if (gst_element_set_state(m_pipeline.get(), GST_STATE_PLAYING) != GST_STATE_CHANGE_FAILURE)
        return {};
    m_bus->ended = true;
    return m_bus->error().value_or(Error(ErrorCode::PipelineFailed, "does not start"));
}

std::int64_t monotonicNs()
{
    const auto clock = GstPtr<GstClock>::adopt(gst_system_clock_obtain());
    return static_cast<std::int64_t>(gst_clock_get_time(clock.get()));
}

} // namespace bedside::media
