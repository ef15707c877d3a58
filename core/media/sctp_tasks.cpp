// SPDX-License-Identifier: Apache-2.0
#include "core/media/sctp_tasks.h"

namespace bedside::media {
namespace {

using PadFunction = void (*)(GstPad *pad, int &count);

struct Visit {
    PadFunction function;
    int count = 0;
};

gboolean visitPad(GstElement *, GstPad *pad, gpointer data)
{
    auto &visit = *static_cast<Visit *>(data);
    visit.function(pad, visit.count);
    return TRUE;
}

void visitElement(const GValue *element, gpointer data)
{
    gst_element_foreach_src_pad(GST_ELEMENT(g_value_get_object(element)), visitPad, data);
}

// Gives what the function has counted.
int eachSourcePad(GstBin *bin, PadFunction function)
{
    Visit visit{function};
    for (const char *factory : {"sctpenc", "sctpdec"}) {
        GstIterator *elements = gst_bin_iterate_all_by_element_factory_name(bin, factory);
        while (gst_iterator_foreach(elements, visitElement, &visit) == GST_ITERATOR_RESYNC)
            gst_iterator_resync(elements);
        gst_iterator_free(elements);
    }
    return visit.count;
}

} // namespace

void closeSctpToEvents(GstBin *bin)
{
    eachSourcePad(bin, [](GstPad *pad, int &) {
        const auto drop = [](GstPad *, GstPadProbeInfo *info, gpointer) {
            const auto type = GST_EVENT_TYPE(gst_pad_probe_info_get_event(info));
            return type == GST_EVENT_RECONFIGURE || type == GST_EVENT_FLUSH_STOP ? GST_PAD_PROBE_DROP : GST_PAD_PROBE_OK;
        };
        const auto mask = GstPadProbeType(GST_PAD_PROBE_TYPE_EVENT_UPSTREAM | GST_PAD_PROBE_TYPE_EVENT_FLUSH);
        gst_pad_add_probe(pad, mask, drop, nullptr, nullptr);
    });
}

int stopSctpTasks(GstBin *bin)
{
    return eachSourcePad(bin, [](GstPad *pad, int &count) {
        if (gst_pad_get_task_state(pad) == GST_TASK_STOPPED)
            return;
        ++count;
        gst_pad_set_active(pad, TRUE); // else it takes no event
        gst_pad_send_event(pad, gst_event_new_flush_start());
        gst_pad_stop_task(pad);
        gst_pad_set_active(pad, FALSE);
    });
}

} // namespace bedside::media
