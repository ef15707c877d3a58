// SPDX-License-Identifier: Apache-2.0
// The check of this network, in words: one line, what to do, and each leg for whoever looks after the network. Main
// thread.
#pragma once

#include "core/client/facade.h"
#include "ui/models/row_list.h"

#include <QtQmlIntegration>

namespace bedside::ui {

struct NetworkRow {
    std::size_t number = 0;
    client::NetworkStep step;
};

class NetworkModel : public RowList<NetworkRow> {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the program")
    Q_PROPERTY(Tone tone READ tone NOTIFY changed FINAL)
    Q_PROPERTY(QString headline READ headline NOTIFY changed FINAL)
    Q_PROPERTY(QString remedy READ remedy NOTIFY changed FINAL)
    Q_PROPERTY(QString note READ note NOTIFY changed FINAL)
    Q_PROPERTY(QStringList figures READ figures NOTIFY changed FINAL)
    Q_PROPERTY(QString checkText READ checkText NOTIFY changed FINAL)
    Q_PROPERTY(bool running READ running NOTIFY changed FINAL)
    Q_PROPERTY(bool hasDetails READ hasDetails NOTIFY changed FINAL)
    Q_PROPERTY(bool isForGuest READ isForGuest NOTIFY changed FINAL)

public:
    enum class Tone { Neutral, Good, Warning };
    Q_ENUM(Tone)

    NetworkModel(client::Facade &facade, QObject *parent);

    Tone tone() const;
    QString headline() const;
    QString remedy() const;
    QString note() const;
    QStringList figures() const; // the proxy among them
    QString checkText() const;
    bool running() const { return m_facade.network().running; }
    bool hasDetails() const { return rowCount() > 0; }
    bool isForGuest() const; // there is something to say to somebody who waits, or is on the way there
    void refresh();

public Q_SLOTS:
    void check();

Q_SIGNALS:
    void changed();

private:
    client::Facade &m_facade;
};

} // namespace bedside::ui
