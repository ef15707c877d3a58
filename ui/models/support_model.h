// SPDX-License-Identifier: Apache-2.0
// The report for support: made, read by the person, saved where they say. Main thread.
#pragma once

#include "core/base/clock.h"
#include "ui/models/surroundings.h"

#include <QObject>
#include <QtQmlIntegration>

#include <optional>

namespace bedside::ui {

class SupportModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the program")
    Q_PROPERTY(bool open READ open NOTIFY changed FINAL)
    Q_PROPERTY(bool ready READ ready NOTIFY changed FINAL)
    Q_PROPERTY(QString text READ text NOTIFY changed FINAL)
    Q_PROPERTY(QString saved READ saved NOTIFY changed FINAL)
    Q_PROPERTY(QString problem READ problem NOTIFY changed FINAL)

public:
    SupportModel(const Clock &clock, Surroundings &surroundings, QObject *parent);

    bool open() const { return m_open; }
    bool ready() const { return !m_text.isEmpty(); }
    QString text() const { return m_text; }
    QString saved() const;   // where it is now; empty: not saved yet
    QString problem() const; // why it was not saved

    void refresh() { Q_EMIT changed(); }

public Q_SLOTS:
    void show();
    void save(); // asks where
    void close();

Q_SIGNALS:
    void changed();

private:
    void write(const QString &path, const QString &text);

    const Clock &m_clock;
    Surroundings &m_surroundings;
    bool m_open = false;
    QString m_text;
    QString m_path;
    std::optional<Error> m_failure;
    int m_shown = 0; // a report that was asked for earlier is not this one
};

} // namespace bedside::ui
