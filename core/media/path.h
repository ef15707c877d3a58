// SPDX-License-Identifier: Apache-2.0
// One connection to one participant: a transport with a certificate of its own, the receiving chains in its pipeline, and
// what the other side signed for it. A peer has one, and for a moment a second beside it. On the owner's thread.
#pragma once

#include "core/media/poster.h"
#include "core/media/receive_chain.h"
#include "core/media/transport.h"

namespace bedside::media {

class Path;

class PathOwner {
public:
    virtual ~PathOwner() = default;
    virtual void sendSignal(const Signal &signal) = 0;
    virtual void pathChanged(Path &path, TransportState state, std::optional<Error> error) = 0;
    virtual void decodedFirst(Path &path, Context context) = 0; // once for each medium
    virtual void message(Bytes message) = 0;                    // data channel, of a verified path
    virtual void keyFrameAsked(Context context) = 0;
};

class Path final : private TransportEvents {
public:
    struct Setup { // the same for every path of a peer
        TransportSetup transport;
        Playback *playback = nullptr;
        PathOwner *owner = nullptr;
        std::shared_ptr<HoldBudget> budget;
        std::array<std::shared_ptr<PictureMailbox>, kContexts> pictures; // of the video media
    };
    // An offerer begins to offer at once. `number` rises with each path of a peer.
    static Result<std::unique_ptr<Path>> create(const Setup &setup, Role role, unsigned number);
    ~Path() override; // closes

    // Of the leaf at the other end. Before anything is taken from it.
    void setOpener(const sframe::Opener &opener) { m_receiving->opener = opener; }
    // A signal of this connection (or, for an answerer that has none yet, the first of one). A refused one changes nothing.
    Result<void> onSignal(const Signal &signal);
    Result<void> sendMessage(ByteSpan message) { return m_transport->sendMessage(message); }
    void close(); // nothing goes out or comes in after this; the pipeline goes down in the background

    unsigned number() const { return m_number; }
    const std::optional<ConnectionId> &connection() const { return m_connection; }
    const std::optional<CertificateHash> &expectedFingerprint() const { return m_expected; }
    bool isDescribed() const { return m_described; } // the other side's description has been taken
    bool isVerified() const { return m_verified; }
    bool hasFailed() const { return m_failed; }
    SteadyTime createdAt() const { return m_createdAt; }
    std::shared_ptr<SendPort> sendPort() const { return m_transport->sendPort(); }
    CongestionControl &congestion() const { return m_transport->tap().congestion(); }
    std::uint64_t heard() const { return m_transport->tap().heard(); }
    void dropBefore(std::uint64_t epoch);
    void stopShowing(Context context) { m_receiving->chain(context).stopShowing(); }
    void retryHeld();
    bool takeUnknownKey();
    bool isSpeaking() const { return m_receiving->chain(Context::Microphone).speaking(); }
    void addTo(PeerMeasures &measures) const; // what was counted on this path

private:
    struct Receiving final : IncomingSink { // shared with GStreamer's threads until the pipeline is down
        std::array<std::unique_ptr<ReceiveChain>, kContexts> chains;
        std::optional<sframe::Opener> opener; // set before the transport may verify

        ReceiveChain &chain(Context context) { return *chains[static_cast<std::size_t>(context)]; }
        GstPad *sinkFor(Context context) override { return chain(context).sink(); }
        void onVerified() override;
    };

    Path(const Setup &setup, Role role, unsigned number);
    Result<void> build();
    void onDescription(SignalKind kind, std::string sdp) override;
    void onCandidate(unsigned mLine, std::string candidate) override;
    void onTransportState(TransportState state, std::optional<Error> error) override;
    void onChannelMessage(Bytes message) override { m_setup.owner->message(std::move(message)); }
    void onKeyFrameAsked(Context context) override { m_setup.owner->keyFrameAsked(context); }
    void signal(SignalKind kind, Bytes body);
    Result<void> takeFingerprint(ByteSpan body);
    Result<void> takeDescription(const Signal &signal);
    Result<void> takeCandidate(ByteSpan body);

    const Setup m_setup;
    const Role m_role;
    const unsigned m_number;
    const SteadyTime m_createdAt;
    std::shared_ptr<Transport> m_transport;
    std::shared_ptr<Receiving> m_receiving = std::make_shared<Receiving>();
    Life m_life;
    std::optional<ConnectionId> m_connection;
    std::optional<CertificateHash> m_expected;
    unsigned m_candidates = 0; // taken from the other side
    bool m_described = false, m_verified = false, m_failed = false, m_closed = false;
};

} // namespace bedside::media
