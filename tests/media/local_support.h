// SPDX-License-Identifier: Apache-2.0
// What the tests of core/media/local share: an executor on QtTest's loop, a sink that keeps what it gets, decoders.
#pragma once

#include "core/base/executor.h"
#include "core/media/encoded_sink.h"
#include "core/media/gst_ptr.h"
#include "core/media/picture.h"

#include <QCoreApplication>
#include <QMetaObject>
#include <QObject>
#include <QTimer>

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace bedside::media::test {

class LoopExecutor final : public Executor {
public:
    void post(Task task) override { QMetaObject::invokeMethod(&m_context, std::move(task), Qt::QueuedConnection); }
    TimerId startTimer(Milliseconds delay, Task task) override
    {
        auto timer = std::make_unique<QTimer>();
        timer->setSingleShot(true);
        QObject::connect(timer.get(), &QTimer::timeout, &m_context, std::move(task));
        timer->start(delay);
        m_timers[++m_last] = std::move(timer);
        return m_last;
    }
    void cancelTimer(TimerId id) override { m_timers.erase(id); }

private:
    QObject m_context;
    std::map<TimerId, std::unique_ptr<QTimer>> m_timers;
    TimerId m_last = 0;
};

struct Frame {
    Bytes bytes;
    bool keyFrame = false;
    std::uint64_t ptsNs = 0;
};

class FrameKeeper final : public EncodedSink {
public:
    void onEncoded(Context context, ByteSpan frame, bool keyFrame, std::uint64_t capturedNs) override
    {
        const std::lock_guard lock(m_mutex);
        m_frames[context].push_back({toBytes(frame), keyFrame, capturedNs});
    }
    std::vector<Frame> take(Context context)
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_frames[context], {});
    }
    std::vector<Frame> all(Context context) const
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_frames.find(context);
        return found == m_frames.end() ? std::vector<Frame>() : found->second;
    }
    std::size_t count(Context context) const { return all(context).size(); }
    int keyFrames(Context context) const
    {
        int count = 0;
        for (const Frame &frame : all(context))
            count += frame.keyFrame ? 1 : 0;
        return count;
    }

private:
    mutable std::mutex m_mutex;
    std::map<Context, std::vector<Frame>> m_frames;
};

// appsrc ! <middle> ! appsink, one buffer in, what comes out of it.
class Chain {
public:
    Chain(const char *inCaps, const char *middle, const char *outCaps)
    {
        const std::string text = std::string("appsrc name=in format=time ! ") + middle + " ! appsink name=out sync=false max-buffers=0 caps=" + outCaps;
        m_pipeline = GstPtr<GstElement>::adopt(gst_parse_launch(text.c_str(), nullptr));
        m_in = GstPtr<GstElement>::adopt(gst_bin_get_by_name(GST_BIN(m_pipeline.get()), "in"));
        m_out = GstPtr<GstElement>::adopt(gst_bin_get_by_name(GST_BIN(m_pipeline.get()), "out"));
        const auto caps = GstPtr<GstCaps>::adopt(gst_caps_from_string(inCaps));
        gst_app_src_set_caps(GST_APP_SRC(m_in.get()), caps.get());
        gst_element_set_state(m_pipeline.get(), GST_STATE_PLAYING);
    }
    ~Chain() { gst_element_set_state(m_pipeline.get(), GST_STATE_NULL); }
    void push(ByteSpan bytes, std::uint64_t ptsNs = GST_CLOCK_TIME_NONE)
    {
        GstBuffer *buffer = gst_buffer_new_memdup(bytes.data(), bytes.size());
        GST_BUFFER_PTS(buffer) = ptsNs;
        gst_app_src_push_buffer(GST_APP_SRC(m_in.get()), buffer);
    }
    GstPtr<GstSample> pull(int timeoutMs = 3000)
    {
        return GstPtr<GstSample>::adopt(gst_app_sink_try_pull_sample(
            GST_APP_SINK(m_out.get()), static_cast<GstClockTime>(timeoutMs) * GST_MSECOND));
    }

private:
    GstPtr<GstElement> m_pipeline, m_in, m_out;
};

inline Bytes bytesOf(GstSample *sample)
{
    GstMapInfo map;
    GstBuffer *buffer = gst_sample_get_buffer(sample);
    if (!gst_buffer_map(buffer, &map, GST_MAP_READ))
        return {};
    const Bytes out(map.data, map.data + map.size);
    gst_buffer_unmap(buffer, &map);
    return out;
}

// One VP8 frame in, its picture out (width 0 if it does not decode within the time).
class Vp8Decoder {
public:
    Picture decode(const Frame &frame)
    {
        m_chain.push(frame.bytes, frame.ptsNs);
        const auto sample = m_chain.pull();
        Picture picture;
        if (!sample)
            return picture;
        const GstStructure *caps = gst_caps_get_structure(gst_sample_get_caps(sample.get()), 0);
        gst_structure_get_int(caps, "width", &picture.width);
        gst_structure_get_int(caps, "height", &picture.height);
        picture.stride = 4 * picture.width;
        auto bytes = std::make_shared<Bytes>(bytesOf(sample.get()));
        picture.pixels = *bytes;
        picture.owner = bytes;
        return picture;
    }

private:
    Chain m_chain{"video/x-vp8", "vp8dec qos=false ! videoconvert qos=false", "video/x-raw,format=BGRx"};
};

// Opus packets to samples, mono.
inline std::vector<std::int16_t> decodeOpus(const std::vector<Frame> &frames)
{
    Chain chain("audio/x-opus,channel-mapping-family=0,channels=1,rate=48000", "opusdec ! audioconvert ! audioresample",
                "audio/x-raw,format=S16LE,rate=48000,channels=1,layout=interleaved");
    std::vector<std::int16_t> out;
    for (std::size_t i = 0; i < frames.size(); ++i) {
        chain.push(frames[i].bytes, i * 20'000'000);
        const auto sample = chain.pull();
        if (!sample)
            break;
        const Bytes bytes = bytesOf(sample.get());
        const auto *samples = reinterpret_cast<const std::int16_t *>(bytes.data());
        out.insert(out.end(), samples, samples + bytes.size() / 2);
    }
    return out;
}

inline int greenAt(const Picture &picture, double x, double y)
{
    const auto row = static_cast<std::size_t>(y * picture.height), column = static_cast<std::size_t>(x * picture.width);
    return picture.pixels[row * static_cast<std::size_t>(picture.stride) + column * 4 + 1];
}

} // namespace bedside::media::test
