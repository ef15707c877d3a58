// SPDX-License-Identifier: Apache-2.0
#include "core/media/webrtc_transport.h"

#include "core/base/log.h"
#include "core/media/local/worker.h"
#include "core/media/network_interfaces.h"
#include "core/media/sctp_tasks.h"
#include "core/media/session_description.h"
#include "core/media/vp8_payloader.h"
#include "core/media/webrtc_promise.h"

#include <gst/sdp/sdp.h>
#include <gst/video/video-event.h>
#include <nice/agent.h>

namespace bedside::media {
namespace {

constexpr guint kMtu = 1200; // as libwebrtc: fits through tunnels
constexpr int kMLines = kContexts + 1; // and the data channel's
constexpr guint kMostChecks = 8;       // of one pair of candidates; by itself libnice gives it up after three
constexpr Milliseconds kNudge{40}, kSlowNudge{200};
constexpr Milliseconds kNamePatience{1'000}; // a name server that hangs holds up this connection, and those begun after it
constexpr int kNudges = 25, kSlowNudges = 45;
// ms. libnice waits so long for an answer, times the pairs that it tries, and counts so much idle time for each of its ticks.
constexpr guint kPatientPacing = 1'000, kPatientIdle = 60'000; // the most there is

using Shared = std::shared_ptr<WebRtcTransport>;

bool hasError(GstPromise *reply)
{
    const GstStructure *structure = gst_promise_get_reply(reply);
    return structure && gst_structure_has_field(structure, "error");
}

bool hasRelayed(GObject *agent)
{
    GSList *own = nice_agent_get_local_candidates(reinterpret_cast<NiceAgent *>(agent), kIceStream, kIceComponent);
    bool found = false;
    for (const GSList *item = own; item; item = item->next)
        found |= static_cast<const NiceCandidate *>(item->data)->type == NICE_CANDIDATE_TYPE_RELAYED;
    g_slist_free_full(own, reinterpret_cast<GDestroyNotify>(&nice_candidate_free));
    return found;
}

// In webrtcbin's choice, regular nomination, libnice decides on the only pair that has answered after every other has failed.
// Where a firewall drops in silence that takes over a minute, and a relay works all the while. The property is for the
// agent's construction alone, which is webrtcbin's; libnice reads it with each check.
Result<void> nominateAtOnce(GObject *agent)
{
    GObjectClass *type = G_OBJECT_GET_CLASS(agent);
    GParamSpec *mode = g_object_class_find_property(type, "nomination-mode");
    if (!mode)
        return Error(ErrorCode::Unsupported, "nomination mode");
    GValue aggressive = G_VALUE_INIT;
    g_value_init(&aggressive, mode->value_type);
    g_value_set_enum(&aggressive, NICE_NOMINATION_MODE_AGGRESSIVE);
    type->set_property(agent, mode->param_id, &aggressive, mode);
    g_value_unset(&aggressive);
    return {};
}

const char *preferences(Context context)
{
    switch (context) {
    case Context::Microphone:
        return "application/x-rtp,media=audio,encoding-name=OPUS,encoding-params=(string)2,clock-rate=48000,payload=96,"
               "minptime=(string)10,useinbandfec=(string)1";
    case Context::Camera:
        return "application/x-rtp,media=video,encoding-name=VP8,clock-rate=90000,payload=97,rtcp-fb-nack-pli=true,"
               "rtcp-fb-ccm-fir=true";
    case Context::Screen:
        return "application/x-rtp,media=video,encoding-name=VP8,clock-rate=90000,payload=98,rtcp-fb-nack-pli=true,"
               "rtcp-fb-ccm-fir=true";
    case Context::ScreenAudio:
        return "application/x-rtp,media=audio,encoding-name=OPUS,encoding-params=(string)2,clock-rate=48000,payload=99,"
               "minptime=(string)10,useinbandfec=(string)1";
    }
    return "";
}

GstPtr<GstCaps> sourceCaps(Context context)
{
    return GstPtr<GstCaps>::adopt(gst_caps_from_string(
        isVideo(context)                 ? "video/x-vp8"
        : context == Context::Microphone ? "audio/x-opus,rate=48000,channels=1,channel-mapping-family=0"
                                         : "audio/x-opus,rate=48000,channels=2,channel-mapping-family=0"));
}

GstPtr<GstElement> make(const char *factory)
{
    return GstPtr<GstElement>::adopt(gst_element_factory_make(factory, nullptr));
}

} // namespace

Result<std::shared_ptr<Transport>> makeWebRtcTransport(const TransportSetup &setup)
{
    TRY(auto transport, WebRtcTransport::create(setup));
    return std::shared_ptr<Transport>(std::move(transport));
}

Result<std::shared_ptr<WebRtcTransport>> WebRtcTransport::create(const TransportSetup &setup)
{
    TRY(auto certificate, crypto::DtlsCertificate::generate(setup.clock->now()));
    Shared transport(new WebRtcTransport(setup, std::move(certificate)));
    if (auto built = transport->build(); !built.ok()) {
        transport->close({});
        return built.error();
    }
    return transport;
}

WebRtcTransport::WebRtcTransport(const TransportSetup &setup, crypto::DtlsCertificate certificate)
    : m_setup(setup), m_certificate(std::move(certificate)), m_check(m_certificate.fingerprint),
      m_poster(m_life.poster(*setup.executor)), m_sendPort(std::make_shared<WebRtcSendPort>())
{
}

WebRtcTransport::~WebRtcTransport() = default;

Result<void> WebRtcTransport::build()
{
    m_pipeline = GstPtr<GstElement>::adopt(gst_pipeline_new(nullptr));
    // All pipelines on the machine's monotonic clock: capture times mean the same in each.
    const auto clock = GstPtr<GstClock>::adopt(gst_system_clock_obtain());
    gst_pipeline_use_clock(GST_PIPELINE(m_pipeline.get()), clock.get());
    m_tap = std::make_unique<TransportTap>(
        m_pipeline.get(), TapSettings{m_setup.options.videoLatency, m_setup.options.audioLatency,
                                      [port = m_sendPort] { port->waitForKeyFrame(); }});
    connect(m_pipeline.get(), "deep-element-added", G_CALLBACK(+[](GstBin *, GstBin *, GstElement *e, gpointer self) {
                static_cast<WebRtcTransport *>(self)->onElement(e);
            }));
    watchBus();
    m_webrtc = make("webrtcbin");
    if (!m_webrtc)
        return Error(ErrorCode::Unsupported, "webrtcbin");
    g_object_set(m_webrtc.get(), "bundle-policy", GST_WEBRTC_BUNDLE_POLICY_MAX_BUNDLE, nullptr);
    gst_bin_add(GST_BIN(m_pipeline.get()), m_webrtc.get());
    configureAgent();
    if (m_setup.options.relays && m_setup.options.relays->only)
        g_object_set(m_webrtc.get(), "ice-transport-policy", GST_WEBRTC_ICE_TRANSPORT_POLICY_RELAY, nullptr);
    for (const Context context : kAllMedia)
        TRY_OK(addLane(context));
    return {};
}

void WebRtcTransport::connect(gpointer object, const char *signal, GCallback callback)
{
    const gulong handler = g_signal_connect(object, signal, callback, this);
    const std::lock_guard lock(m_mutex);
    m_connections.push_back({GstPtr<GObject>::share(static_cast<GObject *>(object)), handler});
}

void WebRtcTransport::configureAgent()
{
    GObject *ice = nullptr;
    g_object_get(m_webrtc.get(), "ice-agent", &ice, nullptr);
    const auto iceHandle = GstPtr<GObject>::adopt(ice);
    GObject *agent = nullptr;
    g_object_get(ice, "agent", &agent, nullptr);
    m_agent = GstPtr<GObject>::adopt(agent);
    // UPnP would open ports in the household's router. The timers: 20 ms and 500 ms by default; the second is for STUN
    // servers alone.
    g_object_set(agent, "upnp", FALSE, "ice-tcp", m_setup.options.iceTcp ? TRUE : FALSE, "stun-pacing-timer", 5u,
                 "stun-initial-timeout", 100u, "stun-max-retransmissions", kMostChecks, nullptr);
    if (const auto set = nominateAtOnce(agent); !set.ok())
        logEvent(LogLevel::Warning, "media.regular-nomination", {{"error", set.error()}});
    if (m_setup.options.onlyLoopback || !hasNetworkAddress()) {
        gboolean added = FALSE;
        g_signal_emit_by_name(ice, "add-local-ip-address", "127.0.0.1", &added);
    }
    connect(agent, "new-selected-pair-full",
            G_CALLBACK(+[](NiceAgent *, guint, guint, NiceCandidate *own, NiceCandidate *other, gpointer self) {
                const bool relayed = own->type == NICE_CANDIDATE_TYPE_RELAYED || other->type == NICE_CANDIDATE_TYPE_RELAYED;
                static_cast<WebRtcTransport *>(self)->m_route = relayed ? Route::Relayed : Route::Direct;
            }));
}

// By numeric addresses: of a name libnice takes one address, and gives up where it is not of the socket's family.
void WebRtcTransport::addRelays()
{
    if (!m_setup.options.relays)
        return;
    const auto &relays = m_setup.options.relays->servers;
    std::vector<std::string> hosts;
    for (const Relay &relay : relays)
        hosts.push_back(relay.host);
    const auto found = addressesOf(hosts, kNamePatience);
    std::size_t count = 0;
    for (std::size_t i = 0; i < relays.size(); ++i) {
        const Relay &relay = relays[i];
        if (!found[i].ok()) {
            logEvent(LogLevel::Warning, "media.relay-not-found", {{"index", i}, {"error", found[i].error()}});
            continue;
        }
        for (const std::string &address : *found[i]) {
            if (++count > kMaxRelays)
                return;
            auto uri = relayUri({address, relay.port, relay.transport, relay.username, relay.password.clone()});
            gboolean added = FALSE;
            if (uri.ok()) {
                g_signal_emit_by_name(m_webrtc.get(), "add-turn-server", uri->c_str(), &added);
                wipeMemory({reinterpret_cast<std::uint8_t *>(uri->data()), uri->size()});
            }
            if (!added)
                logEvent(LogLevel::Warning, "media.relay-refused", {{"index", count}});
        }
    }
}

Result<void> WebRtcTransport::addLane(Context context)
{
    auto source = make("appsrc");
    auto payloader = make(isVideo(context) ? kVp8Payloader : "rtpopuspay");
    if (!source || !payloader)
        return Error(ErrorCode::Unsupported, "appsrc or payloader");
    const auto caps = sourceCaps(context);
    g_object_set(source.get(), "is-live", TRUE, "format", GST_FORMAT_TIME, "caps", caps.get(), "max-bytes",
                 static_cast<guint64>(0), nullptr);
    g_object_set(payloader.get(), "pt", static_cast<guint>(payloadOf(context)), "mtu", kMtu, nullptr);
    gst_bin_add_many(GST_BIN(m_pipeline.get()), source.get(), payloader.get(), nullptr);
    const std::string name = "sink_" + std::to_string(static_cast<unsigned>(context));
    auto sink = GstPtr<GstPad>::adopt(gst_element_request_pad_simple(m_webrtc.get(), name.c_str()));
    const auto out = GstPtr<GstPad>::adopt(gst_element_get_static_pad(payloader.get(), "src"));
    if (!sink || !gst_element_link(source.get(), payloader.get())
        || gst_pad_link(out.get(), sink.get()) != GST_PAD_LINK_OK)
        return Error(ErrorCode::Internal, "linking a lane");

    GstWebRTCRTPTransceiver *transceiver = nullptr;
    g_object_get(sink.get(), "transceiver", &transceiver, nullptr);
    const auto handle = GstPtr<GstWebRTCRTPTransceiver>::adopt(transceiver);
    const auto preferred = GstPtr<GstCaps>::adopt(gst_caps_from_string(preferences(context)));
    const std::string extension = "extmap-" + std::to_string(kTransportNumberId);
    gst_caps_set_simple(preferred.get(), "rtcp-fb-transport-cc", G_TYPE_BOOLEAN, TRUE, extension.c_str(), G_TYPE_STRING,
                        kTransportNumberUri, nullptr);
    // RTX on audio makes Chromium refuse the whole offer.
    g_object_set(transceiver, "codec-preferences", preferred.get(), "do-nack", isVideo(context) ? TRUE : FALSE, nullptr);
    connect(sink.get(), "notify::caps", G_CALLBACK(+[](GstPad *, GParamSpec *, gpointer self) {
                static_cast<WebRtcTransport *>(self)->onCaps();
            }));
    m_sendPort->setSource(context, source);
    m_sinkPads.push_back(std::move(sink));
    return {};
}

// The bus must not keep messages: nobody pops them.
void WebRtcTransport::watchBus()
{
    const auto bus = GstPtr<GstBus>::adopt(gst_element_get_bus(m_pipeline.get()));
    gst_bus_set_sync_handler(
        bus.get(),
        [](GstBus *, GstMessage *message, gpointer self) {
            const auto handle = GstPtr<GstMessage>::adopt(message); // GST_BUS_DROP: the handler frees it
            if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR)
                static_cast<WebRtcTransport *>(self)->fail(Error(ErrorCode::PipelineFailed, "pipeline of a peer"));
            else if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_LATENCY)
                static_cast<WebRtcTransport *>(self)->distributeLatency();
            return GST_BUS_DROP;
        },
        this, nullptr);
}

// No sink of ours waits for it, but rtpsession needs to know it to write capture times into its sender reports.
void WebRtcTransport::distributeLatency()
{
    if (m_closed || m_latencyPending.exchange(true))
        return;
    m_setup.worker->post([weak = weak_from_this()] {
        const auto self = weak.lock();
        if (!self)
            return;
        self->m_latencyPending = false;
        if (!self->m_closed)
            gst_bin_recalculate_latency(GST_BIN(self->m_pipeline.get()));
    });
}

void WebRtcTransport::start(IncomingSink &incoming, TransportEvents &events, Role role)
{
    m_wantsChannel = role == Role::Offerer;
    m_incoming = &incoming;
    m_events = &events;
    m_setup.worker->post([self = shared_from_this()] { self->begin(); });
}

void WebRtcTransport::begin()
{
    connect(m_webrtc.get(), "pad-added", G_CALLBACK(+[](GstElement *, GstPad *pad, gpointer self) {
                static_cast<WebRtcTransport *>(self)->onPad(pad);
            }));
    connect(m_webrtc.get(), "on-ice-candidate",
            G_CALLBACK(+[](GstElement *, guint mLine, gchar *candidate, gpointer self) {
                if (!candidate || *candidate == '\0')
                    return; // GStreamer 1.24 and newer say the end of candidates this way; nobody needs it
                static_cast<WebRtcTransport *>(self)->onCandidate(mLine, candidate);
            }));
    connect(m_webrtc.get(), "notify::ice-gathering-state", G_CALLBACK(+[](GObject *, GParamSpec *, gpointer self) {
                static_cast<WebRtcTransport *>(self)->onGathered();
            }));
    connect(m_webrtc.get(), "notify::ice-connection-state", G_CALLBACK(+[](GObject *, GParamSpec *, gpointer self) {
                static_cast<WebRtcTransport *>(self)->onIceState();
            }));
    connect(m_webrtc.get(), "on-data-channel",
            G_CALLBACK(+[](GstElement *, GstWebRTCDataChannel *channel, gpointer self) {
                static_cast<WebRtcTransport *>(self)->onChannel(channel);
            }));
    for (std::size_t i = 0; i < m_sinkPads.size(); ++i) {
        const auto source = GstPtr<GstPad>::adopt(gst_pad_get_peer(m_sinkPads[i].get()));
        struct Key {
            WebRtcTransport *self;
            Context context;
        };
        gst_pad_add_probe(
            source.get(), GST_PAD_PROBE_TYPE_EVENT_UPSTREAM,
            [](GstPad *, GstPadProbeInfo *info, gpointer data) {
                const auto *key = static_cast<Key *>(data);
                if (gst_video_event_is_force_key_unit(GST_PAD_PROBE_INFO_EVENT(info)))
                    key->self->onKeyFrameEvent(key->context);
                return GST_PAD_PROBE_OK;
            },
            new Key{this, kAllMedia[i]}, [](gpointer data) { delete static_cast<Key *>(data); });
    }
    addRelays();
    gst_element_set_state(m_pipeline.get(), GST_STATE_READY);
    if (m_wantsChannel) {
        GstWebRTCDataChannel *channel = nullptr;
        g_signal_emit_by_name(m_webrtc.get(), "create-data-channel", "bedside", nullptr, &channel);
        if (channel) {
            onChannel(channel);
            GstPtr<GstWebRTCDataChannel>::adopt(channel);
        }
    }
    if (gst_element_set_state(m_pipeline.get(), GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE)
        fail(Error(ErrorCode::PipelineFailed, "starting the pipeline of a peer"));
    distributeLatency();
}

// Descriptions wait until every sink pad has its caps: only then does ours name the SSRCs, without which the receiver
// takes a late stream for another m-line's.
void WebRtcTransport::onCaps()
{
    std::vector<std::function<void()>> tasks;
    {
        const std::lock_guard lock(m_mutex);
        if (m_ready || ++m_capsSeen < kContexts)
            return;
        m_ready = true;
        tasks.swap(m_waiting);
    }
    for (auto &task : tasks)
        m_setup.worker->post(std::move(task));
}

void WebRtcTransport::whenReady(std::function<void()> task)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_ready) {
            m_waiting.push_back(std::move(task));
            return;
        }
    }
    m_setup.worker->post(std::move(task));
}

void WebRtcTransport::createOffer()
{
    m_setup.worker->post([self = shared_from_this()] {
        self->whenReady([self] { self->describe(SignalKind::Offer); });
    });
}

void WebRtcTransport::setRemote(SignalKind kind, const std::string &sdp)
{
    whenReady([self = shared_from_this(), kind, sdp] { self->applyRemote(kind, sdp); });
}

void WebRtcTransport::addRemoteCandidate(unsigned mLine, const std::string &candidate)
{
    if (mLine >= kMLines)
        return;
    whenReady([self = shared_from_this(), mLine, candidate] {
        if (!self->m_closed)
            g_signal_emit_by_name(self->m_webrtc.get(), "add-ice-candidate", mLine, candidate.c_str());
    });
}

void WebRtcTransport::describe(SignalKind kind)
{
    if (m_closed)
        return;
    const auto answer = promise([self = shared_from_this(), kind](GstPromise *reply) { self->describeLocal(kind, reply); });
    g_signal_emit_by_name(m_webrtc.get(), kind == SignalKind::Offer ? "create-offer" : "create-answer", nullptr,
                          answer.get());
}

void WebRtcTransport::describeLocal(SignalKind kind, GstPromise *reply)
{
    GstWebRTCSessionDescription *description = nullptr;
    const GstStructure *structure = gst_promise_get_reply(reply);
    if (structure)
        gst_structure_get(structure, kind == SignalKind::Offer ? "offer" : "answer",
                          GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &description, nullptr);
    if (!description)
        return fail(Error(ErrorCode::NegotiationFailed, "no description of our own"));
    std::string text = withFingerprint(takeText(gst_sdp_message_as_text(description->sdp)), ownFingerprint());
    const auto done = promise([self = shared_from_this(), kind, text = std::move(text)](GstPromise *set) mutable {
        if (hasError(set))
            return self->fail(Error(ErrorCode::NegotiationFailed, "own description"));
        self->watchDtls();
        self->tell([kind, text = std::move(text)](TransportEvents &events) mutable {
            events.onDescription(kind, std::move(text));
            if (kind == SignalKind::Answer)
                events.onTransportState(TransportState::Connecting, std::nullopt);
        });
    });
    g_signal_emit_by_name(m_webrtc.get(), "set-local-description", description, done.get());
    gst_webrtc_session_description_free(description);
}

void WebRtcTransport::applyRemote(SignalKind kind, const std::string &sdp)
{
    GstSDPMessage *message = nullptr;
    if (m_closed)
        return;
    if (gst_sdp_message_new_from_text(sdp.c_str(), &message) != GST_SDP_OK)
        return fail(Error(ErrorCode::NegotiationFailed, "the peer's description"));
    const bool hidden = m_setup.options.relays && m_setup.options.relays->only; // the nudges show an address of ours
    if (auto remote = iceCredentialsOf(sdp); remote && !hidden)
        m_nudge.emplace(m_agent, kind == SignalKind::Answer, std::move(*remote));
    nudge(0);
    const auto type = kind == SignalKind::Offer ? GST_WEBRTC_SDP_TYPE_OFFER : GST_WEBRTC_SDP_TYPE_ANSWER;
    GstWebRTCSessionDescription *description = gst_webrtc_session_description_new(type, message);
    const auto done = promise([self = shared_from_this(), kind](GstPromise *set) {
        if (hasError(set))
            return self->fail(Error(ErrorCode::NegotiationFailed, "the peer's description"));
        if (kind == SignalKind::Offer)
            return self->describe(SignalKind::Answer);
        self->watchDtls();
        self->tell([](TransportEvents &events) { events.onTransportState(TransportState::Connecting, std::nullopt); });
    });
    g_signal_emit_by_name(m_webrtc.get(), "set-remote-description", description, done.get());
    gst_webrtc_session_description_free(description);
}

// The DTLS transport of the bundle exists once a description of ours is set.
void WebRtcTransport::watchDtls()
{
    GstWebRTCRTPTransceiver *transceiver = nullptr;
    g_object_get(m_sinkPads.front().get(), "transceiver", &transceiver, nullptr);
    const auto transceiverHandle = GstPtr<GstWebRTCRTPTransceiver>::adopt(transceiver);
    GstWebRTCRTPSender *sender = nullptr;
    g_object_get(transceiver, "sender", &sender, nullptr);
    const auto senderHandle = GstPtr<GstWebRTCRTPSender>::adopt(sender);
    GstWebRTCDTLSTransport *dtls = nullptr;
    g_object_get(sender, "transport", &dtls, nullptr);
    auto handle = GstPtr<GstWebRTCDTLSTransport>::adopt(dtls);
    {
        const std::lock_guard lock(m_mutex);
        if (!handle || m_dtls)
            return;
        m_dtls = handle;
    }
    connect(dtls, "notify::state", G_CALLBACK(+[](GObject *transport, GParamSpec *, gpointer self) {
                static_cast<WebRtcTransport *>(self)->onDtlsState(transport);
            }));
    onDtlsState(G_OBJECT(dtls));
}

// Until the handshake has gone through, since a check of the other side's may be what is missing. libnice forgets a check after
// 500 ms if another has followed it, and each makes one follow: where a round trip takes longer, no answer would ever count.
void WebRtcTransport::nudge(int times)
{
    if (m_closed || m_shaken || times > kNudges + kSlowNudges)
        return;
    if (times == kNudges)
        g_object_set(m_agent.get(), "stun-pacing-timer", kPatientPacing, "idle-timeout", kPatientIdle, nullptr);
    if (times > 1 && m_nudge) // on a good path there is no need
        m_nudge->send();
    m_setup.worker->postAfter(times < kNudges ? kNudge : kSlowNudge, [weak = weak_from_this(), times] {
        if (const auto self = weak.lock())
            self->nudge(times + 1);
    });
}

// Ours, used once, instead of the one that the DTLS plugin keeps for the whole process.
void WebRtcTransport::onElement(GstElement *element)
{
    GstElementFactory *factory = gst_element_get_factory(element);
    if (factory && std::string_view(GST_OBJECT_NAME(factory)) == "dtlssrtpdec")
        g_object_set(element, "pem", reinterpret_cast<const char *>(m_certificate.pem.reveal().data()), nullptr);
}

void WebRtcTransport::onDtlsState(GObject *transport)
{
    GstWebRTCDTLSTransportState state = GST_WEBRTC_DTLS_TRANSPORT_STATE_NEW;
    g_object_get(transport, "state", &state, nullptr);
    if (state == GST_WEBRTC_DTLS_TRANSPORT_STATE_CONNECTED) {
        m_shaken = true;
        gchar *pem = nullptr;
        g_object_get(transport, "remote-certificate", &pem, nullptr);
        judged(m_check.setPresented(takeText(pem)));
    } else if (state == GST_WEBRTC_DTLS_TRANSPORT_STATE_FAILED || state == GST_WEBRTC_DTLS_TRANSPORT_STATE_CLOSED) {
        fail(Error(ErrorCode::ConnectionLost, "DTLS ended"));
    }
}

void WebRtcTransport::expectFingerprint(const CertificateHash &fingerprint) { judged(m_check.setExpected(fingerprint)); }

void WebRtcTransport::judged(CertificateCheck::Verdict verdict)
{
    if (verdict == CertificateCheck::Verdict::Waiting || m_closed)
        return;
    if (verdict == CertificateCheck::Verdict::Refused) {
        m_sendPort->close();
        return fail(Error(ErrorCode::CertificateMismatch, "the DTLS certificate is not the one that the leaf signed"));
    }
    if (m_failed || m_judged.exchange(true))
        return;
    m_sendPort->open(gst_element_get_base_time(m_pipeline.get()));
    m_incoming->onVerified();
    tell([](TransportEvents &events) { events.onTransportState(TransportState::Verified, std::nullopt); });
}

void WebRtcTransport::onCandidate(guint mLine, std::string candidate)
{
    if (m_setup.options.relays && m_setup.options.relays->only) {
        auto relayed = asRelayedOnly(candidate);
        if (!relayed)
            return;
        candidate = std::move(*relayed);
    }
    tell([mLine, text = std::move(candidate)](TransportEvents &events) mutable { events.onCandidate(mLine, std::move(text)); });
}

// With a relay or not at all, and no relay has answered: nothing can come of it. The agent is asked, because its threads
// may signal the end of gathering before the last candidate.
void WebRtcTransport::onGathered()
{
    GstWebRTCICEGatheringState state = GST_WEBRTC_ICE_GATHERING_STATE_NEW;
    g_object_get(m_webrtc.get(), "ice-gathering-state", &state, nullptr);
    if (state == GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE && m_setup.options.relays && m_setup.options.relays->only &&
        !hasRelayed(m_agent.get()))
        fail(Error(ErrorCode::NoPath, "no relay answers"));
}

void WebRtcTransport::onIceState()
{
    GstWebRTCICEConnectionState state = GST_WEBRTC_ICE_CONNECTION_STATE_NEW;
    g_object_get(m_webrtc.get(), "ice-connection-state", &state, nullptr);
    if (state == GST_WEBRTC_ICE_CONNECTION_STATE_FAILED)
        fail(Error(m_judged ? ErrorCode::ConnectionLost : ErrorCode::NoPath, "no path to the peer"));
    else if (state == GST_WEBRTC_ICE_CONNECTION_STATE_DISCONNECTED)
        tell([](TransportEvents &events) { events.onTransportState(TransportState::Lost, std::nullopt); });
    else if (m_judged && !m_failed)
        tell([](TransportEvents &events) { events.onTransportState(TransportState::Verified, std::nullopt); });
}

void WebRtcTransport::onPad(GstPad *pad)
{
    if (GST_PAD_DIRECTION(pad) != GST_PAD_SRC)
        return;
    gint payload = -1;
    if (const auto caps = GstPtr<GstCaps>::adopt(gst_pad_get_current_caps(pad)))
        gst_structure_get_int(gst_caps_get_structure(caps.get(), 0), "payload", &payload);
    const auto context = contextOf(payload); // never by the pad's transceiver: it can be the wrong one
    GstPad *sink = context && !m_closed ? m_incoming->sinkFor(*context) : nullptr;
    if (sink && gst_pad_link(pad, sink) == GST_PAD_LINK_OK)
        return;
    // Nobody wants it: swallow what comes, so that the stream does not fail as "not linked".
    gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_DATA_DOWNSTREAM,
                      [](GstPad *, GstPadProbeInfo *, gpointer) { return GST_PAD_PROBE_DROP; }, nullptr, nullptr);
}

void WebRtcTransport::onKeyFrameEvent(Context context)
{
    auto &pending = m_keyFramePending[static_cast<std::size_t>(context)];
    if (pending.exchange(true))
        return; // the owner has not looked yet
    tell([&pending, context](TransportEvents &events) {
        pending.store(false);
        events.onKeyFrameAsked(context);
    });
}

void WebRtcTransport::fail(Error error)
{
    if (m_closed || m_failed.exchange(true))
        return;
    m_sendPort->close();
    tell([error](TransportEvents &events) { events.onTransportState(TransportState::Failed, error); });
}

void WebRtcTransport::giveBackRelays()
{
    if (!m_setup.options.relays || m_setup.options.relays->servers.empty())
        return;
    nice_agent_close_async(reinterpret_cast<NiceAgent *>(m_agent.get()), nullptr, nullptr);
    m_setup.worker->postAfter(kGiveBack, [self = shared_from_this()] {});
}

void WebRtcTransport::close(std::function<void()> done)
{
    if (m_closed.exchange(true))
        return;
    m_life.renew(); // nothing that is still under way arrives
    m_sendPort->close();
    m_setup.worker->post([self = shared_from_this(), done = std::move(done)] {
        closeSctpToEvents(GST_BIN(self->m_pipeline.get()));
        gst_element_set_state(self->m_pipeline.get(), GST_STATE_NULL);
        if (const int left = stopSctpTasks(GST_BIN(self->m_pipeline.get())); left > 0)
            logEvent(LogLevel::Warning, "media.sctp-stopped-late", {{"threads", left}});
        self->m_nudge.reset();
        self->giveBackRelays();
        self->m_agent = nullptr; // its sockets close with it
        std::vector<Connection> connections;
        {
            const std::lock_guard lock(self->m_mutex);
            connections.swap(self->m_connections);
            self->m_waiting.clear();
        }
        for (const auto &connection : connections)
            g_signal_handler_disconnect(connection.object.get(), connection.handler);
        const auto bus = GstPtr<GstBus>::adopt(gst_element_get_bus(self->m_pipeline.get()));
        gst_bus_set_sync_handler(bus.get(), nullptr, nullptr, nullptr);
        if (done)
            done();
    });
}

} // namespace bedside::media
