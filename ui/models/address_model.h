// SPDX-License-Identifier: Apache-2.0
// Whether the others in a visit learn this computer's network address: a switch, and what it means here. Main thread.
#pragma once

#include "core/client/facade.h"

#include <QObject>
#include <QtQmlIntegration>

namespace bedside::ui {

class SettingsModel;

class AddressModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the program")
    Q_PROPERTY(bool hidden READ hidden NOTIFY changed FINAL)
    Q_PROPERTY(bool canChange READ canChange NOTIFY changed FINAL)
    Q_PROPERTY(QString note READ note NOTIFY changed FINAL)
    Q_PROPERTY(QString problem READ problem NOTIFY changed FINAL)

public:
    AddressModel(client::Facade &facade, SettingsModel &settings, QObject *parent);

    bool hidden() const;
    bool canChange() const; // no: the practice, or how the program was started, has decided
    QString note() const;
    QString problem() const; // hidden where no way is left then; empty: none

    void refresh() { Q_EMIT changed(); }
    void forceHidden(); // by the program's start, for this run

public Q_SLOTS:
    void hide(bool on); // from the next connection on; kept in the settings

Q_SIGNALS:
    void changed();

private:
    client::Facade &m_facade;
    SettingsModel &m_settings;
    bool m_forced = false;
};

} // namespace bedside::ui
