// SPDX-License-Identifier: Apache-2.0
#include "core/media/initialize.h"

#include "core/base/log.h"
#include "core/crypto/dtls_handshake.h"
#include "core/media/frame_opener.h"
#include "core/media/local/worker.h"
#include "core/media/transport.h"
#include "core/media/vp8_payloader.h"

#include <condition_variable>
#include <deque>
#include <optional>

namespace bedside::media {
namespace {

constexpr const char *kElements[] = {
    "appsrc",      "appsink",      "audioconvert",  "audioresample", "capsfilter",  "dtlsdec",
    "nicesink",    "opusdec",      "opusenc",       "rtpbin",        "rtpopusdepay", "rtpopuspay",
    "rtprtxsend",  "rtpvp8depay",  "sctpdec",       "srtpenc",       "videoconvert", "videoscale",
    "vp8dec",      "vp8enc",       "webrtcbin",
};

Result<void> checkElements()
{
    std::size_t missing = 0;
    for (std::size_t i = 0; i < std::size(kElements); ++i) {
        const auto factory = GstPtr<GstElementFactory>::adopt(gst_element_factory_find(kElements[i]));
        if (factory)
            continue;
        ++missing;
        logEvent(LogLevel::Error, "media.element-missing", {{"line", i}}); // of the list above
    }
    if (missing != 0)
        return Error(ErrorCode::Unsupported, "GStreamer elements are missing", static_cast<std::int64_t>(missing));
    return {};
}

// An executor for one function's duration: tasks run in the loop below.
class LoopExecutor final : public Executor {
public:
    void post(Task task) override
    {
        const std::lock_guard lock(m_mutex);
        m_tasks.push_back(std::move(task));
        m_wake.notify_one();
    }
    TimerId startTimer(Milliseconds, Task) override { return 0; } // nothing in the self-test starts one
    void cancelTimer(TimerId) override {}

    template <class Done>
    bool runUntil(Done done, std::chrono::steady_clock::time_point deadline)
    {
        while (!done()) {
            std::unique_lock lock(m_mutex);
            if (!m_wake.wait_until(lock, deadline, [this] { return !m_tasks.empty(); }))
                return false;
            Task task = std::move(m_tasks.front());
            m_tasks.pop_front();
            lock.unlock();
            task();
        }
        return true;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Task> m_tasks;
};

// One side of a negotiation that never connects: descriptions go across, candidates do not.
struct Side final : TransportEvents, IncomingSink {
    void onDescription(SignalKind kind, std::string sdp) override { other->transport->setRemote(kind, sdp); }
    void onCandidate(unsigned, std::string) override {}
    void onTransportState(TransportState state, std::optional<Error>) override
    {
        settled = settled || state == TransportState::Connecting;
        failed = failed || state == TransportState::Failed;
    }
    void onChannelMessage(Bytes) override {}
    void onKeyFrameAsked(Context) override {}
    GstPad *sinkFor(Context) override { return nullptr; }
    void onVerified() override {}

    std::shared_ptr<Transport> transport;
    Side *other = nullptr;
    bool settled = false, failed = false;
};

Result<void> checkPoints(const TransportTap &tap)
{
    const unsigned missing = TransportTap::AllPoints & ~tap.found();
    if (missing == 0)
        return {};
    logEvent(LogLevel::Error, "media.tap-point-missing", {{"points", missing}});
    return Error(ErrorCode::SelfTestFailed, "webrtcbin is built differently from what we hang on", missing);
}

// Two of our transports negotiate in this process, without a packet: after that every point must have been found.
Result<void> checkTap()
{
    const SystemClock clock;
    LoopExecutor executor;
    Worker worker;
    CallOptions options;
    options.onlyLoopback = true;
    const TransportSetup setup{&executor, &worker, &clock, options};
    Side offerer, answerer;
    offerer.other = &answerer;
    answerer.other = &offerer;
    TRY(offerer.transport, makeWebRtcTransport(setup));
    auto made = makeWebRtcTransport(setup);
    if (!made.ok()) {
        offerer.transport->close({});
        return made.error();
    }
    answerer.transport = std::move(made).value();
    offerer.transport->start(offerer, offerer, Role::Offerer);
    answerer.transport->start(answerer, answerer, Role::Answerer);
    offerer.transport->createOffer();
    const auto settled = [&] {
        return (offerer.settled && answerer.settled) || offerer.failed || answerer.failed;
    };
    const bool done = executor.runUntil(settled, std::chrono::steady_clock::now() + std::chrono::seconds(20));
    Result<void> outcome = checkPoints(offerer.transport->tap());
    if (outcome.ok())
        outcome = checkPoints(answerer.transport->tap());
    if (!done || offerer.failed || answerer.failed)
        outcome = Error(ErrorCode::SelfTestFailed, "two transports did not agree");
    worker.postAndWait([] {}); // begun is begun: closing comes after starting
    offerer.transport->close({});
    answerer.transport->close({});
    return outcome;
}

// The DTLS plugin makes an RSA key on its first use (0.2 to 0.4 s), although ours is used instead. Its context, too: if
// that is of another OpenSSL than ours, calls work, but take long to begin on a path that loses packets.
Result<void> warmUpDtls()
{
    crypto::hastenDtlsHandshakes();
    const auto reached = crypto::hastenedDtlsContexts();
    const auto element = GstPtr<GstElement>::adopt(gst_element_factory_make("dtlsdec", nullptr));
    if (!element)
        return Error(ErrorCode::Unsupported, "dtlsdec");
    if (crypto::hastenedDtlsContexts() == reached)
        logEvent(LogLevel::Warning, "media.dtls-slow");
    return {};
}

Result<void> initializeOnce()
{
    GError *error = nullptr;
    if (!gst_init_check(nullptr, nullptr, &error)) {
        g_clear_error(&error);
        return Error(ErrorCode::Unsupported, "GStreamer does not start");
    }
    TRY_OK(registerVp8Payloader());
    TRY_OK(registerFrameOpener());
    TRY_OK(checkElements());
    TRY_OK(warmUpDtls());
    return checkTap();
}

} // namespace

Result<void> initialize()
{
    static const Result<void> outcome = initializeOnce();
    return outcome;
}

LibraryVersions libraryVersions()
{
    LibraryVersions versions;
    versions.gstreamer = takeText(gst_version_string());
    const auto nice = GstPtr<GstPlugin>::adopt(gst_is_initialized() ? gst_registry_find_plugin(gst_registry_get(), "nice") : nullptr);
    if (nice)
        versions.nice = gst_plugin_get_version(nice.get());
    return versions;
}

} // namespace bedside::media
