// SPDX-License-Identifier: Apache-2.0
// One path to one participant: descriptions, candidates, state, packets out, pads in, the data channel, the tap. The
// interface keeps webrtcbin out of everything else, so that it can be replaced. Used on the owner's thread unless said
// otherwise.
#pragma once

#include "core/base/clock.h"
#include "core/base/executor.h"
#include "core/media/call.h"
#include "core/media/certificate_check.h"
#include "core/media/transport_tap.h"

#include <functional>
#include <string>

namespace bedside::media {

class Worker; // core/media/local/worker.h

enum class TransportState {
    Idle,
    Connecting, // both descriptions are set
    Verified,   // connected, and the certificate is the signed one
    Lost,
    Failed,     // with an error; for good
};

// On the owner's thread, posted.
class TransportEvents {
public:
    virtual ~TransportEvents() = default;
    virtual void onDescription(SignalKind kind, std::string sdp) = 0;
    virtual void onCandidate(unsigned mLine, std::string candidate) = 0;
    virtual void onTransportState(TransportState state, std::optional<Error> error) = 0;
    virtual void onChannelMessage(Bytes message) = 0;
    virtual void onKeyFrameAsked(Context context) = 0; // the peer sent PLI or FIR
};

// Where the frames that arrive go. The pads are in the transport's pipeline.
class IncomingSink {
public:
    virtual ~IncomingSink() = default;
    // The sink pad for this medium's RTP, made when the pipeline was; null refuses it. Streaming thread.
    virtual GstPad *sinkFor(Context context) = 0;
    // The certificate holds: media may be opened from now on. Any of GStreamer's threads, or the owner's; once.
    virtual void onVerified() = 0;
};

struct TransportSetup {
    Executor *executor = nullptr;
    Worker *worker = nullptr;     // for everything that may block: state changes
    const Clock *clock = nullptr;
    CallOptions options;
};

// Where sealed frames are handed to the path. Shared with the streaming threads that seal; outlives the transport.
class SendPort {
public:
    virtual ~SendPort() = default;
    // Shares the memory of `frame`; never blocks. Nothing happens before the certificate is verified or after close.
    virtual void push(Context context, GstBuffer *frame, std::uint64_t capturedNs) = 0;
    // Frames sealed under an earlier epoch that still wait are not sent any more. The owner's thread.
    virtual void dropBefore(std::uint64_t epoch) = 0;
    // Video had to be thrown away because the path does not keep up: a key frame is needed. Cleared by reading.
    virtual bool takeOverflow() = 0;
};

class Transport {
public:
    virtual ~Transport() = default;

    virtual GstElement *pipeline() = 0;                    // to put the receiving chains in, before start()
    virtual void start(IncomingSink &incoming, TransportEvents &events, Role role) = 0; // once
    virtual void createOffer() = 0;                        // after start(); the description comes by event
    virtual void setRemote(SignalKind kind, const std::string &sdp) = 0; // an offer is answered by itself
    virtual void addRemoteCandidate(unsigned mLine, const std::string &candidate) = 0;
    virtual const CertificateHash &ownFingerprint() const = 0;
    virtual void expectFingerprint(const CertificateHash &fingerprint) = 0;
    virtual bool hasExpectedFingerprint() const = 0;
    virtual std::shared_ptr<SendPort> sendPort() = 0;
    virtual TransportTap &tap() = 0;
    virtual Route route() const = 0;                       // any thread
    virtual Result<void> sendMessage(ByteSpan message) = 0;
    // Stops everything; no event comes afterwards. `done` runs on the worker when the pipeline is in state NULL;
    // IncomingSink is not used after that. A second call does nothing.
    virtual void close(std::function<void()> done) = 0;
};

// close() has to be called before the last handle goes.
Result<std::shared_ptr<Transport>> makeWebRtcTransport(const TransportSetup &setup);

} // namespace bedside::media
