// SPDX-License-Identifier: Apache-2.0
#include "core/media/picture.h"

namespace bedside::media {

std::shared_ptr<const Picture> PictureMailbox::latest() const
{
    const std::lock_guard lock(m_pictureMutex);
    return m_latest;
}

void PictureMailbox::setNotify(std::function<void()> notify)
{
    const std::lock_guard lock(m_notifyMutex);
    m_notify = std::move(notify);
}

void PictureMailbox::put(Picture picture)
{
    auto next = std::make_shared<Picture>(std::move(picture));
    std::shared_ptr<const Picture> previous; // released outside the lock: its owner may give a buffer back
    {
        const std::lock_guard lock(m_pictureMutex);
        next->sequence = ++m_sequence;
        previous = std::exchange(m_latest, std::move(next));
    }
    tell();
}

void PictureMailbox::clear()
{
    std::shared_ptr<const Picture> previous;
    {
        const std::lock_guard lock(m_pictureMutex);
        previous = std::exchange(m_latest, nullptr);
    }
    if (previous)
        tell();
}

void PictureMailbox::tell()
{
    const std::lock_guard lock(m_notifyMutex);
    if (m_notify)
        m_notify();
}

} // namespace bedside::media
