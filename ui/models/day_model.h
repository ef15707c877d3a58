// SPDX-License-Identifier: Apache-2.0
// One day's appointments as rows, arrivals first by how long they wait, then by time; and the selected one. Main thread.
#pragma once

#include "core/client/facade.h"
#include "ui/models/row_list.h"

#include <QDate>
#include <QTimer>
#include <QtQmlIntegration>

#include <set>

namespace bedside::ui {

class DayModel : public RowList<client::Appointment> {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the program")
    Q_PROPERTY(QString title READ title NOTIFY changed FINAL)
    Q_PROPERTY(QString summary READ summary NOTIFY changed FINAL)
    Q_PROPERTY(bool isToday READ isToday NOTIFY changed FINAL)
    Q_PROPERTY(bool isEmpty READ isEmpty NOTIFY changed FINAL)
    Q_PROPERTY(int waitingCount READ waitingCount NOTIFY changed FINAL)
    Q_PROPERTY(int selectedIndex READ selectedIndex WRITE select NOTIFY selectionChanged FINAL)
    Q_PROPERTY(QString undoText READ undoText NOTIFY undoChanged FINAL)

public:
    DayModel(client::Facade &facade, const Clock &clock, QObject *parent);

    QString title() const;
    QString summary() const;
    bool isToday() const;
    bool isEmpty() const { return rows().empty(); }
    int waitingCount() const;
    int selectedIndex() const;
    QString undoText() const;
    const client::Appointment *selected() const;
    QDate date() const { return m_date; }
    WallTime now() const { return m_clock.now(); }

    void refresh();
    void selectVisit(const VisitId &id); // now, or as soon as it is in the list
    void selectNewcomer();               // the next appointment that is not in the list yet
    void expectNobody() { m_known.reset(); }
    void cancelSelected();

public Q_SLOTS:
    void select(int row);
    void showEarlierDay() { showDate(m_date.addDays(-1)); }
    void showLaterDay() { showDate(m_date.addDays(1)); }
    void showToday();
    void showDate(QDate date);
    void undoCancel();

Q_SIGNALS:
    void changed();
    void selectionChanged();
    void undoChanged();

private:
    void tick();
    void selectExpected();
    void keepSelection();

    client::Facade &m_facade;
    const Clock &m_clock;
    QDate m_date;
    QTimer m_ticker;
    QTimer m_undoTimer;
    std::optional<VisitId> m_selected;
    std::optional<std::set<VisitId>> m_known; // while a newcomer is awaited
    std::optional<client::Appointment> m_cancelled; // can be restored for 8 s
};

} // namespace bedside::ui
