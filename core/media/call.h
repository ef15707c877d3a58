// SPDX-License-Identifier: Apache-2.0
// Call: everything between the encoders of this computer and the pictures and sounds of the others. It seals each
// encoded frame once, fans it out to one connection per participant, and opens, decodes and hands out what they send.
// Made and used on the owner's thread (its Executor); onEncoded alone comes on streaming threads.
#pragma once

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/executor.h"
#include "core/base/ids.h"
#include "core/media/encoded_sink.h"
#include "core/media/picture.h"
#include "core/media/relay.h"
#include "core/media/rung.h"
#include "core/media/video_target.h"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bedside::sframe {
class KeyStore; // core/sframe/key_store.h
}

namespace bedside::media {

class Playback; // core/media/local/playback.h

using Leaf = std::uint32_t;
using ConnectionId = Id<struct ConnectionTag>; // one run of one connection, named by the side that offers

enum class SignalKind : std::uint8_t { Offer = 1, Answer = 2, Candidate = 3, Fingerprint = 4, Renew = 5 };

// What goes to the peer in a control message signed by the sender's leaf. The body is opaque to everyone else:
// Offer, Answer = SDP text; Candidate = u16 m-line || candidate line; Fingerprint = SHA-256 of the DTLS certificate;
// Renew = empty: the side that answers asks the side that offers for another connection beside this one.
struct Signal {
    ConnectionId connection;
    SignalKind kind = SignalKind::Offer;
    Bytes body;
};
inline constexpr std::size_t kMaxSignalBody = 12 * 1024; // an SDP of ours is about 4 KiB

// Who offers, the first connection and any later one. Of two members the one that was there earlier offers; of two that
// came with one commit the lower leaf. Everyone computes the same, so there is never a glare to resolve.
enum class Role { Offerer, Answerer };
Role roleOf(Leaf own, std::uint64_t ownSinceEpoch, Leaf other, std::uint64_t otherSinceEpoch);

enum class PeerState {
    Negotiating, // descriptions are on their way
    Connecting,  // both descriptions known: ICE and DTLS run
    Live,        // connected, and the DTLS certificate is the one that the leaf signed: media flows
    Lost,        // the path stopped working: it may come back by itself, and another is being made
    Failed,      // ended by an error
    Closed,      // ended by us
};

struct MediumCounts {   // frames, since the peer was added; survives nothing
    std::uint64_t sealed = 0;   // by this computer, for all peers together, since the call began
    std::uint64_t sent = 0;     // whole frames that left for this peer
    std::uint64_t received = 0; // whole frames that arrived from this peer
    std::uint64_t opened = 0;
    std::uint64_t refused = 0;  // did not authenticate, replayed, of a foreign leaf, malformed, or key never came
    std::uint64_t decoded = 0;
    std::uint64_t bytesSent = 0;     // RTP payload and headers, repairs included
    std::uint64_t bytesReceived = 0;
};

enum class Route { Unknown, Direct, Relayed }; // Relayed: over a relay of ours or of the peer's

struct PeerMeasures {
    Leaf leaf = 0;
    PeerState state = PeerState::Negotiating;
    Route route = Route::Unknown;         // that is in use
    MediumCounts video, audio;           // camera and screen together; microphone and screen sound together
    std::uint64_t wrongLeaf = 0;         // of `refused`: the KID named another leaf than the connection's
    std::uint64_t held = 0;              // frames that wait for their key at this moment
    std::uint64_t audioSamples = 0;      // decoded, at 48 kHz, per channel
    std::uint64_t audioConcealed = 0;    // samples made up, or silence, for what was lost or came too late
    std::uint64_t keyFramesAsked = 0;    // by the peer, of us
    int pictureWidth = 0, pictureHeight = 0;
    double roundTripMs = 0;              // 0 = not known yet
    std::int64_t sendRate = 0;           // bit/s that the path is thought to carry; 0 = not known yet
    std::int64_t acknowledgedRate = 0, repairRate = 0; // bit/s that arrives; that goes to repairs
    double queueMs = 0, backlogMs = 0;   // that waits in the network; that waits here
    double lossShare = 0;                // of what we sent over the last second
    std::optional<SteadyTime> startedAt;    // addPeer
    std::optional<SteadyTime> connectedAt;  // Live
    std::optional<SteadyTime> firstPictureAt; // first decoded camera or screen picture
    std::optional<SteadyTime> firstSoundAt;
};

// On the owner's thread, never from inside a call of Call's methods.
class CallEvents {
public:
    virtual ~CallEvents() = default;
    virtual void onSignal(Leaf to, const Signal &signal) = 0;
    // `error` is set with Failed: CertificateMismatch, NegotiationFailed, PipelineFailed, ConnectionLost, and NoPath
    // where there never was a connection.
    virtual void onPeerState(Leaf leaf, PeerState state, std::optional<Error> error) = 0;
    virtual void onFirstPicture(Leaf leaf) = 0;
    virtual void onMessage(Leaf leaf, Bytes message) = 0; // data channel; only while the peer is Live
    virtual void onKeyFrameNeeded(Context context) = 0;   // pass it to LocalMedia::requestKeyFrame
    virtual void onVideoTarget(VideoTarget target) = 0;   // what the paths carry now: pass it to LocalMedia::setVideoTarget
    virtual void onRung(RungChoice choice) = 0;           // what of ours the call sends now: to be said to everyone
    virtual void onMeasures() = 0;                        // once a second: measures() has news
    // Frames under a newer, unknown epoch arrive from this leaf (e2ee-protocol.md section 3): ask for the commit.
    // At most once a second.
    virtual void onUnknownKey(Leaf leaf) = 0;
};

struct CallOptions {
    bool onlyLoopback = false; // gather 127.0.0.1 and nothing else; switched on by itself where there is nothing else
    bool iceTcp = false;
    // How long a missing packet is waited for; costs nothing when none is missing. The picture's follows the round trip.
    Milliseconds videoLatency{400};
    Milliseconds audioLatency{80};
    SharedRelays relays;
};

inline constexpr std::size_t kMaxChannelMessage = 16 * 1024;
inline constexpr int kChannelMessagesPerSecond = 50; // of one peer; visits need a few
inline constexpr int kChannelMessagesBurst = 400;

class Call : public EncodedSink {
public:
    // Everything given by reference outlives the call. media::initialize() has succeeded. Detach the call from
    // LocalMedia (setSink(nullptr)) before it is destroyed.
    static Result<std::unique_ptr<Call>> create(Executor &executor, const Clock &clock, sframe::KeyStore &keys,
                                                Playback &playback, CallEvents &events, CallOptions options);

    // In the waiting room: builds a connection with its certificate, and for an offerer the offer and its candidates
    // too, so that addPeer only has to send them. Nothing leaves this computer yet. One of each role is kept.
    virtual void prepare(Role role) = 0;

    // Other relays, credentials or policy than at the start, for the connections that are made from now on. Prepared ones
    // that could not use these relays, or may not do without, are prepared again.
    virtual void setRelays(SharedRelays relays) = 0;

    // A member of the group, by its leaf. `sinceEpoch` is the first epoch it holds: frames sealed earlier are not sent
    // to it. An answerer waits for the offer. A leaf that is there already: AlreadyExists.
    virtual Result<void> addPeer(Leaf leaf, Role role, std::uint64_t sinceEpoch) = 0;
    // Ends the connection at once and forgets the peer, its picture and its measures. Unknown leaf: nothing.
    virtual void removePeer(Leaf leaf) = 0;
    // A signal that `from` signed. Refused: NotFound (no such peer), Malformed, TooLarge (too many connections, too),
    // WrongSender (a connection that is not the peer's, or not any more), NotInState. A refused signal changes nothing.
    virtual Result<void> onSignal(Leaf from, const Signal &signal) = 0;

    // This computer has other addresses than before, or woke from sleep: every peer gets a second connection beside its
    // first, and media moves over when that one is verified. The call notices both by itself.
    virtual void networkChanged() = 0;

    // The KeyStore has a new epoch to open with: frames that were held for it are tried again.
    virtual void epochInstalled() = 0;
    // The KeyStore seals under another epoch from now on (its switchSender was called): what still waits of the old one
    // is dropped, nothing of it is sent again, and key frames are asked for.
    virtual void senderSwitched() = 0;

    // Over the peer's data channel, at most kMaxChannelMessage bytes. NotInState unless Live and the channel is open.
    // What comes faster than kChannelMessagesPerSecond is dropped by the receiver.
    virtual Result<void> sendMessage(Leaf to, ByteSpan message) = 0;

    // The most that is sent, whatever the line could carry. Video: as the line allows.
    virtual void pinRung(Rung best) = 0;

    // Null for an unknown leaf or a context without a picture. Valid until removePeer.
    virtual PictureSource *picture(Leaf leaf, Context context) = 0;
    virtual bool isSpeaking(Leaf leaf) const = 0; // heard in what is played of it at this moment
    // The other side said that it switched this off: its last picture goes dark.
    virtual void clearPicture(Leaf leaf, Context context) = 0;

    virtual std::vector<PeerMeasures> measures() const = 0;
    virtual PeerState state(Leaf leaf) const = 0; // Closed for an unknown leaf

    // Ends every connection in the background and calls back on the owner's thread when all are down. The destructor
    // does the same and waits; after close() has called back it returns at once.
    virtual void close(std::function<void()> closed) = 0;
};

} // namespace bedside::media
