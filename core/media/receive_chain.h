// SPDX-License-Identifier: Apache-2.0
// What happens to one medium of one peer after the network: depayload, open, decode, hand out. Built with the peer's
// pipeline, before any packet comes, so that nothing is created or started on a streaming thread. Made and read on the
// owner's thread; runs on the jitter buffer's.
#pragma once

#include "core/base/clock.h"
#include "core/media/frame_opener.h"
#include "core/media/local/playback.h"
#include "core/media/picture.h"

namespace bedside::media {

class ReceiveChain {
public:
    struct Counts {
        FrameGate::Counts frames;
        std::uint64_t decoded = 0;      // pictures, or stretches of sound
        std::uint64_t samples = 0;      // per channel, at 48 kHz
        std::uint64_t concealed = 0;    // of these, made up for what did not come; and silence for what came too late
        int width = 0, height = 0;      // of the last picture
        std::optional<SteadyTime> first; // when the first was decoded
    };
    // Called once for each chain, on a streaming thread, with the first decoded picture or sound: it may only post.
    using FirstDecoded = std::function<void(Context)>;

    // `pictures` takes those of a video medium; another chain may put into it, too.
    static Result<std::unique_ptr<ReceiveChain>> create(GstElement *pipeline, Context context, std::shared_ptr<HoldBudget> budget,
                                                        std::shared_ptr<PictureMailbox> pictures, const Clock &clock,
                                                        Playback &playback, FirstDecoded first);

    GstPad *sink() const { return m_sink.get(); }   // takes the medium's RTP
    FrameGate &gate() { return *m_gate; }
    void retryHeld() { retryHeldFrames(m_opener.get()); }
    void stopShowing() { m_showing.store(false, std::memory_order_relaxed); } // another chain puts the newer pictures
    Counts counts() const;
    bool speaking() const { return m_sound && m_sound->speaking(); }

private:
    ReceiveChain(Context context, std::shared_ptr<HoldBudget> budget, std::shared_ptr<PictureMailbox> pictures,
                 const Clock &clock, FirstDecoded first);
    Result<void> build(GstElement *pipeline);
    void takeOutput(GstElement *sink);
    void watchGaps(GstElement *decoder);
    void onPicture(GstPtr<GstSample> sample);
    void onSound(GstPtr<GstSample> sample);
    void decodedOne();

    const Context m_context;
    const Clock &m_clock;
    const FirstDecoded m_first;
    std::shared_ptr<FrameGate> m_gate;
    GstPtr<GstElement> m_opener;
    GstPtr<GstPad> m_sink;
    const std::shared_ptr<PictureMailbox> m_pictures; // null for sound
    std::atomic<bool> m_showing{true};
    std::shared_ptr<PlaybackInput> m_sound;
    GstClockTime m_gap = 0; // made up since the last sound that came; the streaming thread's own
    std::atomic<std::uint64_t> m_decoded{0}, m_samples{0}, m_concealed{0};
    std::atomic<std::uint64_t> m_size{0}; // width << 32 | height
    std::atomic<std::int64_t> m_firstMs{0}; // 0: not yet
};

} // namespace bedside::media
