// SPDX-License-Identifier: Apache-2.0
// Participants of a call for the tests: real encoders and a real Call each, in one process, over loopback; signals go
// from one to the other through a board that can look at, change or lose them. Everything on the test's thread.
#pragma once

#include "core/base/clock.h"
#include "core/crypto/random.h"
#include "core/media/call.h"
#include "core/media/local/playback.h"
#include "core/sframe/key_store.h"

#include <QObject>

#include <atomic>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>

namespace bedside::media::test {

class QtLoopExecutor final : public QObject, public Executor {
    Q_OBJECT
public:
    void post(Task task) override;
    TimerId startTimer(Milliseconds delay, Task task) override;
    void cancelTimer(TimerId id) override;

private:
    void runPosted();

    std::mutex m_mutex; // a lock that ThreadSanitizer sees, unlike those inside Qt
    std::deque<Task> m_posted;
    TimerId m_next = 1;
    std::map<TimerId, QObject *> m_timers;
};

// Listens to what a peer says: how much, how loud, how high.
class ListeningPlayback final : public Playback {
public:
    struct Heard {
        std::atomic<std::uint64_t> samples{0};
        std::atomic<int> peak{0};
        std::atomic<int> hertz{0}; // of the last stretch, by its zero crossings
    };
    std::shared_ptr<PlaybackInput> addInput() override;
    bool speakerMissing() const override { return true; }
    std::uint64_t samplesPlayed() const override { return heard->samples; }
    std::shared_ptr<Heard> heard = std::make_shared<Heard>(); // of all inputs
};

struct Color {
    int red = 0, green = 0, blue = 0;
};

// A plain color and a tone, encoded as the product encodes, without a device.
class EncodedSource {
public:
    struct Look {
        Color color;
        int hertz = 440;
        int width = 320, height = 180;
        bool busy = false; // a test card with noise instead of the plain color: 0.5 Mbit/s instead of 0.05
    };
    EncodedSource(EncodedSink &sink, Look look);
    ~EncodedSource();
    void requestKeyFrame();
    void flash(bool on); // white and loud, or black and silent, both from now on
    std::uint64_t pictures() const { return m_pictures; }

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
    std::atomic<std::uint64_t> m_pictures{0};
};

class SignalBoard;

class Participant final : public CallEvents {
public:
    // `speaker` instead of the listening one, where given.
    Participant(SignalBoard &board, Leaf leaf, CallOptions options = loopback(), Playback *speaker = nullptr);
    ~Participant() override;

    static CallOptions loopback();
    void startSource(EncodedSource::Look look);
    void stopSource() { source.reset(); }
    PeerMeasures of(Leaf other) const;
    // The middle of the newest picture of `other`; nothing while there is none.
    std::optional<Color> colorOf(Leaf other) const;

    void onSignal(Leaf to, const Signal &signal) override;
    void onPeerState(Leaf other, PeerState state, std::optional<Error> error) override;
    void onFirstPicture(Leaf other) override { firstPictures.push_back(other); }
    void onMessage(Leaf from, Bytes message) override;
    void onKeyFrameNeeded(Context context) override;
    void onVideoTarget(VideoTarget target) override;
    void onRung(RungChoice choice) override { rungs.push_back(choice); }
    void onMeasures() override { ++measureTicks; }
    void onUnknownKey(Leaf) override { ++unknownKeys; }

    SignalBoard &board;
    const Leaf leaf;
    SystemClock clock;
    sframe::KeyStore keys;
    ListeningPlayback playback;
    std::unique_ptr<Call> call;
    std::unique_ptr<EncodedSource> source;
    std::function<void()> askForKeyFrame; // instead of the source, where something else encodes
    std::function<void(VideoTarget)> applyTarget;
    std::map<Leaf, Error> errors;
    std::vector<Leaf> firstPictures;
    std::vector<std::pair<Leaf, Bytes>> messages;
    std::vector<VideoTarget> targets;
    std::vector<RungChoice> rungs;
    int measureTicks = 0, unknownKeys = 0, keyFramesAsked = 0;
};

// Carries signals. `filter` may change one, or return false to lose it.
class SignalBoard {
public:
    using Filter = std::function<bool(Leaf from, Leaf to, Signal &signal)>;
    QtLoopExecutor executor;
    Filter filter;
    std::map<Leaf, Participant *> participants;
    std::vector<Error> refusals;
    void carry(Leaf from, Leaf to, Signal signal);
};

bool isColor(const std::optional<Color> &seen, const Color &expected);
inline constexpr Color kRed{200, 30, 30}, kBlue{30, 30, 200}, kGreen{30, 180, 30};
inline constexpr int kWait = 30'000; // ms; the machine is shared

// An epoch with one base key for these participants; sending switches at once unless said otherwise.
struct Epoch {
    InstanceId instance;
    std::uint64_t number = 0;
    Secret baseKey;
};
Epoch makeEpoch(const InstanceId &instance, std::uint64_t number);
void install(const Epoch &epoch, Participant &participant, const std::vector<Leaf> &leaves);
void switchTo(const Epoch &epoch, Participant &participant);
void connect(Participant &offerer, Participant &answerer, std::uint64_t sinceEpoch = 1);

// Two who know the keys of epoch 1: the host shows red and hums at 440 Hz, the guest shows blue and whistles at 1000.
struct Pair {
    explicit Pair(const CallOptions &options = Participant::loopback()) : host(board, 0, options), guest(board, 1, options) {}
    SignalBoard board;
    Participant host;
    Participant guest;
    InstanceId instance = crypto::randomId<InstanceId>();
    Epoch epoch = makeEpoch(instance, 1);

    void installBoth(const Epoch &e);
    void start();  // keys, sources, connection
    void begin();  // the last two
    bool bothLive() const;
    bool bothSee() const;
    std::uint64_t decoded() const; // everything, both sides
};

} // namespace bedside::media::test
