// SPDX-License-Identifier: Apache-2.0
// Decoded pictures on their way to the screen, free of GStreamer's types: the newest picture of one source in a
// mailbox that any thread may read.
#pragma once

#include "core/base/bytes.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>

namespace bedside::media {

// One picture, 4 bytes a pixel in the order blue, green, red, unused (QImage::Format_RGB32 on little-endian machines).
// Immutable; `owner` keeps the bytes alive.
struct Picture {
    int width = 0;
    int height = 0;
    int stride = 0;                       // bytes from one row to the next, at least 4 * width
    ByteSpan pixels;                      // stride * height bytes
    std::uint64_t sequence = 0;           // 1 for the first picture of its source; rises by one for each
    std::uint64_t shownAtNs = 0;          // monotonic clock when it was decoded or captured
    std::shared_ptr<const void> owner;
};

class PictureSource {
public:
    virtual ~PictureSource() = default;
    // The newest picture, or null before the first and after the source went dark. Any thread.
    virtual std::shared_ptr<const Picture> latest() const = 0;
    // Called for every new picture (and once when the source goes dark) on a streaming thread: it may only post.
    // When setNotify returns, the previous callback is not running and will not run again.
    virtual void setNotify(std::function<void()> notify) = 0;
};

// The one implementation: whoever decodes or captures puts pictures in.
class PictureMailbox final : public PictureSource {
public:
    std::shared_ptr<const Picture> latest() const override;
    void setNotify(std::function<void()> notify) override;
    void put(Picture picture); // numbers it; any thread
    void clear();              // the source went dark: nothing stale stays on screen

private:
    void tell();

    mutable std::mutex m_pictureMutex;
    std::shared_ptr<const Picture> m_latest;
    std::uint64_t m_sequence = 0;
    std::mutex m_notifyMutex;
    std::function<void()> m_notify;
};

} // namespace bedside::media
