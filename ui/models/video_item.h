// SPDX-License-Identifier: Apache-2.0
// Shows a PictureFeed on every scene-graph backend, the software one included: one texture node, the pixels of the
// newest picture lent to it without a copy. Main thread; updatePaintNode on the render thread with main blocked.
#pragma once

#include "ui/models/picture_feed.h"

#include <QPointer>
#include <QQuickItem>

namespace bedside::ui {

class VideoItem : public QQuickItem {
    Q_OBJECT
    QML_NAMED_ELEMENT(Video)
    Q_PROPERTY(bedside::ui::PictureFeed *feed READ feed WRITE setFeed NOTIFY feedChanged FINAL)
    Q_PROPERTY(bool mirrored READ mirrored WRITE setMirrored NOTIFY mirroredChanged FINAL)
    // How much of the picture may be cut to fill the item: 0 shows all of it, 1 always fills.
    Q_PROPERTY(qreal mayCut READ mayCut WRITE setMayCut NOTIFY mayCutChanged FINAL)

public:
    explicit VideoItem(QQuickItem *parent = nullptr);
    PictureFeed *feed() const { return m_feed; }
    void setFeed(PictureFeed *feed);
    bool mirrored() const { return m_mirrored; }
    void setMirrored(bool mirrored);
    qreal mayCut() const { return m_mayCut; }
    void setMayCut(qreal share);

    struct Placement {
        QRectF source; // in picture pixels
        QRectF target; // in the item
    };
    // Fills `item` where that cuts at most `mayCut` of the picture's width or height; otherwise shows it whole.
    static Placement place(QSizeF picture, QSizeF item, qreal mayCut);

Q_SIGNALS:
    void feedChanged();
    void mirroredChanged();
    void mayCutChanged();

protected:
    QSGNode *updatePaintNode(QSGNode *old, UpdatePaintNodeData *data) override;

private:
    QPointer<PictureFeed> m_feed;
    bool m_mirrored = false;
    qreal m_mayCut = 0.35;
};

} // namespace bedside::ui
