// SPDX-License-Identifier: Apache-2.0
// Keeps language, appearance, text size and the wish to hide the network address in PROFILE/preferences.ini. Nothing else
// goes in there. Main thread.
#pragma once

#include "ui/models/settings_model.h"

#include <QSettings>

namespace bedside::desktop {

class Preferences : public QObject {
    Q_OBJECT
public:
    // Reads into `settings`, then writes each change. `settings` outlives this.
    Preferences(const QString &profileFolder, ui::SettingsModel &settings);

private:
    void read();
    void write();

    QSettings m_file;
    ui::SettingsModel &m_settings;
};

} // namespace bedside::desktop
