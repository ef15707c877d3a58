// SPDX-License-Identifier: Apache-2.0
// One other participant: the path that carries its media, and for a moment a second one that takes over. Owned by the
// call, on its thread. A peer can be prepared before it is known who it will be: then its offer and candidates wait in it.
//
// When the path may be dead (the computer's addresses changed, it slept, nothing comes any more) the side that offers
// makes another beside it; the side that answers asks for it with Renew. Each side moves its media to the newest path
// that is verified, and closes an older one once the other side is heard on the newer.
#pragma once

#include "core/base/bucket.h"
#include "core/media/path.h"

#include <deque>

namespace bedside::media {

// What the call is asked by its peers. On the owner's thread.
class PeerOwner {
public:
    virtual ~PeerOwner() = default;
    virtual void sendSignal(Leaf to, const Signal &signal) = 0;
    virtual void peerChanged(Leaf leaf, PeerState state, std::optional<Error> error) = 0;
    virtual void pathSwitched(Leaf leaf) = 0; // sendPort() is another, the state the same
    virtual void firstPicture(Leaf leaf) = 0;
    virtual void message(Leaf leaf, Bytes message) = 0;
    virtual void keyFrameAsked(Context context) = 0;
};

class Peer final : private PathOwner {
public:
    struct Setup {
        TransportSetup transport;
        sframe::KeyStore *keys = nullptr;
        Playback *playback = nullptr;
        PeerOwner *owner = nullptr;
    };
    static Result<std::unique_ptr<Peer>> create(const Setup &setup, Role role);
    ~Peer() override; // its paths close in the background

    // Once: from here on signals go out.
    void assign(Leaf leaf, std::uint64_t sinceEpoch);
    Result<void> onSignal(const Signal &signal);
    Result<void> sendMessage(ByteSpan message);
    void renew();          // another path is wanted: this one's addresses may be gone
    void end(Error error); // Failed, and nothing flows any more

    Leaf leaf() const { return m_leaf; }
    PeerState state() const { return m_state; }
    Role role() const { return m_role; }
    std::uint64_t sinceEpoch() const { return m_sinceEpoch; }
    bool claims(ByteSpan fingerprint) const; // the leaf signed it for one of its paths
    std::shared_ptr<SendPort> sendPort() const { return m_current->sendPort(); }
    void setRelays(SharedRelays relays) { m_pathSetup.transport.options.relays = std::move(relays); } // of paths to come
    PictureMailbox *pictures(Context context) const { return m_pathSetup.pictures[static_cast<std::size_t>(context)].get(); }
    PeerMeasures measures() const;
    bool isSpeaking() const; // with the microphone
    void retryHeld();
    void tick();             // once a second
    bool takeUnknownKey();
    CongestionControl::Measures congestion() const { return m_current->congestion().measures(); }
    void dropBefore(std::uint64_t epoch);
    bool takeFlushed() { return m_current->congestion().takeFlushed(); }

private:
    enum class Want { Nothing, PathUnlessHeard, Path };

    Peer(const Setup &setup, Role role);
    void sendSignal(const Signal &signal) override;
    void pathChanged(Path &path, TransportState state, std::optional<Error> error) override;
    void decodedFirst(Path &path, Context context) override;
    void message(Bytes message) override;
    void keyFrameAsked(Context context) override;

    Result<void> addPath();
    void drop(const Path &path);
    void dropNext();
    Path *find(const ConnectionId &connection) const;
    Result<void> checkSignal(const Signal &signal) const;
    Result<Path *> pathOf(const Signal &signal);
    Result<void> takeRenew(const Signal &signal);
    void onVerified(Path &path);
    void onFailed(Path &path, const Error &error);
    void want(Want what);
    void pursue();
    void begin();
    void become(PeerState state, std::optional<Error> error = std::nullopt);
    bool hasEnded() const { return m_state == PeerState::Failed; }
    SteadyTime now() const { return m_setup.transport.clock->steady(); }
    void watchSilence();
    void tidy();

    const Setup m_setup;
    const Role m_role;
    Path::Setup m_pathSetup;
    std::vector<std::unique_ptr<Path>> m_paths; // oldest first; never empty once created
    Path *m_current = nullptr;                  // carries our media: the newest that is verified, or the first
    unsigned m_made = 0;
    PeerMeasures m_past;                        // of paths that are gone
    std::deque<ConnectionId> m_gone;
    ConnectionId m_lastOffered;                 // by us; it may be gone
    Bucket m_own, m_others;                     // paths that we begin or ask for; that the other side does
    Want m_want = Want::Nothing;
    SteadyTime m_wantedAt{}, m_askedAt{};
    bool m_assigned = false;
    std::array<bool, kContexts> m_shown{}; // the first picture has been told of
    Leaf m_leaf = 0;
    std::uint64_t m_sinceEpoch = 0, m_oldestEpoch = 0;
    PeerState m_state = PeerState::Negotiating;
    std::vector<Signal> m_outbox;      // until assigned
    std::optional<SteadyTime> m_startedAt, m_connectedAt;
    SteadyTime m_switchedAt{}, m_heardAt{}, m_failedAt{};
    std::uint64_t m_heardPackets = 0;
    std::uint64_t m_keyFramesAsked = 0;
};

} // namespace bedside::media
