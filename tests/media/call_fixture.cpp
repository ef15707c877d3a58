// SPDX-License-Identifier: Apache-2.0
#include "tests/media/call_fixture.h"

#include "core/media/gst_ptr.h"

#include <QTimer>

#include <gst/video/video-event.h>

#include <cmath>

namespace bedside::media::test {

void QtLoopExecutor::post(Task task)
{
    {
        const std::lock_guard lock(m_mutex);
        m_posted.push_back(std::move(task));
    }
    QMetaObject::invokeMethod(this, &QtLoopExecutor::runPosted, Qt::QueuedConnection);
}

void QtLoopExecutor::runPosted()
{
    std::deque<Task> tasks;
    {
        const std::lock_guard lock(m_mutex);
        tasks.swap(m_posted);
    }
    for (Task &task : tasks)
        task();
}

Executor::TimerId QtLoopExecutor::startTimer(Milliseconds delay, Task task)
{
    const TimerId id = m_next++;
    auto *timer = new QTimer(this);
    timer->setSingleShot(true);
    m_timers.emplace(id, timer);
    QObject::connect(timer, &QTimer::timeout, this, [this, id, timer, task = std::move(task)] {
        m_timers.erase(id);
        timer->deleteLater();
        task();
    });
    timer->start(delay);
    return id;
}

void QtLoopExecutor::cancelTimer(TimerId id)
{
    const auto found = m_timers.find(id);
    if (found == m_timers.end())
        return;
    delete found->second;
    m_timers.erase(found);
}

namespace {

class ListeningInput final : public PlaybackInput {
public:
    explicit ListeningInput(std::shared_ptr<ListeningPlayback::Heard> heard) : m_heard(std::move(heard)) {}
    void write(ByteSpan bytes, unsigned channels) override
    {
        const std::size_t count = bytes.size() / (2 * channels);
        int peak = 0, crossings = 0, last = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t at = 2 * i * channels;
            const int sample = static_cast<std::int16_t>(bytes[at] | bytes[at + 1] << 8);
            peak = std::max(peak, std::abs(sample));
            crossings += i > 0 && (sample < 0) != (last < 0) ? 1 : 0;
            last = sample;
        }
        m_heard->samples += count;
        m_heard->peak = peak;
        if (count > 0)
            m_heard->hertz = static_cast<int>(static_cast<std::size_t>(crossings) * 24000 / count);
    }
    Counts counts() const override { return {}; }
    double level() const override { return 0; }
    bool speaking() const override { return false; }

private:
    std::shared_ptr<ListeningPlayback::Heard> m_heard;
};

std::uint64_t monotonicNs() { return static_cast<std::uint64_t>(g_get_monotonic_time()) * 1000; }

} // namespace

std::shared_ptr<PlaybackInput> ListeningPlayback::addInput() { return std::make_shared<ListeningInput>(heard); }

struct EncodedSource::Parts {
    GstPtr<GstElement> pipeline, encoder, picture, sound;
};

EncodedSource::EncodedSource(EncodedSink &sink, Look look) : m_parts(std::make_unique<Parts>())
{
    const std::string text =
        "videotestsrc name=picture is-live=true pattern=" + std::string(look.busy ? "smpte" : "solid-color") + " foreground-color="
        + std::to_string(0xff000000u | static_cast<unsigned>(look.color.red << 16 | look.color.green << 8 | look.color.blue))
        + " ! video/x-raw,format=I420,width=" + std::to_string(look.width) + ",height=" + std::to_string(look.height)
        + ",framerate=30/1 ! vp8enc name=v deadline=1 cpu-used=-6 threads=1 end-usage=cbr target-bitrate=500000"
          " keyframe-max-dist=30000 min-force-key-unit-interval=200000000 ! appsink name=pictures sync=false"
          " audiotestsrc name=sound is-live=true samplesperbuffer=960 freq="
        + std::to_string(look.hertz)
        + " ! audio/x-raw,rate=48000,channels=1 ! opusenc inband-fec=true packet-loss-percentage=10 ! appsink"
          " name=sounds sync=false";
    m_parts->pipeline = GstPtr<GstElement>::adopt(gst_parse_launch(text.c_str(), nullptr));
    auto *bin = GST_BIN(m_parts->pipeline.get());
    m_parts->encoder = GstPtr<GstElement>::adopt(gst_bin_get_by_name(bin, "v"));
    m_parts->picture = GstPtr<GstElement>::adopt(gst_bin_get_by_name(bin, "picture"));
    m_parts->sound = GstPtr<GstElement>::adopt(gst_bin_get_by_name(bin, "sound"));
    struct Target {
        EncodedSink *sink;
        std::atomic<std::uint64_t> *count;
        Context context;
    };
    const auto attach = [&](const char *name, Context context) {
        GstAppSinkCallbacks callbacks{};
        callbacks.new_sample = [](GstAppSink *from, gpointer data) {
            const auto *target = static_cast<Target *>(data);
            const auto sample = GstPtr<GstSample>::adopt(gst_app_sink_pull_sample(from));
            if (!sample)
                return GST_FLOW_EOS;
            GstMapInfo map;
            GstBuffer *buffer = gst_sample_get_buffer(sample.get());
            gst_buffer_map(buffer, &map, GST_MAP_READ);
            const bool key = !GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT);
            if (isVideo(target->context))
                ++*target->count;
            target->sink->onEncoded(target->context, {map.data, map.size}, key, monotonicNs());
            gst_buffer_unmap(buffer, &map);
            return GST_FLOW_OK;
        };
        const auto element = GstPtr<GstElement>::adopt(gst_bin_get_by_name(bin, name));
        gst_app_sink_set_callbacks(GST_APP_SINK(element.get()), &callbacks, new Target{&sink, &m_pictures, context},
                                   [](gpointer data) { delete static_cast<Target *>(data); });
    };
    attach("pictures", Context::Camera);
    attach("sounds", Context::Microphone);
    gst_element_set_state(m_parts->pipeline.get(), GST_STATE_PLAYING);
}

EncodedSource::~EncodedSource() { gst_element_set_state(m_parts->pipeline.get(), GST_STATE_NULL); }

void EncodedSource::requestKeyFrame()
{
    gst_element_send_event(m_parts->encoder.get(),
                           gst_video_event_new_upstream_force_key_unit(GST_CLOCK_TIME_NONE, TRUE, 0));
}

void EncodedSource::flash(bool on)
{
    g_object_set(m_parts->picture.get(), "foreground-color", on ? 0xffffffffu : 0xff000000u, nullptr);
    g_object_set(m_parts->sound.get(), "volume", on ? 0.8 : 0.0, nullptr);
}

CallOptions Participant::loopback()
{
    CallOptions options;
    options.onlyLoopback = true;
    return options;
}

Participant::Participant(SignalBoard &b, Leaf l, CallOptions options, Playback *speaker) : board(b), leaf(l)
{
    board.participants[leaf] = this;
    call = Call::create(board.executor, clock, keys, speaker ? *speaker : playback, *this, options).value();
}

Participant::~Participant()
{
    source.reset();
    call.reset();
    board.participants.erase(leaf);
}

void Participant::startSource(EncodedSource::Look look) { source = std::make_unique<EncodedSource>(*call, look); }

PeerMeasures Participant::of(Leaf other) const
{
    for (const auto &measures : call->measures())
        if (measures.leaf == other)
            return measures;
    return {};
}

std::optional<Color> Participant::colorOf(Leaf other) const
{
    auto *from = call->picture(other, Context::Camera);
    const auto picture = from ? from->latest() : nullptr;
    if (!picture)
        return std::nullopt;
    const auto *pixel = picture->pixels.data() + picture->stride * (picture->height / 2) + 4 * (picture->width / 2);
    return Color{pixel[2], pixel[1], pixel[0]};
}

void Participant::onSignal(Leaf to, const Signal &signal) { board.carry(leaf, to, signal); }

void Participant::onPeerState(Leaf other, PeerState, std::optional<Error> error)
{
    if (error)
        errors.emplace(other, *error);
}

void Participant::onMessage(Leaf from, Bytes message) { messages.emplace_back(from, std::move(message)); }

void Participant::onKeyFrameNeeded(Context context)
{
    ++keyFramesAsked;
    if (askForKeyFrame && context == Context::Camera)
        askForKeyFrame();
    if (source && context == Context::Camera)
        source->requestKeyFrame();
}

void Participant::onVideoTarget(VideoTarget target)
{
    targets.push_back(target);
    if (applyTarget)
        applyTarget(target);
}

void SignalBoard::carry(Leaf from, Leaf to, Signal signal)
{
    if (filter && !filter(from, to, signal))
        return;
    const auto found = participants.find(to);
    if (found == participants.end())
        return;
    if (auto taken = found->second->call->onSignal(from, signal); !taken.ok())
        refusals.push_back(taken.error());
}

Epoch makeEpoch(const InstanceId &instance, std::uint64_t number)
{
    return {instance, number, crypto::randomSecret(32)};
}

void install(const Epoch &epoch, Participant &participant, const std::vector<Leaf> &leaves)
{
    std::vector<sframe::LeafAccess> access;
    for (const Leaf leaf : leaves)
        access.push_back({leaf, sframe::kAllContexts});
    const auto installed =
        participant.keys.installEpoch(epoch.instance, epoch.number, epoch.baseKey, participant.leaf, access);
    if (!installed.ok())
        qFatal("installEpoch: %s", installed.error().why());
    participant.call->epochInstalled();
}

void switchTo(const Epoch &epoch, Participant &participant)
{
    if (const auto switched = participant.keys.switchSender(epoch.instance, epoch.number); !switched.ok())
        qFatal("switchSender: %s", switched.error().why());
    participant.call->senderSwitched();
}

void connect(Participant &offerer, Participant &answerer, std::uint64_t sinceEpoch)
{
    const auto answering = answerer.call->addPeer(offerer.leaf, Role::Answerer, sinceEpoch);
    const auto offering = offerer.call->addPeer(answerer.leaf, Role::Offerer, sinceEpoch);
    if (!answering.ok() || !offering.ok())
        qFatal("addPeer");
}

bool isColor(const std::optional<Color> &seen, const Color &expected)
{
    const auto near = [](int a, int b) { return std::abs(a - b) <= 20; };
    return seen && near(seen->red, expected.red) && near(seen->green, expected.green) && near(seen->blue, expected.blue);
}

void Pair::installBoth(const Epoch &e)
{
    install(e, host, {0, 1});
    install(e, guest, {0, 1});
}

void Pair::start()
{
    installBoth(epoch);
    switchTo(epoch, host);
    switchTo(epoch, guest);
    begin();
}

void Pair::begin()
{
    host.startSource({kRed, 440});
    guest.startSource({kBlue, 1000});
    test::connect(host, guest);
}

bool Pair::bothLive() const
{
    return host.call->state(1) == PeerState::Live && guest.call->state(0) == PeerState::Live;
}

bool Pair::bothSee() const { return isColor(host.colorOf(1), kBlue) && isColor(guest.colorOf(0), kRed); }

std::uint64_t Pair::decoded() const
{
    return host.of(1).video.decoded + host.of(1).audio.decoded + guest.of(0).video.decoded + guest.of(0).audio.decoded;
}

} // namespace bedside::media::test
