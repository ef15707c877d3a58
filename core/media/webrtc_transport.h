// SPDX-License-Identifier: Apache-2.0
// Internal to core/media: one webrtcbin in its own pipeline, with our payloaders in front of it. Everything that asks
// something of webrtcbin runs on the worker; its callbacks come on GStreamer's threads and are passed on at once.
#pragma once

#include "core/base/bucket.h"
#include "core/crypto/dtls_certificate.h"
#include "core/media/ice_nudge.h"
#include "core/media/poster.h"
#include "core/media/transport.h"

namespace bedside::media {

class WebRtcSendPort final : public SendPort {
public:
    void setSource(Context context, GstPtr<GstElement> source); // before the pipeline starts
    void open(std::uint64_t baseTimeNs);
    void close() { m_open.store(false, std::memory_order_release); }
    void push(Context context, GstBuffer *frame, std::uint64_t capturedNs) override;
    void dropBefore(std::uint64_t epoch) override { m_oldest.store(epoch, std::memory_order_relaxed); }
    // Frames between this and the path were thrown away: those that build on them are, too. Any thread.
    void waitForKeyFrame()
    {
        for (Lane &lane : m_lanes)
            lane.needsKeyFrame = true;
    }
    bool takeOverflow() override { return m_overflow.exchange(false, std::memory_order_relaxed); }

private:
    struct Lane {
        GstPtr<GstElement> source;
        std::atomic<bool> needsKeyFrame{true};
    };
    Lane &at(Context context) { return m_lanes[static_cast<std::size_t>(context)]; }

    std::array<Lane, kContexts> m_lanes;
    std::atomic<std::uint64_t> m_baseTime{0};
    std::atomic<std::uint64_t> m_oldest{0}; // epoch
    std::atomic<bool> m_open{false};
    std::atomic<bool> m_overflow{false};
};

class WebRtcTransport final : public Transport, public std::enable_shared_from_this<WebRtcTransport> {
public:
    static Result<std::shared_ptr<WebRtcTransport>> create(const TransportSetup &setup);
    ~WebRtcTransport();

    GstElement *pipeline() override { return m_pipeline.get(); }
    void start(IncomingSink &incoming, TransportEvents &events, Role role) override;
    void createOffer() override;
    void setRemote(SignalKind kind, const std::string &sdp) override;
    void addRemoteCandidate(unsigned mLine, const std::string &candidate) override;
    const CertificateHash &ownFingerprint() const override { return m_certificate.fingerprint; }
    void expectFingerprint(const CertificateHash &fingerprint) override;
    bool hasExpectedFingerprint() const override { return m_check.hasExpected(); }
    std::shared_ptr<SendPort> sendPort() override { return m_sendPort; }
    TransportTap &tap() override { return *m_tap; }
    Route route() const override { return m_route; }
    Result<void> sendMessage(ByteSpan message) override;
    void close(std::function<void()> done) override;

private:
    WebRtcTransport(const TransportSetup &setup, crypto::DtlsCertificate certificate);
    Result<void> build();
    void configureAgent();
    Result<void> addLane(Context context);
    void connect(gpointer object, const char *signal, GCallback callback);
    void watchBus();

    // The worker.
    void whenReady(std::function<void()> task); // any thread; runs on the worker once the sink pads have their caps
    void begin();
    void addRelays(); // may ask name servers
    void describe(SignalKind kind);                       // asks webrtcbin for an offer or answer of ours
    void describeLocal(SignalKind kind, GstPromise *reply);
    void applyRemote(SignalKind kind, const std::string &sdp);
    void watchDtls();
    void nudge(int times);

    // GStreamer's threads.
    void onElement(GstElement *element);
    void onCaps();
    void onPad(GstPad *pad);
    void onDtlsState(GObject *transport);
    void onCandidate(guint mLine, std::string candidate);
    void onGathered();
    void giveBackRelays();
    void onIceState();
    void onChannel(GstWebRTCDataChannel *channel);
    void onKeyFrameEvent(Context context);
    void judged(CertificateCheck::Verdict verdict);
    void distributeLatency();
    void fail(Error error);
    template <class Function>
    void tell(Function function); // on the owner's thread with the events, unless closed meanwhile

    TransportSetup m_setup;
    crypto::DtlsCertificate m_certificate;
    CertificateCheck m_check;
    Life m_life;
    Poster m_poster;
    GstPtr<GstElement> m_pipeline;
    GstPtr<GstElement> m_webrtc;
    GstPtr<GObject> m_agent; // NiceAgent
    std::unique_ptr<TransportTap> m_tap;
    std::shared_ptr<WebRtcSendPort> m_sendPort;
    std::vector<GstPtr<GstPad>> m_sinkPads;
    std::optional<IceNudge> m_nudge; // the worker's
    IncomingSink *m_incoming = nullptr;
    TransportEvents *m_events = nullptr;
    std::atomic<bool> m_shaken{false}, m_judged{false}, m_failed{false}, m_closed{false}, m_latencyPending{false};
    std::atomic<Route> m_route{Route::Unknown};
    std::array<std::atomic<bool>, kContexts> m_keyFramePending{};

    std::mutex m_mutex; // what follows
    unsigned m_capsSeen = 0;
    bool m_ready = false;
    std::vector<std::function<void()>> m_waiting;
    GstPtr<GstWebRTCDataChannel> m_channel;
    Bucket m_channelMessages{kChannelMessagesPerSecond, kChannelMessagesBurst}; // that come
    GstPtr<GstWebRTCDTLSTransport> m_dtls;
    struct Connection {
        GstPtr<GObject> object;
        gulong handler = 0;
    };
    std::vector<Connection> m_connections;
    bool m_wantsChannel = false;
};

template <class Function>
void WebRtcTransport::tell(Function function)
{
    if (!m_closed)
        m_poster([this, function = std::move(function)]() mutable {
            if (m_events)
                function(*m_events);
        });
}

} // namespace bedside::media
