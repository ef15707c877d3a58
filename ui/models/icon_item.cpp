// SPDX-License-Identifier: Apache-2.0
#include "ui/models/icon_item.h"

#include <QFile>
#include <QPainter>
#include <QSvgRenderer>

namespace bedside::ui {

namespace {

QString pathOf(const QString &name) { return QStringLiteral(":/bedside/icons/%1.svg").arg(name); }

} // namespace

IconItem::IconItem(QQuickItem *parent) : QQuickPaintedItem(parent)
{
    setAntialiasing(true);
    setImplicitSize(24, 24);
}

bool IconItem::exists(const QString &name) { return QFile::exists(pathOf(name)); }

void IconItem::paint(QPainter *painter)
{
    QFile file(pathOf(m_name));
    if (!file.open(QIODevice::ReadOnly))
        return;
    QSvgRenderer drawing(file.readAll().replace("currentColor", m_color.name().toLatin1()));
    const qreal side = std::min(width(), height());
    if (m_mirrored) {
        painter->translate(width(), 0);
        painter->scale(-1, 1);
    }
    drawing.render(painter, QRectF((width() - side) / 2, (height() - side) / 2, side, side));
}

void IconItem::setName(const QString &name)
{
    if (m_name == name)
        return;
    m_name = name;
    update();
    Q_EMIT nameChanged();
}

void IconItem::setColor(const QColor &color)
{
    if (m_color == color)
        return;
    m_color = color;
    update();
    Q_EMIT colorChanged();
}

void IconItem::setMirrored(bool mirrored)
{
    if (m_mirrored == mirrored)
        return;
    m_mirrored = mirrored;
    update();
    Q_EMIT mirroredChanged();
}

} // namespace bedside::ui
