// SPDX-License-Identifier: Apache-2.0
// What a person reads of a failure and may do about it: the screens' own models over a real client.
#pragma once

#include "ui/models/app_model.h"
#include "ui/models/surroundings.h"
#include "ui/models/translations.h"

namespace bedside::test {

class ShownWords final : private ui::Surroundings {
public:
    // "" when the screen shows both beginnings in their languages and offers the way on; else what it shows instead.
    // A way is the screen's name and, on the problem screen, what its button does: "problem, another link".
    QByteArray differsFrom(client::Facade &facade, const char *english, const char *spanish, const char *way)
    {
        ui::SettingsModel settings;
        ui::AppModel app(facade, m_clock, *this, settings);
        QByteArray out;
        for (const auto &[language, words] : {std::pair("en", english), std::pair("es", spanish)}) {
            (void)m_translations.use(QLatin1String(language));
            const QStringList shown = problems(app);
            const bool found = std::any_of(shown.begin(), shown.end(),
                                           [&](const QString &one) { return one.contains(QString::fromUtf8(words)); });
            if (!found)
                out += QByteArray(language) + ": " + shown.join(QLatin1Char('|')).toUtf8() + '\n';
        }
        (void)m_translations.use(QStringLiteral("en"));
        if (wayOn(app) != way)
            out += "way: " + wayOn(app) + '\n';
        return out;
    }

private:
    static QStringList problems(ui::AppModel &app)
    {
        QStringList all{app.problem(), app.notice(), app.setAside(), app.guest()->problem(), app.session()->problem(),
                        app.session()->clockWarning(), app.devices()->cameraProblem()};
        all.removeAll(QString());
        return all;
    }
    static QByteArray wayOn(ui::AppModel &app)
    {
        QByteArray way = app.screen().toLatin1();
        if (way != "problem")
            return way;
        if (app.isGuest())
            return way + (app.guest()->canTryAgain() ? ", try again" : ", another link");
        return way + (!app.canTryAgain() ? ", close" : app.setAside().isEmpty() ? ", try again" : ", put it back");
    }
    void ring() override {}
    void notify(const QString &) override {}
    void copyText(const QString &) override {}
    Result<QString> saveFile(const QString &, const QByteArray &) override { return Error(ErrorCode::Unsupported); }
    void makeReport(std::function<void(const QString &)>) override {}
    void chooseFile(const QString &, const QString &, std::function<void(const QString &)>) override {}
    Result<void> writeFile(const QString &, const QByteArray &) override { return Error(ErrorCode::Unsupported); }

    SystemClock m_clock;
    ui::Translations m_translations;
};

} // namespace bedside::test

// The failure shown by a client: `SHOWS(*guest, "Part of this link", "Falta una parte", "problem, another link")`.
#define SHOWS(facade, english, spanish, way)                                                                           \
    do {                                                                                                               \
        const QByteArray shownInstead = test::ShownWords().differsFrom(facade, english, spanish, way);                 \
        QVERIFY2(shownInstead.isEmpty(), shownInstead.constData());                                                    \
    } while (false)
