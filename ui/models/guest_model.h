// SPDX-License-Identifier: Apache-2.0
// The patient's way in, in words: where they are, what comes next, what went wrong and what to do. Main thread.
#pragma once

#include "core/client/facade.h"
#include "ui/models/surroundings.h"

#include <QObject>
#include <QtQmlIntegration>

namespace bedside::ui {

class GuestModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the program")
    Q_PROPERTY(QString title READ title NOTIFY changed FINAL)
    Q_PROPERTY(QString place READ place NOTIFY changed FINAL)
    Q_PROPERTY(QString explanation READ explanation NOTIFY changed FINAL)
    Q_PROPERTY(QString problem READ problem NOTIFY changed FINAL)
    Q_PROPERTY(bool nobodyAnswers READ nobodyAnswers NOTIFY changed FINAL)
    Q_PROPERTY(QString startsText READ startsText NOTIFY changed FINAL)
    Q_PROPERTY(bool connecting READ connecting NOTIFY changed FINAL)
    Q_PROPERTY(bool joining READ joining NOTIFY changed FINAL)
    Q_PROPERTY(bool canTryAgain READ canTryAgain NOTIFY changed FINAL)
    Q_PROPERTY(QString leaveText READ leaveText NOTIFY changed FINAL)
    Q_PROPERTY(bool canGoBack READ canGoBack NOTIFY changed FINAL)
    Q_PROPERTY(bool asks READ asks NOTIFY changed FINAL)
    Q_PROPERTY(bool hasLeft READ hasLeft NOTIFY changed FINAL)
    Q_PROPERTY(QString name READ name NOTIFY changed FINAL)
    Q_PROPERTY(QString linkProblem READ linkProblem NOTIFY changed FINAL)

public:
    GuestModel(client::Facade &facade, const Clock &clock, Surroundings &surroundings, QObject *parent);

    QString title() const;
    QString place() const;
    QString explanation() const;
    QString problem() const;
    bool nobodyAnswers() const; // at the link's address, so far
    QString startsText() const;
    bool connecting() const;
    bool joining() const;
    bool canTryAgain() const;
    QString leaveText() const;
    bool canGoBack() const; // this computer is the practice's own
    bool asks() const { return !m_asked.isEmpty(); } // whether to leave the practice's screens for a link
    bool hasLeft() const; // the waiting room, by pressing Leave
    QString name() const { return m_name; }
    QString linkProblem() const;

    void refresh();

public Q_SLOTS:
    bool openLink(const QString &link); // false: nothing was pasted
    void openAsked();
    void dismissAsked();
    void tryAgain(); // the last link once more
    void leave();    // the waiting room, or the way there
    void goBack();   // to the practice's screens
    void saveName(const QString &name);

Q_SIGNALS:
    void changed();

private:
    void open(const QString &link);
    void ringOnChange(client::GuestStage from, client::GuestStage to);

    client::Facade &m_facade;
    const Clock &m_clock;
    Surroundings &m_surroundings;
    client::GuestStage m_stage;
    QString m_link;
    QString m_asked;
    QString m_name;
    bool m_linkMissing = false;
    bool m_hasLeft = false;
};

} // namespace bedside::ui
