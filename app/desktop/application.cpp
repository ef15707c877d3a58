// SPDX-License-Identifier: Apache-2.0
#include "app/desktop/application.h"

#include "app/desktop/support_report.h"

#include <QEvent>
#include <QFont>
#include <QGuiApplication>
#include <QMetaEnum>
#include <QPalette>
#include <QPointer>
#include <QQmlExtensionPlugin>

Q_IMPORT_QML_PLUGIN(BedsidePlugin)

namespace bedside::desktop {

using ui::SettingsModel;

namespace {

QString profileText(const std::filesystem::path &profile) { return QString::fromStdU16String(profile.u16string()); }

// How much larger than usual the system writes. Never smaller: 13 px is the least that is read with ease.
double systemTextScale()
{
#if defined(Q_OS_MACOS)
    constexpr double kUsualPoints = 13;
#elif defined(Q_OS_WIN)
    constexpr double kUsualPoints = 9;
#else
    constexpr double kUsualPoints = 11;
#endif
    const double points = QGuiApplication::font().pointSizeF();
    return points > 0 ? std::clamp(points / kUsualPoints, 1.0, 2.0) : 1.0;
}

bool systemIsDark()
{
    const QPalette palette = QGuiApplication::palette();
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

void choose(SettingsModel &settings, const ApplicationOptions &options)
{
    if (!options.language.empty())
        settings.setLanguage(QString::fromStdString(options.language));
    const std::pair<const char *, SettingsModel::Appearance> names[] = {
        {"system", SettingsModel::Appearance::System},
        {"light", SettingsModel::Appearance::Light},
        {"dark", SettingsModel::Appearance::Dark},
        {"contrast", SettingsModel::Appearance::Contrast}};
    for (const auto &[name, appearance] : names)
        if (options.appearance == name)
            settings.setAppearance(appearance);
}

} // namespace

Application::Application(const ApplicationOptions &options) : m_preferences(profileText(options.profile), m_settings), m_reporter("bedside-report", m_executor)
{
    choose(m_settings, options);
    m_translations.use(m_settings.language());
    if (!options.withoutKeyStore) {
        auto keyStore = platform::KeyStore::create(platform::serviceName(profileText(options.profile)));
        if (keyStore.ok())
            m_keyStore = std::move(keyStore).value();
    }
    client::ClientOptions client;
    client.profile = options.profile;
    client.keySlot = m_keyStore.get();
    client.loopbackCandidates = options.loopbackCandidates;
    client.relayOnly = options.relayOnly || m_settings.hidesAddress();
    client.checksNetwork = true;
    client.language = m_settings.language().toStdString();
    client.generatedVariant = options.generatedVariant;
    m_surroundings.setReporter([this](auto ready) { report(std::move(ready)); });
    m_facade = client::createClient(std::move(client), m_executor, m_clock);
    m_app = std::make_unique<ui::AppModel>(*m_facade, m_clock, m_surroundings, m_settings);
    if (options.relayOnly)
        m_app->address()->forceHidden();
    connect(&m_settings, &SettingsModel::languageChanged, this, &Application::applyLanguage);
}

Application::~Application() = default;

Result<std::unique_ptr<Application>> Application::create(const ApplicationOptions &options)
{
    std::unique_ptr<Application> application(new Application(options));
    TRY_OK(application->showWindow());
    return application;
}

Result<void> Application::showWindow()
{
    m_engine.addImportPath(QStringLiteral("qrc:/qt/qml"));
    m_engine.setInitialProperties({{QStringLiteral("app"), QVariant::fromValue(m_app.get())},
                                   {QStringLiteral("systemTextScale"), systemTextScale()},
                                   {QStringLiteral("systemIsDark"), systemIsDark()}});
    m_engine.load(QUrl(QStringLiteral("qrc:/qt/qml/Bedside/screens/Main.qml")));
    if (m_engine.rootObjects().isEmpty())
        return Error(ErrorCode::Internal, "Main.qml");
    m_window = qobject_cast<QQuickWindow *>(m_engine.rootObjects().constFirst());
    if (!m_window)
        return Error(ErrorCode::Internal, "no window");
    m_surroundings.setWindow(m_window);
    QCoreApplication::instance()->installEventFilter(this);
    return {};
}

bool Application::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::ApplicationPaletteChange && watched == QCoreApplication::instance())
        m_window->setProperty("systemIsDark", systemIsDark());
    return QObject::eventFilter(watched, event);
}

void Application::applyLanguage()
{
    m_translations.use(m_settings.language());
    m_facade->setLanguage(m_settings.language().toStdString());
    m_engine.retranslate();
    m_app->retranslate();
}

void Application::report(std::function<void(const QString &text)> ready)
{
    const bool lookForDevices = m_facade->localMedia().devices.empty();
    m_reporter.run([lookForDevices] { return gatherComputerFacts(lookForDevices); },
                   [this, alive = QPointer(this), ready = std::move(ready)](const ComputerFacts &computer) {
                       if (!alive)
                           return;
                       const auto appearance = QMetaEnum::fromType<SettingsModel::Appearance>();
                       const RunFacts run{m_settings.language().toStdString(),
                                          appearance.valueToKey(static_cast<int>(m_settings.appearance())), m_settings.textPercent()};
                       ready(QString::fromStdString(supportReport(*m_facade, computer, run, m_clock.now())));
                   });
}

void Application::openLink(const QString &link)
{
    if (!link.isEmpty())
        m_app->guest()->openLink(link);
    m_window->show();
    m_window->raise();
    m_window->requestActivate();
}

} // namespace bedside::desktop
