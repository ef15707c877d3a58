// SPDX-License-Identifier: Apache-2.0
// The selected appointment in full, with the one thing to do next. Main thread.
#pragma once

#include "core/client/facade.h"

#include <QObject>
#include <QtQmlIntegration>

namespace bedside::ui {

class DayModel;

class AppointmentCard : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the program")
    Q_PROPERTY(bool shown READ shown NOTIFY changed FINAL)
    Q_PROPERTY(QString name READ name NOTIFY changed FINAL)
    Q_PROPERTY(QString timeText READ timeText NOTIFY changed FINAL)
    Q_PROPERTY(QString untilText READ untilText NOTIFY changed FINAL)
    Q_PROPERTY(QString reason READ reason NOTIFY changed FINAL)
    Q_PROPERTY(QString contact READ contact NOTIFY changed FINAL)
    Q_PROPERTY(QString stateText READ stateText NOTIFY changed FINAL)
    Q_PROPERTY(QString inviteText READ inviteText NOTIFY changed FINAL)
    Q_PROPERTY(QString problem READ problem NOTIFY changed FINAL)
    Q_PROPERTY(Action action READ action NOTIFY changed FINAL)
    Q_PROPERTY(QString actionText READ actionText NOTIFY changed FINAL)
    Q_PROPERTY(bool canInvite READ canInvite NOTIFY changed FINAL)
    Q_PROPERTY(bool canChange READ canChange NOTIFY changed FINAL)

public:
    enum class Action { None, Admit, Open, Invite };
    Q_ENUM(Action)

    AppointmentCard(DayModel &day, QObject *parent);

    bool shown() const;
    QString name() const;
    QString timeText() const;
    QString untilText() const;
    QString reason() const;
    QString contact() const;
    QString stateText() const;
    QString inviteText() const;
    QString problem() const;
    Action action() const;
    QString actionText() const;
    bool canInvite() const;
    bool canChange() const;

Q_SIGNALS:
    void changed();

private:
    DayModel &m_day;
};

} // namespace bedside::ui
