// SPDX-License-Identifier: Apache-2.0
#include "app/desktop/window_hand.h"

#include <QDateTime>
#include <QQmlProperty>

// Qt's own test library sends its events through these; they are exported from QtGui for that.
Q_GUI_EXPORT void qt_handleKeyEvent(QWindow *window, QEvent::Type type, int key, Qt::KeyboardModifiers modifiers,
                                    const QString &text = QString(), bool autoRepeat = false, ushort count = 1);
Q_GUI_EXPORT void qt_handleMouseEvent(QWindow *window, const QPointF &local, const QPointF &global,
                                      Qt::MouseButtons state, Qt::MouseButton button, QEvent::Type type,
                                      Qt::KeyboardModifiers modifiers, int timestamp);

namespace bedside::desktop {

namespace {

template <class Visit>
bool anyVisible(QQuickItem *item, const Visit &visit)
{
    if (!item->isVisible() || item->opacity() <= 0)
        return false;
    if (visit(*item))
        return true;
    const auto children = item->childItems();
    return std::any_of(children.rbegin(), children.rend(), [&](QQuickItem *child) { return anyVisible(child, visit); });
}

QString accessibleName(const QQuickItem &item)
{
    return QQmlProperty::read(&item, QStringLiteral("Accessible.name"), qmlContext(&item)).toString();
}

// What takes a click at `point` of the scene: the last painted, accepting item there.
QQuickItem *topmostAt(QQuickItem *item, QPointF point)
{
    if (!item->isVisible() || !item->isEnabled() || item->opacity() <= 0)
        return nullptr;
    const bool inside = item->contains(item->mapFromScene(point));
    if (item->clip() && !inside)
        return nullptr;
    auto children = item->childItems();
    std::stable_sort(children.begin(), children.end(), [](const auto *a, const auto *b) { return a->z() < b->z(); });
    for (auto child = children.rbegin(); child != children.rend(); ++child)
        if (auto *found = topmostAt(*child, point))
            return found;
    // The layer of popups takes clicks only for what it shows: a tooltip does not block the window.
    const bool layer = item->inherits("QQuickOverlay");
    return inside && !layer && (item->acceptedMouseButtons() & Qt::LeftButton) ? item : nullptr;
}

bool isLayout(const QQuickItem &item) { return item.inherits("QQuickLayout") || item.inherits("QQuickBasePositioner"); }

QString describe(const QQuickItem &item)
{
    const QString type = QString::fromLatin1(item.metaObject()->className()).section(QLatin1String("_QML"), 0, 0);
    const QRectF at = item.mapRectToScene(QRectF(QPointF(), item.size()));
    return QStringLiteral("%1 %2 (%3,%4 %5x%6)").arg(type, item.objectName()).arg(at.x()).arg(at.y()).arg(at.width()).arg(at.height());
}

QPointF middleOf(const QQuickItem &item) { return item.mapToScene(QPointF(item.width() / 2, item.height() / 2)); }

} // namespace

QQuickItem *WindowHand::find(const QString &target) const
{
    QQuickItem *found = nullptr;
    const auto byObjectName = [&](QQuickItem &item) {
        found = item.objectName() == target ? &item : nullptr;
        return found != nullptr;
    };
    const auto byAccessibleName = [&](QQuickItem &item) {
        found = accessibleName(item) == target ? &item : nullptr;
        return found != nullptr;
    };
    if (!anyVisible(m_window.contentItem(), byObjectName))
        anyVisible(m_window.contentItem(), byAccessibleName);
    return found;
}

bool WindowHand::isOnTop(QQuickItem &item) const
{
    auto *top = topmostAt(m_window.contentItem(), middleOf(item));
    while (top && top != &item)
        top = top->parentItem();
    return top != nullptr;
}

QQuickItem *WindowHand::reach(const QString &target)
{
    auto *item = find(target);
    if (!item || !item->isEnabled() || item->width() <= 0)
        return nullptr;
    for (auto *above = item->parentItem(); above; above = above->parentItem())
        if (above->metaObject()->indexOfMethod("bring(QQuickItem*)") >= 0)
            QMetaObject::invokeMethod(above, "bring", Q_ARG(QQuickItem *, item));
    const QRectF visible(QPointF(), m_window.contentItem()->size());
    if (!visible.contains(middleOf(*item)))
        return nullptr;
    const bool takesClicks = item->acceptedMouseButtons() & Qt::LeftButton;
    return !takesClicks || isOnTop(*item) ? item : nullptr;
}

QString WindowHand::textOf(const QQuickItem &item) const
{
    const QVariant text = item.property("text");
    return text.isValid() && !text.toString().isEmpty() ? text.toString() : accessibleName(item);
}

bool WindowHand::shows(const QString &text) const
{
    return anyVisible(m_window.contentItem(), [&](const QQuickItem &item) {
        const QVariant shown = item.property("text");
        return shown.isValid() && shown.toString().contains(text, Qt::CaseInsensitive);
    });
}

QStringList WindowHand::texts() const
{
    QStringList found;
    anyVisible(m_window.contentItem(), [&](const QQuickItem &item) {
        if (const QString text = item.property("text").toString(); !text.isEmpty() && !found.contains(text))
            found << text;
        return false;
    });
    return found;
}

QString WindowHand::misplaced() const
{
    constexpr qreal kSlack = 1; // of rounding to whole pixels
    QString found;
    anyVisible(m_window.contentItem(), [&](const QQuickItem &layout) {
        if (!isLayout(layout))
            return false;
        QList<const QQuickItem *> before;
        for (const auto *item : layout.childItems()) {
            if (!item->isVisible() || item->width() <= 0 || item->height() <= 0)
                continue;
            if (item->x() < -kSlack || item->x() + item->width() > layout.width() + kSlack)
                found = QStringLiteral("%1 reaches out of %2").arg(describe(*item), describe(layout));
            const QRectF inner = QRectF(item->position(), item->size()).adjusted(kSlack, kSlack, -kSlack, -kSlack);
            for (const auto *other : before)
                if (inner.intersects(QRectF(other->position(), other->size())))
                    found = QStringLiteral("%1 lies on %2").arg(describe(*item), describe(*other));
            before << item;
        }
        return !found.isEmpty();
    });
    return found;
}

void WindowHand::move(QPointF to)
{
    qt_handleMouseEvent(&m_window, to, m_window.mapToGlobal(to), Qt::NoButton, Qt::NoButton, QEvent::MouseMove,
                        Qt::NoModifier, static_cast<int>(QDateTime::currentMSecsSinceEpoch() & 0x7fffffff));
}

void WindowHand::click(QQuickItem &item)
{
    const QPointF at = middleOf(item);
    move(at);
    const auto stamp = static_cast<int>(QDateTime::currentMSecsSinceEpoch() & 0x7fffffff);
    qt_handleMouseEvent(&m_window, at, m_window.mapToGlobal(at), Qt::LeftButton, Qt::LeftButton,
                        QEvent::MouseButtonPress, Qt::NoModifier, stamp);
    qt_handleMouseEvent(&m_window, at, m_window.mapToGlobal(at), Qt::NoButton, Qt::LeftButton,
                        QEvent::MouseButtonRelease, Qt::NoModifier, stamp + 20);
}

void WindowHand::type(const QString &text)
{
    for (const QChar character : text)
        key(static_cast<Qt::Key>(character.toUpper().unicode()), Qt::NoModifier, QString(character));
}

void WindowHand::press(const QKeySequence &keys)
{
    for (int i = 0; i < keys.count(); ++i) {
        const QKeyCombination combination = keys[static_cast<uint>(i)];
        const bool plain = combination.keyboardModifiers() == Qt::NoModifier && combination.key() < 0x01000000;
        key(combination.key(), combination.keyboardModifiers(), plain ? QString(QChar(combination.key())).toLower() : QString());
    }
}

void WindowHand::key(Qt::Key key, Qt::KeyboardModifiers modifiers, const QString &text)
{
    qt_handleKeyEvent(&m_window, QEvent::KeyPress, key, modifiers, text);
    qt_handleKeyEvent(&m_window, QEvent::KeyRelease, key, modifiers, text);
}

} // namespace bedside::desktop
