// SPDX-License-Identifier: Apache-2.0
#include "ui/models/settings_model.h"

#include <algorithm>

namespace bedside::ui {

void SettingsModel::setLanguage(const QString &language)
{
    if (m_language == language || (language != QLatin1String("en") && language != QLatin1String("es")))
        return;
    m_language = language;
    Q_EMIT languageChanged();
}

void SettingsModel::switchLanguage()
{
    setLanguage(m_language == QLatin1String("en") ? QStringLiteral("es") : QStringLiteral("en"));
}

void SettingsModel::setRightToLeft(bool on)
{
    if (m_rightToLeft == on)
        return;
    m_rightToLeft = on;
    Q_EMIT rightToLeftChanged();
}

void SettingsModel::setAppearance(Appearance appearance)
{
    if (m_appearance == appearance)
        return;
    m_appearance = appearance;
    Q_EMIT appearanceChanged();
}

void SettingsModel::setTextPercent(int percent)
{
    percent = std::clamp(percent, 100, 200);
    if (m_textPercent == percent)
        return;
    m_textPercent = percent;
    Q_EMIT textPercentChanged();
}

void SettingsModel::setHidesAddress(bool on)
{
    if (m_hidesAddress == on)
        return;
    m_hidesAddress = on;
    Q_EMIT hidesAddressChanged();
}

} // namespace bedside::ui
