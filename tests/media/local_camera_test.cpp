// SPDX-License-Identifier: Apache-2.0
#include "core/media/local/local_media.h"
#include "tests/media/local_fake_cameras.h"
#include "tests/media/local_support.h"

#include <QTest>

#include <algorithm>
#include <set>

using namespace bedside;
using namespace bedside::media;
using namespace bedside::media::test;

namespace {

QString codeOf(const std::optional<Error> &error)
{
    return error ? QString::fromLatin1(errorName(error->code()).data()) : QString();
}

struct Sizes {
    std::vector<std::pair<int, int>> seen; // each change, in order
    explicit Sizes(const std::vector<Frame> &frames)
    {
        Vp8Decoder decoder;
        for (const Frame &frame : frames) {
            const Picture picture = decoder.decode(frame);
            if (seen.empty() || seen.back() != std::pair(picture.width, picture.height))
                seen.emplace_back(picture.width, picture.height);
        }
    }
};

double framesPerSecond(const std::vector<Frame> &frames)
{
    return frames.size() < 2 ? 0
                             : static_cast<double>(frames.size() - 1) * 1e9
                                   / static_cast<double>(frames.back().ptsNs - frames.front().ptsNs);
}

} // namespace

class CameraTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        gst_init(nullptr, nullptr);
        m_cameras = std::make_unique<FakeCameras>();
    }
    void cleanup()
    {
        m_media.reset();
        for (const char *name : {"front", "second"})
            FakeCameras::setBusy(name, false);
        for (const std::string &name : std::exchange(m_plugged, {}))
            m_cameras->unplug(name);
        m_frames.take(Context::Camera);
    }
    void cleanupTestCase() { m_cameras.reset(); }

    void sendsADrawnPictureWhereThereIsNoCameraAndSaysSo()
    {
        open();
        QTRY_VERIFY(m_media->state().generatedPicture);
        QVERIFY(m_media->state().cameraOn);
        QCOMPARE(codeOf(m_media->state().cameraProblem), QStringLiteral("NoCamera"));
        QCOMPARE(m_media->state().captured, (PictureSize{640, 360}));
        QTRY_VERIFY(m_media->selfView().latest());
        const auto picture = m_media->selfView().latest();
        QCOMPARE(picture->width, 480);
        QCOMPARE(picture->height, 270);
        QVERIFY(greenAt(*picture, 0.5, 0.4) > greenAt(*picture, 0.02, 0.02) + 40); // a head before the background
        const std::uint64_t sequence = picture->sequence;
        QTRY_VERIFY(m_media->selfView().latest()->sequence > sequence + 5);
        QVERIFY(!std::equal(picture->pixels.begin(), picture->pixels.end(),
                            m_media->selfView().latest()->pixels.begin())); // it moves
    }
    void opensNothingBeforeTheStart()
    {
        plug("front");
        open({}, false);
        QTRY_COMPARE(m_media->state().devices.size(), 1u);
        QVERIFY(!FakeCameras::isOpen("front"));
        QVERIFY(!m_media->state().cameraOn);
        QVERIFY(!m_media->selfView().latest());
    }
    void encodesNothingBeforeItSends()
    {
        open();
        QTRY_VERIFY(m_media->selfView().latest() && m_media->selfView().latest()->sequence > 10);
        QCOMPARE(m_frames.count(Context::Camera), 0u);
    }
    void beginsSmallWithAKeyFrameAndGrowsSoon()
    {
        open();
        QTRY_VERIFY(m_media->selfView().latest());
        m_media->setSending(true);
        QTRY_VERIFY_WITH_TIMEOUT(m_frames.count(Context::Camera) > 15, 8000);
        const auto frames = m_frames.take(Context::Camera);
        QVERIFY(frames.front().keyFrame);
        QVERIFY2(frames.front().bytes.size() < 6000, qPrintable(QString::number(frames.front().bytes.size())));
        const Sizes sizes(frames);
        QCOMPARE(sizes.seen.size(), 2u);
        QCOMPARE(sizes.seen[0], std::pair(320, 180));
        QCOMPARE(sizes.seen[1], std::pair(640, 360));
        const auto second = std::find_if(frames.begin() + 1, frames.end(), [](const Frame &f) { return f.keyFrame; });
        QVERIFY(second != frames.end());
        const auto after = static_cast<std::int64_t>(second->ptsNs - frames.front().ptsNs) / 1'000'000;
        QVERIFY2(after >= 140 && after <= 300, qPrintable(QString::number(after)));
    }
    void carriesTheCapturedPictureThroughTheEncoder()
    {
        open();
        m_media->setSending(true);
        QTRY_VERIFY_WITH_TIMEOUT(m_frames.count(Context::Camera) > 30, 8000);
        Vp8Decoder decoder;
        Picture picture;
        for (const Frame &frame : m_frames.take(Context::Camera))
            picture = decoder.decode(frame);
        QCOMPARE(picture.width, 640);
        QVERIFY(greenAt(picture, 0.5, 0.4) > greenAt(picture, 0.02, 0.02) + 40);
        QVERIFY(greenAt(picture, 0.5, 0.95) > greenAt(picture, 0.98, 0.95) + 40);
    }
    void makesAKeyFrameOnRequestAndNoFlood()
    {
        open();
        m_media->setSending(true);
        QTRY_VERIFY_WITH_TIMEOUT(m_frames.count(Context::Camera) > 40, 8000);
        m_frames.take(Context::Camera);
        QTest::qWait(700);
        QCOMPARE(m_frames.keyFrames(Context::Camera), 0); // none by itself
        m_media->requestKeyFrame();
        QTRY_COMPARE_WITH_TIMEOUT(m_frames.keyFrames(Context::Camera), 1, 2000);
        m_frames.take(Context::Camera);
        for (int i = 0; i < 40; ++i) {
            m_media->requestKeyFrame();
            QTest::qWait(25);
        }
        QVERIFY2(m_frames.keyFrames(Context::Camera) >= 1 && m_frames.keyFrames(Context::Camera) <= 3,
                 qPrintable(QString::number(m_frames.keyFrames(Context::Camera))));
    }
    void followsTheTargetLive()
    {
        open();
        m_media->setSending(true);
        QTRY_VERIFY_WITH_TIMEOUT(m_frames.count(Context::Camera) > 30, 8000);
        m_frames.take(Context::Camera);
        m_media->setVideoTarget({150'000, {480, 270}, 15});
        QTRY_VERIFY_WITH_TIMEOUT(m_frames.keyFrames(Context::Camera) > 0, 3000);
        m_frames.take(Context::Camera);
        QTRY_VERIFY_WITH_TIMEOUT(m_frames.count(Context::Camera) > 30, 8000);
        const auto frames = m_frames.take(Context::Camera);
        const double rate = framesPerSecond(frames);
        QVERIFY2(rate > 12 && rate < 17, qPrintable(QString::number(rate)));
        std::size_t bytes = 0;
        for (const Frame &frame : frames)
            bytes += frame.bytes.size();
        const double bits = static_cast<double>(bytes) * 8 * rate / static_cast<double>(frames.size());
        QVERIFY2(bits < 250'000, qPrintable(QString::number(bits)));

        m_media->setVideoTarget({800'000, {640, 360}, 30});
        QTRY_VERIFY_WITH_TIMEOUT(m_frames.keyFrames(Context::Camera) > 0, 3000);
        m_frames.take(Context::Camera);
        QTRY_VERIFY_WITH_TIMEOUT(m_frames.count(Context::Camera) > 30, 8000);
        QVERIFY(framesPerSecond(m_frames.all(Context::Camera)) > 20);
    }
    void staysOpenThroughManySizes()
    {
        LocalMediaOptions options;
        options.generated = {160, 90};
        options.framesPerSecond = 800;
        open(options);
        m_media->setSending(true);
        QTRY_VERIFY_WITH_TIMEOUT(m_frames.count(Context::Camera) > 0, 8000);
        for (int i = 0; i < 4'000; ++i) {
            m_media->setVideoTarget({100'000, {64 + 16 * (i % 6), 90}, 120});
            QTest::qWait(1);
        }
        m_frames.take(Context::Camera);
        QTRY_VERIFY_WITH_TIMEOUT(m_frames.count(Context::Camera) > 10, 8000);
        QCOMPARE(codeOf(m_media->state().cameraProblem), QStringLiteral("NoCamera"));
    }
    void neverEnlargesAndKeepsTheShape()
    {
        plug("front", "video/x-raw,format=YUY2,width=640,height=480,framerate=30/1");
        open();
        QTRY_COMPARE(m_media->state().captured, (PictureSize{640, 480}));
        m_media->setSending(true);
        m_media->setVideoTarget({1'000'000, {1280, 720}, 30});
        QTRY_VERIFY_WITH_TIMEOUT(m_frames.count(Context::Camera) > 20, 8000);
        QCOMPARE(Sizes(m_frames.take(Context::Camera)).seen, (std::vector<std::pair<int, int>>{{240, 180}, {640, 480}}));
        const auto picture = m_media->selfView().latest();
        QCOMPARE(picture->width, 360);
        QCOMPARE(picture->height, 270);
    }
    void releasesTheCameraWhenSwitchedOffAndComesBack()
    {
        plug("front");
        open();
        m_media->setSending(true);
        QTRY_VERIFY_WITH_TIMEOUT(m_frames.count(Context::Camera) > 5, 8000);
        QVERIFY(FakeCameras::isOpen("front"));
        m_media->setCameraOn(false);
        QVERIFY(!m_media->state().cameraOn);
        QTRY_VERIFY(!FakeCameras::isOpen("front"));
        QTRY_VERIFY(!m_media->selfView().latest());
        QTRY_COMPARE(m_media->state().captured, PictureSize{});
        m_frames.take(Context::Camera);
        QTest::qWait(300);
        QCOMPARE(m_frames.count(Context::Camera), 0u);

        m_media->setCameraOn(true);
        QTRY_VERIFY_WITH_TIMEOUT(m_frames.count(Context::Camera) > 5, 8000);
        QVERIFY(m_frames.all(Context::Camera).front().keyFrame);
        QVERIFY(FakeCameras::isOpen("front"));
        QTRY_VERIFY(m_media->selfView().latest());
    }
    void takesACameraThatIsPluggedInDuringACall()
    {
        open();
        m_media->setSending(true);
        QTRY_VERIFY(m_media->state().generatedPicture);
        QTRY_VERIFY_WITH_TIMEOUT(m_frames.count(Context::Camera) > 5, 8000);
        plug("front");
        QTRY_VERIFY(!m_media->state().generatedPicture);
        QTRY_COMPARE(m_media->state().captured, (PictureSize{1280, 720}));
        QVERIFY(!m_media->state().cameraProblem);
        QVERIFY(m_media->state().devices.front().inUse);
        m_frames.take(Context::Camera);
        QTRY_VERIFY_WITH_TIMEOUT(m_frames.count(Context::Camera) > 5, 8000);
    }
    void fallsToTheNextCameraWhenOneIsUnpluggedAndReturns()
    {
        plug("front");
        plug("second");
        open();
        m_media->choose(DeviceKind::Camera, "fake:front");
        QTRY_VERIFY(FakeCameras::isOpen("front"));
        unplug("front");
        QTRY_VERIFY(FakeCameras::isOpen("second"));
        QTRY_COMPARE(codeOf(m_media->state().cameraProblem), QStringLiteral("DeviceLost"));
        QVERIFY(!m_media->state().generatedPicture);
        QVERIFY(!FakeCameras::isOpen("front"));
        plug("front");
        QTRY_VERIFY(FakeCameras::isOpen("front"));
        QTRY_VERIFY(!FakeCameras::isOpen("second"));
        QTRY_VERIFY(!m_media->state().cameraProblem);
    }
    void fallsToTheDrawnPictureWhenTheLastCameraIsUnplugged()
    {
        plug("front");
        open();
        m_media->setSending(true);
        QTRY_VERIFY(FakeCameras::isOpen("front"));
        unplug("front");
        QTRY_VERIFY(m_media->state().generatedPicture);
        QCOMPARE(codeOf(m_media->state().cameraProblem), QStringLiteral("DeviceLost"));
        m_frames.take(Context::Camera);
        QTRY_VERIFY_WITH_TIMEOUT(m_frames.count(Context::Camera) > 5, 8000); // the call goes on
    }
    void survivesACameraThatFailsWhileItRuns()
    {
        plug("front");
        open();
        QTRY_VERIFY(FakeCameras::isOpen("front"));
        QTRY_VERIFY(m_media->selfView().latest());
        FakeCameras::breakOff("front");
        QTRY_VERIFY(m_media->state().generatedPicture);
        QCOMPARE(codeOf(m_media->state().cameraProblem), QStringLiteral("DeviceLost"));
    }
    void saysThatAnotherProgramUsesTheCamera()
    {
        FakeCameras::setBusy("front", true);
        plug("front");
        open();
        QTRY_COMPARE(codeOf(m_media->state().cameraProblem), QStringLiteral("DeviceBusy"));
        QTRY_VERIFY(m_media->state().generatedPicture);
        QTRY_VERIFY(m_media->selfView().latest());

        FakeCameras::setBusy("front", false);
        m_media->retryDevices();
        QTRY_VERIFY(!m_media->state().generatedPicture);
        QTRY_VERIFY(!m_media->state().cameraProblem);
        QVERIFY(FakeCameras::isOpen("front"));
    }
    void replacesTheCameraOnTheUsersChoice()
    {
        plug("front");
        plug("second");
        open();
        for (const char *name : {"second", "front", "second"}) {
            m_media->choose(DeviceKind::Camera, std::string("fake:") + name);
            QTRY_VERIFY(FakeCameras::isOpen(name));
            QTRY_VERIFY(!FakeCameras::isOpen(std::string(name) == "front" ? "second" : "front"));
        }
    }
    void detachesItsSinkAtOnce()
    {
        open();
        m_media->setSending(true);
        QTRY_VERIFY_WITH_TIMEOUT(m_frames.count(Context::Camera) > 5, 8000);
        m_media->setSink(nullptr);
        m_frames.take(Context::Camera);
        m_frames.take(Context::Microphone);
        QTest::qWait(200);
        QCOMPARE(m_frames.count(Context::Camera), 0u);
        QCOMPARE(m_frames.count(Context::Microphone), 0u);
    }
    void endsCleanlyAtAnyMoment()
    {
        plug("front");
        for (int i = 0; i < 6; ++i) {
            open();
            m_media->setSending(true);
            QTest::qWait(i * 40);
            m_media.reset();
            QVERIFY(!FakeCameras::isOpen("front"));
        }
    }

private:
    void plug(const std::string &name, const char *caps = "video/x-raw,format=I420,width=1280,height=720,framerate=30/1")
    {
        m_cameras->plug(name, caps);
        m_plugged.insert(name);
    }
    void unplug(const std::string &name)
    {
        m_cameras->unplug(name);
        m_plugged.erase(name);
    }
    void open(LocalMediaOptions options = {}, bool start = true)
    {
        auto media = LocalMedia::create(std::move(options), m_executor);
        QVERIFY(media.ok());
        m_media = std::move(media).value();
        m_media->setSink(&m_frames);
        if (start)
            m_media->start();
    }

    LoopExecutor m_executor;
    FrameKeeper m_frames;
    std::unique_ptr<FakeCameras> m_cameras;
    std::set<std::string> m_plugged;
    std::unique_ptr<LocalMedia> m_media;
};

QTEST_GUILESS_MAIN(CameraTest)
#include "local_camera_test.moc"
