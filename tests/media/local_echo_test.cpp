// SPDX-License-Identifier: Apache-2.0
// The real canceller and its probe on a synthetic room: far end -> speaker -> (delay, loss, reflections) -> microphone.
// Fed block by block with made-up time stamps, so nothing depends on how busy the machine is.
#include "core/media/local/microphone.h"
#include "core/media/local/pipeline.h"
#include "tests/media/local_support.h"

#include <QTest>

#include <cmath>
#include <future>
#include <numbers>
#include <vector>

using namespace bedside;
using namespace bedside::media;
using namespace bedside::media::test;

namespace {

constexpr int kRate = 48'000, kBlock = 480;
constexpr const char *kMono = "audio/x-raw,format=S16LE,layout=interleaved,rate=48000,channels=1";
using Samples = std::vector<double>; // full scale = 1

// Syllables of voiced harmonics and noise at about 4 Hz with pauses, as the measurement's speech file has.
Samples speech(double seconds, double pitch, unsigned seed)
{
    Samples out(static_cast<std::size_t>(seconds * kRate));
    double phase = 0, noise = 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const double t = static_cast<double>(i) / kRate;
        const double syllable = std::max(0.0, std::sin(2 * std::numbers::pi * 4 * t)) * (std::fmod(t, 3) < 2.4 ? 1 : 0);
        phase += 2 * std::numbers::pi * (pitch + 25 * std::sin(2 * std::numbers::pi * 0.7 * t)) / kRate;
        double voice = 0;
        for (int k = 1; k <= 12; ++k)
            voice += std::sin(phase * k) / k * (1 + 0.8 * std::sin(2 * std::numbers::pi * (1.1 + 0.3 * k) * t));
        seed = seed * 1664525u + 1013904223u;
        noise += 0.3 * (static_cast<double>(seed >> 8) / (1 << 23) - 1 - noise);
        out[i] = 0.5 * syllable * (0.16 * voice + 0.10 * noise);
    }
    return out;
}

struct Room {
    double delayMs = 25;
    double gain = 0.35; // about -9 dB from speaker to microphone
    Samples echo(const Samples &far, double latencyMs) const
    {
        Samples out(far.size());
        for (const auto &[ms, share] : {std::pair(0.0, 1.0), {3.1, 0.5}, {7.7, -0.3}, {15.2, 0.2}, {31.0, 0.1}}) {
            const auto shift = static_cast<std::size_t>((latencyMs + delayMs + ms) * kRate / 1000);
            for (std::size_t i = shift; i < out.size(); ++i)
                out[i] += gain * share * far[i - shift];
        }
        return out;
    }
};

double power(const Samples &samples, double fromSeconds, double toSeconds)
{
    double sum = 0;
    const auto from = static_cast<std::size_t>(fromSeconds * kRate);
    const auto to = std::min(samples.size(), static_cast<std::size_t>(toSeconds * kRate));
    for (std::size_t i = from; i < to; ++i)
        sum += samples[i] * samples[i];
    return sum / static_cast<double>(to - from) + 1e-12;
}
double decibels(double ratio) { return 10 * std::log10(ratio); }

Bytes blockOf(const Samples &samples, std::size_t block)
{
    Bytes out(kBlock * 2);
    for (std::size_t i = 0; i < kBlock; ++i) {
        const auto value = static_cast<std::int16_t>(std::lround(std::clamp(samples[block * kBlock + i], -1.0, 1.0) * 32767));
        std::memcpy(out.data() + 2 * i, &value, 2);
    }
    return out;
}

// The far end as the speaker's pipeline has it, and the microphone's cleaning, in step.
class Bench {
public:
    static constexpr double kLatencyMs = 40; // of the speaker, as it reports it

    explicit Bench(bool cancel)
    {
        run([&] {
            build(m_far, {"webrtcechoprobe"}, "");
            build(m_near, {}, cancel ? "bench-far-end" : "");
        });
    }
    ~Bench()
    {
        run([&] {
            m_near.pipeline.reset();
            m_far.pipeline.reset();
        });
    }

    Samples clean(const Samples &far, const Samples &microphone)
    {
        Samples out;
        for (std::size_t block = 0; block < far.size() / kBlock; ++block) {
            push(m_far, blockOf(far, block), block);
            pull(m_far, nullptr);
            push(m_near, blockOf(microphone, block), block);
            pull(m_near, &out);
        }
        return out;
    }

private:
    struct Side {
        std::unique_ptr<Pipeline> pipeline;
        GstElement *in = nullptr, *out = nullptr;
    };

    void run(std::function<void()> task) { m_worker.postAndWait(std::move(task)); }

    void build(Side &side, std::vector<const char *> middle, const std::string &probe)
    {
        side.pipeline = Pipeline::create("bench", m_worker, [](Error) { qFatal("the bench failed"); }).value();
        Pipeline &pipeline = *side.pipeline;
        if (probe.empty())
            gst_pipeline_set_latency(GST_PIPELINE(pipeline.bin()), static_cast<GstClockTime>(kLatencyMs * 1e6));
        side.in = pipeline.add("appsrc", {{"format", "time"}, {"caps", kMono}}).value();
        side.out = pipeline.add("appsink", {{"sync", "false"}, {"async", "false"}}).value();
        if (!middle.empty()) {
            GstElement *const element = pipeline.add(middle.front(), {{"name", "bench-far-end"}}).value();
            QVERIFY(pipeline.link({side.in, element, side.out}).ok());
        } else {
            const auto cleaning = addCleaning(pipeline, probe).value();
            QVERIFY(pipeline.link({side.in, cleaning.first}).ok());
            QVERIFY(pipeline.link({cleaning.second, side.out}).ok());
        }
        QVERIFY(pipeline.play().ok());
    }
    static void push(Side &side, const Bytes &bytes, std::size_t block)
    {
        GstBuffer *buffer = gst_buffer_new_memdup(bytes.data(), bytes.size());
        GST_BUFFER_PTS(buffer) = block * 10'000'000;
        GST_BUFFER_DURATION(buffer) = 10'000'000;
        gst_app_src_push_buffer(GST_APP_SRC(side.in), buffer);
    }
    static void pull(Side &side, Samples *to)
    {
        const auto sample = GstPtr<GstSample>::adopt(gst_app_sink_try_pull_sample(GST_APP_SINK(side.out), 10 * GST_SECOND));
        QVERIFY(sample);
        const Bytes bytes = bytesOf(sample.get());
        for (std::size_t i = 0; to && i < bytes.size() / 2; ++i) {
            std::int16_t value;
            std::memcpy(&value, bytes.data() + 2 * i, 2);
            to->push_back(value / 32767.0);
        }
    }

    Worker m_worker;
    Side m_far, m_near;
};

} // namespace

class EchoTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { gst_init(nullptr, nullptr); }

    void takesTheEchoAwayByTwentyDecibels_data()
    {
        QTest::addColumn<double>("delayMs");
        QTest::addColumn<double>("gain");
        QTest::newRow("a laptop's own speaker") << 5.0 << 0.35;
        QTest::newRow("a speaker across the desk") << 25.0 << 0.2;
        QTest::newRow("loud, with a driver that is later than it says") << 45.0 << 0.5;
    }
    void takesTheEchoAwayByTwentyDecibels()
    {
        QFETCH(double, delayMs);
        QFETCH(double, gain);
        const Samples far = speech(20, 120, 1);
        const Samples microphone = Room{delayMs, gain}.echo(far, Bench::kLatencyMs);
        const Samples clean = Bench(true).clean(far, microphone);
        const double taken = decibels(power(microphone, 10, 20) / power(clean, 10, 20));
        qInfo("echo return loss enhancement %.1f dB", taken);
        QVERIFY2(taken >= 20, qPrintable(QString::number(taken)));
    }
    void leavesTheEchoInWithoutTheCanceller() // so that the figure above is the canceller's, not the noise suppressor's
    {
        const Samples far = speech(20, 120, 1);
        const Samples microphone = Room{}.echo(far, Bench::kLatencyMs);
        const Samples clean = Bench(false).clean(far, microphone);
        const double taken = decibels(power(microphone, 10, 20) / power(clean, 10, 20));
        qInfo("without the canceller %.1f dB", taken);
        QVERIFY2(taken < 6, qPrintable(QString::number(taken)));
    }
    void letsTheOwnVoiceThroughWhenTheOtherIsSilent()
    {
        Samples far = speech(20, 120, 1);
        std::fill(far.begin() + 12 * kRate, far.end(), 0.0);
        Samples microphone = Room{}.echo(far, Bench::kLatencyMs);
        const Samples own = speech(20, 210, 7);
        for (std::size_t i = 13 * kRate; i < microphone.size(); ++i)
            microphone[i] += own[i];
        const Samples clean = Bench(true).clean(far, microphone);
        const double change = decibels(power(clean, 14, 20) / power(own, 14, 20));
        qInfo("own voice %.1f dB", change);
        QVERIFY2(change > -6 && change < 12, qPrintable(QString::number(change)));
    }
    void keepsTheOwnVoiceAudibleWhileBothSpeak()
    {
        const Samples far = speech(20, 120, 1);
        Samples microphone = Room{25, 0.2}.echo(far, Bench::kLatencyMs);
        const Samples own = speech(20, 210, 7);
        for (std::size_t i = 12 * kRate; i < microphone.size(); ++i)
            microphone[i] += own[i];
        const Samples clean = Bench(true).clean(far, microphone);
        const double change = decibels(power(clean, 14, 20) / power(own, 14, 20));
        qInfo("own voice while both speak %.1f dB", change);
        QVERIFY2(change > -12, qPrintable(QString::number(change)));
    }
    void lowersSteadyNoise()
    {
        Samples silence(12 * kRate, 0.0), noise(12 * kRate);
        unsigned seed = 5;
        for (double &sample : noise) {
            seed = seed * 1664525u + 1013904223u;
            sample = 0.005 * (static_cast<double>(seed >> 8) / (1 << 23) - 1);
        }
        const Samples clean = Bench(true).clean(silence, noise);
        const double taken = decibels(power(noise, 6, 12) / power(clean, 6, 12));
        qInfo("noise %.1f dB", taken);
        QVERIFY2(taken > 6, qPrintable(QString::number(taken)));
    }
    void refusesAnUnknownProbe()
    {
        Worker worker;
        worker.postAndWait([&worker] {
            auto pipeline = Pipeline::create("bench", worker, [](Error) {}).value();
            const auto cleaning = addCleaning(*pipeline, "no-such-probe").value();
            GstElement *const source = pipeline->add("audiotestsrc", {{"is-live", "true"}}).value();
            GstElement *const end = pipeline->add("fakesink").value();
            QVERIFY(pipeline->link({source, cleaning.first}).ok());
            QVERIFY(pipeline->link({cleaning.second, end}).ok());
            QVERIFY(!pipeline->play().ok());
        });
    }
};

QTEST_GUILESS_MAIN(EchoTest)
#include "local_echo_test.moc"
