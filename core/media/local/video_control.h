// SPDX-License-Identifier: Apache-2.0
// What the camera's encoder is asked for, set by any thread, applied by the encoder's own streaming thread at the next
// frame: so a request needs no pipeline to exist and no lock.
#pragma once

#include "core/media/local/local_media.h"

#include <atomic>
#include <mutex>

namespace bedside::media {

class VideoControl {
public:
    void setTarget(VideoTarget target)
    {
        const std::lock_guard lock(m_mutex);
        m_target = target;
        m_version.fetch_add(1, std::memory_order_release);
    }
    VideoTarget target() const
    {
        const std::lock_guard lock(m_mutex);
        return m_target;
    }
    // Rises with every setTarget: the streaming thread takes the lock only when it has changed.
    unsigned version() const { return m_version.load(std::memory_order_acquire); }

    void requestKeyFrame() { m_keyFrame.store(true, std::memory_order_release); }
    bool takeKeyFrameRequest() { return m_keyFrame.exchange(false, std::memory_order_acq_rel); }

    void setSending(bool sending) { m_sending.store(sending, std::memory_order_release); }
    bool sending() const { return m_sending.load(std::memory_order_acquire); }

private:
    mutable std::mutex m_mutex;
    VideoTarget m_target;
    std::atomic<unsigned> m_version{1};
    std::atomic<bool> m_keyFrame{false};
    std::atomic<bool> m_sending{false};
};

// The largest size of `picture`'s shape inside `box`, never larger than the picture, even numbers, at least 16 x 16.
// The box is turned for an upright picture.
PictureSize fitInside(PictureSize picture, PictureSize box);

} // namespace bedside::media
