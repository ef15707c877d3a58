// SPDX-License-Identifier: Apache-2.0
// Puts one of the program's languages in use: texts and the way dates and numbers are written. Main thread.
#pragma once

#include <QString>
#include <QStringList>
#include <QTranslator>

namespace bedside::ui {

class Translations {
public:
    ~Translations();

    static QStringList languages(); // "en", "es"
    static QString systemLanguage(); // the system's if it is one of ours, else "en"
    // False: not a language of ours, and nothing has changed.
    bool use(const QString &language);

private:
    QTranslator m_translator;
};

} // namespace bedside::ui
