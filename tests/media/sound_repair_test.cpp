// SPDX-License-Identifier: Apache-2.0
// Opus in-band FEC (RFC 6716 section 2.1.7) from the microphone's encoder through the whole receiving chain: a lost
// packet that holds the onset of a voice is heard, because the next one carries it again.
#include "core/crypto/random.h"
#include "core/media/initialize.h"
#include "core/media/local/microphone.h"
#include "core/media/local/pipeline.h"
#include "core/media/receive_chain.h"

#include <QTest>

#include <cmath>
#include <numbers>
#include <set>

using namespace bedside;
using namespace bedside::media;

namespace {

constexpr int kPackets = 60, kOnset = 30, kSamples = 960;
constexpr const char *kMono = "audio/x-raw,format=S16LE,layout=interleaved,rate=48000,channels=1";
constexpr const char *kRtp = "application/x-rtp,media=audio,clock-rate=48000,encoding-name=OPUS,payload=96";
constexpr GstClockTime kPacketTime = 20 * GST_MSECOND;
constexpr double kFullScale = 32'768;

// Silence up to the onset, then a vowel.
std::vector<std::int16_t> voiceAfterSilence()
{
    std::vector<std::int16_t> out(std::size_t(kPackets) * kSamples, 0);
    for (std::size_t i = std::size_t(kOnset) * kSamples; i < out.size(); ++i) {
        double sum = 0;
        for (int harmonic = 1; harmonic <= 18; ++harmonic)
            sum += std::sin(2 * std::numbers::pi * 140 * harmonic * double(i) / 48'000) / harmonic;
        out[i] = static_cast<std::int16_t>(0.2 * kFullScale * sum);
    }
    return out;
}

std::vector<Bytes> encode(const std::vector<std::int16_t> &sound)
{
    std::vector<Bytes> packets;
    Worker worker;
    worker.postAndWait([&] {
        const auto pipeline = Pipeline::create("encoder", worker, [](Error) { qFatal("encoding failed"); }).value();
        GstElement *const in = pipeline->add("appsrc", {{"format", "time"}, {"caps", kMono}}).value();
        GstElement *const encoder = addVoiceEncoder(*pipeline).value();
        GstElement *const out = pipeline->add("appsink", {{"sync", "false"}, {"async", "false"}}).value();
        QVERIFY(pipeline->link({in, encoder, out}).ok());
        QVERIFY(pipeline->play().ok());
        for (int i = 0; i < kPackets; ++i) {
            GstBuffer *buffer = gst_buffer_new_memdup(sound.data() + std::size_t(i) * kSamples, kSamples * sizeof sound[0]);
            GST_BUFFER_PTS(buffer) = i * kPacketTime;
            GST_BUFFER_DURATION(buffer) = kPacketTime;
            gst_app_src_push_buffer(GST_APP_SRC(in), buffer);
            const auto sample = GstPtr<GstSample>::adopt(gst_app_sink_try_pull_sample(GST_APP_SINK(out), 10 * GST_SECOND));
            QVERIFY(sample);
            GstBuffer *const packet = gst_sample_get_buffer(sample.get());
            packets.emplace_back(gst_buffer_get_size(packet));
            gst_buffer_extract(packet, 0, packets.back().data(), packets.back().size());
        }
    });
    return packets;
}

class Recording final : public Playback, public PlaybackInput, public std::enable_shared_from_this<Recording> {
public:
    std::vector<std::int16_t> sound; // the first channel
    std::shared_ptr<PlaybackInput> addInput() override { return shared_from_this(); }
    bool speakerMissing() const override { return true; }
    std::uint64_t samplesPlayed() const override { return 0; }
    void write(ByteSpan bytes, unsigned channels) override
    {
        for (std::size_t at = 0; at + 1 < bytes.size(); at += 2 * channels)
            sound.push_back(static_cast<std::int16_t>(bytes[at] | bytes[at + 1] << 8));
    }
    Counts counts() const override { return {}; }
    double level() const override { return 0; }
    bool speaking() const override { return false; }
};

class SealedSender {
public:
    SealedSender()
    {
        const auto instance = crypto::randomId<InstanceId>();
        const Secret key = crypto::randomSecret(32);
        const std::vector<sframe::LeafAccess> leaves{{0, sframe::kAllContexts}, {1, sframe::kAllContexts}};
        [[maybe_unused]] const bool ready = m_sender.installEpoch(instance, 1, key, 1, leaves).ok() &&
                                            receiver.installEpoch(instance, 1, key, 0, leaves).ok() &&
                                            m_sender.switchSender(instance, 1).ok();
    }
    GstPtr<GstBuffer> rtp(const Bytes &packet, int number)
    {
        const std::size_t clear = clearBytes(Context::Microphone, packet);
        Bytes sealed(packet.size() + sframe::kMaxOverhead);
        const auto size = m_sender.sealer(Context::Microphone)
                              .seal(ByteSpan(packet).first(clear), ByteSpan(packet).subspan(clear), sealed)
                              .value()
                              .size;
        const std::uint32_t timestamp = static_cast<std::uint32_t>(number * kSamples);
        Bytes out{0x80, 96, 0, static_cast<std::uint8_t>(number)};
        for (int shift = 24; shift >= 0; shift -= 8)
            out.push_back(static_cast<std::uint8_t>(timestamp >> shift));
        out.insert(out.end(), {0, 0, 0, 1}); // SSRC
        out.insert(out.end(), sealed.begin(), sealed.begin() + std::ptrdiff_t(size));
        auto buffer = GstPtr<GstBuffer>::adopt(gst_buffer_new_memdup(out.data(), out.size()));
        GST_BUFFER_PTS(buffer.get()) = GstClockTime(number) * kPacketTime;
        return buffer;
    }
    sframe::KeyStore receiver;

private:
    sframe::KeyStore m_sender;
};

// What the jitter buffer says of a packet that did not come.
GstEvent *packetLost(int number)
{
    return gst_event_new_custom(GST_EVENT_CUSTOM_DOWNSTREAM,
                                gst_structure_new("GstRTPPacketLost", "seqnum", G_TYPE_UINT, guint(number), "timestamp",
                                                  G_TYPE_UINT64, guint64(number * kPacketTime), "duration", G_TYPE_UINT64,
                                                  guint64(kPacketTime), "retry", G_TYPE_UINT, 0u, nullptr));
}

struct Received {
    std::vector<std::int16_t> sound;
    std::uint64_t concealed = 0; // samples
};

// Decodes all but the lost ones as a receiver in a visit does.
Received receive(const std::vector<Bytes> &packets, const std::set<int> &lost)
{
    SealedSender sender;
    const SystemClock clock;
    const auto recording = std::make_shared<Recording>();
    const auto pipeline = GstPtr<GstElement>::adopt(gst_pipeline_new("receiver"));
    auto chain = ReceiveChain::create(pipeline.get(), Context::Microphone, std::make_shared<HoldBudget>(), nullptr, clock,
                                      *recording, [](Context) {}).value();
    chain->gate().open(sender.receiver.opener(1));
    const auto source = GstPtr<GstPad>::adopt(gst_pad_new("source", GST_PAD_SRC));
    gst_pad_set_active(source.get(), TRUE);
    gst_pad_link(source.get(), chain->sink());
    gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
    GstSegment segment;
    gst_segment_init(&segment, GST_FORMAT_TIME);
    const auto caps = GstPtr<GstCaps>::adopt(gst_caps_from_string(kRtp));
    gst_pad_push_event(source.get(), gst_event_new_stream_start("sound"));
    gst_pad_push_event(source.get(), gst_event_new_caps(caps.get()));
    gst_pad_push_event(source.get(), gst_event_new_segment(&segment));
    for (int i = 0; i < int(packets.size()); ++i) {
        auto buffer = sender.rtp(packets[std::size_t(i)], i);
        if (lost.contains(i))
            gst_pad_push_event(source.get(), packetLost(i));
        else
            gst_pad_push(source.get(), buffer.release());
    }
    gst_pad_push_event(source.get(), gst_event_new_eos());
    gst_element_set_state(pipeline.get(), GST_STATE_NULL);
    const auto concealed = chain->counts().concealed;
    chain.reset();
    return {recording->sound, concealed};
}

// Mean power of packet `number` in the decoded sound, which is late by the encoder's look-ahead of 6.5 ms.
double power(const std::vector<std::int16_t> &sound, int number)
{
    const std::size_t begin = std::size_t(number) * kSamples + 312;
    double sum = 0;
    for (std::size_t i = begin; i < std::min(sound.size(), begin + kSamples); ++i)
        sum += sound[i] / kFullScale * (sound[i] / kFullScale);
    return sum / kSamples;
}

} // namespace

class SoundRepairTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY(media::initialize().ok()); }

    void hearsALostOnsetFromTheNextPacket()
    {
        const auto packets = encode(voiceAfterSilence());
        QCOMPARE(int(packets.size()), kPackets);
        const auto whole = receive(packets, {}).sound, oneLost = receive(packets, {kOnset}).sound,
                   twoLost = receive(packets, {kOnset, kOnset + 1}).sound;
        const double spoken = power(whole, kOnset);
        QVERIFY(spoken > 0.001);
        QCOMPARE(oneLost.size(), whole.size()); // nothing moves in time
        qInfo("power of the onset: %.5f, repaired %.5f, without the packet that repairs %.5f", spoken, power(oneLost, kOnset),
              power(twoLost, kOnset));
        QVERIFY(power(oneLost, kOnset) > 0.3 * spoken);
        QVERIFY(power(twoLost, kOnset) < 0.01 * spoken); // concealment alone has nothing to go on
    }
    // What an outage leaves out is not made up, so that the first word after it is not heard behind it.
    void makesNothingUpForAnOutage()
    {
        constexpr int kLost = 25, kMade = 6; // packets: half a second, and what is made up at most
        const auto packets = encode(voiceAfterSilence());
        std::set<int> lost;
        for (int i = 0; i < kLost; ++i)
            lost.insert(kOnset + i);
        const auto whole = receive(packets, {}), outage = receive(packets, lost);
        QCOMPARE(whole.concealed, 0u);
        QCOMPARE(outage.concealed, std::uint64_t(kMade * kSamples));
        const int left = int(whole.sound.size() - outage.sound.size()) / kSamples;
        QVERIFY2(left >= kLost - kMade && left <= kLost, qPrintable(QString::number(left)));
        QVERIFY(power(outage.sound, kPackets - 2 - left) > 0.001); // and goes on
    }
};

QTEST_GUILESS_MAIN(SoundRepairTest)
#include "sound_repair_test.moc"
