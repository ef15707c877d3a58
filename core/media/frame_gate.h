// SPDX-License-Identifier: Apache-2.0
// The one way from the network to a decoder: opens the sealed frames of one medium of one peer, in order. A frame that
// does not open goes nowhere. Frames whose key may still come are held, bounded. accept() and retry() on one thread at
// a time (the pad's stream lock); the rest from any.
#pragma once

#include "core/media/encoded_sink.h"
#include "core/media/gst_ptr.h"
#include "core/sframe/key_store.h"

#include <atomic>
#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

namespace bedside::media {

// e2ee-protocol.md section 4: at most 256 frames and 2 MiB wait for a key for each sender, over all its media.
struct HoldBudget {
    static constexpr std::uint32_t kFrames = 256;
    static constexpr std::uint64_t kBytes = 2 * 1024 * 1024;
    std::atomic<std::uint32_t> frames{0};
    std::atomic<std::uint64_t> bytes{0};
};

// Of what a peer sends: VP8 allows 16383 x 16383, which is 1 GiB for each decoded picture.
constexpr unsigned kMaxPictureWidth = 3840, kMaxPictureHeight = 2400;

constexpr std::chrono::milliseconds kHoldAudio{500};
constexpr std::chrono::milliseconds kHoldVideo{2000};

// Bytes at the start of a frame that stay in the clear: what depayloaders and SFUs read (facts of the wire form).
std::size_t clearBytes(Context context, ByteSpan frame);

class FrameGate {
public:
    struct Counts {
        std::uint64_t received = 0, opened = 0, refused = 0, wrongLeaf = 0, held = 0;
    };
    // What the caller has to do after accept() or retry().
    struct Outcome {
        std::vector<GstPtr<GstBuffer>> frames; // opened, in order, for the decoder
        bool wantKeyFrame = false;             // a video frame was lost here: nothing more is handed out until a key frame
    };
    using Time = std::chrono::steady_clock::time_point;

    FrameGate(Context context, std::shared_ptr<HoldBudget> budget) : m_context(context), m_budget(std::move(budget)) {}
    ~FrameGate();

    // Everything waits until the connection's certificate is the one that the leaf signed. Once.
    void open(sframe::Opener opener);
    Outcome accept(GstPtr<GstBuffer> frame, Time now);
    Outcome retry(Time now);
    Counts counts() const;
    bool waitsForKey() const { return m_heldCount.load(std::memory_order_relaxed) != 0; }
    // Set when frames begin to wait for a key; cleared by reading.
    bool takeUnknownKey() { return m_unknownKey.exchange(false, std::memory_order_relaxed); }

private:
    enum class Tried { Done, Wait };
    struct Held {
        GstPtr<GstBuffer> frame;
        std::size_t size = 0;
        Time since;
    };
    Tried attempt(GstBuffer *frame, Outcome &outcome);
    void refuse(const Error &error, Outcome &outcome);
    void handOut(GstPtr<GstBuffer> frame, Outcome &outcome);
    void hold(GstPtr<GstBuffer> frame, Time now, Outcome &outcome);
    void dropFront(Outcome &outcome);
    void drain(Time now, Outcome &outcome);
    bool overBudget(std::size_t more) const;

    const Context m_context;
    const std::shared_ptr<HoldBudget> m_budget; // shared: the element that owns the gate may go last
    std::optional<sframe::Opener> m_opener; // written before m_open is set
    std::atomic<bool> m_open{false};
    std::deque<Held> m_held;
    bool m_needsKeyFrame = false;
    std::atomic<bool> m_unknownKey{false};
    std::atomic<std::uint64_t> m_received{0}, m_opened{0}, m_refused{0}, m_wrongLeaf{0}, m_heldCount{0};
};

} // namespace bedside::media
