// SPDX-License-Identifier: Apache-2.0
// Performs a script on the real window, step by step with a deadline each, and tells standard output what happens.
// Owned by main(); main thread, but for the reader of standard input, which only posts.
#pragma once

#include "app/desktop/script_step.h"
#include "app/desktop/window_hand.h"
#include "core/client/facade.h"
#include "ui/models/app_model.h"

#include <QDir>
#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <deque>
#include <functional>
#include <map>

namespace bedside::desktop {

class ScriptDriver : public QObject {
    Q_OBJECT
public:
    using Output = std::function<void(const nlohmann::json &)>;

    // Everything given outlives the driver. `keepsReading`: more steps may come, so an empty queue is not the end.
    ScriptDriver(QQuickWindow &window, ui::AppModel &app, const client::Facade &facade, QDir report, bool keepsReading,
                 Output output);

    // One line of a script or of standard input. Malformed: nothing was taken.
    Result<void> take(const std::string &line);
    void inputEnded(); // no more steps will come
    void start();

Q_SIGNALS:
    void finished(int exitCode);

private:
    enum class Progress { NotYet, Done, Failed };

    void turn();
    Progress perform(const ScriptStep &step);
    Progress performOnItem(const ScriptStep &step);
    Progress typeInto(const ScriptStep &step);
    Progress readFrom(const ScriptStep &step);
    Progress shoot(const ScriptStep &step);
    bool tilesAre(const ScriptStep &step) const;
    bool textFor(const ScriptStep &step, QString &text) const;
    bool savePicture(const QString &name);
    void say(const nlohmann::json &line) const { m_output(line); }
    void sayValue(const QString &name, const nlohmann::json &value) const;
    void fail(const ScriptStep &step, const QString &why);
    void finish(int exitCode);
    void sayScreen();

    WindowHand m_hand;
    ui::AppModel &m_app;
    const client::Facade &m_facade;
    QDir m_report;
    Output m_output;
    std::deque<ScriptStep> m_steps;
    std::map<QString, QString> m_values;
    QTimer m_turns;
    QElapsedTimer m_stepTime;
    QString m_why;        // what the step at hand waits for
    int m_number = 0;
    int m_hovers = 0;
    bool m_begun = false; // the step at hand
    bool m_keepsReading;
    bool m_started = false;
    bool m_finished = false;
};

// Reads lines of standard input on a thread of its own and hands each to `onLine`, then an end, on the main thread.
void readStandardInput(QObject &context, std::function<void(const std::string &)> onLine, std::function<void()> onEnd);

} // namespace bedside::desktop
