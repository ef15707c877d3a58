// SPDX-License-Identifier: Apache-2.0
// The visit that runs: its people, chat, security, and the ways to leave it. Main thread.
#pragma once

#include "core/client/facade.h"
#include "ui/models/chat_model.h"
#include "ui/models/security_model.h"
#include "ui/models/tile_model.h"

#include <QObject>
#include <QTimer>
#include <QtQmlIntegration>

namespace bedside::ui {

class VisitModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the program")
    Q_PROPERTY(bedside::ui::TileModel *tiles READ tiles CONSTANT FINAL)
    Q_PROPERTY(bedside::ui::ChatModel *chat READ chat CONSTANT FINAL)
    Q_PROPERTY(bedside::ui::SecurityModel *security READ security CONSTANT FINAL)
    Q_PROPERTY(bool isHost READ isHost NOTIFY changed FINAL)
    Q_PROPERTY(bool isActive READ isActive NOTIFY changed FINAL)
    Q_PROPERTY(bool isEnding READ isEnding NOTIFY changed FINAL)
    Q_PROPERTY(QString aloneText READ aloneText NOTIFY changed FINAL)
    Q_PROPERTY(QString warning READ warning NOTIFY changed FINAL)
    Q_PROPERTY(QString lineNote READ lineNote NOTIFY changed FINAL)
    Q_PROPERTY(QString lineText READ lineText NOTIFY changed FINAL)
    Q_PROPERTY(bool pictureHeld READ pictureHeld NOTIFY changed FINAL)
    Q_PROPERTY(bool textOnly READ textOnly NOTIFY changed FINAL)
    Q_PROPERTY(Limit limit READ limit WRITE setLimit NOTIFY changed FINAL)
    Q_PROPERTY(QString runningText READ runningText NOTIFY ticked FINAL)

public:
    enum class Limit { AsTheLineAllows, SmallPicture, SoundOnly };
    Q_ENUM(Limit)

    VisitModel(client::Facade &facade, const Clock &clock, QObject *parent);

    TileModel *tiles() { return &m_tiles; }
    ChatModel *chat() { return &m_chat; }
    SecurityModel *security() { return &m_security; }
    bool isHost() const;
    bool isActive() const;
    bool isEnding() const;
    QString aloneText() const;
    QString warning() const;
    QString lineNote() const; // that less is sent, where that needs no more than a few words
    QString lineText() const; // that picture or sound are gone for now, and what happens next
    bool pictureHeld() const; // one's own is not sent, whatever the camera does
    bool textOnly() const;
    Limit limit() const;
    void setLimit(Limit limit);
    QString runningText() const;
    void refresh();

public Q_SLOTS:
    void leave();
    void endForAll();

Q_SIGNALS:
    void changed();
    void ticked();

private:
    client::Facade &m_facade;
    const Clock &m_clock;
    QTimer m_ticker;
    TileModel m_tiles;
    ChatModel m_chat;
    SecurityModel m_security;
};

} // namespace bedside::ui
