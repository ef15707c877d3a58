// SPDX-License-Identifier: Apache-2.0
#include "ui/models/qr_item.h"

#include <QPainter>

#include <memory>
#include <qrencode.h>

namespace bedside::ui {

QImage qrImage(const QString &text)
{
    constexpr int kQuietZone = 4; // modules, as ISO/IEC 18004 demands
    const QByteArray bytes = text.toUtf8();
    if (bytes.isEmpty())
        return {};
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
        QRcode_encodeData(static_cast<int>(bytes.size()), reinterpret_cast<const unsigned char *>(bytes.constData()), 0,
                          QR_ECLEVEL_M),
        &QRcode_free);
    if (!code)
        return {};
    QImage image(code->width + 2 * kQuietZone, code->width + 2 * kQuietZone, QImage::Format_RGB32);
    image.fill(Qt::white);
    for (int y = 0; y < code->width; ++y)
        for (int x = 0; x < code->width; ++x)
            if (code->data[y * code->width + x] & 1)
                image.setPixel(x + kQuietZone, y + kQuietZone, qRgb(0, 0, 0));
    return image;
}

QrItem::QrItem(QQuickItem *parent) : QQuickPaintedItem(parent) {}

void QrItem::paint(QPainter *painter)
{
    if (m_image.isNull())
        return;
    // Whole pixels per module: a blurred code is harder to read.
    const int scale = std::max(1, static_cast<int>(std::min(width(), height())) / m_image.width());
    const int side = scale * m_image.width();
    painter->fillRect(QRectF(0, 0, width(), height()), Qt::white);
    painter->drawImage(QRect(static_cast<int>(width() - side) / 2, static_cast<int>(height() - side) / 2, side, side), m_image);
}

void QrItem::setText(const QString &text)
{
    if (m_text == text)
        return;
    m_text = text;
    m_image = qrImage(text);
    update();
    Q_EMIT textChanged();
}

} // namespace bedside::ui
