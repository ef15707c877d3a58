// SPDX-License-Identifier: Apache-2.0
// What is left to say when a visit is over: how long, who, how it went, what the log says. Main thread.
#pragma once

#include "core/client/facade.h"
#include "ui/models/log_model.h"

#include <QObject>
#include <QStringList>
#include <QtQmlIntegration>

namespace bedside::ui {

class SummaryModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the program")
    Q_PROPERTY(QString durationText READ durationText NOTIFY changed FINAL)
    Q_PROPERTY(QString timeText READ timeText NOTIFY changed FINAL)
    Q_PROPERTY(QStringList people READ people NOTIFY changed FINAL)
    Q_PROPERTY(QString problem READ problem NOTIFY changed FINAL)
    Q_PROPERTY(int outcome READ outcome WRITE setOutcome NOTIFY changed FINAL)
    Q_PROPERTY(QStringList outcomes READ outcomes NOTIFY changed FINAL)
    Q_PROPERTY(bedside::ui::LogModel *log READ log CONSTANT FINAL)

public:
    SummaryModel(client::Facade &facade, QObject *parent);

    QString durationText() const;
    QString timeText() const;
    QStringList people() const;
    QString problem() const;
    int outcome() const { return static_cast<int>(m_outcome); }
    void setOutcome(int outcome);
    QStringList outcomes() const; // in the order of client::VisitOutcome
    LogModel *log() { return &m_log; }

    void refresh();

public Q_SLOTS:
    void close();

Q_SIGNALS:
    void changed();

private:
    client::Facade &m_facade;
    LogModel m_log;
    client::VisitOutcome m_outcome = client::VisitOutcome::Completed;
    bool m_chosen = false; // by the clinician; until then it follows what the visit saw
};

} // namespace bedside::ui
