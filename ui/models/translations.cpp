// SPDX-License-Identifier: Apache-2.0
#include "ui/models/translations.h"

#include <QCoreApplication>
#include <QLocale>

namespace bedside::ui {

Translations::~Translations()
{
    if (QCoreApplication::instance())
        QCoreApplication::removeTranslator(&m_translator);
}

QStringList Translations::languages() { return {QStringLiteral("en"), QStringLiteral("es")}; }

QString Translations::systemLanguage()
{
    const QString system = QLocale::system().name().left(2);
    return languages().contains(system) ? system : QStringLiteral("en");
}

bool Translations::use(const QString &language)
{
    if (!languages().contains(language))
        return false;
    QCoreApplication::removeTranslator(&m_translator);
    // English has a file too: for its plurals.
    if (!m_translator.load(QStringLiteral(":/bedside/i18n/bedside_%1.qm").arg(language)))
        return false;
    QCoreApplication::installTranslator(&m_translator);
    const QLocale system = QLocale::system(); // "en_GB" writes 14:30 where "en_US" writes 2:30 PM
    const bool regionFits = system.name().left(2) == language;
    QLocale::setDefault(regionFits ? system : QLocale(language == QLatin1String("en") ? QStringLiteral("en_GB") : language));
    return true;
}

} // namespace bedside::ui
