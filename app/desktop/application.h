// SPDX-License-Identifier: Apache-2.0
// The composition of the desktop program: client, models, window. Owned by main(); main thread.
#pragma once

#include "app/desktop/preferences.h"
#include "app/desktop/system_surroundings.h"
#include "core/client/client.h"
#include "core/platform/key_store.h"
#include "core/platform/qt_executor.h"
#include "core/store/worker.h"
#include "ui/models/app_model.h"
#include "ui/models/translations.h"

#include <QQmlApplicationEngine>
#include <QQuickWindow>

#include <filesystem>

namespace bedside::desktop {

struct ApplicationOptions {
    std::filesystem::path profile;         // exists
    std::string language;                  // "en", "es", or empty: as kept, else as the system
    std::string appearance;                // "system", "light", "dark", "contrast", or empty: as kept
    bool loopbackCandidates = false;
    bool relayOnly = false;
    bool withoutKeyStore = false;
    unsigned generatedVariant = 0;
};

class Application : public QObject {
    Q_OBJECT
public:
    static Result<std::unique_ptr<Application>> create(const ApplicationOptions &options);
    ~Application() override;

    // From the command line or a second start. Empty: come to the front.
    void openLink(const QString &link);
    QQuickWindow &window() { return *m_window; }
    ui::AppModel &app() { return *m_app; }
    const client::Facade &facade() const { return *m_facade; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override; // the system turned dark or light

private:
    explicit Application(const ApplicationOptions &options);
    Result<void> showWindow();
    void applyLanguage();
    void report(std::function<void(const QString &text)> ready);

    SystemClock m_clock;
    platform::QtExecutor m_executor;
    std::unique_ptr<platform::KeyStore> m_keyStore; // null where the system has none that works
    ui::SettingsModel m_settings;
    ui::Translations m_translations;
    Preferences m_preferences;
    SystemSurroundings m_surroundings;
    std::unique_ptr<client::Facade> m_facade;
    std::unique_ptr<ui::AppModel> m_app;
    QQmlApplicationEngine m_engine;
    QQuickWindow *m_window = nullptr;
    store::Worker m_reporter; // last: it answers before the rest goes
};

} // namespace bedside::desktop
