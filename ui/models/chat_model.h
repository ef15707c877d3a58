// SPDX-License-Identifier: Apache-2.0
// The visit's chat: it lives as long as the visit and is kept nowhere. Main thread.
#pragma once

#include "core/client/facade.h"
#include "ui/models/row_list.h"

#include <QtQmlIntegration>

namespace bedside::ui {

class ChatModel : public RowList<client::ChatLine> {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the program")
    Q_PROPERTY(int count READ count NOTIFY changed FINAL)
    Q_PROPERTY(int unread READ unread NOTIFY changed FINAL)
    Q_PROPERTY(bool stopped READ stopped NOTIFY changed FINAL)
    Q_PROPERTY(bool watched READ watched WRITE setWatched NOTIFY changed FINAL)

public:
    ChatModel(client::Facade &facade, QObject *parent);
    int count() const { return rowCount(); }
    int unread() const; // not looked at yet: what others wrote, and what of ours did not get through
    bool stopped() const; // nothing can be sent any more
    bool watched() const { return m_watched; }
    void setWatched(bool watched); // the panel is open
    void refresh();

public Q_SLOTS:
    bool send(const QString &text); // false: there was nothing to send, or it can't be
    void sendAgain(int row);        // one that was not delivered

Q_SIGNALS:
    void changed();

private:
    client::Facade &m_facade;
    int m_seen = 0;
    bool m_watched = false;
};

} // namespace bedside::ui
