// SPDX-License-Identifier: Apache-2.0
#include "tests/ui/stage.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QQmlExtensionPlugin>

Q_IMPORT_QML_PLUGIN(BedsidePlugin)

namespace bedside::tests {

using namespace ui;

Result<QString> FakeSurroundings::saveFile(const QString &name, const QByteArray &content)
{
    if (saveProblem)
        return *saveProblem;
    saved = content;
    return QStringLiteral("/home/mei/Downloads/") + name;
}

void FakeSurroundings::makeReport(std::function<void(const QString &)> ready)
{
    if (!report.isEmpty())
        ready(report);
}

Result<void> FakeSurroundings::writeFile(const QString &path, const QByteArray &content)
{
    if (saveProblem)
        return *saveProblem;
    written[path] = content;
    return {};
}

Stage::Stage()
{
    clock.wall = sampleNow();
    translations.use(QStringLiteral("en"));
}

Stage::~Stage() { close(); }

void Stage::play(const std::string &situation)
{
    const bool known = arrange(situation, facade, pictures);
    Q_ASSERT(known);
    app = std::make_unique<AppModel>(facade, clock, surroundings, settings);
    app->day()->refresh();
    const std::string page = situation.substr(0, situation.find('-'));
    if (page == "invite") {
        app->day()->select(1);
        app->invite();
    } else if (page == "log") {
        app->showLog();
    } else if (page == "settings") {
        app->showSettings();
    }
}

QQuickWindow *Stage::open(QSize size)
{
    m_engine = std::make_unique<QQmlApplicationEngine>();
    QObject::connect(m_engine.get(), &QQmlEngine::warnings, m_engine.get(), [this](const QList<QQmlError> &found) {
        for (const auto &warning : found)
            warnings << warning.toString();
    });
    m_engine->addImportPath(QStringLiteral("qrc:/qt/qml"));
    m_engine->setInitialProperties({{QStringLiteral("app"), QVariant::fromValue(app.get())}});
    m_engine->load(QUrl(QStringLiteral("qrc:/qt/qml/Bedside/screens/Main.qml")));
    if (m_engine->rootObjects().isEmpty())
        return nullptr;
    m_window = qobject_cast<QQuickWindow *>(m_engine->rootObjects().constFirst());
    m_window->resize(size);
    m_window->requestActivate();
    // Shortcuts answer once the platform has shown the window, made it the active one and said so.
    QElapsedTimer opened;
    opened.start();
    while (opened.elapsed() < 150 || (!(m_window->isActive() && m_window->isExposed()) && opened.elapsed() < 2000))
        settle();
    return m_window;
}

void Stage::close()
{
    m_window = nullptr;
    m_engine.reset();
    app.reset();
}

void Stage::retranslate()
{
    m_engine->retranslate();
    app->retranslate();
}

void Stage::settle()
{
    for (int i = 0; i < 6; ++i) {
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QCoreApplication::sendPostedEvents();
        QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
    }
}

QQuickItem *Stage::item(const char *name) const
{
    for (auto *item : visibleItems(m_window->contentItem()))
        if (item->objectName() == QLatin1String(name))
            return item;
    return nullptr;
}

std::vector<QQuickItem *> visibleItems(QQuickItem *root)
{
    std::vector<QQuickItem *> out;
    if (!root->isVisible())
        return out;
    out.push_back(root);
    const auto children = root->childItems();
    for (auto *child : children) {
        const auto below = visibleItems(child);
        out.insert(out.end(), below.begin(), below.end());
    }
    return out;
}

} // namespace bedside::tests
