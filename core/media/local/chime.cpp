// SPDX-License-Identifier: Apache-2.0
#include "core/media/local/chime.h"

#include "core/base/log.h"
#include "core/media/initialize.h"
#include "core/media/local/pipeline.h"
#include "core/media/local/worker.h"

namespace bedside::media {

namespace {

constexpr std::size_t kHeader = 44;

// sync=false: pipelines of this folder run on the machine's clock since its start, where this sound would be late.
Result<std::unique_ptr<Pipeline>> openAndPlay(ByteSpan samples, Worker &worker, std::function<void(Error)> onEnded)
{
    TRY(auto pipeline, Pipeline::create("chime", worker, std::move(onEnded)));
    TRY(GstElement *const source, pipeline->add("appsrc", {{"format", "time"}}));
    TRY(GstElement *const filter,
        pipeline->addCapsFilter("audio/x-raw,format=S16LE,layout=interleaved,rate=24000,channels=1"));
    TRY(GstElement *const convert, pipeline->add("audioconvert"));
    TRY(GstElement *const resample, pipeline->add("audioresample"));
    TRY(GstElement *const sink, pipeline->add("autoaudiosink", {{"sync", "false"}}));
    TRY_OK(pipeline->link({source, filter, convert, resample, sink}));
    TRY_OK(pipeline->play());
    auto *app = GST_APP_SRC(source);
    auto caps = GstPtr<GstCaps>::adopt(
        gst_caps_from_string("audio/x-raw,format=S16LE,layout=interleaved,rate=24000,channels=1"));
    gst_app_src_set_caps(app, caps.get());
    gst_app_src_push_buffer(app, gst_buffer_new_memdup(samples.data(), samples.size())); // takes the buffer over
    gst_app_src_end_of_stream(app);
    return pipeline;
}

} // namespace

Chime::Chime(Bytes wav) : m_wav(std::move(wav)), m_worker(std::make_unique<Worker>()) {}

Chime::~Chime()
{
    m_worker->postAndWait([this] { m_pipeline.reset(); });
    m_worker.reset();
}

void Chime::ring()
{
    m_worker->post([this] { play(); });
}

void Chime::play()
{
    m_pipeline.reset();
    if (m_wav.size() <= kHeader)
        return;
    if (const auto ready = initialize(); !ready.ok())
        return;
    auto opened = openAndPlay(ByteSpan(m_wav).subspan(kHeader), *m_worker, [this](const Error &) { m_pipeline.reset(); });
    if (opened.ok())
        m_pipeline = std::move(opened).value();
    else
        logEvent(LogLevel::Info, "chime.silent", {{"error", opened.error()}});
}

} // namespace bedside::media
