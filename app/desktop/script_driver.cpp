// SPDX-License-Identifier: Apache-2.0
#include "app/desktop/script_driver.h"

#include "app/desktop/facade_report.h"
#include "core/base/bytes.h"
#include "core/base/json.h"
#include "core/platform/qt_executor.h"

#include <nlohmann/json.hpp>

#include <QClipboard>
#include <QGuiApplication>
#include <QRegularExpression>

#include <iostream>
#include <mutex>
#include <thread>

namespace bedside::desktop {

using Kind = ScriptStep::Kind;

namespace {

constexpr int kTurnMs = 20;    // how often a waiting step looks again
constexpr int kSettleMs = 250; // fades and tooltips come to rest before a picture

std::string utf8(const QString &text) { return text.toStdString(); }

} // namespace

ScriptDriver::ScriptDriver(QQuickWindow &window, ui::AppModel &app, const client::Facade &facade, QDir report,
                           bool keepsReading, Output output)
    : m_hand(window), m_app(app), m_facade(facade), m_report(std::move(report)), m_output(std::move(output)),
      m_keepsReading(keepsReading)
{
    m_turns.setInterval(kTurnMs);
    connect(&m_turns, &QTimer::timeout, this, &ScriptDriver::turn);
    connect(&app, &ui::AppModel::screenChanged, this, &ScriptDriver::sayScreen);
}

Result<void> ScriptDriver::take(const std::string &line)
{
    if (line.empty() || line.front() == '#')
        return {};
    TRY(const auto json, parseJson(asBytes(line)));
    if (json.is_object() && json.contains("set")) {
        TRY(const auto name, jsonString(json, "set", 100));
        TRY(const auto value, jsonString(json, "value", 10'000));
        m_values[QString::fromStdString(name)] = QString::fromStdString(value);
        return {};
    }
    if (json.is_object() && json.contains("drop")) {
        TRY(const auto name, jsonString(json, "drop", 100));
        m_values.erase(QString::fromStdString(name));
        return {};
    }
    TRY(auto step, readStep(json));
    m_steps.push_back(std::move(step));
    return {};
}

void ScriptDriver::inputEnded() { m_keepsReading = false; }

void ScriptDriver::start()
{
    m_started = true;
    m_hand.window().requestActivate();
    say({{"ev", "ready"}});
    sayScreen();
    m_turns.start();
}

void ScriptDriver::sayScreen()
{
    if (m_started && !m_finished)
        say({{"ev", "shown"}, {"screen", utf8(m_app.screen())}});
}

void ScriptDriver::turn()
{
    if (m_finished)
        return;
    if (m_steps.empty()) {
        if (!m_keepsReading)
            finish(0);
        return;
    }
    const ScriptStep step = m_steps.front();
    if (!std::exchange(m_begun, true)) {
        ++m_number;
        m_stepTime.start();
        m_why.clear();
    }
    const Progress progress = perform(step);
    if (progress == Progress::Failed || (progress == Progress::NotYet && m_stepTime.elapsed() > step.deadlineMs)) {
        fail(step, m_why.isEmpty() ? QStringLiteral("the deadline passed") : m_why);
        return;
    }
    if (progress == Progress::NotYet)
        return;
    m_begun = false;
    m_steps.pop_front();
    say({{"ev", "step"}, {"n", m_number}, {"do", utf8(step.word)}, {"id", utf8(step.id)}, {"ms", m_stepTime.elapsed()}});
    if (step.kind == Kind::Quit)
        finish(0);
}

ScriptDriver::Progress ScriptDriver::perform(const ScriptStep &step)
{
    const auto when = [](bool met) { return met ? Progress::Done : Progress::NotYet; };
    switch (step.kind) {
    case Kind::WaitScreen: return when(step.screens.contains(m_app.screen()));
    case Kind::WaitGone: return when(m_hand.find(step.target) == nullptr);
    case Kind::WaitText: return when(m_hand.shows(step.text));
    case Kind::WaitTile: return when(tilesAre(step));
    case Kind::Stay:
        // Its deadline is its length: it is over before it can have passed.
        return when(m_stepTime.elapsed() >= step.deadlineMs - kTurnMs);
    case Kind::Quit: return Progress::Done;
    case Kind::Shot: return shoot(step);
    case Kind::Emit: say({{"ev", "mark"}, {"name", utf8(step.name)}}); return Progress::Done;
    case Kind::State: sayValue(step.name, reportOf(m_facade)); return Progress::Done;
    case Kind::Texts: {
        auto texts = nlohmann::json::array();
        for (const QString &text : m_hand.texts())
            texts.push_back(utf8(text));
        sayValue(step.name, texts);
        return Progress::Done;
    }
    case Kind::Copied: sayValue(step.name, utf8(QGuiApplication::clipboard()->text())); return Progress::Done;
    case Kind::Key:
        m_hand.press(QKeySequence(step.key));
        return Progress::Done;
    case Kind::Hover:
        m_hand.move(QPointF(m_hand.window().width() / 2.0 + (++m_hovers % 2) * 12, m_hand.window().height() / 2.0));
        return Progress::Done;
    default: return performOnItem(step);
    }
}

ScriptDriver::Progress ScriptDriver::performOnItem(const ScriptStep &step)
{
    if (step.kind == Kind::Type)
        return typeInto(step);
    if (step.kind == Kind::Read || step.kind == Kind::Expect)
        return readFrom(step);
    auto *item = m_hand.reach(step.target);
    if (!item) {
        m_why = m_hand.find(step.target) ? QStringLiteral("the item is disabled, outside the window or covered")
                                         : QStringLiteral("no such item is shown");
        return Progress::NotYet;
    }
    if (step.kind == Kind::Click)
        m_hand.click(*item);
    return Progress::Done;
}

ScriptDriver::Progress ScriptDriver::typeInto(const ScriptStep &step)
{
    QString text;
    if (!textFor(step, text)) {
        m_why = QStringLiteral("the value has not come");
        return Progress::NotYet;
    }
    auto *item = m_hand.reach(step.target);
    if (!item) {
        m_why = QStringLiteral("no such field can be reached");
        return Progress::NotYet;
    }
    m_hand.click(*item);
    m_hand.press(QKeySequence(QKeySequence::SelectAll));
    m_hand.press(QKeySequence(Qt::Key_Delete));
    m_hand.type(text);
    if (item->property("text").toString() == text)
        return Progress::Done;
    m_why = QStringLiteral("the field does not hold what was typed");
    return Progress::Failed;
}

ScriptDriver::Progress ScriptDriver::readFrom(const ScriptStep &step)
{
    const auto *item = m_hand.find(step.target);
    const QString text = item ? m_hand.textOf(*item) : QString();
    if (text.isEmpty()) {
        m_why = QStringLiteral("the item shows no text");
        return Progress::NotYet;
    }
    if (step.kind == Kind::Read) {
        sayValue(step.name, utf8(text));
        return Progress::Done;
    }
    QString wanted;
    m_why = QStringLiteral("the item shows another text");
    return textFor(step, wanted) && text.contains(wanted) ? Progress::Done : Progress::NotYet;
}

ScriptDriver::Progress ScriptDriver::shoot(const ScriptStep &step)
{
    static const QRegularExpression kFileName(QStringLiteral("^[A-Za-z0-9._-]{1,80}$"));
    if (!kFileName.match(step.name).hasMatch()) {
        m_why = QStringLiteral("not a name for a file");
        return Progress::Failed;
    }
    if (m_stepTime.elapsed() < kSettleMs)
        return Progress::NotYet;
    if (const QString misplaced = m_hand.misplaced(); !misplaced.isEmpty()) {
        m_why = misplaced;
        return Progress::NotYet; // an animation may be under way
    }
    m_why = QStringLiteral("the picture could not be written");
    return savePicture(step.name) ? Progress::Done : Progress::Failed;
}

bool ScriptDriver::savePicture(const QString &name)
{
    const QImage image = m_hand.window().grabWindow();
    const QString file = m_report.absoluteFilePath(name + QStringLiteral(".png"));
    if (image.isNull() || !QDir().mkpath(m_report.absolutePath()) || !image.save(file))
        return false;
    say({{"ev", "shot"}, {"name", utf8(name)}, {"file", utf8(file)}, {"width", image.width()}, {"height", image.height()}});
    return true;
}

bool ScriptDriver::tilesAre(const ScriptStep &step) const
{
    const auto &tiles = m_facade.visit().tiles;
    const auto fits = [&](const client::Tile &tile) { return step.tileState == QLatin1String(nameOf(tile.state)); };
    return static_cast<int>(tiles.size()) >= step.count && std::all_of(tiles.begin(), tiles.end(), fits);
}

bool ScriptDriver::textFor(const ScriptStep &step, QString &text) const
{
    text = step.text;
    if (step.value.isEmpty())
        return true;
    const auto found = m_values.find(step.value);
    if (found == m_values.end())
        return false;
    text = found->second;
    return true;
}

void ScriptDriver::sayValue(const QString &name, const nlohmann::json &value) const
{
    say({{"ev", "value"}, {"name", utf8(name)}, {"value", value}});
}

void ScriptDriver::fail(const ScriptStep &step, const QString &why)
{
    savePicture(QStringLiteral("failed"));
    say({{"ev", "failed"}, {"n", m_number}, {"do", utf8(step.word)}, {"id", utf8(step.id)}, {"target", utf8(step.target)},
         {"why", utf8(why)}, {"screen", utf8(m_app.screen())}});
    finish(1);
}

void ScriptDriver::finish(int exitCode)
{
    m_turns.stop();
    if (exitCode == 0)
        say({{"ev", "done"}});
    m_finished = true;
    Q_EMIT finished(exitCode);
}

void readStandardInput(QObject &context, std::function<void(const std::string &)> onLine, std::function<void()> onEnd)
{
    // The reader may still hang in its last read when the program ends: it posts only while the context lives.
    struct Gate {
        std::mutex mutex;
        std::unique_ptr<platform::QtExecutor> executor = std::make_unique<platform::QtExecutor>();
    };
    auto gate = std::make_shared<Gate>();
    QObject::connect(&context, &QObject::destroyed, [gate] {
        const std::lock_guard lock(gate->mutex);
        gate->executor.reset();
    });
    const auto post = [gate](std::function<void()> task) {
        const std::lock_guard lock(gate->mutex);
        if (gate->executor)
            gate->executor->post(std::move(task));
    };
    // Off C's stdin: from glibc 2.41 on, exit() waits for whoever holds its lock, and the reader does, in its last read.
    std::ios::sync_with_stdio(false);
    std::thread([post, onLine = std::move(onLine), onEnd = std::move(onEnd)] {
        std::string line;
        while (std::getline(std::cin, line))
            post([onLine, line] { onLine(line); });
        post(onEnd);
    }).detach();
}

} // namespace bedside::desktop
