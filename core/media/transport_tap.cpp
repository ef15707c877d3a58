// SPDX-License-Identifier: Apache-2.0
#include "core/media/transport_tap.h"

#include "core/media/rtp_packet.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace bedside::media {
namespace {

constexpr std::size_t kMaxStreams = 64; // SSRCs of one peer: 4 media and their repairs, and room for restarts

// Between two rounds of asking for a packet: a round trip and some, not less than this.
constexpr std::chrono::milliseconds kAskAgain{50};
constexpr std::chrono::milliseconds kAskSlack{15};

constexpr std::chrono::milliseconds kShortLatency{30}; // after a pause
constexpr std::chrono::milliseconds kLeastLatency{250}, kMostLatency{1000}, kLatencySlack{40}, kLatencyStep{50};

// The first bytes of a packet.
class Head {
public:
    explicit Head(GstBuffer *packet) : m_size(gst_buffer_extract(packet, 0, m_bytes.data(), m_bytes.size())) {}
    ByteSpan bytes() const { return ByteSpan(m_bytes).first(m_size); }
    RtpHeader header() const { return readRtpHeader(bytes()).value_or(RtpHeader{-1, false, 0, 0}); } // -1: of no context

private:
    std::array<std::uint8_t, kRtpHead> m_bytes;
    const std::size_t m_size;
};

template <class Function>
void eachBuffer(GstPadProbeInfo *info, Function function)
{
    if (GST_PAD_PROBE_INFO_TYPE(info) & GST_PAD_PROBE_TYPE_BUFFER) {
        function(GST_PAD_PROBE_INFO_BUFFER(info));
    } else if (GstBufferList *list = GST_PAD_PROBE_INFO_BUFFER_LIST(info)) {
        for (guint i = 0; i < gst_buffer_list_length(list); ++i)
            function(gst_buffer_list_get(list, i));
    }
}

bool isRepairRequest(const GstEvent *event)
{
    return gst_event_has_name(const_cast<GstEvent *>(event), "GstRTPRetransmissionRequest"); // reads only
}

// As the jitter buffer makes them.
void requestRepair(GstPad *pad, guint ssrc, guint sequence)
{
    if (pad)
        gst_pad_send_event(pad, gst_event_new_custom(GST_EVENT_CUSTOM_UPSTREAM,
                                                     gst_structure_new("GstRTPRetransmissionRequest", "seqnum", G_TYPE_UINT, sequence,
                                                                       "ssrc", G_TYPE_UINT, ssrc, nullptr)));
}

std::string_view factoryOf(GstElement *element)
{
    GstElementFactory *factory = gst_element_get_factory(element);
    return factory ? GST_OBJECT_NAME(factory) : "";
}

thread_local bool ownRtcp = false; // what this thread sends on rtcp_sink_0 is ours

// rtpsession says this before its first packet, which may be seconds away.
void beginStream(GstPad *pad)
{
    if (GstPtr<GstEvent>::adopt(gst_pad_get_sticky_event(pad, GST_EVENT_SEGMENT, 0)))
        return;
    GstSegment segment;
    gst_segment_init(&segment, GST_FORMAT_TIME);
    const auto caps = GstPtr<GstCaps>::adopt(gst_caps_new_empty_simple("application/x-rtcp"));
    gst_pad_send_event(pad, gst_event_new_stream_start("bedside-rtcp"));
    gst_pad_send_event(pad, gst_event_new_caps(caps.get()));
    gst_pad_send_event(pad, gst_event_new_segment(&segment));
}

} // namespace

std::optional<Context> contextOf(int payload)
{
    if (payload < kFirstPayload || payload >= kFirstPayload + static_cast<int>(kContexts))
        return std::nullopt;
    return static_cast<Context>(payload - kFirstPayload);
}

TransportTap::Counts TransportTap::Counter::read() const
{
    return {frames.load(std::memory_order_relaxed), packets.load(std::memory_order_relaxed),
            bytes.load(std::memory_order_relaxed)};
}

const char *TransportTap::nameOf(Point point)
{
    switch (point) {
    case DtlsEncoder: return "dtlssrtpenc";
    case RtpOut: return "dtlssrtpenc rtp_sink_0";
    case RtcpOut: return "dtlssrtpenc rtcp_sink_0";
    case RtpBin: return "rtpbin";
    case RtpIn: return "rtpbin recv_rtp_sink_0";
    case RtcpIn: return "rtpbin recv_rtcp_sink_0";
    case RtxSend: return "rtprtxsend";
    case RtxReceive: return "rtprtxreceive";
    case SrtpEncoder: return "srtpenc";
    case NiceSink: return "nicesink";
    case ClockSync: return "clocksync";
    case RtpSession: return "rtpsession";
    case AllPoints: break;
    }
    return "";
}

void waitAtMost(GstElement *jitterBuffer, std::chrono::milliseconds latency)
{
    gint64 offset = 0; // setting it, to what it is, applies the latency to what is waited for already
    g_object_get(jitterBuffer, "ts-offset", &offset, nullptr);
    g_object_set(jitterBuffer, "latency", static_cast<guint>(latency.count()), "ts-offset", offset, nullptr);
}

TransportTap::TransportTap(GstElement *pipeline, TapSettings settings)
    : m_settings(settings), m_videoLatency(settings.videoLatency), m_congestion({[this](const Bytes &packet) { sendRtcp(packet); },
                                          [this] {
                                              for (auto &repairs : m_repairs)
                                                  repairs.forget();
                                              m_settings.flushed();
                                          },
                                          [this](CongestionControl::Number number) { repeat(number); }})
{
    connect(pipeline, "deep-element-added", G_CALLBACK(+[](GstBin *, GstBin *, GstElement *element, gpointer self) {
                static_cast<TransportTap *>(self)->adopt(element);
            }));
}

TransportTap::~TransportTap()
{
    std::vector<Connection> connections;
    std::vector<Probe> probes;
    {
        const std::lock_guard lock(m_mutex);
        connections.swap(m_connections);
        probes.swap(m_probes);
    }
    for (const auto &connection : connections)
        g_signal_handler_disconnect(connection.object.get(), connection.handler);
    for (const auto &probe : probes)
        gst_pad_remove_probe(probe.pad.get(), probe.id);
}

void TransportTap::connect(gpointer object, const char *signal, GCallback callback)
{
    const gulong handler = g_signal_connect(object, signal, callback, this);
    const std::lock_guard lock(m_mutex);
    m_connections.push_back({GstPtr<GObject>::share(static_cast<GObject *>(object)), handler});
}

void TransportTap::probe(GstPad *pad, GstPadProbeCallback callback)
{
    constexpr auto kMask = static_cast<GstPadProbeType>(GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST);
    const gulong id = gst_pad_add_probe(pad, kMask, callback, this, nullptr);
    const std::lock_guard lock(m_mutex);
    m_probes.push_back({GstPtr<GstPad>::share(pad), id});
}

void TransportTap::adopt(GstElement *element)
{
    const auto factory = factoryOf(element);
    const auto padAdded = G_CALLBACK(+[](GstElement *owner, GstPad *pad, gpointer self) {
        static_cast<TransportTap *>(self)->adoptPad(owner, pad);
    });
    if (factory == "dtlssrtpenc") {
        mark(DtlsEncoder);
        connect(element, "pad-added", padAdded);
        adoptPads(element);
    } else if (factory == "rtpbin") {
        mark(RtpBin);
        connect(element, "pad-added", padAdded);
        adoptPads(element);
        connect(element, "new-jitterbuffer",
                G_CALLBACK(+[](GstElement *, GstElement *jitterBuffer, guint, guint ssrc, gpointer self) {
                    static_cast<TransportTap *>(self)->adoptJitterBuffer(jitterBuffer, ssrc);
                }));
    } else if (factory == "rtpsession") {
        mark(RtpSession);
        g_object_set(element, "probation", 0u, nullptr); // SRTP has checked what comes; the first repair would wait for a second
        silenceOwnReports(element);
    } else if (factory == "rtprtxsend") {
        mark(RtxSend);
        refuseOldRepairs(element);
    } else if (factory == "rtprtxreceive") {
        mark(RtxReceive);
        silenceOwnNacks(element);
    } else if (factory == "srtpenc") {
        mark(SrtpEncoder);
        g_object_set(element, "allow-repeat-tx", TRUE, nullptr); // for copies of sound, which are the same octets again
    } else if (factory == "nicesink") {
        mark(NiceSink);
        g_object_set(element, "sync", FALSE, "async", FALSE, nullptr);
    } else if (factory == "clocksync") { // it would hold every packet for the whole latency of the pipeline
        mark(ClockSync);
        g_object_set(element, "sync", FALSE, nullptr);
    }
}

// The jitter buffer's requests have to pass rtprtxreceive, which learns from them whose repairs an SSRC carries; behind
// it they would become rtpsession's NACK, late and beside ours.
void TransportTap::silenceOwnNacks(GstElement *rtxReceive)
{
    probeRequests(rtxReceive, "sink", [](GstPad *, GstPadProbeInfo *info, gpointer) {
        return isRepairRequest(GST_PAD_PROBE_INFO_EVENT(info)) ? GST_PAD_PROBE_DROP : GST_PAD_PROBE_OK;
    });
    const std::lock_guard lock(m_mutex);
    m_rtxIn = GstPtr<GstPad>::adopt(gst_element_get_static_pad(rtxReceive, "src"));
}

// With each of its transport-wide reports, which onRtcpOut drops, rtpsession sends a compound of its own: 40 kbit/s at 30 pictures a
// second. It makes one for every frame, unless it was given an interval.
void TransportTap::silenceOwnReports(GstElement *rtpSession)
{
    constexpr guint64 kNever = 24 * 3600 * GST_SECOND;
    GObject *session = nullptr;
    g_object_get(rtpSession, "internal-session", &session, nullptr);
    const auto owned = GstPtr<GObject>::adopt(session);
    if (owned && g_object_class_find_property(G_OBJECT_GET_CLASS(session), "twcc-feedback-interval"))
        g_object_set(session, "twcc-feedback-interval", kNever, nullptr);
}

void TransportTap::refuseOldRepairs(GstElement *rtxSend)
{
    probeRequests(rtxSend, "src", [](GstPad *, GstPadProbeInfo *info, gpointer self) {
        const GstEvent *event = GST_PAD_PROBE_INFO_EVENT(info);
        const bool refused = isRepairRequest(event) && !static_cast<TransportTap *>(self)->mayRepeat(event);
        return refused ? GST_PAD_PROBE_DROP : GST_PAD_PROBE_OK;
    });
    const std::lock_guard lock(m_mutex);
    m_rtxOut = GstPtr<GstPad>::adopt(gst_element_get_static_pad(rtxSend, "src"));
}

// As if the other side had asked for it: from rtprtxsend it comes as a repair, in time or too late to be one.
void TransportTap::repeat(CongestionControl::Number number)
{
    GstPtr<GstPad> pad;
    {
        const std::lock_guard lock(m_mutex);
        pad = m_rtxOut;
    }
    requestRepair(pad.get(), number.ssrc, number.sequence);
}

bool TransportTap::mayRepeat(const GstEvent *request) const
{
    const GstStructure *fields = gst_event_get_structure(const_cast<GstEvent *>(request)); // reads only
    guint sequence = 0, ssrc = 0;
    if (!gst_structure_get_uint(fields, "seqnum", &sequence) || !gst_structure_get_uint(fields, "ssrc", &ssrc))
        return false;
    for (const Context context : {Context::Camera, Context::Screen}) {
        const auto index = static_cast<std::size_t>(context);
        if (m_ssrcOut[index].load(std::memory_order_relaxed) == ssrc)
            return m_repairs[index].mayRepeat(static_cast<std::uint16_t>(sequence));
    }
    return false;
}

void TransportTap::probeRequests(GstElement *element, const char *pad, GstPadProbeCallback callback)
{
    auto handle = GstPtr<GstPad>::adopt(gst_element_get_static_pad(element, pad));
    const gulong id = gst_pad_add_probe(handle.get(), GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, callback, this, nullptr);
    const std::lock_guard lock(m_mutex);
    m_probes.push_back({std::move(handle), id});
}

// Some pads are there before the element is added.
void TransportTap::adoptPads(GstElement *element)
{
    std::vector<GstPtr<GstPad>> pads;
    GST_OBJECT_LOCK(element);
    for (const GList *item = element->pads; item; item = item->next)
        pads.push_back(GstPtr<GstPad>::share(static_cast<GstPad *>(item->data)));
    GST_OBJECT_UNLOCK(element);
    for (const auto &pad : pads)
        adoptPad(element, pad.get());
}

void TransportTap::adoptPad(GstElement *element, GstPad *pad)
{
    const std::string name = takeText(gst_pad_get_name(pad));
    const bool bin = factoryOf(element) == "rtpbin";
    if (!bin && name == "rtp_sink_0") {
        mark(RtpOut);
        m_congestion.setOut(pad);
        probe(pad, [](GstPad *, GstPadProbeInfo *info, gpointer self) { return static_cast<TransportTap *>(self)->onRtpOut(info); });
    } else if (!bin && name == "rtcp_sink_0") {
        mark(RtcpOut);
        probe(pad, [](GstPad *, GstPadProbeInfo *info, gpointer self) { return static_cast<TransportTap *>(self)->onRtcpOut(info); });
        const std::lock_guard lock(m_mutex);
        m_rtcpOut = GstPtr<GstPad>::share(pad);
    } else if (bin && name == "recv_rtp_sink_0") {
        mark(RtpIn);
        probe(pad, [](GstPad *, GstPadProbeInfo *info, gpointer self) {
            eachBuffer(info, [&](GstBuffer *packet) { static_cast<TransportTap *>(self)->countIn(packet); });
            return GST_PAD_PROBE_OK;
        });
    } else if (bin && name == "recv_rtcp_sink_0") {
        mark(RtcpIn);
        probe(pad, [](GstPad *, GstPadProbeInfo *info, gpointer self) {
            auto *tap = static_cast<TransportTap *>(self);
            tap->m_heard.fetch_add(1, std::memory_order_relaxed);
            eachBuffer(info, [&](GstBuffer *packet) { tap->m_congestion.onRtcp(packet); });
            return GST_PAD_PROBE_OK;
        });
    }
}

void TransportTap::adoptJitterBuffer(GstElement *jitterBuffer, guint32 ssrc)
{
    const auto context = contextOf(payloadOfStream(ssrc));
    const bool video = !context || isVideo(*context); // an unknown one can only be a repaired video stream
    const auto latency = video ? m_videoLatency.load() : m_settings.audioLatency;
    // faststart: the first packet does not wait a whole `latency`. rtx-next-seqnum: true asks for packets that have
    // not been sent yet. do-retransmission: NACK on video only, set here because webrtcbin sometimes leaves it unset.
    g_object_set(jitterBuffer, "latency", static_cast<guint>(latency.count()), "faststart-min-packets", 1u, "do-lost",
                 TRUE, "drop-on-latency", FALSE, "rtx-next-seqnum", FALSE, "do-retransmission", video ? TRUE : FALSE,
                 nullptr);
    const std::lock_guard lock(m_mutex);
    m_jitterBuffers.push_back({GstPtr<GstElement>::share(jitterBuffer), context.value_or(Context::Camera)});
}

// Room for four rounds of asking on this path.
void TransportTap::followRoundTrip(std::chrono::milliseconds roundTrip)
{
    const auto wanted = std::clamp(4 * roundTrip + kLatencySlack, kLeastLatency, kMostLatency);
    if (roundTrip.count() == 0 || std::chrono::abs(wanted - m_videoLatency.load()) < kLatencyStep)
        return;
    m_videoLatency = wanted;
    for (const Context context : {Context::Camera, Context::Screen})
        setLatency(context, wanted);
}

void TransportTap::setLatency(Context context, std::chrono::milliseconds latency)
{
    std::vector<JitterBuffer> buffers;
    {
        const std::lock_guard lock(m_mutex);
        buffers = m_jitterBuffers;
    }
    for (const auto &buffer : buffers)
        if (buffer.context == context)
            waitAtMost(buffer.element.get(), latency);
}

// Every packet stops here and goes on from the pacer's thread.
GstPadProbeReturn TransportTap::onRtpOut(GstPadProbeInfo *info)
{
    bool taken = true;
    eachBuffer(info, [&](GstBuffer *packet) { taken = paceOut(packet) && taken; });
    if (!taken)
        return GST_PAD_PROBE_OK; // it comes from there
    if (GST_PAD_PROBE_INFO_TYPE(info) & GST_PAD_PROBE_TYPE_BUFFER)
        GstPtr<GstBuffer>::adopt(GST_PAD_PROBE_INFO_BUFFER(info));
    else
        GstPtr<GstBufferList>::adopt(GST_PAD_PROBE_INFO_BUFFER_LIST(info));
    info->data = nullptr;
    return GST_PAD_PROBE_HANDLED;
}

bool TransportTap::paceOut(GstBuffer *packet)
{
    const Head head(packet);
    const RtpHeader header = head.header();
    const auto context = contextOf(header.payload);
    const auto kind = !context ? PacketKind::Repair : isVideo(*context) ? PacketKind::Video : PacketKind::Sound;
    const auto sequence = context ? header.sequence : repeatedSequence(head.bytes()).value_or(0);
    if (!m_congestion.take(packet, kind, {header.ssrc, sequence}))
        return false;
    countOut(packet);
    return true;
}

// rtpsession's reports of arrivals are few and late, and on another clock than ours.
GstPadProbeReturn TransportTap::onRtcpOut(GstPadProbeInfo *info) const
{
    bool foreign = false;
    if (!ownRtcp)
        eachBuffer(info, [&](GstBuffer *packet) { foreign = foreign || hasTransportFeedback(packet); });
    return foreign ? GST_PAD_PROBE_DROP : GST_PAD_PROBE_OK;
}

void TransportTap::countOut(GstBuffer *buffer)
{
    const RtpHeader packet = Head(buffer).header();
    const auto context = contextOf(packet.payload);
    auto &counter = m_out[static_cast<std::size_t>(context.value_or(Context::Camera))];
    counter.bytes.fetch_add(gst_buffer_get_size(buffer), std::memory_order_relaxed);
    if (!context)
        return;
    m_ownSsrc.store(packet.ssrc, std::memory_order_relaxed);
    m_ssrcOut[static_cast<std::size_t>(*context)].store(packet.ssrc, std::memory_order_relaxed);
    if (isVideo(*context))
        m_repairs[static_cast<std::size_t>(*context)].sent(packet.sequence, epochOf(buffer));
    counter.packets.fetch_add(1, std::memory_order_relaxed);
    if (packet.marker || !isVideo(*context)) // one Opus packet is one frame
        counter.frames.fetch_add(1, std::memory_order_relaxed);
}

void TransportTap::countIn(GstBuffer *buffer)
{
    const Head head(buffer);
    const RtpHeader packet = head.header();
    m_heard.fetch_add(1, std::memory_order_relaxed);
    const auto context = contextOf(packet.payload);
    auto &counter = m_in[static_cast<std::size_t>(context.value_or(Context::Camera))];
    counter.bytes.fetch_add(gst_buffer_get_size(buffer), std::memory_order_relaxed);
    if (!context) {
        if (const auto sequence = repeatedSequence(head.bytes()))
            for (auto &missing : m_missing)
                missing.repaired(*sequence);
        m_congestion.arrived(buffer, m_ownSsrc, packet.ssrc);
        return askForMissing();
    }
    counter.packets.fetch_add(1, std::memory_order_relaxed);
    if (isVideo(*context))
        watchGaps(*context, packet.sequence, beginsVp8KeyFrame(head.bytes()));
    guint32 &last = m_ssrcIn[static_cast<std::size_t>(*context)];
    if (std::exchange(last, packet.ssrc) != packet.ssrc)
        remember(packet.ssrc, packet.payload);
    m_congestion.arrived(buffer, m_ownSsrc, m_ssrcIn[static_cast<std::size_t>(*context)]);
    askForMissing();
}

void TransportTap::watchGaps(Context context, std::uint16_t sequence, bool keyFrame)
{
    const std::size_t index = static_cast<std::size_t>(context);
    const auto now = std::chrono::steady_clock::now();
    m_missing[index].arrived(sequence, now);
    const bool renewed = keyFrame && m_missing[index].renewedAt(sequence, now);
    switch (m_pauses[index].arrived(sequence, now, renewed)) {
    case ResumeWatch::Advice::Nothing: break;
    case ResumeWatch::Advice::WaitShortly: setLatency(context, kShortLatency); break;
    case ResumeWatch::Advice::WaitAsUsual: setLatency(context, m_videoLatency); break;
    }
}

// Driven by what arrives, whatever it is: no timer is needed, since without arrivals asking is in vain.
void TransportTap::askForMissing()
{
    if (std::all_of(m_missing.begin(), m_missing.end(), [](const MissingPackets &missing) { return missing.size() == 0; }))
        return;
    const auto now = std::chrono::steady_clock::now();
    const auto roundTrip = std::chrono::duration_cast<std::chrono::milliseconds>(m_congestion.measures().roundTrip);
    const auto again = std::max(kAskAgain, roundTrip + kAskSlack);
    followRoundTrip(roundTrip);
    for (const Context context : {Context::Camera, Context::Screen}) {
        const std::size_t index = static_cast<std::size_t>(context);
        if (m_missing[index].size() == 0)
            continue;
        const auto due = m_missing[index].due(now, again, m_videoLatency.load() + kAskSlack);
        if (due.empty())
            continue;
        // rtprtxreceive drops repairs of a stream until it has heard a request for one, and the jitter buffer's may come later.
        GstPtr<GstPad> rtxIn;
        {
            const std::lock_guard lock(m_mutex);
            rtxIn = m_rtxIn;
        }
        for (const std::uint16_t sequence : due)
            requestRepair(rtxIn.get(), m_ssrcIn[index], sequence);
        sendRtcp(nackPacket(m_ownSsrc, m_ssrcIn[index], due));
    }
}

void TransportTap::sendRtcp(const Bytes &packet)
{
    GstPtr<GstPad> pad;
    {
        const std::lock_guard lock(m_mutex);
        pad = m_rtcpOut;
    }
    auto buffer = GstPtr<GstBuffer>::adopt(gst_buffer_new_allocate(nullptr, packet.size(), nullptr));
    gst_buffer_fill(buffer.get(), 0, packet.data(), packet.size());
    ownRtcp = true;
    beginStream(pad.get());
    gst_pad_chain(pad.get(), buffer.release());
    ownRtcp = false;
}

void TransportTap::remember(guint32 ssrc, int payload)
{
    const std::lock_guard lock(m_mutex);
    const bool known = std::any_of(m_streams.begin(), m_streams.end(), [&](const auto &s) { return s.ssrc == ssrc; });
    if (!known && m_streams.size() < kMaxStreams)
        m_streams.push_back({ssrc, payload});
}

int TransportTap::payloadOfStream(guint32 ssrc) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = std::find_if(m_streams.begin(), m_streams.end(), [&](const auto &s) { return s.ssrc == ssrc; });
    return found == m_streams.end() ? -1 : found->payload;
}

} // namespace bedside::media
