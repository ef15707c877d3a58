// SPDX-License-Identifier: Apache-2.0
#include "ui/models/picture_feed.h"

#include "core/media/picture.h"

#include <mutex>

namespace bedside::ui {

struct PictureFeed::Mailbox {
    std::mutex mutex;
    PictureFeed *feed = nullptr; // null once the feed has let go
    bool told = false;           // a turn of the event loop is already on its way
    std::shared_ptr<const media::Picture> newest;

    // On a streaming thread, while the source lives.
    void put(std::shared_ptr<const media::Picture> picture)
    {
        const std::lock_guard lock(mutex);
        newest = std::move(picture);
        if (!feed || std::exchange(told, true))
            return;
        QMetaObject::invokeMethod(feed, &PictureFeed::take, Qt::QueuedConnection);
    }
};

PictureFeed::PictureFeed(QObject *parent) : QObject(parent) {}

PictureFeed::~PictureFeed() { setSource(nullptr); }

// The source that was here before may be gone already and is never touched: its notices come to a mailbox without a
// feed. The same address again may be another source, so it is given our notice anew.

void PictureFeed::setSource(media::PictureSource *source)
{
    if (source != m_source)
        letGo();
    if (!source)
        return;
    m_source = source;
    if (!m_mailbox) {
        m_mailbox = std::make_shared<Mailbox>();
        m_mailbox->feed = this;
    }
    source->setNotify([mailbox = m_mailbox, source] { mailbox->put(source->latest()); });
    setPicture(source->latest());
}

void PictureFeed::letGo()
{
    if (m_mailbox) {
        const std::lock_guard lock(m_mailbox->mutex);
        m_mailbox->feed = nullptr;
    }
    m_mailbox.reset();
    m_source = nullptr;
    setPicture(nullptr);
}

QSize PictureFeed::pictureSize() const { return m_picture ? QSize(m_picture->width, m_picture->height) : QSize(); }

void PictureFeed::take()
{
    if (!m_mailbox)
        return;
    std::shared_ptr<const media::Picture> newest;
    {
        const std::lock_guard lock(m_mailbox->mutex);
        m_mailbox->told = false;
        newest = m_mailbox->newest;
    }
    setPicture(std::move(newest));
}

void PictureFeed::setPicture(std::shared_ptr<const media::Picture> picture)
{
    const bool had = hasPicture();
    const QSize size = pictureSize();
    m_picture = std::move(picture);
    if (had != hasPicture())
        Q_EMIT hasPictureChanged();
    if (size != pictureSize())
        Q_EMIT pictureSizeChanged();
    Q_EMIT fresh();
}

} // namespace bedside::ui
