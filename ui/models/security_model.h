// SPDX-License-Identifier: Apache-2.0
// Who can see and hear the visit, and how that is known, in words; the safety codes as rows. Main thread.
#pragma once

#include "core/client/facade.h"
#include "ui/models/row_list.h"

#include <QStringList>
#include <QtQmlIntegration>

namespace bedside::ui {

class SecurityModel : public RowList<client::SafetyCode> {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the program")
    Q_PROPERTY(State state READ state NOTIFY changed FINAL)
    Q_PROPERTY(QString chipText READ chipText NOTIFY changed FINAL)
    Q_PROPERTY(QString headline READ headline NOTIFY changed FINAL)
    Q_PROPERTY(QString nobodyElse READ nobodyElse NOTIFY changed FINAL)
    Q_PROPERTY(QStringList people READ people NOTIFY changed FINAL)
    Q_PROPERTY(QStringList reasons READ reasons NOTIFY changed FINAL)
    Q_PROPERTY(QStringList figures READ figures NOTIFY changed FINAL)
    Q_PROPERTY(bool codeDemanded READ codeDemanded NOTIFY changed FINAL)

public:
    enum class State { Alone, Preparing, Private, Doubtful, Stopped };
    Q_ENUM(State)

    SecurityModel(client::Facade &facade, QObject *parent);

    State state() const;
    QString chipText() const;
    QString headline() const;
    QString nobodyElse() const;
    QStringList people() const;
    QStringList reasons() const;
    QStringList figures() const;
    bool codeDemanded() const;
    void refresh();

public Q_SLOTS:
    void confirm(int row, bool same);

Q_SIGNALS:
    void changed();

private:
    QString nameOf(std::uint32_t leaf) const;
    QString others() const;

    client::Facade &m_facade;
};

} // namespace bedside::ui
