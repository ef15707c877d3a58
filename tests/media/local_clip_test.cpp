// SPDX-License-Identifier: Apache-2.0
// The measurement's files through the real capture and encoder: numbers are read back from what a peer would decode.
#include "core/media/local/frame_number.h"
#include "core/media/local/local_media.h"
#include "tests/media/local_support.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <chrono>
#include <cmath>
#include <numbers>

using namespace bedside;
using namespace bedside::media;
using namespace bedside::media::test;

namespace {

constexpr int kFrames = 150;

// A grey clip with a moving bar and the number squares of the measurement tools.
void writeClip(const QString &path, int width, int height)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray("YUV4MPEG2 W") + QByteArray::number(width) + " H" + QByteArray::number(height) + " F30:1 Ip A1:1 C420jpeg\n");
    const int square = std::max(16, height / 30);
    const QByteArray chroma(width * height / 2, char(128));
    for (int n = 0; n < kFrames; ++n) {
        QByteArray luma(width * height, char(110));
        for (int y = height / 3; y < height; ++y)
            std::fill_n(luma.data() + y * width + (n * 4) % (width - 40), 40, char(190));
        for (int i = 0; i < 16; ++i)
            for (int y = 0; y < square; ++y)
                std::fill_n(luma.data() + y * width + i * square, square,
                            ((n >> (7 - i % 8) & 1) != 0) != (i >= 8) ? char(235) : char(16));
        file.write("FRAME\n" + luma + chroma);
    }
}

void writeTone(const QString &path, double hertz)
{
    constexpr int kSamples = 48'000;
    QByteArray data;
    for (int i = 0; i < kSamples; ++i) {
        const double syllable = std::max(0.0, std::sin(2 * std::numbers::pi * 4 * i / 48000.0));
        const auto v = static_cast<qint16>(9000 * syllable * std::sin(2 * std::numbers::pi * hertz * i / 48000.0));
        data.append(reinterpret_cast<const char *>(&v), 2);
    }
    const auto u32 = [](quint32 v) { return QByteArray(reinterpret_cast<const char *>(&v), 4); };
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("RIFF" + u32(36 + kSamples * 2) + "WAVEfmt " + u32(16) + u32(1 | 1 << 16) + u32(48000) + u32(96000)
               + u32(2 | 16 << 16) + "data" + u32(kSamples * 2) + data);
}

} // namespace

class ClipTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        gst_init(nullptr, nullptr);
        writeClip(m_folder.filePath(QStringLiteral("360.y4m")), 640, 360);
        writeClip(m_folder.filePath(QStringLiteral("720.y4m")), 1280, 720);
        writeTone(m_folder.filePath(QStringLiteral("tone.wav")), 440);
    }
    void readsTheNumbersThroughEncoderAndDecoder_data()
    {
        QTest::addColumn<int>("height");
        QTest::newRow("360 lines") << 360;
        QTest::newRow("720 lines") << 720;
    }
    void readsTheNumbersThroughEncoderAndDecoder()
    {
        QFETCH(int, height);
        FrameKeeper frames;
        const auto media = open(height, frames);
        media->setVideoTarget({600'000, {1280, 720}, 30});
        media->setSending(true);
        QTRY_VERIFY_WITH_TIMEOUT(frames.count(Context::Camera) > 160, 20'000);
        media->setSink(nullptr);

        Vp8Decoder decoder;
        int read = 0;
        std::optional<std::uint64_t> previousPts;
        unsigned previous = 0;
        const auto all = frames.take(Context::Camera);
        for (const Frame &frame : all) {
            const Picture picture = decoder.decode(frame);
            const auto number = readFrameNumber(picture, height);
            if (!number)
                continue;
            ++read;
            QVERIFY(*number < unsigned(kFrames));
            if (previousPts) { // the numbers run as the capture times do, over the seam of the loop, too
                const auto passed = std::lround(static_cast<double>(frame.ptsNs - *previousPts) * 30 / 1e9);
                QCOMPARE(*number, (previous + static_cast<unsigned>(passed)) % kFrames);
            }
            previous = *number;
            previousPts = frame.ptsNs;
        }
        QVERIFY2(read >= static_cast<int>(all.size()) - 3, qPrintable(QString::number(read)));
    }
    void saysWhichFrameWasCapturedAndWhen()
    {
        FrameKeeper frames;
        const auto media = open(360, frames);
        QTRY_VERIFY(media->lastCaptured());
        const auto first = *media->lastCaptured();
        QTest::qWait(700);
        const auto second = *media->lastCaptured();
        const auto passed = static_cast<double>((second.at - first.at).count()) * 30 / 1000;
        const auto counted = static_cast<double>((second.number + kFrames - first.number) % kFrames);
        QVERIFY2(std::abs(passed - counted) <= 3, qPrintable(QString::number(passed) + QLatin1Char(' ') + QString::number(counted)));
        const auto now = std::chrono::system_clock::now();
        QVERIFY(now - second.at < std::chrono::seconds(1) && now >= second.at);
    }
    void showsTheClipInTheSelfView()
    {
        FrameKeeper frames;
        const auto media = open(360, frames);
        QTRY_VERIFY(media->selfView().latest());
        QVERIFY(readFrameNumber(*media->selfView().latest(), 360));
        QVERIFY(!media->state().generatedPicture);
        QVERIFY(!media->state().generatedSound);
        QVERIFY(!media->state().cameraProblem);
        QVERIFY(!media->state().microphoneProblem);
    }
    void givesTheSoundTheRateThatIsAskedLive()
    {
        FrameKeeper frames;
        const auto media = open(360, frames);
        media->setSending(true);
        QTRY_VERIFY_WITH_TIMEOUT(frames.count(Context::Microphone) > 20, 5'000);
        const auto bytesAt = [&](unsigned rate) {
            VideoTarget target;
            target.soundBitsPerSecond = rate;
            media->setVideoTarget(target);
            QTest::qWait(200);
            frames.take(Context::Microphone);
            if (!QTest::qWaitFor([&] { return frames.count(Context::Microphone) >= 150; }, 15'000))
                return 0.0;
            double bytes = 0;
            for (const Frame &packet : frames.take(Context::Microphone))
                bytes += static_cast<double>(packet.bytes.size());
            return bytes / 150;
        };
        const double usual = bytesAt(32'000), thin = bytesAt(24'000);
        const QByteArray said = QByteArray::number(usual) + ", " + QByteArray::number(thin);
        QVERIFY2(thin > 20 && thin < 0.85 * usual, said.constData());
        QVERIFY2(bytesAt(32'000) > 1.15 * thin, said.constData());
    }
    void sendsTheSoundOfTheFile()
    {
        FrameKeeper frames;
        const auto media = open(360, frames);
        media->setSending(true);
        QTRY_VERIFY_WITH_TIMEOUT(frames.count(Context::Microphone) > 150, 10'000);
        media->setSink(nullptr);
        const auto packets = frames.take(Context::Microphone);
        for (std::size_t i = 2; i < packets.size(); ++i) // the first is shorter by the encoder's look-ahead
            QVERIFY(std::abs(static_cast<std::int64_t>(packets[i].ptsNs - packets[i - 1].ptsNs) - 20'000'000) < 1'000'000);
        const auto samples = decodeOpus(packets);
        QVERIFY(samples.size() > 140u * 960);
        double sum = 0, re = 0, im = 0;
        for (std::size_t i = samples.size() / 2; i < samples.size(); ++i) {
            const double angle = 2 * std::numbers::pi * 440 * static_cast<double>(i) / 48000;
            sum += static_cast<double>(samples[i]) * samples[i];
            re += samples[i] * std::cos(angle);
            im += samples[i] * std::sin(angle);
        }
        const double n = static_cast<double>(samples.size() - samples.size() / 2);
        const double share = 2 * (re * re + im * im) / n / sum; // of the power that is at 440 Hz
        QVERIFY2(sum / n > 400 * 400 && share > 0.3, qPrintable(QString::number(std::sqrt(sum / n)) + QLatin1Char(' ') + QString::number(share)));
        QVERIFY(media->microphoneHeard());
        QVERIFY(media->microphoneLevel() > 0.2);
    }
    void refusesFilesThatCannotBePlayed()
    {
        LocalMediaOptions options;
        options.pictureFile = "/nonexistent.y4m";
        QCOMPARE(LocalMedia::create(options, m_executor).error().code(), ErrorCode::NotFound);
        options = {};
        options.soundFile = m_folder.filePath(QStringLiteral("360.y4m")).toStdString();
        QCOMPARE(LocalMedia::create(options, m_executor).error().code(), ErrorCode::Malformed);
    }

private:
    std::unique_ptr<LocalMedia> open(int height, EncodedSink &sink)
    {
        LocalMediaOptions options;
        options.pictureFile = m_folder.filePath(QString::number(height) + QStringLiteral(".y4m")).toStdString();
        options.soundFile = m_folder.filePath(QStringLiteral("tone.wav")).toStdString();
        options.withoutSpeaker = true;
        auto media = LocalMedia::create(options, m_executor);
        if (!media)
            qFatal("cannot open");
        (*media)->setSink(&sink);
        (*media)->start();
        return std::move(media).value();
    }

    QTemporaryDir m_folder;
    LoopExecutor m_executor;
};

QTEST_GUILESS_MAIN(ClipTest)
#include "local_clip_test.moc"
