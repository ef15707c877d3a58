// SPDX-License-Identifier: Apache-2.0
#include "core/media/sctp_tasks.h"

#include <QTest>
#include <atomic>

using namespace bedside::media;

class SctpTasksTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { gst_init(nullptr, nullptr); }
    void leavesWhatHasEndedAlone()
    {
        const auto pipeline = makePipeline();
        gst_element_set_state(pipeline.get(), GST_STATE_NULL);
        QCOMPARE(stopSctpTasks(GST_BIN(pipeline.get())), 0);
    }
    void startsNothingAgainOnceClosed()
    {
        const auto pipeline = makePipeline();
        const auto pad = sourcePad(pipeline);
        closeSctpToEvents(GST_BIN(pipeline.get()));
        gst_element_set_state(pipeline.get(), GST_STATE_NULL);
        sendEvent(pad, gst_event_new_reconfigure());
        QCOMPARE(gst_pad_get_task_state(pad.get()), GST_TASK_STOPPED);
        sendEvent(pad, gst_event_new_flush_stop(FALSE));
        QCOMPARE(gst_pad_get_task_state(pad.get()), GST_TASK_STOPPED);
    }
    // Without it the last reference could not be given up.
    void endsWhatAnEventHasStartedAgain_data()
    {
        QTest::addColumn<bool>("closed"); // too late
        QTest::newRow("open") << false;
        QTest::newRow("closed after the event") << true;
    }
    void endsWhatAnEventHasStartedAgain()
    {
        QFETCH(bool, closed);
        const auto pipeline = makePipeline();
        const auto pad = sourcePad(pipeline);
        QCOMPARE(gst_pad_get_task_state(pad.get()), GST_TASK_STARTED);
        gst_element_set_state(pipeline.get(), GST_STATE_NULL);
        QCOMPARE(gst_pad_get_task_state(pad.get()), GST_TASK_STOPPED);
        std::atomic<bool> runs = false; // it tells the segment before it waits
        const auto tell = [](GstPad *, GstPadProbeInfo *, gpointer flag) {
            *static_cast<std::atomic<bool> *>(flag) = true;
            return GST_PAD_PROBE_REMOVE;
        };
        gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, tell, &runs, nullptr);
        sendEvent(pad, gst_event_new_reconfigure());
        QTRY_VERIFY(runs);
        if (closed)
            closeSctpToEvents(GST_BIN(pipeline.get()));
        QCOMPARE(stopSctpTasks(GST_BIN(pipeline.get())), 1);
        QCOMPARE(gst_pad_get_task_state(pad.get()), GST_TASK_STOPPED);
    }

private:
    static GstPtr<GstPad> sourcePad(const GstPtr<GstElement> &pipeline)
    {
        const auto element = GstPtr<GstElement>::adopt(gst_bin_get_by_name(GST_BIN(pipeline.get()), "sctp"));
        return GstPtr<GstPad>::adopt(gst_element_get_static_pad(element.get(), "src"));
    }
    static void sendEvent(const GstPtr<GstPad> &pad, GstEvent *event)
    {
        gst_pad_set_active(pad.get(), TRUE); // as it is for a moment after the thread has been stopped
        gst_pad_send_event(pad.get(), event);
    }
    static GstPtr<GstElement> makePipeline()
    {
        auto pipeline = GstPtr<GstElement>::adopt(gst_parse_launch("bin. ( sctpenc name=sctp sctp-association-id=7 ! fakesink async=false )", nullptr));
        gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
        return pipeline;
    }
};

QTEST_GUILESS_MAIN(SctpTasksTest)
#include "sctp_tasks_test.moc"
