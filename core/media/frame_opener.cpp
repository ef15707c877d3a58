// SPDX-License-Identifier: Apache-2.0
#include "core/media/frame_opener.h"

#include <gst/video/video-event.h>

namespace bedside::media {
namespace {

// A lost video frame asks for a key frame at most this often; the encoder has a floor of its own.
constexpr std::chrono::milliseconds kKeyFrameInterval{500};

struct State {
    std::shared_ptr<FrameGate> gate;
    FrameGate::Time askedAt{};
    bool asked = false;
};

struct FrameOpener {
    GstElement element;
    GstPad *sink;   // owned by the element
    GstPad *source; // owned by the element
    State *state;
};
struct FrameOpenerClass {
    GstElementClass element;
};

GstElementClass *parentClass = nullptr; // written once, by classInit

FrameOpener *cast(void *object) { return static_cast<FrameOpener *>(object); }

void askForKeyFrame(FrameOpener *self, FrameGate::Time now)
{
    State &state = *self->state;
    if (state.asked && now - state.askedAt < kKeyFrameInterval)
        return;
    state.asked = true;
    state.askedAt = now;
    gst_pad_push_event(self->sink, gst_video_event_new_upstream_force_key_unit(GST_CLOCK_TIME_NONE, TRUE, 0));
}

// With the sink pad's stream lock held: by GStreamer in chain(), by retry() itself.
GstFlowReturn pass(FrameOpener *self, FrameGate::Outcome outcome, FrameGate::Time now)
{
    if (outcome.wantKeyFrame)
        askForKeyFrame(self, now);
    GstFlowReturn result = GST_FLOW_OK;
    for (auto &frame : outcome.frames)
        if (result == GST_FLOW_OK)
            result = gst_pad_push(self->source, frame.release());
    return result;
}

GstFlowReturn chain(GstPad *, GstObject *parent, GstBuffer *buffer)
{
    auto *self = cast(parent);
    const auto now = std::chrono::steady_clock::now();
    return pass(self, self->state->gate->accept(GstPtr<GstBuffer>::adopt(buffer), now), now);
}

void retry(GstElement *element, gpointer)
{
    auto *self = cast(element);
    const auto now = std::chrono::steady_clock::now();
    GST_PAD_STREAM_LOCK(self->sink);
    pass(self, self->state->gate->retry(now), now);
    GST_PAD_STREAM_UNLOCK(self->sink);
}

void finalize(GObject *object)
{
    delete cast(object)->state;
    G_OBJECT_CLASS(parentClass)->finalize(object);
}

GstStaticPadTemplate sinkTemplate = GST_STATIC_PAD_TEMPLATE("sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
GstStaticPadTemplate sourceTemplate = GST_STATIC_PAD_TEMPLATE("src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);

void instanceInit(GTypeInstance *instance, gpointer)
{
    auto *self = cast(instance);
    self->state = new State;
    self->sink = gst_pad_new_from_static_template(&sinkTemplate, "sink");
    self->source = gst_pad_new_from_static_template(&sourceTemplate, "src");
    gst_pad_set_chain_function(self->sink, chain);
    GST_PAD_SET_PROXY_CAPS(self->sink);
    gst_element_add_pad(&self->element, self->sink);
    gst_element_add_pad(&self->element, self->source);
}

void classInit(gpointer type, gpointer)
{
    parentClass = static_cast<GstElementClass *>(g_type_class_peek_parent(type));
    static_cast<GObjectClass *>(type)->finalize = finalize;
    auto *element = static_cast<GstElementClass *>(type);
    gst_element_class_add_static_pad_template(element, &sinkTemplate);
    gst_element_class_add_static_pad_template(element, &sourceTemplate);
    gst_element_class_set_static_metadata(element, "Opens sealed frames", "Decryptor/Codec", "SFrame, RFC 9605", "Bedside");
}

GType openerType()
{
    static const GType type =
        g_type_register_static_simple(GST_TYPE_ELEMENT, "BedsideFrameOpener", sizeof(FrameOpenerClass), classInit,
                                      sizeof(FrameOpener), instanceInit, static_cast<GTypeFlags>(0));
    return type;
}

} // namespace

Result<void> registerFrameOpener()
{
    if (openerType() == 0)
        return Error(ErrorCode::Internal, "registering the frame opener");
    return {};
}

GstPtr<GstElement> makeFrameOpener(std::shared_ptr<FrameGate> gate)
{
    auto element = GstPtr<GstElement>::adopt(static_cast<GstElement *>(g_object_new(openerType(), nullptr)));
    cast(element.get())->state->gate = std::move(gate);
    return element;
}

void retryHeldFrames(GstElement *frameOpener) { gst_element_call_async(frameOpener, retry, nullptr, nullptr); }

} // namespace bedside::media
