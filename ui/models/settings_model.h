// SPDX-License-Identifier: Apache-2.0
// How this person wants the program: language, appearance, text size, hiding the network address. Holds values only; the
// program keeps them.
#pragma once

#include <QObject>
#include <QtQmlIntegration>

namespace bedside::ui {

class SettingsModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the program")
    Q_PROPERTY(QString language READ language WRITE setLanguage NOTIFY languageChanged FINAL)
    Q_PROPERTY(bool rightToLeft READ rightToLeft WRITE setRightToLeft NOTIFY rightToLeftChanged FINAL)
    Q_PROPERTY(Appearance appearance READ appearance WRITE setAppearance NOTIFY appearanceChanged FINAL)
    Q_PROPERTY(int textPercent READ textPercent WRITE setTextPercent NOTIFY textPercentChanged FINAL)
    Q_PROPERTY(QString version READ version CONSTANT FINAL)

public:
    enum class Appearance { System, Light, Dark, Contrast };
    Q_ENUM(Appearance)

    explicit SettingsModel(QObject *parent = nullptr) : QObject(parent) {}

    QString language() const { return m_language; } // "en" or "es"
    void setLanguage(const QString &language);
    bool rightToLeft() const { return m_rightToLeft; }
    void setRightToLeft(bool on);
    Appearance appearance() const { return m_appearance; }
    void setAppearance(Appearance appearance);
    int textPercent() const { return m_textPercent; } // 100 to 200, on top of the system's own size
    void setTextPercent(int percent);
    bool hidesAddress() const { return m_hidesAddress; } // connects over relays alone
    void setHidesAddress(bool on);
    QString version() const { return QStringLiteral(BEDSIDE_VERSION); }

public Q_SLOTS:
    void switchLanguage(); // to the other one

Q_SIGNALS:
    void languageChanged();
    void rightToLeftChanged();
    void appearanceChanged();
    void textPercentChanged();
    void hidesAddressChanged();

private:
    QString m_language = QStringLiteral("en");
    bool m_rightToLeft = false;
    Appearance m_appearance = Appearance::System;
    int m_textPercent = 100;
    bool m_hidesAddress = false;
};

} // namespace bedside::ui
