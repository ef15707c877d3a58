// SPDX-License-Identifier: Apache-2.0
// The invitation of one visit: its link as text and QR code, to copy, to mail, to put into a calendar. Main thread.
#pragma once

#include "core/client/facade.h"

#include <QObject>
#include <QtQmlIntegration>

namespace bedside::ui {

class Surroundings;

class InvitationModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the program")
    Q_PROPERTY(bool ready READ ready NOTIFY changed FINAL)
    Q_PROPERTY(bool missing READ missing NOTIFY changed FINAL)
    Q_PROPERTY(QString patientName READ patientName NOTIFY changed FINAL)
    Q_PROPERTY(QString whenText READ whenText NOTIFY changed FINAL)
    Q_PROPERTY(QString link READ link NOTIFY changed FINAL)
    Q_PROPERTY(QString expiresText READ expiresText NOTIFY changed FINAL)
    Q_PROPERTY(QString doneText READ doneText NOTIFY doneChanged FINAL)
    Q_PROPERTY(QString problem READ problem NOTIFY doneChanged FINAL)

public:
    InvitationModel(client::Facade &facade, Surroundings &surroundings, QObject *parent);

    bool ready() const;
    bool missing() const { return m_refused && !ready(); } // no link could be had; the notice says why
    QString patientName() const;
    QString whenText() const;
    QString link() const;
    QString expiresText() const;
    QString doneText() const { return m_doneText; }
    QString problem() const { return m_problem; }

    void begin(const client::Appointment &appointment); // asks for its link
    void replace();                                     // asks for a new one: the old one stops working
    void refresh();
    void refreshNotice();

public Q_SLOTS:
    void tryAgain();
    void copyLink();
    void copyMail();
    void saveCalendar();

Q_SIGNALS:
    void changed();
    void doneChanged();

private:
    void say(const QString &done, const QString &problem);

    client::Facade &m_facade;
    Surroundings &m_surroundings;
    client::Appointment m_appointment;
    QString m_doneText;
    QString m_problem;
    bool m_refused = false;
};

} // namespace bedside::ui
