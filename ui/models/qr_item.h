// SPDX-License-Identifier: Apache-2.0
// A text as a QR code, dark on white with its quiet zone whatever the theme, so that every phone can read it.
#pragma once

#include <QImage>
#include <QQuickPaintedItem>

namespace bedside::ui {

// One pixel per module, quiet zone of four included; null if the text is too long.
QImage qrImage(const QString &text);

class QrItem : public QQuickPaintedItem {
    Q_OBJECT
    QML_NAMED_ELEMENT(QrCode)
    Q_PROPERTY(QString text READ text WRITE setText NOTIFY textChanged FINAL)

public:
    explicit QrItem(QQuickItem *parent = nullptr);
    void paint(QPainter *painter) override;
    QString text() const { return m_text; }
    void setText(const QString &text);

Q_SIGNALS:
    void textChanged();

private:
    QString m_text;
    QImage m_image;
};

} // namespace bedside::ui
