// SPDX-License-Identifier: Apache-2.0
// Error texts are those of GStreamer 1.22's v4l2src, pulsesrc, pulsesink, alsasrc and of pipewiresrc 0.3.65.
#include "core/media/local/capture_mode.h"
#include "core/media/local/device_error.h"

#include <QTest>

#include <memory>

using namespace bedside;
using namespace bedside::media;

Q_DECLARE_METATYPE(bedside::ErrorCode)

namespace {

ErrorCode codeOf(GQuark domain, int code, const char *message, const char *debug)
{
    const std::unique_ptr<GError, decltype(&g_error_free)> error(g_error_new_literal(domain, code, message), g_error_free);
    return deviceError(*error, debug).code();
}

std::optional<CaptureMode> modeOf(const char *caps, PictureSize wanted = {1280, 720})
{
    return chooseCaptureMode(GstPtr<GstCaps>::adopt(gst_caps_from_string(caps)).get(), wanted, 30);
}

} // namespace

class DeviceErrorTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { gst_init(nullptr, nullptr); }

    void judgesAnError_data()
    {
        QTest::addColumn<bool>("resource");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("message");
        QTest::addColumn<QString>("debug");
        QTest::addColumn<ErrorCode>("expected");
        const auto row = [](const char *name, bool resource, int code, const char *message, const char *debug, ErrorCode e) {
            QTest::newRow(name) << resource << code << QString::fromLatin1(message) << QString::fromLatin1(debug) << e;
        };
        row("v4l2 opened by another program", true, GST_RESOURCE_ERROR_BUSY, "Device '/dev/video0' is busy",
            "gstv4l2object.c(4136): gst_v4l2_object_set_format_full ()", ErrorCode::DeviceBusy);
        row("v4l2 buffers taken by another program", true, GST_RESOURCE_ERROR_SETTINGS,
            "Failed to allocate required memory.",
            "gstv4l2src.c(759): gst_v4l2src_decide_allocation (): system error: Device or resource busy",
            ErrorCode::DeviceBusy);
        row("v4l2 streaming refused", true, GST_RESOURCE_ERROR_READ, "Failed to start streaming",
            "VIDIOC_STREAMON: Device or resource busy", ErrorCode::DeviceBusy);
        row("pipewire", false, GST_STREAM_ERROR_FAILED, "stream error: error set output format: Device or resource busy",
            "gstpipewiresrc.c(600): on_state_changed ()", ErrorCode::DeviceBusy);
        row("alsa", true, GST_RESOURCE_ERROR_OPEN_READ,
            "Could not open audio device for recording. Device is being used by another application.", "alsasrc.c",
            ErrorCode::DeviceBusy);
        row("v4l2 unplugged before it opens", true, GST_RESOURCE_ERROR_NOT_FOUND,
            "Cannot identify device '/dev/video0'.", "system error: No such file or directory", ErrorCode::DeviceLost);
        row("v4l2 unplugged while it runs", true, GST_RESOURCE_ERROR_READ, "Could not read from resource.",
            "gstv4l2bufferpool.c(1093): poll error 1: No such device (19)", ErrorCode::DeviceLost);
        row("pulse server ended", true, GST_RESOURCE_ERROR_FAILED, "Disconnected: Connection terminated", "pulsesrc.c",
            ErrorCode::DeviceLost);
        row("pulse source gone", true, GST_RESOURCE_ERROR_OPEN_READ, "Failed to connect stream: No such entity",
            "pulsesrc.c(1584): gst_pulsesrc_prepare ()", ErrorCode::DeviceLost);
        row("pulse server not there", true, GST_RESOURCE_ERROR_OPEN_READ, "Failed to connect: Connection refused",
            "pulsesink.c", ErrorCode::DeviceLost);
        row("not negotiated", false, GST_STREAM_ERROR_FAILED, "Internal data stream error.",
            "streaming stopped, reason not-negotiated (-4)", ErrorCode::PipelineFailed);
        row("no permission", true, GST_RESOURCE_ERROR_OPEN_READ_WRITE, "Could not open device '/dev/video0' for reading and writing.",
            "system error: Permission denied", ErrorCode::PipelineFailed);
        row("no text at all", true, GST_RESOURCE_ERROR_FAILED, "", "", ErrorCode::PipelineFailed);
    }
    void judgesAnError()
    {
        QFETCH(bool, resource);
        QFETCH(int, code);
        QFETCH(QString, message);
        QFETCH(QString, debug);
        QFETCH(ErrorCode, expected);
        const GQuark domain = resource ? GST_RESOURCE_ERROR : GST_STREAM_ERROR;
        QCOMPARE(codeOf(domain, code, message.toLatin1().constData(), debug.toLatin1().constData()), expected);
    }

    void choosesTheWantedSize()
    {
        const auto mode = modeOf("video/x-raw,format=YUY2,width=640,height=480,framerate=30/1;"
                                 "video/x-raw,format=YUY2,width=1280,height=720,framerate=30/1");
        QVERIFY(mode);
        QCOMPARE(mode->size.width, 1280);
        QVERIFY(!mode->jpeg);
    }
    void prefersJpegToASlowRawMode() // the usual USB camera: 720p raw only at 10 frames a second
    {
        const auto mode = modeOf("video/x-raw,format=YUY2,width=1280,height=720,framerate={10/1,5/1};"
                                 "video/x-raw,format=YUY2,width=640,height=480,framerate=30/1;"
                                 "image/jpeg,width=1280,height=720,framerate=30/1");
        QVERIFY(mode);
        QVERIFY(mode->jpeg);
        QCOMPARE(mode->size.width, 1280);
        QCOMPARE(mode->framesPerSecond, 30);
    }
    void prefersASmallerFluentModeToASlowOne()
    {
        const auto mode = modeOf("video/x-raw,format=YUY2,width=1280,height=720,framerate=5/1;"
                                 "video/x-raw,format=YUY2,width=640,height=480,framerate=30/1");
        QVERIFY(mode);
        QCOMPARE(mode->size.width, 640);
    }
    void choosesInsideRanges()
    {
        const auto mode = modeOf("video/x-raw,format=I420,width=[16,1920],height=[16,1080],framerate=[1/1,60/1]");
        QVERIFY(mode);
        QCOMPARE(mode->size.width, 1280);
        QCOMPARE(mode->size.height, 720);
        QCOMPARE(mode->framesPerSecond, 30);
        QVERIFY(gst_caps_is_fixed(mode->caps.get()));
    }
    void passesOverPicturesOutsideMainMemory()
    {
        QVERIFY(!modeOf("video/x-raw(memory:DMABuf),format=NV12,width=1280,height=720,framerate=30/1"));
    }
    void passesOverUnknownFormats() { QVERIFY(!modeOf("video/x-h264,width=1280,height=720,framerate=30/1")); }
    void offersNothingForNoMode()
    {
        QVERIFY(!modeOf("EMPTY"));
        QVERIFY(!chooseCaptureMode(nullptr, {1280, 720}, 30));
    }
};

QTEST_GUILESS_MAIN(DeviceErrorTest)
#include "local_device_error_test.moc"
