// SPDX-License-Identifier: Apache-2.0
// What the tap relies on in GStreamer's jitter buffer: a shorter wait counts for what is missed already.
#include "core/media/gst_ptr.h"
#include "core/media/transport_tap.h"

#include <QTest>
#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>

using namespace bedside::media;
using namespace std::chrono_literals;

class JitterBufferTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { gst_init(nullptr, nullptr); }
    void waitsLessForWhatItMissesAlready_data()
    {
        QTest::addColumn<bool>("asks"); // do-retransmission
        QTest::newRow("as for video") << true;
        QTest::newRow("as for sound") << false;
    }
    void waitsLessForWhatItMissesAlready()
    {
        QFETCH(bool, asks);
        const std::string text = std::string("appsrc name=in format=time is-live=true caps=application/x-rtp,media=video,") +
                                 "clock-rate=90000,encoding-name=VP8,payload=96 ! rtpjitterbuffer name=buffer latency=30 " +
                                 "do-lost=true faststart-min-packets=1 do-retransmission=" + (asks ? "true" : "false") +
                                 " ! appsink name=out sync=false";
        const auto pipeline = GstPtr<GstElement>::adopt(gst_parse_launch(text.c_str(), nullptr));
        const auto part = [&](const char *name) { return GstPtr<GstElement>::adopt(gst_bin_get_by_name(GST_BIN(pipeline.get()), name)); };
        const auto in = part("in"), out = part("out"), buffer = part("buffer");
        gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
        const auto push = [&](std::uint8_t sequence) {
            const std::uint8_t bytes[] = {0x80, 96, 0, sequence, 0, 0, std::uint8_t(sequence * 12), 0, 0, 0, 0, 7, 0x10, 0x10};
            auto packet = GstPtr<GstBuffer>::adopt(gst_buffer_new_memdup(bytes, sizeof bytes));
            GST_BUFFER_PTS(packet.get()) = GST_BUFFER_DTS(packet.get()) = sequence * 33 * GST_MSECOND;
            gst_app_src_push_buffer(GST_APP_SRC(in.get()), packet.release());
        };
        const auto comes = [&](GstClockTime within) {
            return GstPtr<GstSample>::adopt(gst_app_sink_try_pull_sample(GST_APP_SINK(out.get()), within)).get() != nullptr;
        };
        push(1);
        QVERIFY(comes(5 * GST_SECOND));
        waitAtMost(buffer.get(), 20s);
        push(5); // 2 to 4 are missing
        push(6);
        QVERIFY(!comes(300 * GST_MSECOND));
        waitAtMost(buffer.get(), 30ms);
        push(7);
        for (int i = 0; i < 3; ++i)
            QVERIFY(comes(10 * GST_SECOND)); // half of what it would take
        gst_element_set_state(pipeline.get(), GST_STATE_NULL);
    }
};

QTEST_GUILESS_MAIN(JitterBufferTest)
#include "jitter_buffer_test.moc"
