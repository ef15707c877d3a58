// SPDX-License-Identifier: Apache-2.0
// The way of one picture source into the scene: takes its notices from a streaming thread, once per event-loop turn,
// and holds the newest picture for the items that show it. Owned by a model; main thread but for the notice itself.
#pragma once

#include <QObject>
#include <QSize>
#include <QtQmlIntegration>

#include <memory>

namespace bedside::media {
class PictureSource;
struct Picture;
}

namespace bedside::ui {

class PictureFeed : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("pictures come from models")
    Q_PROPERTY(bool hasPicture READ hasPicture NOTIFY hasPictureChanged FINAL)
    Q_PROPERTY(QSize pictureSize READ pictureSize NOTIFY pictureSizeChanged FINAL)

public:
    explicit PictureFeed(QObject *parent = nullptr);
    ~PictureFeed() override;

    // `source` is alive now; it may die at any time after. Null lets go. Call it again whenever the source may be new.
    void setSource(media::PictureSource *source);

    bool hasPicture() const { return m_picture != nullptr; }
    QSize pictureSize() const;
    const std::shared_ptr<const media::Picture> &picture() const { return m_picture; }

Q_SIGNALS:
    void fresh(); // another picture to show
    void hasPictureChanged();
    void pictureSizeChanged();

private:
    struct Mailbox;
    void letGo();
    void take();
    void setPicture(std::shared_ptr<const media::Picture> picture);

    media::PictureSource *m_source = nullptr;
    std::shared_ptr<Mailbox> m_mailbox; // outlives this in the notices still under way
    std::shared_ptr<const media::Picture> m_picture;
};

} // namespace bedside::ui
