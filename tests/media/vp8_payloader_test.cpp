// SPDX-License-Identifier: Apache-2.0
// The packets of our payloader, byte by byte against RFC 7741 section 4, and back through GStreamer's depayloader.
#include "core/base/bytes.h"
#include "core/media/gst_ptr.h"
#include "core/media/vp8_payloader.h"

#include <QTest>

#include <random>

using namespace bedside;
using namespace bedside::media;

namespace {

// Pushes frames through a pipeline text with appsrc "in" and appsink "out"; returns what comes out.
std::vector<Bytes> through(const std::string &elements, const std::vector<Bytes> &frames)
{
    const std::string text = "appsrc name=in format=time caps=video/x-vp8 ! " + elements + " ! appsink name=out sync=false";
    const auto pipeline = GstPtr<GstElement>::adopt(gst_parse_launch(text.c_str(), nullptr));
    const auto in = GstPtr<GstElement>::adopt(gst_bin_get_by_name(GST_BIN(pipeline.get()), "in"));
    const auto out = GstPtr<GstElement>::adopt(gst_bin_get_by_name(GST_BIN(pipeline.get()), "out"));
    gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
    GstClockTime at = 0;
    for (const Bytes &frame : frames) {
        auto buffer = GstPtr<GstBuffer>::adopt(gst_buffer_new_allocate(nullptr, frame.size(), nullptr));
        gst_buffer_fill(buffer.get(), 0, frame.data(), frame.size());
        GST_BUFFER_PTS(buffer.get()) = at;
        at += 33 * GST_MSECOND;
        gst_app_src_push_buffer(GST_APP_SRC(in.get()), buffer.release());
    }
    gst_app_src_end_of_stream(GST_APP_SRC(in.get()));
    std::vector<Bytes> result;
    while (const auto sample = GstPtr<GstSample>::adopt(gst_app_sink_try_pull_sample(GST_APP_SINK(out.get()), 5 * GST_SECOND))) {
        GstBuffer *buffer = gst_sample_get_buffer(sample.get());
        Bytes bytes(gst_buffer_get_size(buffer));
        gst_buffer_extract(buffer, 0, bytes.data(), bytes.size());
        result.push_back(std::move(bytes));
    }
    gst_element_set_state(pipeline.get(), GST_STATE_NULL);
    return result;
}

// A frame that begins as VP8 does and goes on as ciphertext does.
Bytes sealedFrame(bool key, std::size_t size, unsigned seed)
{
    std::minstd_rand random(seed);
    Bytes out(size);
    for (auto &byte : out)
        byte = static_cast<std::uint8_t>(random());
    const Bytes head = key ? Bytes{0x10, 0x02, 0x00, 0x9d, 0x01, 0x2a, 0x40, 0x01, 0xb4, 0x00} : Bytes{0x11, 0x02, 0x00};
    std::copy(head.begin(), head.end(), out.begin());
    return out;
}

unsigned pictureId(const Bytes &packet) { return static_cast<unsigned>((packet[14] & 0x7f) << 8 | packet[15]); }

} // namespace

class Vp8PayloaderTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        gst_init(nullptr, nullptr);
        QVERIFY(registerVp8Payloader().ok());
    }

    void writesTheDescriptorOfRfc7741()
    {
        const auto packets = through("bedsidevp8pay pt=97 mtu=1200", {sealedFrame(true, 3000, 1), sealedFrame(false, 100, 2)});
        QCOMPARE(packets.size(), 4u);
        for (std::size_t i = 0; i < packets.size(); ++i) {
            const Bytes &packet = packets[i];
            const bool first = i == 0 || i == 3, last = i == 2 || i == 3;
            QVERIFY(packet.size() <= 1200);
            QCOMPARE(int(packet[0]), 0x80);
            QCOMPARE(int(packet[1]), last ? 0x80 | 97 : 97);   // marker on the last packet only
            QCOMPARE(int(packet[12]), first ? 0x90 : 0x80);    // X, and S at the start of the partition
            QCOMPARE(int(packet[13]), 0x80);                   // I: a PictureID follows
            QVERIFY((packet[14] & 0x80) != 0);                 // M: of 15 bits
        }
        QCOMPARE(pictureId(packets[0]), pictureId(packets[2]));
        QCOMPARE(pictureId(packets[3]), (pictureId(packets[0]) + 1) & 0x7fff);
    }
    void splitsEvenly()
    {
        const auto packets = through("bedsidevp8pay mtu=1200", {sealedFrame(true, 1200, 3)});
        QCOMPARE(packets.size(), 2u);
        QCOMPARE(packets[0].size(), packets[1].size());
    }
    void comesBackUnchangedThroughTheDepayloader()
    {
        std::vector<Bytes> frames{sealedFrame(true, 40'000, 4)};
        for (unsigned i = 0; i < 20; ++i)
            frames.push_back(sealedFrame(false, 24 + i * 211, 5 + i));
        const auto back = through("bedsidevp8pay mtu=1200 ! rtpvp8depay", frames);
        QCOMPARE(back.size(), frames.size());
        QVERIFY(back == frames);
    }
    void wrapsThePictureId()
    {
        std::vector<Bytes> frames(33'000, sealedFrame(false, 30, 9));
        const auto packets = through("bedsidevp8pay", frames);
        QCOMPARE(packets.size(), frames.size());
        for (std::size_t i = 1; i < packets.size(); ++i)
            if (pictureId(packets[i]) != ((pictureId(packets[i - 1]) + 1) & 0x7fff))
                QFAIL("a PictureID was skipped");
    }
    void makesNoPacketOfAnEmptyFrame()
    {
        QCOMPARE(through("bedsidevp8pay", {Bytes{}, sealedFrame(true, 50, 1)}).size(), 1u);
    }
};

QTEST_GUILESS_MAIN(Vp8PayloaderTest)
#include "vp8_payloader_test.moc"
