// SPDX-License-Identifier: Apache-2.0
#include "core/media/local/mixer.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <thread>
#include <vector>

using namespace bedside;
using namespace bedside::media;

namespace {

using Samples = std::vector<std::int16_t>;

ByteSpan bytesOf(const Samples &samples)
{
    return {reinterpret_cast<const std::uint8_t *>(samples.data()), samples.size() * 2};
}
Samples constant(int ms, std::int16_t value, unsigned channels = 1)
{
    return Samples(static_cast<std::size_t>(ms) * 48 * channels, value);
}
Samples mixOne(Mixer &mixer)
{
    Samples out(kMixBlock);
    mixer.mix(std::span<std::int16_t, kMixBlock>(out.data(), kMixBlock), 0);
    return out;
}
Samples mixMany(Mixer &mixer, int blocks)
{
    Samples out;
    for (int i = 0; i < blocks; ++i) {
        const Samples block = mixOne(mixer);
        out.insert(out.end(), block.begin(), block.end());
    }
    return out;
}
bool silent(const Samples &samples)
{
    return std::all_of(samples.begin(), samples.end(), [](std::int16_t s) { return s == 0; });
}

} // namespace

class MixerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isSilentWithoutInputs()
    {
        const auto mixer = std::make_shared<Mixer>();
        QVERIFY(silent(mixMany(*mixer, 5)));
        QCOMPARE(mixer->samplesPlayed(), 5u * kMixBlock);
    }
    void waitsUntilItsBufferIsFilled()
    {
        const auto mixer = std::make_shared<Mixer>();
        const auto input = mixer->addInput();
        input->write(bytesOf(constant(20, 1000)), 1);
        QVERIFY(silent(mixOne(*mixer)));
        input->write(bytesOf(constant(20, 1000)), 1);
        QCOMPARE(mixOne(*mixer).back(), std::int16_t(1000));
    }
    void addsInputsUp()
    {
        const auto mixer = std::make_shared<Mixer>();
        const auto a = mixer->addInput(), b = mixer->addInput();
        a->write(bytesOf(constant(60, 1000)), 1);
        b->write(bytesOf(constant(60, 234)), 1);
        QCOMPARE(mixOne(*mixer).front(), std::int16_t(1234));
    }
    void mixesStereoToTheMiddle()
    {
        const auto mixer = std::make_shared<Mixer>();
        const auto input = mixer->addInput();
        Samples stereo = constant(60, 0, 2);
        for (std::size_t i = 0; i < stereo.size(); i += 2)
            stereo[i] = 3000;
        input->write(bytesOf(stereo), 2);
        QCOMPARE(mixOne(*mixer).front(), std::int16_t(1500));
        QCOMPARE(input->counts().samplesWritten, 60u * 48);
    }
    void limitsInsteadOfClipping()
    {
        const auto mixer = std::make_shared<Mixer>();
        std::vector<std::shared_ptr<PlaybackInput>> inputs;
        Samples sine(60 * 48);
        for (std::size_t i = 0; i < sine.size(); ++i)
            sine[i] = static_cast<std::int16_t>(20000 * std::sin(2 * std::numbers::pi * static_cast<double>(i) / 48));
        for (int i = 0; i < 4; ++i) {
            inputs.push_back(mixer->addInput());
            inputs.back()->write(bytesOf(sine), 1);
        }
        const Samples out = mixOne(*mixer);
        const auto peaks = std::count_if(out.begin(), out.end(), [](std::int16_t s) { return std::abs(s) > 32000; });
        QVERIFY2(peaks > 0 && peaks < 100, qPrintable(QString::number(peaks))); // a clipped one would have about 270
    }
    void forgetsAnInputWithItsLastHandle()
    {
        const auto mixer = std::make_shared<Mixer>();
        auto input = mixer->addInput();
        input->write(bytesOf(constant(100, 500)), 1);
        QVERIFY(!silent(mixOne(*mixer)));
        input.reset();
        QVERIFY(silent(mixOne(*mixer)));
    }
    void anInputMayOutliveItsMixer()
    {
        auto mixer = std::make_shared<Mixer>();
        const auto input = mixer->addInput();
        mixer.reset();
        input->write(bytesOf(constant(20, 1)), 1);
        QCOMPARE(input->counts().samplesWritten, 20u * 48);
    }
    void ignoresWhatIsNotSamples()
    {
        const auto mixer = std::make_shared<Mixer>();
        const auto input = mixer->addInput();
        const Bytes odd(1919);
        input->write(odd, 1);
        input->write(bytesOf(constant(20, 1)), 0);
        input->write(bytesOf(constant(20, 1)), 3);
        input->write(ByteSpan(odd).subspan(0, 1918), 2);
        input->write({}, 1);
        QCOMPARE(input->counts().samplesWritten, 0u);
    }
    void keepsAtMostHalfASecond()
    {
        const auto mixer = std::make_shared<Mixer>();
        const auto input = mixer->addInput();
        input->write(bytesOf(constant(800, 7)), 1);
        QCOMPARE(input->counts().bufferedMs, 500u);
        QCOMPARE(input->counts().samplesDropped, 300u * 48);
    }
    void countsSilenceWhenItRunsEmptyAndWaitsLonger()
    {
        const auto mixer = std::make_shared<Mixer>();
        const auto input = mixer->addInput();
        input->write(bytesOf(constant(40, 7)), 1);
        const unsigned before = input->counts().targetMs;
        mixMany(*mixer, 6);
        const auto counts = input->counts();
        QCOMPARE(counts.samplesPlayed, 40u * 48);
        QCOMPARE(counts.samplesMissing, 2u * kMixBlock);
        QCOMPARE(counts.targetMs, before + 10);
    }
    void growsNoFurtherThanItsBound()
    {
        const auto mixer = std::make_shared<Mixer>();
        const auto input = mixer->addInput();
        for (int i = 0; i < 50; ++i) {
            input->write(bytesOf(constant(300, 7)), 1);
            mixMany(*mixer, 40);
        }
        QCOMPARE(input->counts().targetMs, unsigned(MixerRing::kTargetMostMs));
    }
    void playsEvenArrivalWithoutAGap()
    {
        const auto mixer = std::make_shared<Mixer>();
        const auto input = mixer->addInput();
        for (int i = 0; i < 500; ++i) { // 10 s in packets of 20 ms
            input->write(bytesOf(constant(20, 100)), 1);
            mixMany(*mixer, 2);
        }
        QVERIFY(input->counts().samplesMissing <= 3u * kMixBlock); // only while it filled
        QVERIFY2(input->counts().bufferedMs <= 60, qPrintable(QString::number(input->counts().bufferedMs)));
    }
    void playsABacklogOffWithinSeconds()
    {
        const auto mixer = std::make_shared<Mixer>();
        const auto input = mixer->addInput();
        input->write(bytesOf(constant(400, 100)), 1); // arrives at once, after a stall
        for (int i = 0; i < 250; ++i) {
            input->write(bytesOf(constant(20, 100)), 1);
            mixMany(*mixer, 2);
        }
        QVERIFY2(input->counts().bufferedMs < 80, qPrintable(QString::number(input->counts().bufferedMs)));
        QVERIFY(input->counts().samplesDropped > 0);
    }
    void followsASenderWhoseClockRunsFast()
    {
        const auto mixer = std::make_shared<Mixer>();
        const auto input = mixer->addInput();
        for (int i = 0; i < 6000; ++i) { // 2 minutes at 0.1 % more: 120 ms in the end
            input->write(bytesOf(Samples(961, 100)), 1);
            mixMany(*mixer, 2);
        }
        QVERIFY2(input->counts().bufferedMs < 100, qPrintable(QString::number(input->counts().bufferedMs)));
        QCOMPARE(input->counts().samplesDropped, 0u); // played faster, not cut
    }
    void changesThePaceWithoutClicks()
    {
        const auto mixer = std::make_shared<Mixer>();
        const auto input = mixer->addInput();
        Samples out;
        int position = 0;
        const auto sine = [&position](int count) {
            Samples samples(static_cast<std::size_t>(count));
            for (std::int16_t &sample : samples)
                sample = static_cast<std::int16_t>(10000 * std::sin(2 * std::numbers::pi * 200 * position++ / 48000.0));
            return samples;
        };
        input->write(bytesOf(sine(48 * 70)), 1); // 40 ms more than it wants: under the bound for cutting
        for (int i = 0; i < 300; ++i) {
            input->write(bytesOf(sine(960)), 1);
            const Samples block = mixMany(*mixer, 2);
            out.insert(out.end(), block.begin(), block.end());
        }
        int steepest = 0;
        for (std::size_t i = 1; i < out.size(); ++i)
            steepest = std::max(steepest, std::abs(out[i] - out[i - 1]));
        QVERIFY2(steepest < 10000 * 2 * std::numbers::pi * 200 / 48000 * 1.3, qPrintable(QString::number(steepest)));
        QCOMPARE(input->counts().samplesDropped, 0u);
    }
    void showsWhoIsSpeaking()
    {
        const auto mixer = std::make_shared<Mixer>();
        const auto loud = mixer->addInput(), quiet = mixer->addInput();
        loud->write(bytesOf(constant(100, 8000)), 1);
        quiet->write(bytesOf(constant(100, 3)), 1);
        mixMany(*mixer, 4);
        QVERIFY(loud->level() > 0.7);
        QVERIFY(quiet->level() < 0.1);
        QVERIFY(!quiet->speaking());
        mixMany(*mixer, 6); // long enough to be no click
        QVERIFY(loud->speaking());
        mixMany(*mixer, 40);
        QVERIFY(!loud->speaking()); // has run empty
    }
    void comesAndGoesWhileMixing() // for the thread sanitizer
    {
        const auto mixer = std::make_shared<Mixer>();
        std::atomic<bool> ended{false};
        std::thread player([&] {
            while (!ended)
                mixOne(*mixer);
        });
        std::vector<std::thread> peers;
        for (int i = 0; i < 3; ++i)
            peers.emplace_back([&] {
                for (int round = 0; round < 200; ++round) {
                    const auto input = mixer->addInput();
                    for (int packet = 0; packet < 4; ++packet)
                        input->write(bytesOf(constant(20, 10)), 1);
                    (void)input->counts();
                }
            });
        for (std::thread &peer : peers)
            peer.join();
        ended = true;
        player.join();
        QVERIFY(silent(mixOne(*mixer)));
    }
};

QTEST_GUILESS_MAIN(MixerTest)
#include "local_mixer_test.moc"
