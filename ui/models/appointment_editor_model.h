// SPDX-License-Identifier: Apache-2.0
// An appointment being made or changed. Checks what was typed and says beside each field what is missing. Main thread.
#pragma once

#include "core/client/facade.h"

#include <QDate>
#include <QObject>
#include <QtQmlIntegration>

namespace bedside::ui {

class AppointmentEditorModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the program")
    Q_PROPERTY(bool isNew READ isNew NOTIFY changed FINAL)
    Q_PROPERTY(QString patientName MEMBER m_patientName NOTIFY typed FINAL)
    Q_PROPERTY(QString contact MEMBER m_contact NOTIFY typed FINAL)
    Q_PROPERTY(QString reason MEMBER m_reason NOTIFY typed FINAL)
    Q_PROPERTY(QString time MEMBER m_time NOTIFY typed FINAL)
    Q_PROPERTY(int minutes MEMBER m_minutes NOTIFY typed FINAL)
    Q_PROPERTY(QString dayText READ dayText NOTIFY changed FINAL)
    Q_PROPERTY(bool dayCanBeEarlier READ dayCanBeEarlier NOTIFY changed FINAL)
    Q_PROPERTY(QString nameProblem READ nameProblem NOTIFY changed FINAL)
    Q_PROPERTY(QString timeProblem READ timeProblem NOTIFY changed FINAL)

public:
    AppointmentEditorModel(client::Facade &facade, const Clock &clock, QObject *parent);

    bool isNew() const { return !m_id.has_value(); }
    QString dayText() const;
    bool dayCanBeEarlier() const;
    QString nameProblem() const;
    QString timeProblem() const;
    QDate date() const { return m_date; }
    bool isChanged() const { return m_begun && typedNow() != *m_begun; } // since begin()

    void begin(QDate date);                             // a new one on that day
    void beginChanging(const client::Appointment &appointment);
    void forget();                                      // what was typed is saved or given up

public Q_SLOTS:
    void earlierDay();
    void laterDay();
    bool save(); // false: something is missing, and said

Q_SIGNALS:
    void changed();
    void typed();
    void saved();

private:
    struct Typed {
        QDate date;
        QString patientName, contact, reason, time;
        int minutes = 0;
        friend bool operator==(const Typed &, const Typed &) = default;
    };
    Typed typedNow() const { return {m_date, m_patientName, m_contact, m_reason, m_time, m_minutes}; }
    bool timeIsPast() const;

    client::Facade &m_facade;
    const Clock &m_clock;
    std::optional<VisitId> m_id;
    QDate m_date;
    QString m_patientName;
    QString m_contact;
    QString m_reason;
    QString m_time;
    int m_minutes = 30;
    std::optional<Typed> m_begun; // what the fields held at first
    bool m_tried = false; // problems are said after the first attempt to save, not while typing
};

} // namespace bedside::ui
