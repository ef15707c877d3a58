// SPDX-License-Identifier: Apache-2.0
// The real Main.qml over a fake facade, in a window of the offscreen platform.
#pragma once

#include "tests/support/fake_facade.h"
#include "tests/ui/samples.h"
#include "ui/models/app_model.h"
#include "ui/models/surroundings.h"
#include "ui/models/translations.h"

#include <QQmlApplicationEngine>
#include <QQuickItem>
#include <QQuickWindow>

#include <memory>

namespace bedside::tests {

class FakeSurroundings final : public ui::Surroundings {
public:
    int rings = 0;
    QStringList notifications;
    QString copied;
    QByteArray saved;
    std::optional<Error> saveProblem;
    QString report = QStringLiteral("Bedside: report for support, 2026-11-23T08:48:00Z\n\nProgram\n  version             0.1.0\n") +
                     QStringLiteral("2026-11-23T08:47:31.204Z info visit.peer leaf=1 state=2\n").repeated(60); // empty: not made yet
    QString chosenFile;                  // empty: the person chose none
    QMap<QString, QByteArray> written;

    void ring() override { ++rings; }
    void notify(const QString &words) override { notifications << words; }
    void copyText(const QString &text) override { copied = text; }
    Result<QString> saveFile(const QString &name, const QByteArray &content) override;
    void makeReport(std::function<void(const QString &)> ready) override;
    void chooseFile(const QString &, const QString &, std::function<void(const QString &)> chosen) override { chosen(chosenFile); }
    Result<void> writeFile(const QString &path, const QByteArray &content) override;
};

class Stage {
public:
    Stage();
    ~Stage();

    FakeFacade facade;
    FakeClock clock;
    FakeSurroundings surroundings;
    Pictures pictures;
    ui::SettingsModel settings;
    ui::Translations translations;
    std::unique_ptr<ui::AppModel> app;
    QStringList warnings; // what QML complained about

    // Arranges the situation, builds the models, and turns to its page.
    void play(const std::string &situation);
    // The window with Main.qml; null if it could not be loaded.
    QQuickWindow *open(QSize size = {1280, 800});
    QQuickWindow *window() const { return m_window; }
    void close();
    // A visible item by objectName.
    QQuickItem *item(const char *name) const;
    void retranslate();
    void settle(); // lets loaders, layouts and bindings finish

private:
    std::unique_ptr<QQmlApplicationEngine> m_engine;
    QQuickWindow *m_window = nullptr;
};

// Every visible item below, in painting order.
std::vector<QQuickItem *> visibleItems(QQuickItem *root);

} // namespace bedside::tests
