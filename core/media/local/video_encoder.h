// SPDX-License-Identifier: Apache-2.0
// The sending branch behind a camera: scales, encodes to VP8 and hands frames to the sink. Settings are those measured
// in the README. Built by the worker; onRaw and onFrame run on the branch's streaming thread.
#pragma once

#include "core/media/local/pipeline.h"
#include "core/media/local/processor_watch.h"
#include "core/media/local/rate_correction.h"
#include "core/media/local/sink_gate.h"
#include "core/media/local/video_control.h"

#include <atomic>

namespace bedside::media {

class VideoEncoder {
public:
    static constexpr PictureSize kFirstSize{320, 180};      // its key frame is about 4 kB: three packets
    static constexpr unsigned kFirstBitrate = 600'000;
    static constexpr std::int64_t kFirstForNs = 150'000'000; // until the first feedback can have come back

    VideoEncoder(VideoControl &control, SinkGate &sink) : m_control(control), m_sink(sink) {}
    // Appends the branch to `tee`. The encoder outlives the pipeline.
    Result<void> build(Pipeline &pipeline, GstElement *tee);

private:
    bool onRaw(GstPtr<GstBuffer> &buffer);      // in front of the scaler: decides, before each frame, what to do
    bool onFrame(GstPtr<GstBuffer> &buffer);    // behind the encoder
    void begin(std::int64_t now);
    void applyTarget(std::int64_t now);
    void setSize(PictureSize size);
    void setBitrate(unsigned bitsPerSecond);
    bool isDue(std::int64_t now);
    PictureSize box() const;
    void forceKeyFrame();
    PictureSize sourceSize() const;
    bool isTooLarge(std::size_t keyFrame);

    VideoControl &m_control;
    SinkGate &m_sink;
    GstElement *m_queue = nullptr, *m_filter = nullptr, *m_encoder = nullptr; // owned by the pipeline

    std::atomic<std::uint64_t> m_arrived{0};    // from the camera, before the queue leaves any out

    // The streaming thread's own.
    bool m_running = false;                     // encoding, not idle
    std::int64_t m_startedAt = 0;
    bool m_first = false;                       // still at the first size
    VideoTarget m_target;
    unsigned m_version = 0;
    PictureSize m_size;
    unsigned m_wanted = 0, m_bitrate = 0;       // bit/s: of the encoder; that it is asked for
    RateCorrection m_correction;
    ProcessorWatch m_processor;
    std::int64_t m_nextDue = 0;
    bool m_remaking = false;                    // the last key frame was too large: nothing passes until there is another
    int m_remade = 0;
    std::optional<std::int64_t> m_keyFrameAt;   // asked of the encoder
};

} // namespace bedside::media
