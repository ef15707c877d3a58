// SPDX-License-Identifier: Apache-2.0
// One of the project's own icons, drawn in a colour of the theme at the screen's resolution; mirrored right to left
// where its direction has a meaning. Main thread.
#pragma once

#include <QColor>
#include <QQuickPaintedItem>

namespace bedside::ui {

class IconItem : public QQuickPaintedItem {
    Q_OBJECT
    QML_NAMED_ELEMENT(Icon)
    Q_PROPERTY(QString name READ name WRITE setName NOTIFY nameChanged FINAL)
    Q_PROPERTY(QColor color READ color WRITE setColor NOTIFY colorChanged FINAL)
    Q_PROPERTY(bool mirrored READ mirrored WRITE setMirrored NOTIFY mirroredChanged FINAL)

public:
    explicit IconItem(QQuickItem *parent = nullptr);
    void paint(QPainter *painter) override;

    QString name() const { return m_name; }
    void setName(const QString &name);
    QColor color() const { return m_color; }
    void setColor(const QColor &color);
    bool mirrored() const { return m_mirrored; }
    void setMirrored(bool mirrored);

    static bool exists(const QString &name);

Q_SIGNALS:
    void nameChanged();
    void colorChanged();
    void mirroredChanged();

private:
    QString m_name;
    QColor m_color = Qt::black;
    bool m_mirrored = false;
};

} // namespace bedside::ui
