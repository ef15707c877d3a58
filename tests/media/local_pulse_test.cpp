// SPDX-License-Identifier: Apache-2.0
// Microphones and speakers of a real sound server, coming and going during a call.
#include "core/media/local/local_media.h"
#include "tests/media/local_pulse_server.h"
#include "tests/media/local_support.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <numbers>

using namespace bedside;
using namespace bedside::media;
using namespace bedside::media::test;

namespace {

using Samples = std::vector<std::int16_t>;

QString codeOf(const std::optional<Error> &error)
{
    return error ? QString::fromLatin1(errorName(error->code()).data()) : QString();
}

Samples speech(double seconds)
{
    Samples out(static_cast<std::size_t>(seconds * 48'000));
    double phase = 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const double t = static_cast<double>(i) / 48'000;
        phase += 2 * std::numbers::pi * (120 + 25 * std::sin(2 * std::numbers::pi * 0.7 * t)) / 48'000;
        double voice = 0;
        for (int k = 1; k <= 12; ++k)
            voice += std::sin(phase * k) / k * (1 + 0.8 * std::sin(2 * std::numbers::pi * (1.1 + 0.3 * k) * t));
        const double syllable = std::max(0.0, std::sin(2 * std::numbers::pi * 4 * t));
        out[i] = static_cast<std::int16_t>(std::clamp(3000 * syllable * voice, -32'000.0, 32'000.0));
    }
    return out;
}

double meanSquare(std::span<const std::int16_t> samples)
{
    double sum = 0;
    for (const std::int16_t s : samples)
        sum += static_cast<double>(s) * s;
    return sum / static_cast<double>(std::max<std::size_t>(1, samples.size())) + 1e-3;
}

} // namespace

class PulseTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_server.start());
        gst_init(nullptr, nullptr);
    }
    void cleanup()
    {
        m_media.reset();
        for (const QString &number : std::exchange(m_loaded, {}))
            m_server.unload(number);
        m_frames.take(Context::Microphone);
        m_frames.take(Context::Camera);
    }

    void listsSpeakersAndMicrophonesButNoMonitors()
    {
        speaker("desk");
        microphone("headset");
        open();
        QTRY_COMPARE(names(DeviceKind::Speaker), QStringList{QStringLiteral("desk")});
        QTRY_COMPARE(names(DeviceKind::Microphone), QStringList{QStringLiteral("headset")});
        QTRY_VERIFY(!m_media->state().generatedSound && !m_media->state().speakerMissing);
        QVERIFY(!m_media->state().microphoneProblem);
        QVERIFY(!m_media->state().speakerProblem);
    }
    void soundsByItselfWhereThereIsNoMicrophoneAndSaysSo()
    {
        open();
        QTRY_VERIFY(m_media->state().generatedSound);
        QVERIFY(m_media->state().speakerMissing);
        QTRY_COMPARE(codeOf(m_media->state().microphoneProblem), QStringLiteral("NoMicrophone"));
        QVERIFY(!m_media->state().speakerProblem);
        QTRY_VERIFY(m_frames.count(Context::Microphone) > 150);
        const Samples heard = decodeOpus(m_frames.take(Context::Microphone));
        QVERIFY2(meanSquare(heard) > 100 * 100, qPrintable(QString::number(std::sqrt(meanSquare(heard)))));
        QTRY_VERIFY(m_media->microphoneHeard());
        QCOMPARE(m_server.recording(), 0);
    }
    void releasesTheMicrophoneWhenSwitchedOffAndComesBack()
    {
        speaker("desk");
        microphone("headset");
        open();
        QTRY_COMPARE(m_server.recording(), 1);
        QTRY_VERIFY(m_frames.count(Context::Microphone) > 10);
        m_media->setMicrophoneOn(false);
        QTRY_COMPARE(m_server.recording(), 0);
        m_frames.take(Context::Microphone);
        QTest::qWait(300);
        QCOMPARE(m_frames.count(Context::Microphone), 0u);
        QCOMPARE(m_server.playing(), 1); // hearing the others goes on
        m_media->setMicrophoneOn(true);
        QTRY_COMPARE(m_server.recording(), 1);
        QTRY_VERIFY(m_frames.count(Context::Microphone) > 10);
    }
    void opensNothingBeforeTheStartAndReleasesAllAfterTheStop()
    {
        speaker("desk");
        microphone("headset");
        open(false);
        QTRY_COMPARE(m_media->state().devices.size(), 2u);
        QCOMPARE(m_server.recording() + m_server.playing(), 0);
        m_media->start();
        QTRY_COMPARE(m_server.recording() + m_server.playing(), 2);
        m_media->stop();
        QTRY_COMPARE(m_server.recording() + m_server.playing(), 0);
    }
    void takesDevicesThatComeDuringACall()
    {
        open();
        QTRY_VERIFY(m_media->state().generatedSound && m_media->state().speakerMissing);
        microphone("headset");
        QTRY_VERIFY(!m_media->state().generatedSound);
        QTRY_VERIFY(!m_media->state().microphoneProblem);
        speaker("desk");
        QTRY_VERIFY(!m_media->state().speakerMissing);
        m_frames.take(Context::Microphone);
        QTRY_VERIFY(m_frames.count(Context::Microphone) > 25);
    }
    void goesOnWithTheNextMicrophoneWhenOneIsPulled()
    {
        speaker("desk");
        const QString first = microphone("headset");
        microphone("webcam");
        open();
        m_media->choose(DeviceKind::Microphone, "headset");
        QTRY_VERIFY(inUse("headset"));
        unload(first);
        QTRY_VERIFY(inUse("webcam"));
        QTRY_COMPARE(codeOf(m_media->state().microphoneProblem), QStringLiteral("DeviceLost")); // the stream may fail before the list says why
        QVERIFY(!m_media->state().generatedSound);
        m_frames.take(Context::Microphone);
        QTRY_VERIFY(m_frames.count(Context::Microphone) > 25);
        microphone("headset");
        QTRY_VERIFY(inUse("headset"));
        QTRY_VERIFY(!m_media->state().microphoneProblem);
        QTRY_COMPARE(m_server.recording(), 1);
    }
    void goesOnWithoutASpeakerWhenTheLastIsPulled()
    {
        const QString desk = speaker("desk");
        microphone("headset");
        open();
        QTRY_VERIFY(inUse("desk"));
        unload(desk);
        QTRY_VERIFY(m_media->state().speakerMissing);
        QTRY_COMPARE(codeOf(m_media->state().speakerProblem), QStringLiteral("DeviceLost"));
        const std::uint64_t before = m_media->playback().samplesPlayed();
        QTRY_VERIFY(m_media->playback().samplesPlayed() > before + 24'000); // discarded, but in time
        m_frames.take(Context::Microphone);
        QTRY_VERIFY(m_frames.count(Context::Microphone) > 25);
        speaker("desk");
        QTRY_VERIFY(!m_media->state().speakerMissing);
        QTRY_VERIFY(!m_media->state().speakerProblem);
    }
    void changesSpeakerOnTheUsersChoice()
    {
        speaker("desk");
        speaker("headphones");
        open();
        for (const char *name : {"headphones", "desk", "headphones"}) {
            m_media->choose(DeviceKind::Speaker, name);
            QTRY_VERIFY(inUse(name));
            QTRY_COMPARE(m_server.playing(), 1);
        }
    }
    void playsInRealTimeWithASpeakerAndWithout()
    {
        for (const bool with : {true, false}) {
            if (with)
                speaker("desk");
            open();
            QTRY_VERIFY(m_media->state().speakerMissing != with || !m_media->state().devices.empty());
            QTRY_VERIFY(m_media->playback().samplesPlayed() > 9600);
            const auto input = m_media->playback().addInput();
            double off = 1; // seconds of sound beside those of the clock; after a moment without the processor it catches up
            for (int tries = 0; tries < 5 && std::abs(off) >= 0.15; ++tries) {
                const std::uint64_t from = m_media->playback().samplesPlayed();
                QElapsedTimer timer;
                timer.start();
                QTest::qWait(2000);
                off = static_cast<double>(m_media->playback().samplesPlayed() - from) / 48'000 - static_cast<double>(timer.elapsed()) / 1000;
            }
            QVERIFY2(std::abs(off) < 0.15, qPrintable(QString::number(off)));
            cleanup();
        }
    }
    void survivesTheServersEndAndFindsTheNextOne()
    {
        speaker("desk");
        microphone("headset");
        open();
        QTRY_VERIFY(inUse("headset") && inUse("desk"));
        m_server.stop();
        m_loaded.clear();
        QTRY_VERIFY_WITH_TIMEOUT(m_media->state().generatedSound && m_media->state().speakerMissing, 10'000);
        QTRY_COMPARE(codeOf(m_media->state().microphoneProblem), QStringLiteral("DeviceLost")); // the stream may fail before the list says why
        m_frames.take(Context::Microphone);
        QTRY_VERIFY(m_frames.count(Context::Microphone) > 25);

        QVERIFY(m_server.start());
        speaker("desk");
        microphone("headset");
        m_media->retryDevices();
        QTRY_VERIFY_WITH_TIMEOUT(inUse("headset") && inUse("desk"), 10'000);
        QTRY_VERIFY(!m_media->state().microphoneProblem);
    }
    // The speaker's sound is the microphone's: the whole way through player, server, recorder, canceller and codec.
    void cancelsTheEchoOfARealSoundServer()
    {
        speaker("desk");
        const QString room = m_server.load(QStringLiteral("module-remap-source master=desk.monitor source_name=room"));
        QVERIFY(!room.isEmpty());
        m_loaded.append(room);
        open();
        QTRY_VERIFY(inUse("room") && inUse("desk"));
        const auto input = m_media->playback().addInput();
        // A sound server that is starved by a busy machine changes its delay while it plays: then it is played again.
        double best = 0;
        for (int play = 0; play < 3 && best < 20; ++play) {
            const Samples far = speech(16);
            const Samples near = playAndRecord(*input, far);
            QVERIFY(near.size() > 14u * 48'000);
            // Second by second from the sixth on; the median, so that one hiccup does not count.
            std::vector<double> taken;
            for (std::size_t second = 6; (second + 1) * 48'000 <= near.size(); ++second)
                taken.push_back(10 * std::log10(meanSquare(std::span(far).subspan(second * 48'000, 48'000))
                                                / meanSquare(std::span(near).subspan(second * 48'000, 48'000))));
            std::sort(taken.begin(), taken.end());
            qInfo("echo return loss enhancement %.1f dB (least of a second %.1f)", taken[taken.size() / 2], taken.front());
            best = std::max(best, taken[taken.size() / 2]);
        }
        QVERIFY2(best >= 20, qPrintable(QString::number(best)));
    }
    // The same way with a microphone that the speaker does not reach: what the test above takes away gets through here.
    void letsASoundThroughThatIsNoEcho()
    {
        speaker("desk");
        speaker("elsewhere");
        const QString room = m_server.load(QStringLiteral("module-remap-source master=elsewhere.monitor source_name=room"));
        QVERIFY(!room.isEmpty());
        m_loaded.append(room);
        open();
        m_media->choose(DeviceKind::Speaker, "desk");
        QTRY_VERIFY(inUse("room") && inUse("desk"));
        QProcess other;
        other.start(QStringLiteral("pacat"), {QStringLiteral("--device=elsewhere"), QStringLiteral("--rate=48000"),
                                              QStringLiteral("--channels=1"), QStringLiteral("--format=s16le"), QStringLiteral("--raw")});
        QVERIFY(other.waitForStarted());
        const Samples voice = speech(6);
        other.write(reinterpret_cast<const char *>(voice.data()), static_cast<qint64>(voice.size() * 2));
        other.closeWriteChannel();
        m_frames.take(Context::Microphone);
        QTest::qWait(4500);
        const Samples near = decodeOpus(m_frames.take(Context::Microphone));
        other.kill();
        other.waitForFinished();
        const std::size_t from = std::min<std::size_t>(near.size(), 2 * 48'000);
        const double change = 10 * std::log10(meanSquare(std::span(near).subspan(from)) / meanSquare(voice));
        qInfo("a voice that is no echo: %.1f dB", change);
        QVERIFY2(change > -10, qPrintable(QString::number(change)));
        QVERIFY(m_media->microphoneHeard());
    }
    void cleanupTestCase() { m_server.stop(); }

private:
    QString speaker(const char *name) { return keep(m_server.loadSpeaker(QString::fromLatin1(name))); }
    QString microphone(const char *name) { return keep(m_server.loadMicrophone(QString::fromLatin1(name))); }
    QString keep(const QString &number)
    {
        if (number.isEmpty())
            qFatal("the module does not load");
        m_loaded.append(number);
        return number;
    }
    void unload(const QString &number)
    {
        m_server.unload(number);
        m_loaded.removeAll(number);
    }
    QStringList names(DeviceKind kind) const
    {
        QStringList out;
        for (const DeviceInfo &device : m_media->state().devices)
            if (device.kind == kind)
                out.append(QString::fromStdString(device.name));
        return out;
    }
    bool inUse(const std::string &id) const
    {
        const DeviceList &devices = m_media->state().devices;
        return std::any_of(devices.begin(), devices.end(), [&](const DeviceInfo &d) { return d.id == id && d.inUse; });
    }
    void open(bool start = true)
    {
        m_media = LocalMedia::create({}, m_executor).value();
        m_media->setSink(&m_frames);
        m_media->setCameraOn(false); // not this test's business
        m_media->setSending(true);
        if (start)
            m_media->start();
    }
    // Writes packets of 20 ms as a peer's decoder does, and returns what the encoder got meanwhile.
    Samples playAndRecord(PlaybackInput &input, const Samples &far)
    {
        m_frames.take(Context::Microphone);
        QElapsedTimer timer;
        timer.start();
        for (std::size_t packet = 0; (packet + 1) * 960 <= far.size();) {
            for (; static_cast<qint64>(packet) * 20 <= timer.elapsed() + 20 && (packet + 1) * 960 <= far.size(); ++packet)
                input.write({reinterpret_cast<const std::uint8_t *>(far.data() + packet * 960), 1920}, 1);
            QTest::qWait(5);
        }
        return decodeOpus(m_frames.take(Context::Microphone));
    }

    PulseServer m_server;
    QStringList m_loaded;
    LoopExecutor m_executor;
    FrameKeeper m_frames;
    std::unique_ptr<LocalMedia> m_media;
};

QTEST_GUILESS_MAIN(PulseTest)
#include "local_pulse_test.moc"
