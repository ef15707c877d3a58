// SPDX-License-Identifier: Apache-2.0
#include "app/desktop/preferences.h"

#include "ui/models/translations.h"

#include <QMetaEnum>

namespace bedside::desktop {

using ui::SettingsModel;

Preferences::Preferences(const QString &profileFolder, SettingsModel &settings)
    : m_file(profileFolder + QStringLiteral("/preferences.ini"), QSettings::IniFormat), m_settings(settings)
{
    read();
    connect(&settings, &SettingsModel::languageChanged, this, &Preferences::write);
    connect(&settings, &SettingsModel::appearanceChanged, this, &Preferences::write);
    connect(&settings, &SettingsModel::textPercentChanged, this, &Preferences::write);
    connect(&settings, &SettingsModel::hidesAddressChanged, this, &Preferences::write);
}

void Preferences::read()
{
    const auto appearances = QMetaEnum::fromType<SettingsModel::Appearance>();
    const QString language = m_file.value(QStringLiteral("language"), ui::Translations::systemLanguage()).toString();
    const QByteArray appearance = m_file.value(QStringLiteral("appearance")).toByteArray();
    m_settings.setLanguage(language);
    if (const int value = appearances.keyToValue(appearance.constData()); value >= 0)
        m_settings.setAppearance(static_cast<SettingsModel::Appearance>(value));
    m_settings.setTextPercent(m_file.value(QStringLiteral("textPercent"), 100).toInt());
    m_settings.setHidesAddress(m_file.value(QStringLiteral("hideAddress"), false).toBool());
}

void Preferences::write()
{
    const auto appearances = QMetaEnum::fromType<SettingsModel::Appearance>();
    m_file.setValue(QStringLiteral("language"), m_settings.language());
    m_file.setValue(QStringLiteral("appearance"),
                    QString::fromLatin1(appearances.valueToKey(static_cast<int>(m_settings.appearance()))));
    m_file.setValue(QStringLiteral("textPercent"), m_settings.textPercent());
    m_file.setValue(QStringLiteral("hideAddress"), m_settings.hidesAddress());
}

} // namespace bedside::desktop
