// SPDX-License-Identifier: Apache-2.0
#include "core/media/frame_gate.h"

#include <algorithm>

namespace bedside::media {
namespace {

constexpr std::size_t kVp8KeyClear = 10; // RFC 7741 section 4.3 payload header and start code, width, height
constexpr std::size_t kVp8DeltaClear = 3;
constexpr std::size_t kOpusClear = 1;    // TOC

void add(std::atomic<std::uint64_t> &counter) { counter.fetch_add(1, std::memory_order_relaxed); }

bool isVp8KeyFrame(std::uint8_t first) { return (first & 1) == 0; }

bool beginsWithKeyFrame(GstBuffer *frame)
{
    std::uint8_t first = 1;
    return gst_buffer_extract(frame, 0, &first, 1) == 1 && isVp8KeyFrame(first);
}

// RFC 6386 section 9.1: 14 bits each, behind the frame tag and the start code. An authenticated sender may still lie.
bool isTooLargePicture(ByteSpan frame)
{
    if (frame.size() < kVp8KeyClear || !isVp8KeyFrame(frame[0]))
        return false;
    const auto word = [&](std::size_t at) { return static_cast<unsigned>(frame[at] | frame[at + 1] << 8) & 0x3fff; };
    return word(6) > kMaxPictureWidth || word(8) > kMaxPictureHeight;
}

struct Mapped { // a buffer's bytes for reading or writing, for one scope
    Mapped(GstBuffer *b, GstMapFlags flags) : buffer(b), ok(gst_buffer_map(b, &info, flags)) {}
    ~Mapped()
    {
        if (ok)
            gst_buffer_unmap(buffer, &info);
    }
    Mapped(const Mapped &) = delete;
    Mapped &operator=(const Mapped &) = delete;
    GstMapInfo info{};
    GstBuffer *buffer;
    bool ok;
};

} // namespace

std::size_t clearBytes(Context context, ByteSpan frame)
{
    if (!isVideo(context))
        return kOpusClear;
    return !frame.empty() && isVp8KeyFrame(frame[0]) ? kVp8KeyClear : kVp8DeltaClear;
}

FrameGate::~FrameGate()
{
    Outcome ignored;
    while (!m_held.empty())
        dropFront(ignored);
}

void FrameGate::open(sframe::Opener opener)
{
    if (m_open.load(std::memory_order_acquire))
        return;
    m_opener.emplace(opener);
    m_open.store(true, std::memory_order_release);
}

FrameGate::Outcome FrameGate::accept(GstPtr<GstBuffer> frame, Time now)
{
    Outcome outcome;
    add(m_received);
    drain(now, outcome);
    if (!m_held.empty() || attempt(frame.get(), outcome) == Tried::Wait)
        hold(std::move(frame), now, outcome);
    return outcome;
}

FrameGate::Outcome FrameGate::retry(Time now)
{
    Outcome outcome;
    drain(now, outcome);
    return outcome;
}

void FrameGate::drain(Time now, Outcome &outcome)
{
    const auto limit = isVideo(m_context) ? kHoldVideo : kHoldAudio;
    while (!m_held.empty()) {
        if (now - m_held.front().since > limit) {
            dropFront(outcome);
            continue;
        }
        if (attempt(m_held.front().frame.get(), outcome) == Tried::Wait)
            return;
        m_budget->frames.fetch_sub(1, std::memory_order_relaxed);
        m_budget->bytes.fetch_sub(m_held.front().size, std::memory_order_relaxed);
        m_held.pop_front();
        m_heldCount.fetch_sub(1, std::memory_order_relaxed);
    }
}

FrameGate::Tried FrameGate::attempt(GstBuffer *sealed, Outcome &outcome)
{
    if (!m_open.load(std::memory_order_acquire))
        return Tried::Wait;
    auto clear = GstPtr<GstBuffer>::adopt(gst_buffer_new_allocate(nullptr, gst_buffer_get_size(sealed), nullptr));
    Result<sframe::OpenedFrame> opened = Error(ErrorCode::OutOfMemory, "mapping a frame");
    {
        const Mapped in(sealed, GST_MAP_READ);
        const Mapped out(clear.get(), GST_MAP_WRITE);
        if (in.ok && out.ok) {
            const ByteSpan bytes(in.info.data, in.info.size);
            opened = m_opener->open(bytes, clearBytes(m_context, bytes), {out.info.data, out.info.size});
            if (opened.ok() && isVideo(m_context) && isTooLargePicture(bytes))
                opened = Error(ErrorCode::TooLarge, "picture");
        }
    }
    if (opened.ok() && opened->context != m_context)
        opened = Error(ErrorCode::NotAuthorized, "a frame of another medium");
    if (!opened.ok()) {
        if (opened.error().code() == ErrorCode::KeyUnavailable) {
            m_unknownKey.store(true, std::memory_order_relaxed);
            return Tried::Wait;
        }
        refuse(opened.error(), outcome);
        return Tried::Done;
    }
    add(m_opened);
    gst_buffer_set_size(clear.get(), static_cast<gssize>(opened->size));
    gst_buffer_copy_into(clear.get(), sealed, GST_BUFFER_COPY_METADATA, 0, std::size_t(-1));
    handOut(std::move(clear), outcome);
    return Tried::Done;
}

void FrameGate::handOut(GstPtr<GstBuffer> frame, Outcome &outcome)
{
    if (m_needsKeyFrame) {
        if (!beginsWithKeyFrame(frame.get())) {
            outcome.wantKeyFrame = true;
            return;
        }
        m_needsKeyFrame = false;
    }
    outcome.frames.push_back(std::move(frame));
}

void FrameGate::refuse(const Error &error, Outcome &outcome)
{
    add(m_refused);
    if (error.code() == ErrorCode::WrongSender)
        add(m_wrongLeaf);
    if (isVideo(m_context) && error.code() != ErrorCode::Replayed)
        outcome.wantKeyFrame = m_needsKeyFrame = true;
}

bool FrameGate::overBudget(std::size_t more) const
{
    return m_budget->frames.load(std::memory_order_relaxed) >= HoldBudget::kFrames
           || m_budget->bytes.load(std::memory_order_relaxed) + more > HoldBudget::kBytes;
}

void FrameGate::hold(GstPtr<GstBuffer> frame, Time now, Outcome &outcome)
{
    const std::size_t size = gst_buffer_get_size(frame.get());
    while (overBudget(size) && !m_held.empty())
        dropFront(outcome);
    if (overBudget(size)) { // another medium of this sender fills it
        refuse(Error(ErrorCode::KeyUnavailable), outcome);
        return;
    }
    m_budget->frames.fetch_add(1, std::memory_order_relaxed);
    m_budget->bytes.fetch_add(size, std::memory_order_relaxed);
    m_heldCount.fetch_add(1, std::memory_order_relaxed);
    m_held.push_back({std::move(frame), size, now});
}

void FrameGate::dropFront(Outcome &outcome)
{
    m_budget->frames.fetch_sub(1, std::memory_order_relaxed);
    m_budget->bytes.fetch_sub(m_held.front().size, std::memory_order_relaxed);
    m_held.pop_front();
    m_heldCount.fetch_sub(1, std::memory_order_relaxed);
    refuse(Error(ErrorCode::KeyUnavailable), outcome);
}

FrameGate::Counts FrameGate::counts() const
{
    const auto read = [](const auto &counter) { return counter.load(std::memory_order_relaxed); };
    return {read(m_received), read(m_opened), read(m_refused), read(m_wrongLeaf), read(m_heldCount)};
}

} // namespace bedside::media
