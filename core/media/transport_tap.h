// SPDX-License-Identifier: Apache-2.0
// Every inner point of webrtcbin that we hang on, in one class: where packets leave (before SRTP) and arrive (after it),
// the jitter buffers, the clock waits. They are internals of one version of GStreamer, so check() says which are
// missing, and a self-test at start refuses to run without them. Made with the pipeline before webrtcbin is put in;
// its callbacks run on GStreamer's threads.
#pragma once

#include "core/media/congestion_control.h"
#include "core/media/encoded_sink.h"
#include "core/media/gst_ptr.h"
#include "core/media/missing_packets.h"
#include "core/media/repair_history.h"
#include "core/media/resume_watch.h"

#include <array>
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace bedside::media {

// Payload types, one for each m-line, so that a packet says by itself what it is.
constexpr int kFirstPayload = 96;
constexpr int payloadOf(Context context) { return kFirstPayload + static_cast<int>(context); }
std::optional<Context> contextOf(int payload);

// How long an rtpjitterbuffer waits for a packet from now on, those included that it misses already.
void waitAtMost(GstElement *jitterBuffer, std::chrono::milliseconds latency);

struct TapSettings {
    std::chrono::milliseconds videoLatency{400}; // until the round trip is known
    std::chrono::milliseconds audioLatency{80};
    std::function<void()> flushed = [] {}; // any thread: what waited to leave was thrown away
};

class TransportTap {
public:
    enum Point : unsigned {
        DtlsEncoder = 1 << 0,   // dtlssrtpenc
        RtpOut = 1 << 1,        // its rtp_sink_0: RTP in clear, behind rtpsession and rtprtxsend
        RtcpOut = 1 << 2,       // its rtcp_sink_0
        RtpBin = 1 << 3,
        RtpIn = 1 << 4,         // rtpbin recv_rtp_sink_0: RTP in clear
        RtcpIn = 1 << 5,        // rtpbin recv_rtcp_sink_0
        RtxSend = 1 << 6,       // rtprtxsend
        RtxReceive = 1 << 7,    // rtprtxreceive
        SrtpEncoder = 1 << 8,   // srtpenc
        NiceSink = 1 << 9,      // nicesink
        ClockSync = 1 << 10,    // clocksync, switched off
        RtpSession = 1 << 11,
        AllPoints = (1 << 12) - 1,
    };
    struct Counts { // of one medium; repairs (RTX) are in the bytes only
        std::uint64_t frames = 0, packets = 0, bytes = 0;
    };

    TransportTap(GstElement *pipeline, TapSettings settings);
    ~TransportTap(); // only once the pipeline is in state NULL: then no callback of ours is running
    TransportTap(const TransportTap &) = delete;
    TransportTap &operator=(const TransportTap &) = delete;

    unsigned found() const { return m_found.load(std::memory_order_relaxed); }
    static const char *nameOf(Point point);
    Counts sent(Context context) const { return m_out[static_cast<std::size_t>(context)].read(); }
    Counts received(Context context) const { return m_in[static_cast<std::size_t>(context)].read(); }
    std::uint64_t heard() const { return m_heard.load(std::memory_order_relaxed); } // packets in, RTP and RTCP
    CongestionControl &congestion() { return m_congestion; }
    const CongestionControl &congestion() const { return m_congestion; }

private:
    struct Counter {
        std::atomic<std::uint64_t> frames{0}, packets{0}, bytes{0};
        Counts read() const;
    };
    using Counters = std::array<Counter, kContexts>;
    struct Connection {
        GstPtr<GObject> object;
        gulong handler = 0;
    };
    struct Probe {
        GstPtr<GstPad> pad;
        gulong id = 0;
    };
    struct Stream { // what the first packet of an SSRC said
        guint32 ssrc = 0;
        int payload = 0;
    };
    struct JitterBuffer {
        GstPtr<GstElement> element;
        Context context = Context::Camera;
    };

    void mark(Point point) { m_found.fetch_or(point, std::memory_order_relaxed); }
    void adopt(GstElement *element);
    void silenceOwnNacks(GstElement *rtxReceive);
    static void silenceOwnReports(GstElement *rtpSession);
    void refuseOldRepairs(GstElement *rtxSend);
    void repeat(CongestionControl::Number number);
    bool mayRepeat(const GstEvent *request) const;
    void probeRequests(GstElement *element, const char *pad, GstPadProbeCallback callback);
    void adoptPads(GstElement *element);
    void adoptPad(GstElement *element, GstPad *pad);
    void adoptJitterBuffer(GstElement *jitterBuffer, guint32 ssrc);
    void connect(gpointer object, const char *signal, GCallback callback);
    void probe(GstPad *pad, GstPadProbeCallback callback);
    GstPadProbeReturn onRtpOut(GstPadProbeInfo *info);
    GstPadProbeReturn onRtcpOut(GstPadProbeInfo *info) const;
    bool paceOut(GstBuffer *packet);
    void countOut(GstBuffer *packet);
    void countIn(GstBuffer *packet);
    void watchGaps(Context context, std::uint16_t sequence, bool keyFrame);
    void followRoundTrip(std::chrono::milliseconds roundTrip);
    void setLatency(Context context, std::chrono::milliseconds latency);
    void askForMissing();
    void sendRtcp(const Bytes &packet);
    void remember(guint32 ssrc, int payload);
    int payloadOfStream(guint32 ssrc) const;

    const TapSettings m_settings;
    std::atomic<std::chrono::milliseconds> m_videoLatency;
    std::atomic<unsigned> m_found{0};
    Counters m_out, m_in;
    std::atomic<std::uint64_t> m_heard{0};
    mutable std::mutex m_mutex; // the lists below; never held while calling out
    std::vector<Connection> m_connections;
    std::vector<Probe> m_probes;
    std::vector<Stream> m_streams;
    std::vector<JitterBuffer> m_jitterBuffers;
    GstPtr<GstPad> m_rtcpOut, m_rtxOut, m_rtxIn;
    std::atomic<guint32> m_ownSsrc{1};
    std::array<std::atomic<guint32>, kContexts> m_ssrcOut{};
    std::array<RepairHistory, kContexts> m_repairs;
    std::array<guint32, kContexts> m_ssrcIn{}; // of countIn, its thread only, as the next
    std::array<MissingPackets, kContexts> m_missing;
    std::array<ResumeWatch, kContexts> m_pauses;
    CongestionControl m_congestion; // last: its thread ends first
};

} // namespace bedside::media
