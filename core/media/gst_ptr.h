// SPDX-License-Identifier: Apache-2.0
// GstPtr<T>: the owner of one reference to a GStreamer or GLib object. The only file with raw unref calls.
// A handle takes its reference with adopt() (the call returned a new one) or share() (it returned a borrowed one).
#pragma once

#include <gst/gst.h>
#include <gst/app/app.h>
#include <gst/webrtc/webrtc.h>

#include <memory>
#include <string>
#include <utility>

namespace bedside::media {

template <class T>
struct GstRef { // GObject and what derives from it
    static void ref(T *object) { g_object_ref(object); }
    static void unref(T *object) { g_object_unref(object); }
    static void sink(T *object) { if (g_object_is_floating(object)) g_object_ref_sink(object); }
};

#define BEDSIDE_MINI_OBJECT(Type, refFunction, unrefFunction)                                                          \
    template <>                                                                                                        \
    struct GstRef<Type> {                                                                                              \
        static void ref(Type *object) { refFunction(object); }                                                         \
        static void unref(Type *object) { unrefFunction(object); }                                                     \
        static void sink(Type *) {}                                                                                    \
    }
BEDSIDE_MINI_OBJECT(GstBuffer, gst_buffer_ref, gst_buffer_unref);
BEDSIDE_MINI_OBJECT(GstBufferList, gst_buffer_list_ref, gst_buffer_list_unref);
BEDSIDE_MINI_OBJECT(GstCaps, gst_caps_ref, gst_caps_unref);
BEDSIDE_MINI_OBJECT(GstSample, gst_sample_ref, gst_sample_unref);
BEDSIDE_MINI_OBJECT(GstMessage, gst_message_ref, gst_message_unref);
BEDSIDE_MINI_OBJECT(GstEvent, gst_event_ref, gst_event_unref);
BEDSIDE_MINI_OBJECT(GstPromise, gst_promise_ref, gst_promise_unref);
BEDSIDE_MINI_OBJECT(GstMemory, gst_memory_ref, gst_memory_unref);
BEDSIDE_MINI_OBJECT(GBytes, g_bytes_ref, g_bytes_unref);
BEDSIDE_MINI_OBJECT(GMainLoop, g_main_loop_ref, g_main_loop_unref);
BEDSIDE_MINI_OBJECT(GMainContext, g_main_context_ref, g_main_context_unref);
#undef BEDSIDE_MINI_OBJECT

template <class T>
class GstPtr {
public:
    GstPtr() noexcept = default;
    GstPtr(std::nullptr_t) noexcept {}
    GstPtr(GstPtr &&other) noexcept : m_object(std::exchange(other.m_object, nullptr)) {}
    GstPtr(const GstPtr &other) : GstPtr(share(other.m_object)) {}
    GstPtr &operator=(GstPtr other) noexcept
    {
        std::swap(m_object, other.m_object);
        return *this;
    }
    ~GstPtr()
    {
        if (m_object)
            GstRef<T>::unref(m_object);
    }

    // `object` is a reference that the caller owns. A floating one is sunk.
    static GstPtr adopt(T *object)
    {
        if (object)
            GstRef<T>::sink(object);
        return GstPtr(object);
    }
    // `object` is borrowed: a reference is added.
    static GstPtr share(T *object)
    {
        if (object)
            GstRef<T>::ref(object);
        return GstPtr(object);
    }

    T *get() const noexcept { return m_object; }
    T *release() noexcept { return std::exchange(m_object, nullptr); } // for calls that take the reference
    explicit operator bool() const noexcept { return m_object != nullptr; }

private:
    explicit GstPtr(T *object) noexcept : m_object(object) {}
    T *m_object = nullptr;
};

struct StructureFree {
    void operator()(GstStructure *structure) const { gst_structure_free(structure); }
};
using StructurePtr = std::unique_ptr<GstStructure, StructureFree>; // for one that the caller owns

// A gchar string that the caller of a GLib function owns, as a std::string.
inline std::string takeText(gchar *text)
{
    std::string out = text ? text : "";
    g_free(text);
    return out;
}

} // namespace bedside::media
