// SPDX-License-Identifier: Apache-2.0
// A person's hand and eye on a window, for scripts: finds items as they are seen, and sends the key and mouse events
// that a keyboard and a mouse would. Main thread.
#pragma once

#include <QKeySequence>
#include <QQuickItem>
#include <QQuickWindow>

#include <optional>

namespace bedside::desktop {

class WindowHand {
public:
    explicit WindowHand(QQuickWindow &window) : m_window(window) {}

    // A visible item by objectName, else by accessible name. Null if there is none.
    QQuickItem *find(const QString &target) const;
    // The same, if a click at its middle would reach it: enabled, inside the window and nothing above it. Scrolls to it
    // if that is what it takes.
    QQuickItem *reach(const QString &target);
    QString textOf(const QQuickItem &item) const;
    bool shows(const QString &text) const; // some visible text contains it, in whatever case
    QStringList texts() const;             // every visible one, from the top layer down
    // Which of two visible items beside each other in a layout lies on the other, or reaches out of it to the side; by
    // class and object name, since their words may be a patient's. Empty: everything keeps to its place.
    QString misplaced() const;
    QQuickWindow &window() const { return m_window; }

    void click(QQuickItem &item);
    void move(QPointF to);
    void type(const QString &text);
    void press(const QKeySequence &keys);

private:
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers, const QString &text);
    bool isOnTop(QQuickItem &item) const;

    QQuickWindow &m_window;
};

} // namespace bedside::desktop
