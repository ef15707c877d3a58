// SPDX-License-Identifier: Apache-2.0
// One path's congestion control, around the pure parts in congestion/: takes every RTP packet in front of SRTP, numbers
// it and lets it go when the pacer says so, on a thread of its own; reports what arrives; estimates from the reports of
// the other side. It owns the transport-wide numbers: rtpsession's are given in front of the queue.
#pragma once

#include "core/media/congestion/loss_copies.h"
#include "core/media/congestion/pacer.h"
#include "core/media/congestion/prober.h"
#include "core/media/congestion/transport_feedback.h"
#include "core/media/gst_ptr.h"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace bedside::media {

// draft-holmer-rmcat-transport-wide-cc-extensions-01, as a one-byte header extension (RFC 8285).
constexpr unsigned kTransportNumberId = 3;
constexpr const char *kTransportNumberUri = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";

class CongestionControl {
public:
    struct Measures {
        BitsPerSecond rate = 0;             // for everything that leaves
        BitsPerSecond repairs = 0;          // that went to repairs and copies over the last second
        BitsPerSecond acknowledged = 0;
        Microseconds roundTrip{0};          // 0: not known yet
        Microseconds queue{0}, backlog{0};  // in the network; here
        double loss = 0;
        bool stalled = false;               // nothing is heard of what was sent
        bool known = false;                 // the other side reports: otherwise rate is only the first guess
    };
    struct Number { // of an RTP packet; of a repair, the packet that it repeats (only the sequence is known)
        std::uint32_t ssrc = 0;
        std::uint16_t sequence = 0;
    };
    struct Around {                                     // what it asks for; never called with a lock held
        std::function<void(const Bytes &)> sendRtcp;    // on the thread of arrived()
        std::function<void()> flushed;                  // any thread: what waited was thrown away
        std::function<void(Number)> repeat;             // its own thread: this video packet again, for a probe
    };

    explicit CongestionControl(Around around);
    ~CongestionControl(); // the pipeline is in state NULL

    void setOut(GstPad *pad);                    // where packets go; once
    // A packet on its way to the pad. False: it is this object's own, let it pass. GStreamer's threads.
    bool take(GstBuffer *packet, PacketKind kind, Number number);
    void arrived(GstBuffer *packet, std::uint32_t ownSsrc, std::uint32_t theirSsrc); // the receiving thread
    void onRtcp(GstBuffer *compound);            // of the other side; the receiving thread
    bool takeFlushed() { return m_flushed.exchange(false); } // a key frame is needed; any thread
    // Packets of frames that were sealed under an earlier epoch, and repairs, are not sent any more. Any thread.
    void dropBefore(std::uint64_t epoch);
    Measures measures() const;                   // any thread

private:
    struct Out {
        GstPtr<GstBuffer> packet;
        std::size_t bytes = 0;
        PacketKind kind = PacketKind::Video;
        bool probe = false; // a part of a burst, whatever its kind
    };
    struct Repeatable {
        Number number;
        std::size_t bytes = 0;
        Microseconds at{0};
    };
    struct Copy { // of a packet that has left: of sound, of a repair, or of the first of video
        Microseconds due{0};
        GstPtr<GstBuffer> packet;
    };
    void run();
    GstPtr<GstBuffer> takeCopy(Microseconds now);
    std::vector<Number> chooseProbe(Microseconds now);
    void send(Out out);
    unsigned copiesOf(PacketKind kind) const;
    void copyAt(Microseconds due, const GstBuffer *packet);
    void learn(const TransportFeedback &feedback);

    const Around m_around;
    mutable std::mutex m_mutex; // what follows; never held while calling out
    std::condition_variable m_wake;
    bool m_stop = false;
    GstPtr<GstPad> m_out;
    Pacer<Out> m_pacer;
    SentLog m_sent;
    BandwidthEstimator m_estimator;
    Prober m_prober;
    std::deque<Repeatable> m_repeatable; // the newest video packets
    std::vector<std::uint16_t> m_asked;  // for the burst: repairs with these numbers are it
    std::uint16_t m_next = 0;
    std::uint64_t m_oldest = 0; // epoch
    bool m_known = false;
    bool m_begun = false; // with video
    LossCopies m_soundCopies{LossCopies::kSound}, m_repairCopies{LossCopies::kRepairs};
    std::deque<Copy> m_copies; // by due
    std::deque<std::pair<Microseconds, std::size_t>> m_repairs;
    std::thread m_thread;
    std::atomic<std::thread::id> m_threadId{};
    std::atomic<bool> m_flushed{false};
    // The receiving thread's own.
    ArrivalLog m_arrivals;
    Microseconds m_reportedAt{0};
};

// The transport-wide number of a packet; none where it has no such extension.
std::optional<std::uint16_t> transportNumber(GstBuffer *packet);
// Whether an RTCP packet holds a report of this kind.
bool hasTransportFeedback(GstBuffer *compound);

} // namespace bedside::media
