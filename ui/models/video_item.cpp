// SPDX-License-Identifier: Apache-2.0
#include "ui/models/video_item.h"

#include "core/media/picture.h"

#include <QQuickWindow>
#include <QSGSimpleTextureNode>

namespace bedside::ui {

namespace {

// Lends the picture's pixels to an image that keeps the picture alive.
QImage lend(std::shared_ptr<const media::Picture> picture)
{
    const auto *pixels = reinterpret_cast<const uchar *>(picture->pixels.data());
    const int width = picture->width;
    const int height = picture->height;
    const auto stride = static_cast<qsizetype>(picture->stride);
    auto *keeper = new std::shared_ptr<const media::Picture>(std::move(picture));
    return QImage(
        pixels, width, height, stride, QImage::Format_RGB32,
        [](void *kept) { delete static_cast<std::shared_ptr<const media::Picture> *>(kept); }, keeper);
}

} // namespace

VideoItem::VideoItem(QQuickItem *parent) : QQuickItem(parent) { setFlag(ItemHasContents); }

VideoItem::Placement VideoItem::place(QSizeF picture, QSizeF item, qreal mayCut)
{
    const QSizeF filling = picture.scaled(item, Qt::KeepAspectRatioByExpanding);
    const qreal cut = 1 - std::min(item.width() / filling.width(), item.height() / filling.height());
    if (cut <= mayCut) {
        const QSizeF shown = item.scaled(picture, Qt::KeepAspectRatio);
        return {QRectF(QPointF((picture.width() - shown.width()) / 2, (picture.height() - shown.height()) / 2), shown),
                QRectF(QPointF(), item)};
    }
    const QSizeF whole = picture.scaled(item, Qt::KeepAspectRatio);
    return {QRectF(QPointF(), picture),
            QRectF(QPointF((item.width() - whole.width()) / 2, (item.height() - whole.height()) / 2), whole)};
}

// A transform above the texture: mirrored texture coordinates are ignored by the software backend.
QSGNode *VideoItem::updatePaintNode(QSGNode *old, UpdatePaintNodeData *)
{
    auto *root = static_cast<QSGTransformNode *>(old);
    const auto picture = m_feed ? m_feed->picture() : nullptr;
    if (!picture || width() <= 0 || height() <= 0) {
        delete root;
        return nullptr;
    }
    if (!root) {
        root = new QSGTransformNode;
        auto *texture = new QSGSimpleTextureNode;
        texture->setOwnsTexture(true);
        texture->setFiltering(QSGTexture::Linear);
        root->appendChildNode(texture);
    }
    auto *node = static_cast<QSGSimpleTextureNode *>(root->firstChild());
    node->setTexture(window()->createTextureFromImage(lend(picture), QQuickWindow::TextureIsOpaque));
    const Placement placement = place(QSizeF(picture->width, picture->height), size(), m_mayCut);
    node->setSourceRect(placement.source);
    node->setRect(placement.target);
    QMatrix4x4 matrix;
    if (m_mirrored) {
        matrix.translate(static_cast<float>(width()), 0);
        matrix.scale(-1, 1);
    }
    if (matrix != root->matrix())
        root->setMatrix(matrix);
    return root;
}

void VideoItem::setFeed(PictureFeed *feed)
{
    if (m_feed == feed)
        return;
    if (m_feed)
        m_feed->disconnect(this);
    m_feed = feed;
    if (feed)
        connect(feed, &PictureFeed::fresh, this, &QQuickItem::update);
    update();
    Q_EMIT feedChanged();
}

void VideoItem::setMirrored(bool mirrored)
{
    if (m_mirrored == mirrored)
        return;
    m_mirrored = mirrored;
    update();
    Q_EMIT mirroredChanged();
}

void VideoItem::setMayCut(qreal share)
{
    if (qFuzzyCompare(m_mayCut, share))
        return;
    m_mayCut = share;
    update();
    Q_EMIT mayCutChanged();
}

} // namespace bedside::ui
