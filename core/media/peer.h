// SPDX-License-Identifier: Apache-2.0
// One other participant: its transport, its receiving chains, its measures. Owned by the call, on its thread.
// A peer can be prepared before it is known who it will be: then its offer and candidates wait in it.
#pragma once

#include "core/media/poster.h"
#include "core/media/receive_chain.h"
#include "core/media/transport.h"

namespace bedside::media {

// What the call is asked by its peers. On the owner's thread.
class PeerOwner {
public:
    virtual ~PeerOwner() = default;
    virtual void sendSignal(Leaf to, const Signal &signal) = 0;
    virtual void peerChanged(Leaf leaf, PeerState state, std::optional<Error> error) = 0;
    virtual void firstPicture(Leaf leaf) = 0;
    virtual void message(Leaf leaf, Bytes message) = 0;
    virtual void keyFrameAsked(Context context) = 0;
};

class Peer final : public TransportEvents {
public:
    struct Setup {
        TransportSetup transport;
        sframe::KeyStore *keys = nullptr;
        Playback *playback = nullptr;
        PeerOwner *owner = nullptr;
    };
    static Result<std::unique_ptr<Peer>> create(const Setup &setup, Role role);
    ~Peer() override; // closes

    // Once: from here on signals go out.
    void assign(Leaf leaf, std::uint64_t sinceEpoch);
    Result<void> onSignal(const Signal &signal);
    Result<void> sendMessage(ByteSpan message);
    void end(Error error);                  // Failed, and nothing flows any more
    void close(std::function<void()> done); // `done` on the worker

    Leaf leaf() const { return m_leaf; }
    PeerState state() const { return m_state; }
    Role role() const { return m_role; }
    std::uint64_t sinceEpoch() const { return m_sinceEpoch; }
    const std::optional<CertificateHash> &expectedFingerprint() const { return m_expected; }
    std::shared_ptr<SendPort> sendPort() { return m_transport->sendPort(); }
    PictureMailbox *pictures(Context context);
    PeerMeasures measures() const;
    bool isSpeaking() const; // with the microphone
    void retryHeld();
    void tick();               // once a second
    bool takeUnknownKey();
    CongestionControl::Measures congestion() const { return m_transport->tap().congestion().measures(); }
    void dropBefore(std::uint64_t epoch)
    {
        m_transport->sendPort()->dropBefore(epoch);
        m_transport->tap().congestion().dropBefore(epoch);
    }
    bool takeFlushed() { return m_transport->tap().congestion().takeFlushed(); }

private:
    struct Receiving;          // shared with GStreamer's threads until the pipeline is down

    Peer(const Setup &setup, Role role);
    void onDescription(SignalKind kind, std::string sdp) override;
    void onCandidate(unsigned mLine, std::string candidate) override;
    void onTransportState(TransportState state, std::optional<Error> error) override;
    void onChannelMessage(Bytes message) override;
    void onKeyFrameAsked(Context context) override;

    void signal(SignalKind kind, Bytes body);
    Result<void> checkConnection(const Signal &signal) const;
    Result<void> takeFingerprint(ByteSpan body);
    Result<void> takeDescription(const Signal &signal);
    Result<void> takeCandidate(ByteSpan body);
    void become(PeerState state, std::optional<Error> error = std::nullopt);
    void watchSilence();

    const Setup m_setup;
    const Role m_role;
    std::shared_ptr<Transport> m_transport;
    std::shared_ptr<Receiving> m_receiving;
    Life m_life;
    bool m_assigned = false;
    bool m_closed = false;
    Leaf m_leaf = 0;
    std::uint64_t m_sinceEpoch = 0;
    PeerState m_state = PeerState::Negotiating;
    std::optional<ConnectionId> m_connection;
    std::optional<CertificateHash> m_expected;
    bool m_described = false;          // the peer's description has been taken
    unsigned m_candidates = 0;         // taken from the peer
    std::vector<Signal> m_outbox;      // until assigned
    std::optional<SteadyTime> m_startedAt, m_connectedAt;
    SteadyTime m_heardAt{};
    std::uint64_t m_heardPackets = 0;
    std::uint64_t m_keyFramesAsked = 0;
};

} // namespace bedside::media
